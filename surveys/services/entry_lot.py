"""Lots of entries (复核批次): locked, drawn from by dice, typed in again by somebody else; accepted, or opened whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import made, turned
from surveys.core.entry_lot import (
    FEWEST_WITNESSES,
    LONGEST_WITNESSES,
    EntryCheck,
    EntryLot,
    LotCheck,
    LotForm,
    LotState,
    lot_digest,
)
from surveys.core.errors import NotAllowed, PollNotOpen, Problem, Rejected
from surveys.core.outcome.entered import EnteredForms
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import plain_line
from surveys.core.poll import Poll, PollState
from surveys.core.sampling import CHECK_RULE, read_dice
from surveys.core.staff import Actor, Right, needs
from surveys.services.waiting import refuse_hand
from surveys.store import entry
from surveys.store import entry_lot as stored
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection

CHECKED_IN = frozenset({PollState.OPEN, PollState.PAUSED, PollState.CLOSED})
"""Where a poll stands while its entries are checked: what was posted is amended by objections alone."""


@dataclass(frozen=True, slots=True)
class PollChecks:
    """The lots of a poll, and the forms that are in none yet; how many count and are confirmed."""

    poll: Poll
    state: PollState
    lots: tuple[LotCheck, ...]
    in_no_lot: tuple[LotForm, ...]
    entered: EnteredForms

    def numbered(self, number: int) -> LotCheck:
        """One of them. Raises `NotAllowed`: no_lot."""
        found = next((check for check in self.lots if check.lot.number == number), None)
        if found is None:
            raise NotAllowed("no_lot")
        return found

    def check(self, check_id: int) -> tuple[LotCheck, LotForm, EntryCheck]:
        """A second typing, its form and their lot. Raises `NotAllowed`: no_check."""
        for lot in self.lots:
            for one in lot.checks:
                if one.id == check_id:
                    return lot, next(form for form in lot.forms if form.entry == one.entry), one
        raise NotAllowed("no_check")


def poll_checks(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime, hold: bool = False) -> PollChecks:
    """The lots of a poll and what is in them. Raises `NotFound` outside `scope`, and `NotAllowed`: draft."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    now = moment(session, now)
    if poll.terms is None:
        raise NotAllowed("draft")
    entered = stored.entered_forms(session, [poll_id]).get(poll_id, EnteredForms(0, 0, 0, 0, 0))
    lots = tuple(_lot_check(session, poll_id, lot) for lot in stored.lots(session, poll_id))
    return PollChecks(poll, poll.state(now), lots, stored.in_no_lot(session, poll_id), entered)


def _lot_check(session: Connection, poll_id: int, lot: EntryLot) -> LotCheck:
    forms = stored.forms_of(session, poll_id, lot.number)
    return LotCheck(lot, forms, stored.checks_of(session, poll_id, lot.number))


def held_checks(session: Connection, scope: Jurisdiction, poll_id: int, now: datetime) -> PollChecks:
    """The same of a poll that is held while something is done about it. Raises `PollNotOpen` besides."""
    found = poll_checks(session, scope, poll_id, now=now, hold=True)
    if found.state not in CHECKED_IN:
        raise PollNotOpen(found.state)
    return found


@needs(Right.REVIEW)
def lock_lot(session: Connection, scope: Jurisdiction, poll_id: int, *, random: bytes, by: Actor, now: datetime) -> EntryLot:
    """Lock all that was typed in since the last lot; its digest is written on paper before the dice are rolled.

    Raises `NotFound`, `PollNotOpen`, and `NotAllowed`: draft, nothing_to_lock.
    """
    found = held_checks(session, scope, poll_id, now)
    now = moment(session, now)
    if not (forms := found.in_no_lot):
        raise NotAllowed("nothing_to_lock")
    salt, size = random[:16].hex(), CHECK_RULE.size(len(forms))
    lot = EntryLot(0, len(found.lots) + 1, lot_digest(salt, forms), salt, size, now, by.username)
    stored.add_lot(session, poll_id, lot, [form.entry for form in forms])
    told = made({"digest": lot.digest, "size": size})
    entry.enter(session, "lot_locked", by=by, now=now, poll_id=poll_id, lot=lot.number, forms=len(forms), **told)
    return lot


@needs(Right.REVIEW)
def roll_dice(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    number: int,
    *,
    dice: str,
    witnesses: str,
    by: Actor,
    now: datetime,
) -> None:
    """Write down what the dice showed, once for each lot and after it was locked; who typed in any of it doesn't.

    Raises `Rejected` with everything that is wrong with the dice and their witnesses, `NotFound`, `PollNotOpen`, and
    `NotAllowed`: no_lot, rolled_before, had_a_hand, hand_invited.
    """
    check = held_checks(session, scope, poll_id, now).numbered(number)
    now = moment(session, now)
    if check.lot.state is not LotState.LOCKED:
        raise NotAllowed("rolled_before")
    refuse_hand(session, {form.by for form in check.forms}, by.username, now)
    rolled = read_roll(dice, witnesses)
    stored.change_lot(session, check.lot.id, {**rolled, "rolled_at": now, "rolled_by": by.username})
    entry.enter(session, "lot_rolled", by=by, now=now, poll_id=poll_id, lot=number, **made({**rolled}))


def read_roll(dice: str, witnesses: str) -> dict[str, str]:
    """What dice showed and who saw it, in one spelling. Raises `Rejected` with everything that is wrong with either."""
    faces, problems = read_dice(dice)
    names = plain_line(witnesses)
    if problems := (*problems, *_witnessed(names)):
        raise Rejected(problems)
    return {"dice": faces, "witnesses": names}


def _witnessed(names: str) -> Iterator[Problem]:
    if len(names) > LONGEST_WITNESSES:
        yield Problem("text_too_long", "witnesses", detail={"most": LONGEST_WITNESSES, "count": len(names)})
    separated = names
    for sign in "，,；;/":
        separated = separated.replace(sign, "、")
    if len({name.strip() for name in separated.replace(" ", "、").split("、")} - {""}) < FEWEST_WITNESSES:
        yield Problem("witnesses_few", "witnesses", detail={"least": FEWEST_WITNESSES})


def settle(session: Connection, poll_id: int, number: int, who: Actor, now: datetime) -> None:
    """Open a lot that holds too many wrong forms, or accept one of which nothing is left to do."""
    lot = next(lot for lot in stored.lots(session, poll_id) if lot.number == number)
    check = _lot_check(session, poll_id, lot)
    about = {"lot": number, "wrong": check.wrong}
    if check.opens:
        stored.change_lot(session, lot.id, {"opened_at": now})
        entry.enter(session, "lot_opened", by=who, now=now, poll_id=poll_id, **about, **turned({}, {"opened": 1}))
    elif check.passes:
        stored.accept(session, poll_id, lot, now)
        told = {**turned({}, {"accepted": 1}), "forms": len(check.forms)}
        entry.enter(session, "lot_accepted", by=who, now=now, poll_id=poll_id, **about, **told)
