"""Keeping the time while the service runs."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

import click

from surveys.cli.backup import DailyBackup
from surveys.cli.errand import INSTALLATION, errand, now
from surveys.core.errors import ClockBehind
from surveys.core.fault import StoreUnavailable
from surveys.core.seal import HeadWhy
from surveys.services.contact import forget_contacts
from surveys.services.paper_photo import forget_photos
from surveys.services.seal import due, seal_poll
from surveys.services.watch import tick
from surveys.store.db import empty_log, reading, transaction
from surveys.words.seal import refused_words

_PAUSE = 10
_A_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)
_SETTLED = timedelta(minutes=1)
"""How long after the start the first backup may begin: whoever starts has enough to do."""


@errand("keep-time")
@click.option("--once", is_flag=True, help="只做一遍")
def keep_time(once: bool) -> None:
    """到点就记下截止，到期的电话每天删一次。几个进程一起开着，也只有一个在做；serve 自己会带上它。"""
    holder, forgotten, sealed = secrets.token_hex(8), now() - _A_DAY, now() - _A_MINUTE
    back_up, began = DailyBackup(), now()
    while True:
        gone, ended = 0, None
        try:
            with transaction(now) as session:
                ended = tick(session, holder, now=now())
                if ended is not None and now() - forgotten >= _A_DAY:
                    forget_contacts(session, now=now())
                    gone = forget_photos(session, by=INSTALLATION, now=now())
                    forgotten = now()
        except (ClockBehind, StoreUnavailable):  # which is in the log by now; it is tried again soon
            if once:
                raise
        if gone:
            empty_log()
        if ended is not None and now() - sealed >= _A_MINUTE:
            _seal()
            sealed = now()
        if once:
            click.echo("另一个进程在做" if ended is None else f"记下了{ended}个征询的截止")
            return
        if ended is not None and now() - began >= _SETTLED:
            back_up(now())
        time.sleep(_PAUSE)


def _seal() -> None:
    """Seal what may be; says aloud what it refuses, which nobody could have written who works through the service."""
    with reading() as session:
        trees = due(session)
    for tree in trees:
        with transaction() as session:
            done = seal_poll(session, tree, HeadWhy.BATCH, now=now())
        for kind, number in done.refused:
            click.echo(refused_words(kind, number), err=True)
