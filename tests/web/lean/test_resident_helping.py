"""代填: a member of staff fills in for somebody at the door, and is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.core.place import Jurisdiction
from surveys.core.staff import Installation, Role
from surveys.services.letter import Letter
from surveys.services.staff import add_staff
from surveys.store.db import db, transaction
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Page, Phone

PASSWORD = "hai-tang-2026"


@pytest.fixture(scope="module")
def _staff(app: Flask, hood: Neighbourhood) -> None:
    scopes = {
        "grid": Jurisdiction(compound=hood.open.compound.id),
        "elsewhere": Jurisdiction(compound=hood.closed.compound.id),
    }
    with app.app_context(), transaction() as session:
        for username, scope in scopes.items():
            add_staff(
                session,
                username,
                "网格员小海",
                PASSWORD,
                role=Role.HELPER,
                scope=scope,
                random=b"s" * 16,
                by=Installation("cli"),
                now=datetime.now(UTC),
            )


@pytest.fixture
def signed_in(app: Flask, _staff: None) -> Callable[[str], Phone]:
    """A phone on which a member of staff has signed in."""

    def sign_in(username: str) -> Phone:
        phone = Phone(app.test_client())
        form = {**phone.page("/staff/sign-in").forms[0], "username": username, "password": PASSWORD}
        assert phone.client.post("/staff/sign-in", data=form).status_code == 303
        return phone

    return sign_in


def recorded(app: Flask, letter: Letter) -> list[tuple[str, str]]:
    """The channel and the helper of each revision."""
    with app.app_context(), db.engine.connect() as connection:
        query = text("SELECT channel, entered_by FROM revisions WHERE household_id = :id ORDER BY id")
        return [(row[0], row[1]) for row in connection.execute(query, {"id": letter.household})]


def test_who_fills_in_is_said_and_recorded(app: Flask, signed_in: Callable[[str], Phone], letter: Letter) -> None:
    helper = signed_in("grid")
    assert "由网格员小海代填" in helper.scan(letter).text
    assert helper.cast({**OWNER, "channel": "call"}).status_code == 303
    assert recorded(app, letter) == [("call", "grid")]
    assert "电话里说，工作人员代填" in helper.page("r").text


def test_the_household_replaces_what_was_filled_in_for_it(
    app: Flask, signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    helper = signed_in("grid")
    helper.scan(letter)
    helper.cast(OWNER)
    phone.scan(letter)
    assert phone.send("a", {"consent": "no"}, "a?again=owner").status_code == 303
    assert recorded(app, letter) == [("door", "grid"), ("phone", "")]


def test_nobody_replaces_or_reads_what_the_household_said_itself(
    app: Flask, signed_in: Callable[[str], Phone], phone: Phone, letter: Letter
) -> None:
    helper = signed_in("grid")
    helper.scan(letter)
    opened = {**helper.page("a").form("a"), **OWNER}
    phone.scan(letter)
    phone.cast(OWNER)
    assert Page(helper.client.post("a", data=opened)).h1 == "这一户自己填过了"
    assert helper.scan(letter).h1 == "这一户自己填过了"
    receipt = helper.page("r")
    assert "住户自己填的，代填时看不到内容" in receipt.text
    assert "楼道的灯坏了很久" not in receipt.text
    assert not [action for action in receipt.actions if action.startswith("r/")]
    assert recorded(app, letter) == [("phone", "")]


def test_staff_of_another_compound_fill_in_nothing_here(
    app: Flask, signed_in: Callable[[str], Phone], letter: Letter
) -> None:
    stranger = signed_in("elsewhere")
    page = stranger.scan(letter)
    assert (page.status, page.h1) == (403, "这一户不归您代填")
    token = stranger.page("/not-mine").form("/leave")["csrf_token"]
    form = {"csrf_token": token, "submission": ["0" * 32], **OWNER}
    assert stranger.client.post("a", data=form).status_code == 403
    assert recorded(app, letter) == []


def test_a_resident_can_not_say_how_it_came(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast({**OWNER, "channel": "paper"})
    assert recorded(app, letter) == [("phone", "")]
