"""Keeping the time while the service runs."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import timedelta

import click

from surveys.cli.errand import INSTALLATION, errand, now
from surveys.cli.metrics import serve_metrics
from surveys.cli.retention import forget_due
from surveys.log import event, failure_of
from surveys.services.contact import forget_contacts
from surveys.services.paper_photo import forget_photos
from surveys.services.watch import tick
from surveys.store.db import empty_log, transaction

_PAUSE = 10
_A_DAY = timedelta(days=1)


def attempt(name: str, errand_due: Callable[[], object]) -> None:
    """Do what is due; where it fails the log gets it, and what else is due is done all the same."""
    try:
        errand_due()
    except Exception as error:
        event("errand_failed", logging.ERROR, failure_of(error), what=name)


@errand("keep-time")
@click.option("--once", is_flag=True, help="只做一遍")
def keep_time(once: bool) -> None:
    """到点就记下截止，到期的电话每天删一次。几个进程一起开着，也只有一个在做；serve 自己会带上它。"""
    holder = secrets.token_hex(8)
    forgotten = swept = now() - _A_DAY
    if not once:
        serve_metrics()
    while True:
        gone = 0
        with transaction() as session:
            ended = tick(session, holder, now=now())
            if ended is not None and now() - forgotten >= _A_DAY:
                forget_contacts(session, now=now())
                gone = forget_photos(session, by=INSTALLATION, now=now())
                forgotten = now()
        if gone:
            empty_log()
        if ended is not None and now() - swept >= _A_DAY:
            swept = now()
            attempt("forget", forget_due)
        if once:
            click.echo("另一个进程在做" if ended is None else f"记下了{ended}个征询的截止")
            return
        time.sleep(_PAUSE)
