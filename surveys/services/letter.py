"""The letters of a poll (入户信): the secrets are derived and never stored, and leave in print runs alone."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from surveys.core.act import turned
from surveys.core.code import Keys, code_hash, grouped, household_code, link_hash, link_token
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.print_run import AGAIN, ANEW, HANDED_OUT, PRINTABLE, PrintReason, PrintRun, reason_problems
from surveys.core.staff import Actor, Right, needs
from surveys.services.print_run import Doorstep, PrintDesk, opened, print_desk, write_down
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import print_run as stored_print_run
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class Address:
    """Where a letter goes."""

    street: str
    compound: str
    building: str
    unit: str
    floor: int
    room: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One household's letter: the link for its QR and the code to type, grouped as printed; `position` is the home's place
    in the poll, `epoch` which of its letters this is, `run` the print run that it was made in, 0 where it doesn't leave."""

    household: int
    address: Address
    url: str
    code: str
    run: int = field(default=0, compare=False)
    position: int = 1
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters in door order; `buildings` are those of the whole poll, `run` is the run that they are printed in, `state`
    where the poll stands then."""

    poll: Poll
    buildings: tuple[str, ...]
    letters: tuple[Letter, ...]
    run: PrintRun | None = None
    state: PollState = PollState.OPEN


@dataclass(frozen=True, slots=True)
class LettersWanted:
    """What somebody wants to print: all, a building, one of its stairwells, or some `households` of it. Homes that have
    answered as owners get no letter, nor those that have theirs unless they are printed `again`, which wants a reason."""

    building: str = ""
    unit: str = ""
    big: bool = False
    again: bool = False
    reason: PrintReason | None = None
    remark: str = ""
    households: frozenset[int] | None = None

    def covers(self, step: Doorstep) -> bool:
        """Whether a household is among those meant."""
        home = step.household
        named = self.households is None or home.id in self.households
        return named and self.building in ("", home.building) and self.unit in ("", home.unit)


def letters(
    session: Connection, scope: Jurisdiction, poll_id: int, *, building: str | None = None, keys: Keys, base_url: str
) -> Letters:
    """The letters as they would be printed, for whoever makes data up: what leaves is made by `print_letters`.

    Raises `NotAllowed`: draft, because there are no codes yet.
    """
    poll = opened(session, scope, poll_id)
    frozen = stored_household.frozen(session, poll.id)
    buildings = tuple(dict.fromkeys(row.household.building for row in frozen))
    if building is not None and building not in buildings:
        raise NotFound("building", building)
    chosen = [row for row in frozen if building in (None, row.household.building)]
    return Letters(poll, buildings, tuple(_letter(poll, row, keys, base_url) for row in chosen))


@needs(Right.LETTERS)
def print_letters(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    wanted: LettersWanted,
    *,
    keys: Keys,
    base_url: str,
    by: Actor,
    now: datetime,
) -> Letters:
    """Letters, once it is written down who prints which of them.

    Raises `NotFound` for a place that the poll doesn't have, `NotAllowed` with the state of a poll that takes no answers any
    more, and `Rejected` where there is nothing to print or it isn't said why it is printed again.
    """
    _hold(session, scope, poll_id, HANDED_OUT, now)
    now = moment(session, now)
    desk = print_desk(session, scope, poll_id, now=now)
    meant = _meant(desk, wanted)
    silent = [step for step in meant if not step.answered]
    chosen = [step for step in silent if wanted.again or not step.run]
    if not chosen:
        raise Rejected([Problem("print_nothing", "again", detail={"printed": len(silent)})])
    reason = _why(wanted) if any(step.run for step in chosen) else PrintReason.FIRST
    epochs = {step.household.id: step.epoch for step in chosen}
    run = write_down(
        session,
        desk.poll,
        epochs,
        building=wanted.building,
        unit=wanted.unit,
        big=wanted.big,
        reason=reason,
        remark="" if reason is PrintReason.FIRST else wanted.remark.strip(),
        left_out=len(meant) - len(silent),
        by=by,
        now=now,
    )
    return _printed(session, desk.poll, run, epochs, _Secrets(keys, base_url, now))


def _meant(desk: PrintDesk, wanted: LettersWanted) -> list[Doorstep]:
    if wanted.building and not any(pile.building == wanted.building for pile in desk.piles):
        raise NotFound("building", wanted.building)
    return [step for step in desk.doorsteps if wanted.covers(step)]


def _why(wanted: LettersWanted) -> PrintReason:
    if (problems := reason_problems(wanted.reason, wanted.remark.strip(), AGAIN)) or wanted.reason is None:
        raise Rejected(problems)
    return wanted.reason


@needs(Right.LETTERS)
def printed_before(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    number: int,
    *,
    keys: Keys,
    base_url: str,
    by: Actor,
    now: datetime,
) -> Letters:
    """The letters of a run once more, for whoever made it alone: a download that broke off is no second run. What was made
    void since is left out. Raises `NotFound`, and `NotAllowed`: letters_void where none is left, or the state of a poll
    that such letters fit no more."""
    poll = opened(session, scope, poll_id)
    run, epochs = stored_print_run.run_numbered(session, poll.id, number)
    if run.by != by.username:
        raise NotFound("print_run", str(number))
    _check_state(poll, PRINTABLE[run.reason], now)
    made = _printed(session, poll, run, epochs, _Secrets(keys, base_url, now))
    if not made.letters:
        raise NotAllowed("letters_void")
    return made


@needs(Right.LETTERS)
def reissue(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    household_id: int,
    *,
    reason: PrintReason | None = PrintReason.LOST,
    remark: str = "",
    keys: Keys,
    base_url: str,
    by: Actor,
    now: datetime,
) -> Letter:
    """A new letter for a household, as a print run of one; the old link and code open nothing any more.

    Raises `NotFound`, `NotAllowed` as `print_letters` does, and `Rejected` where it isn't said why.
    """
    poll = _hold(session, scope, poll_id, PRINTABLE[PrintReason.LOST], now)
    now = moment(session, now)
    row = next((row for row in stored_household.frozen(session, poll.id) if row.household.id == household_id), None)
    if row is None:
        raise NotFound("household", str(household_id))
    if (problems := reason_problems(reason, remark := remark.strip(), ANEW)) or reason is None:
        raise Rejected(problems)
    fresh = _renewed(session, poll, row, keys)
    stored_household.reissue(session, household_id, fresh.epoch, fresh.link_hash, fresh.code_hash, by=by.username, now=now)
    detail = {"household": household_id, "reason": reason.value, **turned({"epoch": row.epoch}, {"epoch": fresh.epoch})}
    entry.enter(session, "letter_reissued", by=by, now=now, poll_id=poll.id, **detail)
    run = write_down(
        session,
        poll,
        {household_id: fresh.epoch},
        building=row.household.building,
        unit=row.household.unit,
        reason=reason,
        remark=remark,
        by=by,
        now=now,
    )
    return replace(_letter(poll, fresh, keys, base_url), run=run.number)


def _renewed(session: Connection, poll: Poll, row: stored_household.Frozen, keys: Keys) -> stored_household.Frozen:
    epoch = row.epoch + 1
    while True:
        kept = code_hash(keys, household_code(keys, poll.id, row.position, epoch))
        if not stored_household.codes_taken(session, [kept]):
            break
        epoch += 1
    link = link_hash(link_token(keys, poll.id, row.position, epoch))
    return stored_household.Frozen(row.position, row.household, epoch, link, kept)


def _hold(session: Connection, scope: Jurisdiction, poll_id: int, states: Set[PollState], now: datetime) -> Poll:
    """The poll, held, in one of these states. Raises `NotAllowed` with its state otherwise."""
    poll = opened(session, scope, poll_id, hold=True)
    now = moment(session, now)
    _check_state(poll, states, now)
    return poll


def _check_state(poll: Poll, states: Set[PollState], now: datetime) -> None:
    if (state := poll.state(now)) not in states:
        raise NotAllowed(state.value)


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What links and codes are made of, and when."""

    keys: Keys
    base_url: str
    at: datetime


def _printed(session: Connection, poll: Poll, run: PrintRun, epochs: Mapping[int, int], secrets: _Secrets) -> Letters:
    """The letters of a run that are still valid."""
    frozen = stored_household.frozen(session, poll.id)
    buildings = tuple(dict.fromkeys(row.household.building for row in frozen))
    valid = [row for row in frozen if epochs.get(row.household.id) == row.epoch]
    made = tuple(replace(_letter(poll, row, secrets.keys, secrets.base_url), run=run.number) for row in valid)
    return Letters(poll, buildings, made, run, poll.state(secrets.at))


def _letter(poll: Poll, row: stored_household.Frozen, keys: Keys, base_url: str) -> Letter:
    household = row.household
    address = Address(
        street=poll.compound.street.name,
        compound=poll.compound.name,
        building=household.building,
        unit=household.unit,
        floor=household.floor,
        room=household.room,
    )
    token = link_token(keys, poll.id, row.position, row.epoch)
    code = grouped(household_code(keys, poll.id, row.position, row.epoch))
    return Letter(
        household.id, address, f"{base_url.rstrip('/')}/q/{token}", code, position=row.position + 1, epoch=row.epoch
    )
