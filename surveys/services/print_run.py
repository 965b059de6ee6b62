"""Print runs of a poll's letters: what is still to be printed, what was, and the writing down of each run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.core.canonical import digest
from surveys.core.errors import NotAllowed
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.print_run import HANDED_OUT, PrintReason, PrintRun
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.store import entry, turnout
from surveys.store import household as stored_household
from surveys.store import poll as stored_poll
from surveys.store import print_run as stored
from surveys.store import staff as stored_staff
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class Doorstep:
    """One household as whoever prints sees it: which of its letters is valid, in which run that was last printed (0 for
    none), and whether its owner has answered. Nothing here opens anything."""

    household: Household
    epoch: int
    run: int
    answered: bool


@dataclass(frozen=True, slots=True)
class LetterPile:
    """A building or one of its stairwells in letters; who has answered as owner gets none."""

    building: str
    unit: str
    doors: int
    answered: int
    waiting: int
    printed: int


@dataclass(frozen=True, slots=True)
class PrintDesk:
    """What was printed of a poll's letters, and what is still to be."""

    poll: Poll
    state: PollState
    runs: tuple[PrintRun, ...]
    doorsteps: tuple[Doorstep, ...]
    piles: tuple[LetterPile, ...]
    """Each building's, and after it those of its stairwells where it has several."""

    @property
    def printable(self) -> bool:
        """Whether letters are printed now to be handed out."""
        return self.state in HANDED_OUT


def print_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> PrintDesk:
    """What whoever prints sees, in five queries. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    poll = opened(session, scope, poll_id)
    doorsteps = tuple(_doorsteps(session, poll_id))
    return PrintDesk(poll, poll.state(now), stored.runs(session, poll_id), doorsteps, _piles(doorsteps))


def opened(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> Poll:
    """A poll whose households have codes. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    if poll.terms is None:
        raise NotAllowed("draft")
    return poll


def _doorsteps(session: Connection, poll_id: int) -> Iterable[Doorstep]:
    printed, answered = stored.last_printed(session, poll_id), turnout.answered_as_owners(session, poll_id)
    for row in stored_household.frozen(session, poll_id):
        home = row.household
        yield Doorstep(home, row.epoch, printed.get(home.id, 0), home.id in answered)


def _piles(doorsteps: Iterable[Doorstep]) -> tuple[LetterPile, ...]:
    buildings: dict[str, dict[str, list[Doorstep]]] = {}
    for step in doorsteps:
        buildings.setdefault(step.household.building, {}).setdefault(step.household.unit, []).append(step)
    found = []
    for building, units in buildings.items():
        found.append(_pile(building, "", [step for steps in units.values() for step in steps]))
        if len(units) > 1:
            found += [_pile(building, unit, steps) for unit, steps in units.items()]
    return tuple(found)


def _pile(building: str, unit: str, steps: list[Doorstep]) -> LetterPile:
    silent = [step for step in steps if not step.answered]
    waiting = sum(1 for step in silent if not step.run)
    return LetterPile(building, unit, len(steps), len(steps) - len(silent), waiting, len(silent) - waiting)


def doorstep(session: Connection, poll_id: int, household_id: int) -> Doorstep | None:
    """One household of a poll that was found within reach; None where it isn't that poll's."""
    return next((step for step in _doorsteps(session, poll_id) if step.household.id == household_id), None)


@needs(Right.LETTERS)
def write_down(
    session: Connection,
    poll: Poll,
    epochs: Mapping[int, int],
    *,
    building: str = "",
    unit: str = "",
    big: bool = False,
    reason: PrintReason = PrintReason.FIRST,
    remark: str = "",
    left_out: int = 0,
    by: Actor,
    now: datetime,
) -> PrintRun:
    """The run that these letters of a held poll are printed in, with its entry; before this no letter leaves."""
    member = stored_staff.member(session, by.username)
    who = member.name if member else by.username
    number, count = stored.next_number(session, poll.id), len(epochs)
    run = PrintRun(number, now, by.username, who, building, unit, big, reason, remark, count, left_out)
    stored.add(session, poll.id, run, epochs)
    entry.enter(
        session,
        "letters_printed",
        by=by,
        now=now,
        poll_id=poll.id,
        run=run.number,
        building=building,
        unit=unit,
        letters=run.letters,
        left_out=left_out,
        reason=reason.value,
        remark=remark,
        doors=digest([list(door) for door in sorted(epochs.items())]),
    )
    return run
