"""Keeping the time while the service runs."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from datetime import timedelta

import click

from surveys.cli.errand import INSTALLATION, errand, now
from surveys.core.fault import StoreUnavailable
from surveys.services.contact import forget_contacts
from surveys.services.paper_photo import forget_photos
from surveys.services.watch import tick
from surveys.store.db import empty_log, transaction

_PAUSE = 10
_A_DAY = timedelta(days=1)


@errand("keep-time")
@click.option("--once", is_flag=True, help="只做一遍")
def keep_time(once: bool) -> None:
    """到点就记下截止，到期的电话每天删一次。几个进程一起开着，也只有一个在做；serve 自己会带上它。"""
    holder, forgotten = secrets.token_hex(8), now() - _A_DAY
    while True:
        gone = 0
        with suppress(*(() if once else (StoreUnavailable,))), transaction() as session:  # it is tried again soon
            ended = tick(session, holder, now=now())
            if ended is not None and now() - forgotten >= _A_DAY:
                forget_contacts(session, now=now())
                gone = forget_photos(session, by=INSTALLATION, now=now())
                forgotten = now()
        if gone:
            empty_log()
        if once:
            click.echo("另一个进程在做" if ended is None else f"记下了{ended}个征询的截止")
            return
        time.sleep(_PAUSE)
