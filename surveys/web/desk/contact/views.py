"""The list of those who want to be called back."""

from __future__ import annotations

from flask import render_template

from surveys.core.staff import Right
from surveys.services.contact import contacts_of
from surveys.web.audience import may
from surveys.web.desk.pages import my_scope, pages
from surveys.web.made_from import looking
from surveys.web.sessions import now


@pages.get("/polls/<int:poll_id>/contacts")
@may(Right.CONTACTS)
def contacts(poll_id: int) -> str:
    """Who left a number to be called back."""
    with looking() as session:
        poll, rows = contacts_of(session, my_scope(), poll_id, now=now())
    return render_template("desk/contact/contacts.html", poll=poll, rows=rows)
