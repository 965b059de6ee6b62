"""A second person for what can't be taken back: asked for by one, confirmed by another, or by oneself with a fresh code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from surveys.core.code import Keys
from surveys.core.errors import NotAllowed, NotEntitled
from surveys.core.poll import Poll
from surveys.core.second import RIGHTS_FOR, Grave, Proposal, Second
from surveys.core.staff import Role, Staff
from surveys.services.authenticator import prove
from surveys.services.staff import staff_from
from surveys.store import entry
from surveys.store import poll as stored_poll
from surveys.store import second as stored
from surveys.store import staff as stored_staff
from surveys.store.clock import moment
from surveys.store.db import Connection

KNOWN_FOR = timedelta(days=7)
"""How long whoever was invited by one of two counts as a second to neither: an invitation opens the other's account."""


def waiting(session: Connection, poll_id: int, act: Grave, *, now: datetime) -> Second | None:
    """What waits for a second person in a poll now."""
    return next((second for second in stored.waiting(session, poll_id, act) if second.waits(now)), None)


def ask(session: Connection, proposal: Proposal, *, staff: Staff, now: datetime) -> Second:
    """Ask for an act; what was asked for before in its place is withdrawn, and asking again for the same changes nothing.

    Raises `NotEntitled`, and `NotFound` outside their place.
    """
    _entitle(session, proposal, staff)
    now = moment(session, now)
    standing = waiting(session, proposal.poll_id, proposal.act, now=now)
    if standing and standing.proposal.digest == proposal.digest:
        return standing
    for before in stored.waiting(session, proposal.poll_id, proposal.act):
        _withdraw(session, before, staff, now)
    asked = stored.ask(session, proposal, by=staff.username, now=now)
    _enter(session, "second_asked", proposal, staff, now)
    return asked


def confirm(session: Connection, proposal: Proposal, second_id: int, *, staff: Staff, now: datetime) -> None:
    """Confirm what another asked for, which has to be exactly this act as it would be done now.

    Raises `NotEntitled`, `NotFound` outside their place, and `NotAllowed`: second_over, second_same_person, second_changed,
    or second_invited, where one of the two let the other in within the last seven days, by way of others too, or a third
    below the district let both in.
    """
    poll = _entitle(session, proposal, staff)
    now = moment(session, now)
    standing = waiting(session, proposal.poll_id, proposal.act, now=now)
    if standing is None or standing.id != second_id:
        raise NotAllowed("second_over")
    asker = _asker(session, standing, poll)
    if asker.username == staff.username:
        raise NotAllowed("second_same_person")
    if standing.proposal.digest != proposal.digest:
        raise NotAllowed("second_changed")
    if not apart(session, asker.username, staff.username, now):
        raise NotAllowed("second_invited")
    if not stored.end(session, standing.id, confirmed_by=staff.username, now=now):
        raise NotAllowed("second_over")
    _enter(session, "second_confirmed", proposal, staff, now, asked_by=asker.username)


def confirm_oneself(session: Connection, proposal: Proposal, code: str, *, staff: Staff, keys: Keys, now: datetime) -> None:
    """Confirm an act of one's own with a fresh code of one's authenticator. Raises what `prove` raises, and as `ask`."""
    _entitle(session, proposal, staff)
    now = moment(session, now)
    prove(session, staff, code, keys=keys, now=now)
    for before in stored.waiting(session, proposal.poll_id, proposal.act):
        stored.end(session, before.id, confirmed_by=staff.username, now=now)
    _enter(session, "second_confirmed", proposal, staff, now, asked_by=staff.username)


def act_alone(session: Connection, proposal: Proposal, *, staff: Staff, now: datetime) -> None:
    """Let nothing wait where somebody acts who needs nobody: what another asked for is confirmed where it is exactly this,
    and withdrawn otherwise. Raises as `ask` does."""
    _entitle(session, proposal, staff)
    now = moment(session, now)
    for standing in stored.waiting(session, proposal.poll_id, proposal.act):
        same = standing.waits(now) and standing.proposal.digest == proposal.digest
        if not same or not apart(session, standing.asked_by, staff.username, now):
            _withdraw(session, standing, staff, now)
        elif stored.end(session, standing.id, confirmed_by=staff.username, now=now):
            _enter(session, "second_confirmed", proposal, staff, now, asked_by=standing.asked_by)


def withdraw(session: Connection, poll_id: int, act: Grave, second_id: int, *, staff: Staff, now: datetime) -> None:
    """Let what was asked for wait no longer: whoever asked changes their mind, or somebody else refuses.

    Raises `NotEntitled`, and `NotFound` outside their place; what waits no more stays as it is.
    """
    _entitle(session, Proposal(act, poll_id, {}), staff)
    now = moment(session, now)
    for standing in stored.waiting(session, poll_id, act):
        if standing.id == second_id:
            _withdraw(session, standing, staff, now)


def _withdraw(session: Connection, second: Second, staff: Staff, now: datetime) -> None:
    if stored.end(session, second.id, now=now):
        _enter(session, "second_withdrawn", second.proposal, staff, now, asked_by=second.asked_by)


def _entitle(session: Connection, proposal: Proposal, staff: Staff) -> Poll:
    right = RIGHTS_FOR[proposal.act]
    if not staff.may(right):
        raise NotEntitled(right)
    return stored_poll.poll(session, staff.scope, proposal.poll_id, hold=True)


def _asker(session: Connection, second: Second, poll: Poll) -> Staff:
    """Whoever asked, if they could still do it themselves. Raises `NotAllowed`: second_over."""
    member = stored_staff.member(session, second.asked_by)
    asker = None if member is None or member.disabled_at else staff_from(member)
    if asker is None or not asker.may(RIGHTS_FOR[second.proposal.act]) or not asker.scope.covers(poll.compound):
        raise NotAllowed("second_over")
    return asker


def apart(session: Connection, one: str, other: str, now: datetime) -> bool:
    """Whether two accounts are two people, as far as one can tell."""
    behind_one, behind_other = _behind(session, one, now), _behind(session, other, now)
    both = {username: role for username, role in behind_one.items() if username in behind_other}
    return one != other and not {one, other} & both.keys() and all(role is Role.DISTRICT for role in both.values())


def let_in(session: Connection, one: str, other: str, now: datetime) -> bool:
    """Whether one of two accounts lately let the other in, by way of others too."""
    return one == other or one in _behind(session, other, now) or other in _behind(session, one, now)


def _behind(session: Connection, username: str, now: datetime) -> Mapping[str, Role]:
    """An account and whoever lately let it in, whoever let them in, and so on: any of them may hold its password."""
    found: dict[str, Role] = {}
    while username not in found and (member := stored_staff.member(session, username)):
        found[username] = Role(member.role)
        lately = member.invited_at is not None and now - member.invited_at < KNOWN_FOR
        username = member.invited_by if lately else ""
    return found


def _enter(session: Connection, act: str, proposal: Proposal, staff: Staff, now: datetime, **more: str) -> None:
    what = {"grave": str(proposal.act), "digest": proposal.digest, **proposal.what, **more}
    entry.enter(session, act, by=staff, now=now, poll_id=proposal.poll_id, **what)
