"""A form that was drawn is typed in again (再录一遍) by somebody else, blind, and compared with the first typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, made
from surveys.core.answers import read_answers
from surveys.core.ballot import plain_answers
from surveys.core.canonical import canonical
from surveys.core.entry_lot import (
    LotCheck,
    LotForm,
    differing_answers,
)
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.kind import Fields
from surveys.core.kinds import KINDS
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Actor, Right, needs
from surveys.services.entry_lot import CHECKED_IN, PollChecks, held_checks, poll_checks, settle
from surveys.services.household import documents
from surveys.services.second import apart
from surveys.services.waiting import refuse_hand
from surveys.store import ballot as stored_ballot
from surveys.store import entry
from surveys.store import entry_lot as stored
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class SecondTyping:
    """What somebody reads on the form with this number: of which home, what as the screen sent it, and how long it took."""

    number: str
    household: int
    fields: Fields
    seconds: int


@dataclass(frozen=True, slots=True)
class ToType:
    """What one member of staff may type in again, and how many forms wait for somebody else."""

    poll: Poll
    open: bool
    forms: tuple[LotForm, ...]
    others: int


def forms_for(session: Connection, scope: Jurisdiction, poll_id: int, who: str, *, now: datetime) -> ToType:
    """The forms of a poll that wait to be typed in again by `who`. Raises as `poll_checks`."""
    found = poll_checks(session, scope, poll_id, now=now)
    waiting = [(check, form) for check in found.lots for form in check.to_type]
    hands = {one: {form.by, *(kept.by for kept in check.of(form))} for one, (check, form) in enumerate(waiting)}
    others = {hand: apart(session, hand, who, now) for hand in set().union(*hands.values())}
    mine = tuple(form for one, (_check, form) in enumerate(waiting) if all(others[hand] for hand in hands[one]))
    return ToType(found.poll, found.state in CHECKED_IN, mine, len(waiting) - len(mine))


def form_to_type(found: PollChecks, number: str) -> tuple[LotCheck, LotForm]:
    """A form that waits to be typed in again, with its lot. Raises `NotAllowed`: not_drawn."""
    for check in found.lots:
        for form in check.to_type:
            if form.number == number:
                return check, form
    raise NotAllowed("not_drawn")


def refuse_typist(session: Connection, check: LotCheck, form: LotForm, username: str, now: datetime) -> None:
    """Keep from typing a form in again whoever did before. Raises `NotAllowed`: had_a_hand, hand_invited."""
    refuse_hand(session, {form.by, *(one.by for one in check.of(form))}, username, now)


@needs(Right.FILL_IN)
def type_again(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    typing: SecondTyping,
    *,
    by: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Take what somebody else reads on a form that was drawn, and compare it; returns in what it differs from the first.

    Raises `Rejected` with every problem of the answers, `NotFound`, `PollNotOpen`, and `NotAllowed`: not_drawn, had_a_hand,
    hand_invited.
    """
    check, form = form_to_type(held_checks(session, scope, poll_id, now), typing.number)
    refuse_typist(session, check, form, by.username, now)
    typed, own_words = _typed(session, poll_id, typing)
    differs = _differing(form, typed, own_words)
    told = {**typed, "seconds": typing.seconds, "photo_read": False, "by": by.username, "at": now}
    check_id = stored.add_check(session, poll_id, form, told, differs)
    turns = made({"first": form.entry, "second": _second_of(session, poll_id, check.lot.number, check_id)})
    turns |= made({"differs": canonical(list(differs)).decode()})
    about: dict[str, Value] = {"household": form.home.id, "check": check_id, "form": form.number}
    entry.enter(session, "form_typed_again", by=by, now=now, poll_id=poll_id, **about, **turns)
    settle(session, poll_id, check.lot.number, by, now)
    return differs


def _second_of(session: Connection, poll_id: int, number: int, check_id: int) -> int:
    return next(one.second for one in stored.checks_of(session, poll_id, number) if one.id == check_id)


def _typed(session: Connection, poll_id: int, typing: SecondTyping) -> tuple[dict[str, object], frozenset[str]]:
    visit = stored_ballot.visit(session, typing.household)
    if visit is None or visit.poll.id != poll_id:
        raise NotFound("household", str(typing.household))
    edition, menu = documents(session, visit.poll, visit.household)
    capacity, answers = read_answers(edition, menu, visit.household.entrance, typing.fields)
    content = canonical(plain_answers(answers)).decode()
    own_words = frozenset(question.key for question in edition.questions if KINDS[question.kind].own_words)
    return {"household_id": typing.household, "capacity": capacity.value, "content": content}, own_words


def _differing(form: LotForm, typed: dict[str, object], own_words: frozenset[str]) -> tuple[str, ...]:
    whose = {"household": form.home.id == typed["household_id"], "capacity": form.capacity.value == typed["capacity"]}
    other = tuple(key for key, same in whose.items() if not same)
    return (*other, *differing_answers(form.content, str(typed["content"]), own_words=own_words))
