"""Two people for what can't be taken back: whether a form may do it now, or has asked for somebody to confirm it."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from surveys.core.second import Grave, Proposal, Second
from surveys.core.staff import Role
from surveys.services import second as service
from surveys.services.authenticator import has_authenticator
from surveys.services.district import site
from surveys.services.life import life
from surveys.store.db import Connection
from surveys.web.desk.pages import me, my_scope
from surveys.web.made_from import done, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown


def needed(session: Connection, act: Grave) -> bool:
    """Whether this installation asks for a second person, as it does where its stored address is an https one and nobody
    said otherwise, or a committee closes early, which it never does by one alone."""
    config = current_app.config
    if config["SECOND_PERSON"] or _two_of_committee(act):
        return True
    return bool(config["SECOND_BY_SITE"]) and site(session, config["ADDRESSES"]).startswith("https:")


def _two_of_committee(act: Grave) -> bool:
    return act is Grave.CLOSE and me().role is Role.COMMITTEE


def settled(session: Connection, proposal: Proposal) -> bool:
    """Whether the act may be done now: the form confirms what another asked for, or brings a fresh code, or nobody else is
    needed. Otherwise it is asked for here. Raises what `confirm` and `confirm_oneself` raise."""
    if not needed(session, proposal.act):
        service.act_alone(session, proposal, staff=me(), now=now())
        return True
    confirms, code = request.form.get("confirms", ""), request.form.get("one_time_code", "").strip()
    if code and not _two_of_committee(proposal.act):
        service.confirm_oneself(session, proposal, code, staff=me(), keys=current_app.config["KEYS"], now=now())
        return True
    if confirms:
        service.confirm(session, proposal, _number(confirms), staff=me(), now=now())
        return True
    service.ask(session, proposal, staff=me(), now=now())
    return False


def _number(text: str) -> int:
    """A number that a form carries; 0, which is nobody's, where it is anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def told(session: Connection, poll_id: int, act: Grave) -> dict[str, object]:
    """What the part of a page needs that asks for a second person: what waits, whether it is one's own, whether one has an
    authenticator."""
    waiting: Second | None = service.waiting(session, poll_id, act, now=now())
    if not needed(session, act) and waiting is None:
        return {"second": None, "seconds": False, "alone": True}
    alone = not _two_of_committee(act)
    enrolled = has_authenticator(session, me()) and alone
    mine = waiting is not None and waiting.asked_by == me().username
    return {"second": waiting, "seconds": True, "mine": mine, "enrolled": enrolled, "alone": alone}


def waiting_shown(session: Connection, poll_id: int) -> Shown:
    """What waits for a second person in a poll."""
    poll = life(session, my_scope(), poll_id, now=now()).poll
    found = [service.waiting(session, poll.id, act, now=now()) for act in Grave]
    return Shown([[second.id for second in found if second]])


def withdrawn(poll_id: int, act: Grave, said: str, endpoint: str) -> Response:
    """Take back what a form names, what one asked for oneself or what another did, say so and go on at `endpoint`."""
    named = _number(request.form.get("second", ""))
    with writing() as session:
        service.withdraw(session, poll_id, act, named, staff=me(), now=now())
        return done(said, endpoint, poll_id=poll_id, same=said)
