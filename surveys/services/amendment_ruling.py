"""What becomes of amendments that were asked for: confirmed or refused by somebody else, or taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.amendment import (
    LONGEST_REASON,
    Amendment,
    AmendmentKind,
    AmendmentRuling,
    Confirmed,
    PlacedHome,
    amended,
    counted_otherwise,
    stood,
)
from surveys.core.canonical import canonical
from surveys.core.code import Keys, code_hash, household_code, link_hash, link_token
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import visible_text
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.amendment import AmendmentDesk, clash_of, desk_of, refuse_late, role_of
from surveys.services.compound import households_of
from surveys.services.waiting import refuse_hand
from surveys.store import amendment as stored
from surveys.store import entry
from surveys.store import household as stored_household
from surveys.store import poll as stored_poll
from surveys.store.clock import moment
from surveys.store.db import Connection


@needs(Right.ANSWER)
def confirm(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    amendment_id: int,
    *,
    why: str,
    keys: Keys,
    by: Actor,
    now: datetime,
) -> Amendment:
    """Let a request hold, as somebody else than who asked for it; the living roster follows where it still said the same.

    Raises `NotFound`, `Rejected` without a reason, and `NotAllowed`: as `ask` does, decided_before, had_a_hand and
    hand_invited as for ballots that wait, and amended_since where the home is no longer as it was when this was asked for.
    """
    poll, now = stored_poll.poll(session, scope, poll_id, hold=True), moment(session, now)
    desk = desk_of(session, poll, now)
    found, why = _open(session, poll_id, amendment_id, why)
    refuse_late(desk, found.objection)
    refuse_hand(session, {found.asked_by}, by.username, now)
    before = desk.home(found.household)
    if before and found.was != stood(found.kind, before.household):
        raise NotAllowed("amended_since")
    if clash := clash_of(session, desk, found):
        raise NotAllowed(f"amendment_{clash}")
    told, after, living = desk.figures(found), desk.would_be(found), dict[str, Value]()
    if found.kind is AmendmentKind.ADD:
        after = replace(after, household=_added(session, desk.poll, after, keys))
        _enter_skipped(session, poll_id, after.household.id, by, now)
    voted = stored.voted(session, poll_id, counted_otherwise(desk.homes, amended(desk.homes, after)))
    confirmed = Confirmed(after.household, after.gone, after.household.id in voted, bool(voted), told)
    stored.confirm(session, found.id, confirmed, stored.Signed(by.username, role_of(by), now, why))
    change = stored.LivingChange(found.kind, (before or after).household, after.household, _same_as(desk, found))
    if stored.follow(session, place := desk.poll.compound.id, change):
        stored.has_followed(session, found.id)
        living = {"roster": households_of(session, [place])[place]}
    done = stored.one(session, poll_id, found.id)
    entry.enter(session, "amendment_confirmed", by=by, now=now, poll_id=poll_id, **_told(done), **living)
    return done


def _open(session: Connection, poll_id: int, amendment_id: int, why: str) -> tuple[Amendment, str]:
    """A request that still waits, and the reason of a decision. Raises `NotFound`, `Rejected` and `NotAllowed`."""
    found = stored.one(session, poll_id, amendment_id)
    if not found.open:
        raise NotAllowed("decided_before")
    if not (why := visible_text(why).strip()):
        raise Rejected([Problem("amendment_why", "why")])
    if len(why) > LONGEST_REASON:
        raise Rejected([Problem("text_too_long", "why", detail={"most": LONGEST_REASON, "count": len(why)})])
    return found, why


def _same_as(desk: AmendmentDesk, found: Amendment) -> Household | None:
    other = desk.home(int(found.change.get("same_as") or 0))
    return other.household if other else None


def _added(session: Connection, poll: Poll, new: PlacedHome, keys: Keys) -> Household:
    """A home that lacked, with a code of its own from now on."""
    epoch = 1
    while True:
        kept = code_hash(keys, household_code(keys, poll.id, new.position, epoch))
        if not stored_household.codes_taken(session, [kept]):
            break
        epoch += 1
    link = link_hash(link_token(keys, poll.id, new.position, epoch))
    row = stored_household.Frozen(new.position, new.household, epoch, link, kept)
    return replace(new.household, id=stored_household.add(session, poll.id, row))


def _enter_skipped(session: Connection, poll_id: int, household: int, by: Actor, now: datetime) -> None:
    """Write down where a first letter isn't the first, because its code was somebody's already."""
    for skipped, epoch in stored_household.epochs(session, poll_id, above=1).items():
        if skipped == household:
            told = turned({"epoch": 1}, {"epoch": epoch})
            entry.enter(session, "code_skipped", by=by, now=now, poll_id=poll_id, household=household, **told)


@needs(Right.ANSWER)
def refuse(
    session: Connection, scope: Jurisdiction, poll_id: int, amendment_id: int, *, why: str, by: Actor, now: datetime
) -> Amendment:
    """Refuse a request, in whatever state its poll is. Raises as `confirm` does."""
    stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    found, why = _open(session, poll_id, amendment_id, why)
    refuse_hand(session, {found.asked_by}, by.username, now)
    stored.end(session, found.id, AmendmentRuling.REFUSED, stored.Signed(by.username, role_of(by), now, why))
    done = stored.one(session, poll_id, found.id)
    entry.enter(session, "amendment_refused", by=by, now=now, poll_id=poll_id, **_told(done))
    return done


@needs(Right.ROSTER)
def withdraw(
    session: Connection, scope: Jurisdiction, poll_id: int, amendment_id: int, *, by: Actor, now: datetime
) -> Amendment:
    """Take a request back that one asked for oneself. Raises `NotFound`, and `NotAllowed`: decided_before, not_yours."""
    stored_poll.poll(session, scope, poll_id, hold=True)
    now = moment(session, now)
    found = stored.one(session, poll_id, amendment_id)
    if found.asked_by != by.username:
        raise NotAllowed("not_yours")
    if found.ruling is AmendmentRuling.WITHDRAWN:
        return found
    if not found.open:
        raise NotAllowed("decided_before")
    stored.end(session, found.id, AmendmentRuling.WITHDRAWN, stored.Signed(by.username, role_of(by), now))
    done = stored.one(session, poll_id, found.id)
    entry.enter(session, "amendment_withdrawn", by=by, now=now, poll_id=poll_id, **_told(done))
    return done


def _told(done: Amendment) -> dict[str, Value]:
    """What the entry of a decision carries."""
    assert done.ruling is not None
    told = turned({}, {"ruled": done.ruling.value} | ({"why": done.why} if done.why else {}))
    about = {"household": done.household} if done.household else {}
    flags = {name: int(getattr(done, name)) for name in ("answered", "touches", "followed")} if done.confirmed else {}
    counted = {"figures": canonical(done.figures).decode()} if done.figures else {}
    return {"amendment": done.id, **about, **told, **flags, **counted}
