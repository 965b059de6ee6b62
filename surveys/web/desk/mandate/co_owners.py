"""Homes whose owners voted differently: the list, and writing down whose vote holds."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.co_owner import Settlement
from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services.co_owner import co_owned_homes, settle
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.co_owner import co_owner_words, settlement_problem_words
from surveys.words.place import door_words


def co_owners_shown(session: Connection, poll_id: int) -> Shown:
    """The homes of which several owners voted, and whose vote holds."""
    _poll, homes = co_owned_homes(session, my_scope(), poll_id)
    doors = {h.household.id: door_words(h.household.building, h.household.unit, h.household.room) for h in homes}
    typed = (
        FormLine("household", _("哪一户"), "", {str(home): door for home, door in doors.items()}),
        FormLine("voter", _("以谁的票为准"), "", {voter: co_owner_words(voter) for home in homes for voter in home.voters}),
        FormLine("reason", _("理由"), ""),
        FormLine("paper", _("几位签的字条"), ""),
    )
    settled = (FormLine("", doors[h.household.id], co_owner_words(h.settled) if h.settled else _("还没有定")) for h in homes)
    facts = [[h.household.id, h.voters, [matter.key for matter in h.apart], h.settled] for h in homes]
    return Shown(facts, (*typed, *settled), last_change(session, poll_id=poll_id))


@pages.route("/polls/<int:poll_id>/co-owners", methods=["GET", "POST"])
@may(Right.MANDATES)
@made_from(co_owners_shown)
def co_owners(poll_id: int) -> Response | tuple[str, int]:
    """The homes of which several owners voted; deciding whose vote holds takes a reason and a paper."""
    problems: tuple[str, ...] = ()
    typed = {name: request.form.get(name, "").strip()[:300] for name in ("household", "voter", "reason", "paper")}
    if request.method == "POST":
        try:
            return _settled(poll_id, typed)
        except Rejected as refused:
            problems = tuple(map(settlement_problem_words, refused.problems))
    with looking() as session:
        poll, homes = co_owned_homes(session, my_scope(), poll_id)
    out = poll.state(now()).told
    more = {"poll": poll, "homes": homes, "typed": typed, "problems": problems, "out": out}
    page = render_template("desk/mandate/co_owners.html", named=co_owner_words, **more)
    return page, 422 if problems else 200


def _settled(poll_id: int, given: Mapping[str, str]) -> Response:
    """The way on once it is decided. Raises `Rejected`."""
    home = int(given["household"]) if given["household"].isascii() and given["household"].isdecimal() else 0
    with writing() as session:
        fresh = Settlement(home, given["voter"], given["reason"], given["paper"], "")
        settle(session, my_scope(), poll_id, fresh, by=me(), now=now())
        return done(_("定好了，几位都能在回执上看到"), "desk.co_owners", poll_id=poll_id)
