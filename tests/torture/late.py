"""No ballot after the seal: voters race with whoever ends a poll, with pauses at every point and clocks that don't agree."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, PollNotOpen, Rejected
from surveys.core.fault import Cause, StoreUnavailable
from surveys.core.life import Step
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services import life
from surveys.services.ballot import cast, fill_in, undo, withdraw
from surveys.services.code import Door
from surveys.services.notice import draft, earliest_end, publish
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.ballot import Channel, of_polls
from surveys.store.db import Connection, db, transaction
from tests.conftest import Database
from tests.factories import CLOSES, EDITION, KEYS, LI, MENU, NOW, OPENS, PAPER, RANDOM, answers, at_home, doors, rooms, rows
from tests.torture.pauses import Pauses, SkewedClock, paused
from tests.torture.result import Result

VOTERS, APART = 8, timedelta(seconds=2)
LEAD = timedelta(seconds=0.4)
"""How long before what ends the poll the voters begin."""
EARLY = timedelta(seconds=60)
"""How long before its announced end a poll is ended by hand."""
Acts = Callable[["_Round", SkewedClock], None]


class Ending(StrEnum):
    """How a poll comes to its end."""

    CLOSE = "close"
    DEADLINE = "deadline + publish"
    TWICE = "publish + publish"
    CANCEL = "cancel"
    PAUSE = "pause"


@dataclass(slots=True)
class _Round:
    database: Database
    poll: Poll
    doors: list[Door]
    acknowledged: dict[int, str] = field(default_factory=dict)
    sealed: list[frozenset[tuple[int, str]]] = field(default_factory=list)
    counts: Result = field(default_factory=Result)

    def standing(self, session: Connection) -> frozenset[tuple[int, str]]:
        """What counts now: each home and its receipt."""
        return frozenset((ballot.household, ballot.receipt) for ballot in of_polls(session, [self.poll.id])[self.poll.id])


def opened_anew(database: Database, number: int) -> _Round:
    """A poll of eight homes that ends a little later than every one before it."""
    with database.transaction() as session:
        listed = rows(*rooms(VOTERS), compound=f"A{number}")
        imported = import_roster(session, listed, by=LI, now=NOW)
        closes = CLOSES + timedelta(minutes=5 * number)
        wave = make_wave(session, f"W{number}", EDITION, OPENS, closes, by=LI, now=NOW)
        compound = imported.compounds[0].compound
        planned = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by=LI, now=NOW)
        poll = open_poll(session, DISTRICT, planned.id, keys=KEYS, random=RANDOM, meant=True, by=LI, now=NOW)
        return _Round(database, poll, doors(session, poll))


def fought(database: Database, number: int, ending: Ending, *, longest: float) -> Result:
    """One round: eight voters and whoever ends the poll, each on a machine of their own."""
    chance, pauses = Random(f"{number} {ending}"), Pauses(longest, number)
    this = opened_anew(database, number)
    announced = ending in (Ending.DEADLINE, Ending.TWICE)
    since, shows = time.monotonic(), this.poll.closes_at - (LEAD if announced else EARLY)

    def machine() -> SkewedClock:
        return SkewedClock(shows, since, APART * chance.choice((-1, 1)) * chance.random(), pauses)

    acts = [_Voter(this, door, machine(), Random(f"{number} {door.household_id}")).run for door in this.doors]
    enders = (_publishing, _publishing) if ending is Ending.TWICE else (_ENDS[ending],)
    acts += [_ender(this, end, machine()) for end in enders]
    with database.app.app_context(), paused(db.engine, pauses):
        _together(acts, this.counts)
    _judge(this)
    return this.counts


@dataclass(slots=True)
class _Voter:
    """A home that answers, and perhaps changes or takes back what it said, until it is refused."""

    this: _Round
    door: Door
    clock: SkewedClock
    chance: Random

    def run(self) -> None:
        time.sleep(self.chance.random() * 4 * LEAD.total_seconds())
        for number, act in enumerate(self._wishes()):
            try:
                submission = f"submission-{self.door.household_id}-{number}"
                revision = _patiently(self.this, self.clock, lambda session, a=act, s=submission: a(session, s))
            except PollNotOpen:
                self.this.counts.counts["refused"] += 1
                return
            self.this.counts.counts["acknowledged"] += 1
            self.this.acknowledged[self.door.household_id] = revision

    def _wishes(self) -> list[Callable[[Connection, str], str]]:
        again = self.chance.choice(
            [[], [self._cast], [self._withdraw], [self._withdraw, self._undo], [self._cast, self._undo]]
        )
        return [self.chance.choice([self._cast, self._cast, self._fill_in]), *([] if self.chance.random() < 0.3 else again)]

    def _given(self, session: Connection, submission: str) -> tuple[Door, dict[str, object]]:
        door, origin = at_home(session, self.door, submission)
        return door, {"origin": origin, "keys": KEYS, "random": submission.encode(), "now": self.clock()}

    def _cast(self, session: Connection, submission: str) -> str:
        door, given = self._given(session, submission)
        return cast(session, door, answers(self.chance.choice(["yes", "no"])), **given).receipt  # type: ignore[arg-type]

    def _fill_in(self, session: Connection, submission: str) -> str:
        door, given = self._given(session, submission)
        said = answers(self.chance.choice(["yes", "no"]))
        return fill_in(session, door, said, channel=Channel.PAPER, by=LI, **given).receipt  # type: ignore[arg-type]

    def _withdraw(self, session: Connection, submission: str) -> str:
        door, given = self._given(session, submission)
        withdraw(session, door, Capacity.OWNER, **given)  # type: ignore[arg-type]
        return ""

    def _undo(self, session: Connection, submission: str) -> str:
        door, given = self._given(session, submission)
        return undo(session, door, Capacity.OWNER, **given).receipt  # type: ignore[arg-type]


def _patiently(this: _Round, clock: SkewedClock, act: Callable[[Connection], Any]) -> Any:
    """One errand, again and again while the answer is that all are busy: a phone does so by itself, a clerk by a button."""
    while True:
        try:
            with this.database.app.app_context(), transaction(clock) as session:
                return act(session)
        except StoreUnavailable as error:
            if error.cause is not Cause.BUSY:
                raise
            this.counts.counts["told to come again"] += 1


def _ender(this: _Round, end: Acts, clock: SkewedClock) -> Callable[[], None]:
    def run() -> None:
        time.sleep(LEAD.total_seconds())
        end(this, clock)

    return run


def _sealing(this: _Round, clock: SkewedClock, act: Callable[[Connection, datetime], object]) -> None:
    def sealed(session: Connection) -> frozenset[tuple[int, str]]:
        act(session, clock())
        return this.standing(session)

    this.sealed.append(_patiently(this, clock, sealed))


def _stopping(step: Step) -> Acts:
    does = {Step.CLOSE: life.close, Step.CANCEL: life.cancel, Step.PAUSE: life.pause}[step]

    def stop(this: _Round, clock: SkewedClock) -> None:
        _sealing(this, clock, lambda session, now: does(session, DISTRICT, this.poll.id, reason="a reason", by=LI, now=now))

    return stop


def _closing(this: _Round, clock: SkewedClock) -> None:
    _stopping(Step.CLOSE)(this, clock)
    _publishing(this, clock)


def _publishing(this: _Round, clock: SkewedClock) -> None:
    while True:
        try:
            _patiently(this, clock, lambda session: life.review(session, DISTRICT, this.poll.id, by=LI, now=clock()))
            break
        except NotAllowed as refused:
            if refused.reason == "published":
                return
            time.sleep(0.01)

    def post(session: Connection, now: datetime) -> None:
        notice = draft(session, DISTRICT, this.poll.id, until=earliest_end(now), by=LI, now=now)
        publish(session, DISTRICT, notice, PAPER, by=LI, now=now)

    try:
        _sealing(this, clock, post)
        this.counts.counts["notices"] += 1
    except (NotAllowed, Rejected):  # the other one was first
        this.counts.counts["second notices refused"] += 1


_ENDS: Mapping[Ending, Acts] = {
    Ending.CLOSE: _closing,
    Ending.DEADLINE: _publishing,
    Ending.CANCEL: _stopping(Step.CANCEL),
    Ending.PAUSE: _stopping(Step.PAUSE),
}


def _together(acts: Collection[Callable[[], None]], result: Result) -> None:
    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            result.problems.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=guarded, args=(act,), name=f"machine {n}") for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _judge(this: _Round) -> None:
    """Everything that was acknowledged counts, in every seal, and nothing else does."""
    with this.database.reading() as session:
        stands = this.standing(session)
    meant = frozenset((home, receipt) for home, receipt in this.acknowledged.items() if receipt)
    this.counts.counts["rounds"] += 1
    for seal in this.sealed:
        if late := stands ^ seal:
            this.counts.counts["late"] += len(late)
            this.counts.problems.append(f"poll {this.poll.id}: {len(late)} other than what was sealed")
    if stands != meant:
        this.counts.problems.append(f"poll {this.poll.id}: {len(stands ^ meant)} other than what was acknowledged")
    if not this.sealed:
        this.counts.problems.append(f"poll {this.poll.id}: nobody ended it")
