"""Homes whose owners voted differently: which they are, and deciding whose vote holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.ballot import Capacity
from surveys.core.co_owner import Settlement
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.matter import Matter, matters_of
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.waiting import hands_at, refuse_hand
from surveys.store import ballot as stored_ballot
from surveys.store import co_owner as stored
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection
from surveys.store.mandate import mandates as mandates_of


@dataclass(frozen=True, slots=True)
class CoOwnedHome:
    """A home of which several owners voted: who they are, in which matters they disagree, and whose vote holds. What they
    chose isn't in it: the office doesn't look at votes."""

    household: Household
    voters: tuple[str, ...]
    apart: tuple[Matter, ...]
    settled: str


def co_owned_homes(session: Connection, scope: Jurisdiction, poll_id: int) -> tuple[Poll, tuple[CoOwnedHome, ...]]:
    """The homes of a poll of which several owners voted, in door order. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    return poll, tuple(_homes(session, poll))


def _homes(session: Connection, poll: Poll) -> Iterator[CoOwnedHome]:
    owned = stored.co_owned(session, [poll.id]).get(poll.id)
    if owned is None or poll.terms is None:
        return
    voted = {vote.household for vote in owned.votes}
    ballots = stored_ballot.of_polls(session, [poll.id])[poll.id]
    first = {b.household: b for b in ballots if b.capacity is Capacity.OWNER}
    mandates = mandates_of(session, [poll.id]).get(poll.id, ())
    for frozen in stored_household.frozen(session, poll.id):
        if frozen.household.id in voted:
            home, matters = frozen.household, matters_of(poll.terms)
            chosen = {matter: owned.chosen(home.id, first.get(home.id), matter, mandates) for matter in matters}
            yield _home(home, chosen, owned.settled(home.id))


def _home(household: Household, chosen: Mapping[Matter, Mapping[str, str]], settled: str) -> CoOwnedHome:
    return CoOwnedHome(
        household=household,
        voters=tuple(sorted({voter for found in chosen.values() for voter in found})),
        apart=tuple(matter for matter, found in chosen.items() if len(set(found.values())) > 1),
        settled=settled,
    )


@needs(Right.MANDATES)
def settle(session: Connection, scope: Jurisdiction, poll_id: int, settled: Settlement, *, by: Actor, now: datetime) -> None:
    """Decide whose vote holds for a home, with the reason and the paper on which its owners chose one; the latest holds and
    none is erased. Whoever printed the home's letters or entered its votes doesn't decide. Raises `NotFound`, `NotAllowed`:
    result_is_out, had_a_hand, hand_invited, and `Rejected` with everything that lacks."""
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    homes = tuple(_homes(session, poll))
    if poll.state(now).told:
        raise NotAllowed("result_is_out")
    voters = next((home.voters for home in homes if home.household.id == settled.household), ())
    found = {
        "settlement_voter": ("voter", settled.voter not in voters),
        "settlement_reason": ("reason", not settled.reason.strip()),
        "settlement_paper": ("paper", not settled.paper.strip()),
    }
    if problems := [Problem(code, field, value=settled.voter) for code, (field, wrong) in found.items() if wrong]:
        raise Rejected(problems)
    refuse_hand(session, hands_at(session, poll_id, {settled.household}), by.username, now)
    kept = Settlement(settled.household, settled.voter, settled.reason, settled.paper, by.username)
    before = stored.settlement(session, poll_id, kept.household)
    stored.add_settlement(session, poll_id, kept, now)
    told = turned(_told(before) if before else {}, _told(kept))
    entry.enter(session, "co_owners_settled", by=by, now=now, poll_id=poll_id, household=kept.household, **told)


def _told(settled: Settlement) -> dict[str, Value]:
    return {"voter": settled.voter, "reason": settled.reason, "paper": settled.paper}
