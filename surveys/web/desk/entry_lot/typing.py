"""再录一遍: the forms that were drawn, for whoever typed none of them in, and the screen without what was typed first."""

from __future__ import annotations

from flask import render_template

from surveys.core.staff import Right
from surveys.services.second_typing import forms_for
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.words import entry_lot as words


@pages.get("/polls/<int:poll_id>/checks/again")
@may(Right.FILL_IN)
def to_type_again(poll_id: int) -> str:
    """Which forms to take out of the drawer and type in again."""
    with looking() as session:
        found = forms_for(session, my_scope(), poll_id, me().username, now=now())
    return render_template("desk/entry_lot/again.html", found=found, poll=found.poll, words=words)
