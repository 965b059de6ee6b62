"""Mandates of a poll: entered by one member of staff, looked at again by another, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import made, turned
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.mandate import Mandate, MandateKind, check_mandate
from surveys.core.matter import Matter, matters_of
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import compact_text
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.core.tally import owners_of
from surveys.services.second import apart
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import mandate as stored
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class PollMandates:
    """The mandates of a poll that weren't withdrawn, with its matters and its households in door order."""

    poll: Poll
    matters: tuple[Matter, ...]
    households: tuple[Household, ...]
    mandates: tuple[Mandate, ...]


def poll_mandates(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> PollMandates:
    """The mandates of an opened poll. Raises `NotFound` outside `scope`, and `NotAllowed`: no_matters where nothing is
    decided in it."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    matters = matters_of(poll.terms) if poll.terms else ()
    if not matters:
        raise NotAllowed("no_matters")
    households = tuple(frozen.household for frozen in stored_household.frozen(session, poll_id))
    counted = {household.id for household in households}
    found = stored.mandates(session, [poll_id]).get(poll_id, ())
    return PollMandates(poll, matters, households, tuple(one for one in found if one.household in counted))


@needs(Right.MANDATES)
def enter_mandate(
    session: Connection, scope: Jurisdiction, poll_id: int, mandate: Mandate, *, by: Actor, now: datetime
) -> int:
    """Write down who acts for an owner, by which paper and in what; it counts for nothing until another member of staff has
    confirmed it. Raises `Rejected` with everything that it lacks, `NotFound`, and `NotAllowed`: no_matters, or
    result_is_out."""
    found = poll_mandates(session, scope, poll_id, hold=True)
    now = moment(session, now)
    _refuse_when_published(found.poll, now)
    if all(household.id != mandate.household for household in found.households):
        raise NotFound("household", str(mandate.household))
    fresh = Mandate(0, mandate.household, mandate.kind, mandate.acts, mandate.paper, mandate.matters, by.username)
    if problems := (*check_mandate(fresh, found.matters), *_too_many(fresh, found)):
        raise Rejected(problems)
    number = stored.add_mandate(session, poll_id, fresh, now)
    told = made(
        {
            "kind": fresh.kind.value,
            "matters": canonical(list(fresh.matters)).decode(),
            "acts": fresh.acts,
            "paper": fresh.paper,
            "entered_by": by.username,
            "confirmed_by": "",
            "withdrawn": 0,
        }
    )
    about = {"household": fresh.household, "mandate": number}
    entry.enter(session, "mandate_entered", by=by, now=now, poll_id=poll_id, **about, **told)
    return number


@needs(Right.MANDATES)
def confirm_mandate(
    session: Connection, scope: Jurisdiction, poll_id: int, mandate_id: int, *, by: Actor, now: datetime
) -> None:
    """Let a mandate count, after looking at its paper again. Raises `NotAllowed`: same_person for whoever entered it,
    hand_invited where they may have done so by another account, or result_is_out; and `Rejected` where its holder acts for
    too many by now, or another acts for the home."""
    found, mandate = _found(session, scope, poll_id, mandate_id, now)
    now = moment(session, now)
    if mandate.entered_by == by.username:
        raise NotAllowed("same_person")
    if not apart(session, mandate.entered_by, by.username, now):
        raise NotAllowed("hand_invited")
    if mandate.confirmed_by:
        return
    if problems := (*_second_holder(mandate, found), *_too_many(mandate, found)):
        raise Rejected(problems)
    stored.confirm(session, poll_id, mandate_id, by.username, now)
    about = {"household": mandate.household, "mandate": mandate_id}
    told = turned({"confirmed_by": mandate.confirmed_by}, {"confirmed_by": by.username})
    entry.enter(session, "mandate_confirmed", by=by, now=now, poll_id=poll_id, **about, **told)


@needs(Right.MANDATES)
def end_mandate(
    session: Connection, scope: Jurisdiction, poll_id: int, mandate_id: int, *, by: Actor, now: datetime
) -> None:
    """Let a mandate count no more; what was voted on it stays on record and isn't counted. Raises as `confirm_mandate`."""
    _mandates, mandate = _found(session, scope, poll_id, mandate_id, now)
    now = moment(session, now)
    stored.withdraw_mandate(session, poll_id, mandate_id, now)
    about = {"household": mandate.household, "mandate": mandate_id}
    told = turned({"withdrawn": 0}, {"withdrawn": 1})
    entry.enter(session, "mandate_withdrawn", by=by, now=now, poll_id=poll_id, **about, **told)


def _found(
    session: Connection, scope: Jurisdiction, poll_id: int, mandate_id: int, now: datetime
) -> tuple[PollMandates, Mandate]:
    found = poll_mandates(session, scope, poll_id, hold=True)
    now = moment(session, now)
    _refuse_when_published(found.poll, now)
    mandate = next((mandate for mandate in found.mandates if mandate.id == mandate_id), None)
    if mandate is None:
        raise NotFound("mandate", str(mandate_id))
    return found, mandate


def _refuse_when_published(poll: Poll, now: datetime) -> None:
    if poll.state(now).told:
        raise NotAllowed("result_is_out")


def _second_holder(mandate: Mandate, found: PollMandates) -> Iterator[Problem]:
    """That another one acts for the home in the same matter already: a vote says that somebody acted, not who."""
    others = [one for one in found.mandates if one.household == mandate.household and _name(one) != _name(mandate)]
    named = [matter.key for matter in found.matters if mandate.names(matter.key)]
    taken = [one for one in others if any(map(one.covers, named))]
    if taken:
        yield Problem("mandate_second_holder", "acts", value=taken[0].acts)


def _too_many(mandate: Mandate, found: PollMandates) -> Iterator[Problem]:
    """That the holder of a written proxy would act in a matter for more owners than it allows."""
    if mandate.kind is not MandateKind.PROXY:
        return
    owners = owners_of(found.households)
    theirs = [one for one in found.mandates if one.kind is MandateKind.PROXY and _name(one) == _name(mandate)]
    for matter in sorted(found.matters, key=lambda matter: matter.proxies):
        held = {owners[one.household] for one in (*theirs, mandate) if one.names(matter.key)}
        if mandate.names(matter.key) and len(held) > matter.proxies:
            yield Problem("mandate_too_many", "acts", value=mandate.acts, detail={"most": matter.proxies})
            return


def _name(mandate: Mandate) -> str:
    return compact_text(mandate.acts).casefold()
