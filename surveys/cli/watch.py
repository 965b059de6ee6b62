"""Keeping the time while the service runs."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

import click

from surveys.cli.errand import errand, now
from surveys.services.contact import forget_contacts
from surveys.services.watch import tick
from surveys.store.db import transaction

_PAUSE = 10
_A_DAY = timedelta(days=1)


@errand("keep-time")
@click.option("--once", is_flag=True, help="只做一遍")
def keep_time(once: bool) -> None:
    """到点就记下截止，到期的电话每天删一次。几个进程一起开着，也只有一个在做；serve 自己会带上它。"""
    holder, forgotten = secrets.token_hex(8), now() - _A_DAY
    while True:
        with transaction() as session:
            ended = tick(session, holder, now=now())
            if ended is not None and now() - forgotten >= _A_DAY:
                forget_contacts(session, now=now())
                forgotten = now()
        if once:
            click.echo("另一个进程在做" if ended is None else f"记下了{ended}个征询的截止")
            return
        time.sleep(_PAUSE)
