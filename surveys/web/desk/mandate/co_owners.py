"""Homes whose owners voted differently: the list, and writing down whose vote holds."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.co_owner import Settlement
from surveys.core.errors import Rejected
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.services.co_owner import co_owned_homes, settle
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.sessions import now
from surveys.words.co_owner import co_owner_words, settlement_problem_words


@pages.route("/polls/<int:poll_id>/co-owners", methods=["GET", "POST"])
@may(Right.MANDATES)
def co_owners(poll_id: int) -> Response | tuple[str, int]:
    """The homes of which several owners voted; deciding whose vote holds takes a reason and a paper."""
    problems: tuple[str, ...] = ()
    typed = {name: request.form.get(name, "").strip()[:300] for name in ("household", "voter", "reason", "paper")}
    if request.method == "POST":
        problems = _settled(poll_id, typed)
        if not problems:
            flash(_("定好了，几位都能在回执上看到"))
            return redirect(url_for("desk.co_owners", poll_id=poll_id), 303)
    with reading() as session:
        poll, homes = co_owned_homes(session, my_scope(), poll_id)
    out = poll.state(now()) is PollState.PUBLISHED
    more = {"poll": poll, "homes": homes, "typed": typed, "problems": problems, "out": out}
    page = render_template("desk/mandate/co_owners.html", named=co_owner_words, **more)
    return page, 422 if problems else 200


def _settled(poll_id: int, given: Mapping[str, str]) -> tuple[str, ...]:
    """Why nothing was decided; nothing where it was."""
    home = int(given["household"]) if given["household"].isascii() and given["household"].isdecimal() else 0
    try:
        with transaction() as session:
            fresh = Settlement(home, given["voter"], given["reason"], given["paper"], "")
            settle(session, my_scope(), poll_id, fresh, by=me(), now=now())
    except Rejected as refused:
        return tuple(map(settlement_problem_words, refused.problems))
    return ()
