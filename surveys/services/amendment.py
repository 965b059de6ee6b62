"""Amendments to a poll's frozen roster (户册更正): how it stands, and asking for something to be put right."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import Value, made
from surveys.core.amendment import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    Amendment,
    AmendmentKind,
    AmendmentWanted,
    Denominators,
    PlacedHome,
    added_home,
    amended,
    change_problems,
    denominators,
    figures,
    home_after,
    may_amend,
    roster_of,
    stood,
)
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.matter import Matter, matters_of
from surveys.core.objection import Objection
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import visible_text
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Actor, Right, Staff, needs
from surveys.store import amendment as stored
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import objection as stored_objection
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection


@dataclass(frozen=True)
class AmendmentDesk:
    """A poll's roster as it stands, and everything that was asked to be put right in it. `opened_with` is what was counted
    when the poll opened, `objections` are those that were adopted, which alone allow an amendment once the result is out."""

    poll: Poll
    state: PollState
    homes: tuple[PlacedHome, ...]
    amendments: tuple[Amendment, ...]
    opened_with: Denominators
    objections: tuple[Objection, ...]

    @property
    def matters(self) -> tuple[Matter, ...]:
        """What owners decide in this poll."""
        return matters_of(self.poll.terms) if self.poll.terms else ()

    @property
    def counted(self) -> Denominators:
        """What is counted now."""
        return denominators(roster_of(self.homes), self.matters)

    @property
    def may_ask(self) -> bool:
        """Whether anything may be asked for now, by whoever has the right."""
        return may_amend(self.state, adopted=bool(self.objections))

    def home(self, household_id: int | None) -> PlacedHome | None:
        """One home as it stands; None where it isn't this poll's."""
        return next((home for home in self.homes if home.household.id == household_id), None)

    def amendment(self, amendment_id: int | None) -> Amendment | None:
        """One request; None where it isn't this poll's."""
        return next((one for one in self.amendments if one.id == amendment_id), None)

    def would_be(self, amendment: Amendment) -> PlacedHome:
        """The home as it would stand by a request. Raises `NotFound` where its home isn't this poll's."""
        change = amendment.change
        same = self.home(int(change.get("same_as") or 0))
        if amendment.kind is AmendmentKind.ADD:
            last = max(home.position for home in self.homes)
            owner = same.household.owner if same else f"amended {amendment.id}"
            return PlacedHome(last + 1, added_home(change, owner), added=True)
        home = self.home(amendment.household)
        if home is None:
            raise NotFound("household", str(amendment.household))
        owner = same.household.owner if same else f"amended {amendment.id}"
        after = home_after(amendment.kind, home.household, change, owner)
        return replace(home, household=after, gone=amendment.kind.takes_out)

    def figures(self, amendment: Amendment) -> dict[str, dict[str, list[int]]]:
        """What would be counted before and after a request."""
        after = roster_of(amended(self.homes, self.would_be(amendment)))
        return figures(self.counted, denominators(after, self.matters))


def amendment_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> AmendmentDesk:
    """A poll's roster with its amendments. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    return desk_of(session, stored_poll.poll(session, scope, poll_id), now)


def desk_of(session: Connection, poll: Poll, now: datetime) -> AmendmentDesk:
    """The same of a poll that was found within reach."""
    if poll.terms is None:
        raise NotAllowed("draft")
    adopted = [one for one in stored_objection.objections(session, poll.id) if one.adopted]
    frozen = stored_household.frozen_roster(session, poll.id)
    return AmendmentDesk(
        poll=poll,
        state=poll.state(now),
        homes=stored_household.placed(session, poll.id),
        amendments=stored.of_poll(session, poll.id),
        opened_with=denominators(frozen, matters_of(poll.terms)),
        objections=tuple(adopted),
    )


@needs(Right.ROSTER)
def ask(
    session: Connection, scope: Jurisdiction, poll_id: int, wanted: AmendmentWanted, *, by: Actor, now: datetime
) -> Amendment:
    """Ask for something to be put right. Asked for again alike, the first request stands.

    Raises `NotFound`, `Rejected` with all that is wrong, and `NotAllowed`: the state of a poll in which nothing is amended
    any more, or objection_needed where the result is out and no objection to it that was adopted is named.
    """
    poll = stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    desk = desk_of(session, poll, now)
    wanted = _cleaned(wanted, desk.state)
    refuse_late(desk, wanted.objection)
    home = desk.home(wanted.household)
    if wanted.kind is not AmendmentKind.ADD and home is None:
        raise NotFound("household", str(wanted.household))
    if alike := next((one for one in desk.amendments if one.open and _alike(one, wanted)), None):
        return alike
    was = stood(wanted.kind, home.household) if home else {}
    if problems := [*_word_problems(session, desk.poll, wanted), *_problems(session, desk, wanted)]:
        raise Rejected(problems)
    number = stored.ask(session, poll_id, wanted, was, stored.Signed(by.username, role_of(by), now))
    told: dict[str, Value] = {"amends": wanted.kind.value, "reason": wanted.reason, "source": wanted.source}
    told |= {"becomes": canonical(wanted.change).decode(), "was": canonical(was).decode(), "objected": wanted.objection}
    about = {"household": wanted.household} if wanted.household else {}
    entry.enter(session, "amendment_asked", by=by, now=now, poll_id=poll_id, amendment=number, **made(told), **about)
    return stored.one(session, poll_id, number)


def _cleaned(wanted: AmendmentWanted, state: PollState) -> AmendmentWanted:
    reason, source = visible_text(wanted.reason).strip(), visible_text(wanted.source).strip()
    objection = wanted.objection if state is PollState.PUBLISHED else None
    return replace(wanted, reason=reason, source=source, objection=objection)


def _alike(one: Amendment, wanted: AmendmentWanted) -> bool:
    asked = (one.kind, one.household, one.change, one.reason, one.source, one.objection)
    return asked == (wanted.kind, wanted.household, wanted.change, wanted.reason, wanted.source, wanted.objection)


def _word_problems(session: Connection, poll: Poll, wanted: AmendmentWanted) -> list[Problem]:
    """What is wrong with words that everybody will read: what lacks, is too long, or names somebody."""
    found = []
    for field, text, most in (("reason", wanted.reason, LONGEST_REASON), ("source", wanted.source, LONGEST_SOURCE)):
        if not text:
            found.append(Problem(f"amendment_{field}", field))
        elif len(text) > most:
            found.append(Problem("text_too_long", field, detail={"most": most, "count": len(text)}))
    names = [name for name in stored.owner_names(session, poll.compound.id) if len(name) > 1 and name in wanted.reason]
    names += re.findall(r"\d{7,}", wanted.reason)
    return [*found, Problem("amendment_names", "reason", value=max(names, key=len))] if names else found


def _problems(session: Connection, desk: AmendmentDesk, wanted: AmendmentWanted) -> list[Problem]:
    """What is wrong with what is asked for as the roster stands."""
    found = list(change_problems(wanted.kind, wanted.change))
    same = wanted.change.get("same_as")
    other = desk.home(int(same)) if same else None
    if same and (other is None or other.gone or same == wanted.household):
        found.append(Problem("amendment_same_as", "same_as"))
    if found:
        return found
    draft = Amendment(0, wanted.kind, wanted.household, wanted.change, {}, "", "", "", "", desk.poll.opens_at)
    if clash := clash_of(session, desk, draft):
        return [Problem(f"amendment_{clash}", "room" if clash == "door_taken" else "kind")]
    if _changes_nothing(desk, draft):
        return [Problem("amendment_unchanged", "kind")]
    waits = any(one.open and one.household == wanted.household for one in desk.amendments if one.household)
    return [Problem("amendment_waits", "kind")] if waits else []


def clash_of(session: Connection, desk: AmendmentDesk, amendment: Amendment) -> str:
    """Why a request doesn't fit the roster as it stands; empty where it does."""
    kind, home, after = amendment.kind, desk.home(amendment.household), desk.would_be(amendment)
    if home and home.gone is not (kind is AmendmentKind.RESTORE):
        return "not_gone" if kind is AmendmentKind.RESTORE else "gone"
    door = (after.household.building, after.household.unit, after.household.room)
    taken = (h.household for h in desk.homes if not h.gone and h.household.id != after.household.id)
    if not after.gone and door in {(other.building, other.unit, other.room) for other in taken}:
        return "door_taken"
    if kind.takes_out and home and stored.hangs(session, home.household.id) is not (kind is AmendmentKind.VOID):
        return "nobody_answered" if kind is AmendmentKind.VOID else "somebody_answered"
    if kind.takes_out and sum(not other.gone for other in desk.homes) == 1:
        return "last"
    return ""


def _changes_nothing(desk: AmendmentDesk, draft: Amendment) -> bool:
    home = desk.home(draft.household)
    if home is None or draft.kind.takes_out or draft.kind is AmendmentKind.RESTORE:
        return False
    before, after = home.household, desk.would_be(draft).household
    if draft.kind is AmendmentKind.OWNER and not draft.change.get("same_as"):
        alone = not any(h.household.owner == before.owner for h in desk.homes if h.household.id != before.id)
        return alone and before.owners == after.owners
    return before == after


def refuse_late(desk: AmendmentDesk, objection: int | None) -> None:
    """Raise `NotAllowed` where nothing is amended now: the poll's state, or objection_needed."""
    adopted = any(one.id == objection for one in desk.objections)
    if may_amend(desk.state, adopted=adopted):
        return
    raise NotAllowed("objection_needed" if desk.state is PollState.PUBLISHED else desk.state.value)


def role_of(by: Actor) -> str:
    """The office that somebody acts for; empty at the machine itself."""
    return by.role.value if isinstance(by, Staff) else ""
