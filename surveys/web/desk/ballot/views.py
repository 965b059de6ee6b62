"""One household's door: when and how it answered."""

from __future__ import annotations

from flask import abort, render_template

from surveys.core.staff import Right
from surveys.services.compound import poll_desk
from surveys.web.audience import may
from surveys.web.desk.pages import my_scope, pages
from surveys.web.made_from import looking
from surveys.web.sessions import now


@pages.get("/polls/<int:poll_id>/doors/<int:household_id>")
@may(Right.LOOK)
def door(poll_id: int, household_id: int) -> str:
    """One household: when and how it answered, never what."""
    with looking() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
    line = next((line for line in desk.doors if line.household.id == household_id), None)
    if line is None:
        abort(404)
    return render_template("desk/ballot/door.html", desk=desk, line=line, home=line.household)
