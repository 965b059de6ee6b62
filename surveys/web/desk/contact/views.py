"""The list of those who want to be called back: their numbers are masked until somebody asks for them, which is entered."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext

from surveys.core.ballot import Capacity
from surveys.core.contact import masked
from surveys.core.errors import NotFound
from surveys.core.staff import Right
from surveys.services.contact import contacts_of, show_phones
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown, nothing


def contacts_shown(session: Connection, poll_id: int) -> Shown:
    """Nothing that asking for a number could be stale against: it changes nothing but the ledger."""
    contacts_of(session, my_scope(), poll_id, now=now())
    return nothing()


@pages.get("/polls/<int:poll_id>/contacts")
@may(Right.CONTACTS)
def contacts(poll_id: int) -> str:
    """Who left a number to be called back, and the number masked."""
    with looking() as session:
        poll, rows = contacts_of(session, my_scope(), poll_id, now=now())
    return render_template("desk/contact/contacts.html", poll=poll, rows=rows, shown={}, masked=masked)


@pages.post("/polls/<int:poll_id>/contacts")
@may(Right.CONTACTS)
@made_from(contacts_shown)
def phones(poll_id: int) -> str:
    """The same with the number that was asked for, or with all; a page that was sent before shows them no more."""
    with writing() as session:
        poll, found = show_phones(session, my_scope(), poll_id, only=_only(), by=me(), now=now())
        _poll, rows = contacts_of(session, my_scope(), poll_id, now=now())
        done(gettext("看过的电话记在台账上了"), "desk.contacts", poll_id=poll_id)
    shown = {(home.id, left.capacity): left.phone for home, left in found}
    return render_template("desk/contact/contacts.html", poll=poll, rows=rows, shown=shown, masked=masked)


def _only() -> tuple[int, Capacity] | None:
    """Whose number is asked for; None for everybody's. Raises `NotFound`."""
    asked = request.form.get("only", "")
    number, _colon, capacity = asked.partition(":")
    if not asked:
        return None
    if not (number.isdecimal() and len(number) < 10 and capacity in set(Capacity)):
        raise NotFound("contact", asked[:20])
    return int(number), Capacity(capacity)
