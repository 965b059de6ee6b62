"""A household at its door: what it sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from surveys.core.amendment import Amendment
from surveys.core.ballot import UNDO_WITHIN, Ballot, Capacity, Revision, last_acts
from surveys.core.co_owner import NOBODY_ELSE, CoOwned
from surveys.core.errors import CodeRefused
from surveys.core.mandate import Mandate
from surveys.core.matter import VOTER, matters_of, with_matters
from surveys.core.menu import Menu
from surveys.core.place import Compound
from surveys.core.poll import Poll, PollState
from surveys.core.questionnaire import Edition
from surveys.core.retention import Forgotten
from surveys.core.roster import Entrance, Household
from surveys.core.waiting import Dispute, Waiting, WaitingRuling
from surveys.services.code import Door
from surveys.services.edition import matter_pattern
from surveys.store import amendment, document, waiting
from surveys.store import ballot as stored
from surveys.store import household as stored_household
from surveys.store.co_owner import co_owned_of
from surveys.store.db import Connection
from surveys.store.mandate import mandates_for


@dataclass(frozen=True)
class AnswerPage:
    """Everything that one household's page shows. Its code follows from `position` and `epoch`; `opened` are the capacities
    whose answers this door opens; `co_owned` is what other owners of the home voted, `mandates` who may
    act for any of them; `site` is the stored address of the installation. A home that is `gone` is counted no more,
    by the last of its `amendments`; `version` counts those of the whole poll."""

    poll: Poll
    state: PollState
    household: Household
    compound: Compound
    edition: Edition
    menu: Menu
    history: tuple[Revision, ...]
    opened: frozenset[Capacity]
    position: int
    epoch: int
    co_owned: CoOwned = NOBODY_ELSE
    mandates: tuple[Mandate, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    reissued: tuple[int, datetime | None] = (0, None)
    casts: Mapping[Capacity, int] = field(default_factory=dict)
    site: str = ""
    gone: bool = False
    amendments: tuple[Amendment, ...] = ()
    version: int = 0

    @cached_property
    def last(self) -> Mapping[Capacity, Revision]:
        """The latest revision in each capacity, whether it stands or took the answers back."""
        return last_acts(self.history)

    @cached_property
    def ballots(self) -> Mapping[Capacity, Ballot]:
        """The ballots that count."""
        return {kept.capacity: kept.ballot() for kept in self.history if kept.standing}

    @cached_property
    def mine_waiting(self) -> tuple[tuple[Waiting, Revision], ...]:
        """What was cast here, through this door, and waits or waited without ever counting, with what it said last."""
        found = []
        for waits in self.waiting:
            said = [k for k in self.history if k.waiting and (k.capacity, k.since) == (waits.capacity, waits.since)]
            theirs = waits.home.id == self.household.id and self.casts.get(waits.capacity) == waits.since
            if said and theirs and waits.ruling is not WaitingRuling.TAKEN:
                found.append((waits, said[-1]))
        return tuple(found)

    @cached_property
    def to_decide(self) -> tuple[Waiting, ...]:
        """What waits for whoever looks: it stands against a ballot that was cast through this door."""
        here = (w for w in self.waiting if w.open and w.beside == self.household.id and not w.reason.first_typed)
        return tuple(w for w in here if w.capacity in self.opened)

    @property
    def several(self) -> bool:
        """Whether several owners share the home's one vote on matters."""
        return self.household.owners > 1 and VOTER in self.edition.by_key

    @property
    def seen(self) -> Mapping[Capacity, int]:
        """What a form made from this page was made from."""
        return {capacity: kept.revision for capacity, kept in self.last.items()}

    @property
    def shut(self) -> frozenset[Capacity]:
        """The capacities in which the household once answered by itself: nobody fills in for it there (代填)."""
        return frozenset(
            kept.capacity for kept in self.history if not kept.entered_by and (kept.standing or not kept.waiting)
        )

    def undoable(self, capacity: Capacity, now: datetime) -> bool:
        """Whether the last act in this capacity may be undone through this door."""
        last = self.last.get(capacity)
        recent = last is not None and not last.waiting and now - last.cast_at <= UNDO_WITHIN
        return recent and capacity in self.opened


def answer_page(session: Connection, door: Door, *, now: datetime) -> AnswerPage:
    """What the household sees, in any state of the poll. Raises `CodeRefused`: void where its letter was issued anew."""
    visit, history = stored.look(session, door.household_id) or (None, ())
    visit = checked(visit, door, history)
    if any(kept.forgotten for kept in history):
        raise Forgotten
    edition, menu = documents(session, visit.poll, visit.household)
    last = {capacity: kept.since for capacity, kept in last_acts(history).items()}
    owned = co_owned_of(session, door.household_id) if _may_differ(visit) else NOBODY_ELSE
    return AnswerPage(
        poll=visit.poll,
        state=visit.poll.state(now),
        household=visit.household,
        compound=visit.poll.compound,
        edition=edition,
        menu=menu,
        history=history,
        opened=frozenset(capacity for capacity, since in door.casts.items() if last.get(capacity) == since),
        position=visit.position,
        epoch=visit.epoch,
        co_owned=owned,
        mandates=mandates_for(session, door.household_id) if owned.votes else (),
        waiting=waiting.at_home(session, door.household_id) if visit.waits else (),
        disputes=waiting.disputes_at_home(session, door.household_id) if visit.waits else (),
        reissued=waiting.issued_anew_at(session, door.household_id) if visit.epoch > 1 else (0, None),
        casts=door.casts,
        site=visit.site,
        gone=visit.gone,
        amendments=amendment.at_home(session, door.household_id) if visit.amended else (),
        version=visit.version,
    )


def _may_differ(visit: stored.Visit) -> bool:
    """Whether several owners may vote for the home, so that their votes may differ."""
    return visit.household.owners > 1 and visit.poll.terms is not None and bool(visit.poll.terms.matters)


def homes_by_entrance(session: Connection, poll_id: int) -> dict[Entrance, int]:
    """How many households a poll asks at each entrance."""
    return stored_household.homes_by_entrance(session, poll_id)


def one_owner(session: Connection, poll_id: int, household_ids: Collection[int]) -> bool:
    """Whether these households of a poll have one owner."""
    return len(stored_household.owners_of(session, poll_id, household_ids)) == 1


def checked(visit: stored.Visit | None, door: Door, history: Collection[Revision]) -> stored.Visit:
    """The visit that a door leads to, and what that household cast. Raises `CodeRefused`: unknown, or void where the letter
    was issued anew and nothing was cast from here: whoever cast loses nothing by it."""
    if visit is None or visit.poll.id != door.poll_id:
        raise CodeRefused("unknown")
    if visit.epoch != door.epoch and not any(door.casts.get(kept.capacity) == kept.since for kept in history):
        raise CodeRefused("void")
    return visit


def documents(session: Connection, poll: Poll, household: Household) -> tuple[Edition, Menu]:
    """What a poll asks a household: its edition with the matters whose scope covers it, and its menu."""
    assert poll.terms is not None
    edition, menu = document.edition(session, poll.terms.edition), document.menu(session, poll.terms.menu)
    return with_matters(edition, matters_of(poll.terms), matter_pattern(), household), menu
