"""A clock that is behind: residents get back what they typed, and whoever watches the service sees it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.services.letter import Letter
from surveys.store.clock import accept
from surveys.store.db import reading, transaction
from surveys.web.sessions import now
from tests.phone import OWNER, Page, Phone

BACK = -17 * 24 * 60


def stored(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return int(session.execute(text("SELECT count(*) FROM revisions")).scalar_one())


def test_a_clock_set_back_takes_nothing_and_gives_back_what_was_typed(
    app: Flask, phone: Phone, letter: Letter, later: Callable[[float], None]
) -> None:
    phone.scan(letter)
    assert phone.client.post(phone.at("a"), data={**phone.page("a").form("a"), **OWNER}).status_code == 303
    form, before = {**phone.page("a?again=owner").form("a"), "more": "楼道里再装一盏"}, stored(app)
    later(BACK)
    refused = phone.client.post(phone.at("a"), data=form)
    page = Page(refused)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "服务器的时间错了" in page.text
    assert "楼道里再装一盏" in page.text
    assert stored(app) == before


def test_the_service_is_not_ready_while_its_clock_is_behind(
    app: Flask, phone: Phone, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("surveys.web.health"), "_FRESH", 0)
    with app.app_context(), transaction() as session:
        accept(session, now())
    assert phone.get("/readyz").status_code == 200
    later(BACK)
    assert phone.get("/readyz").status_code == 503
    assert phone.get("/healthz").status_code == 200
