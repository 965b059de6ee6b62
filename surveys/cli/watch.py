"""Keeping the time while the service runs: what is due is done by one process of all, each errand apart from the others."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import click

from surveys.cli.backup import DailyBackup
from surveys.cli.errand import INSTALLATION, errand, now
from surveys.cli.installation import fingerprint
from surveys.cli.metrics import serve_metrics
from surveys.cli.retention import forget_due
from surveys.core.errors import ClockBehind
from surveys.core.fault import Cause, StoreUnavailable
from surveys.core.seal import HeadWhy
from surveys.log import event, failure_of
from surveys.services.contact import forget_contacts
from surveys.services.installation import still_ours
from surveys.services.paper_photo import forget_photos
from surveys.services.seal import due, seal_poll
from surveys.services.upload import forget_uploads
from surveys.services.watch import tick
from surveys.store.db import database_file, reading, transaction
from surveys.store.newest import read_mark
from surveys.store.upkeep import empty_log
from surveys.words.fault import fault_words
from surveys.words.seal import refused_words

_PAUSE = 10
_A_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Recurring:
    """An errand that comes round: what it is called in the log, how often, and when it was last begun."""

    name: str
    every: timedelta
    do: Callable[[], object]
    begun: datetime | None = field(default=None)

    def attempt(self, at: datetime) -> None:
        """Do it where it is due; where it fails the log gets it, and what else is due is done all the same."""
        if self.begun is not None and self.begun <= at < self.begun + self.every:
            return
        self.begun = at
        try:
            self.do()
        except Exception as error:
            event("errand_failed", logging.ERROR, failure_of(error), what=self.name)


@errand("keep-time")
@click.option("--once", is_flag=True, help="只做一遍")
def keep_time(once: bool) -> None:
    """到点就记下截止，封存新的票，到期的个人内容每天删一次。几个进程一起开着，也只有一个在做；serve 自己会带上它。"""
    holder = secrets.token_hex(8)
    if not once:
        serve_metrics()
    errands = (
        Recurring("forget contacts", _A_DAY, _forget),
        Recurring("seal", _A_MINUTE, _seal),
        Recurring("forget", _A_DAY, forget_due),
    )
    # Whoever starts has enough to do: the first backup is begun a minute later.
    back_up = DailyBackup()
    later = (Recurring("backup", _A_MINUTE, lambda: back_up(now()), begun=now()),)
    while True:
        ended = None
        say_where_replaced()
        try:
            with transaction(now) as session:
                ended = tick(session, holder, now=now())
        except (ClockBehind, StoreUnavailable):  # which is in the log by now; it is tried again soon
            if once:
                raise
        if ended is not None:
            for one in (*errands, *(() if once else later)):
                one.attempt(now())
        if once:
            click.echo("另一个进程在做" if ended is None else f"记下了{ended}个征询的截止")
            return
        time.sleep(_PAUSE)


def say_where_replaced() -> None:
    """Look whether the database still is the one that this process began with, and say so where it isn't."""
    mark = read_mark(file) if (file := database_file()) else None
    with suppress(StoreUnavailable), reading() as session:
        if not still_ours(session, fingerprint(), mark):
            event("replaced", logging.CRITICAL)
            click.echo(fault_words(StoreUnavailable(Cause.REPLACED)), err=True)


def _forget() -> None:
    """Forget telephones, photographs and files that were only looked at, whose time is over."""
    with transaction(now) as session:
        forget_contacts(session, now=now())
        gone = forget_photos(session, by=INSTALLATION, now=now()) + forget_uploads(session, now=now())
    if gone:
        empty_log()


def _seal() -> None:
    """Seal what may be; says aloud what it refuses, which nobody could have written who works through the service."""
    with reading() as session:
        trees = due(session)
    for tree in trees:
        with transaction(now) as session:
            done = seal_poll(session, tree, HeadWhy.BATCH, now=now())
        for kind, number in done.refused:
            click.echo(refused_words(kind, number), err=True)
