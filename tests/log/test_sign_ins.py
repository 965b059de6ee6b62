"""Who came in, who went, who was refused, and what was refused to whom: each stands in the log, without what was typed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from surveys.log.file import lines
from tests.log.canary import forget_repetitions, logging_to
from tests.office import PASSWORD, Browser, Office
from tests.phone import Page
from tests.scan.rules import ROOT

WRONG = "not-this-c4nary-word"
WEB = sorted((ROOT / "surveys" / "web").rglob("*.py"))


def told(folder: Path) -> list[dict[str, Any]]:
    return [
        {name: line[name] for name in ("event", "by", "what", "kind", "status", "route") if name in line}
        for line in lines(folder)
    ]


def test_coming_in_going_and_being_refused_are_told_of_every_way_in(ours: Office, tmp_path: Path) -> None:
    log_folder = tmp_path / "log"
    with logging_to(log_folder, terminal=False) as log:
        browser = ours.signed_in("jie")
        browser.fill("/staff/password", {"old": WRONG, "new": f"{PASSWORD} anew", "again": f"{PASSWORD} anew"})
        browser.fill("/staff/authenticator", {"password": WRONG})
        forget_repetitions(log)
        browser.fill("/staff/password", {"old": PASSWORD, "new": f"{PASSWORD} anew", "again": f"{PASSWORD} anew"})
        browser.client.post("/staff/sign-out", data=browser.page("/staff/account").form("/staff/sign-out"))
        ours.signed_in("").fill("/staff/sign-in", {"username": WRONG, "password": WRONG})
    assert told(log_folder)[:3] == [
        {"event": "signed_in", "by": "jie"},
        {"event": "sign_in_refused", "by": "jie", "what": "password", "kind": "wrong"},
        {"event": "refused", "by": "jie", "status": 422, "route": "/staff/password"},
    ]
    named = [line for line in told(log_folder) if line["event"] in ("signed_in", "sign_in_refused", "signed_out")]
    assert {"event": "signed_out", "by": "jie"} in named
    assert [line["event"] for line in named].count("signed_in") == 2
    assert named[-1] == {"event": "sign_in_refused", "what": "password", "kind": "wrong"}
    assert WRONG not in (log_folder / "diandan.jsonl").read_text("utf-8")


def test_a_one_time_code_that_opens_nothing_is_told_wherever_it_is_typed(ours: Office, tmp_path: Path) -> None:
    ours.app.config["SECOND_PERSON"] = True
    browser, closing = ours.signed_in("jie"), f"/desk/polls/{ours.open.id}/close"
    begun = Page(browser.fill("/staff/authenticator", {"password": PASSWORD})).form("")
    with logging_to(tmp_path, terminal=False) as log:
        for path, fields in (
            ("/staff/authenticator", {**begun, "code": "000000"}),
            (closing, {**browser.page(closing).form(""), "reason": "家家都答了", "one_time_code": "000000"}),
        ):
            assert browser.client.post(path, data=fields).status_code == 422
            forget_repetitions(log)
    refused = [line for line in told(tmp_path) if line["event"] == "sign_in_refused"]
    assert [(line["by"], line["what"]) for line in refused] == [("jie", "one-time code")] * 2


def test_what_staff_may_not_see_is_told_with_their_name_and_what_others_may_not_without(
    ours: Office, tmp_path: Path
) -> None:
    with logging_to(tmp_path, terminal=False):
        ours.signed_in("wang").get("/desk/people")
        ours.signed_in("ju").get(f"/desk/polls/{ours.stranger.id}/life")
        Browser(ours.app.test_client()).get("/h/999999/nothing")
    refused = [line for line in told(tmp_path) if line["event"] == "refused"]
    assert [(line.get("by"), line["status"]) for line in refused] == [("wang", 404), ("ju", 404), (None, 404)]
    assert refused[0]["route"] == "/desk/people"


def test_nobody_catches_a_refusal_without_telling() -> None:
    caught = [
        (path, handler)
        for path in WEB
        for handler in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(handler, ast.ExceptHandler)
        and handler.type is not None
        and "SignInRefused" in ast.unparse(handler.type)
    ]
    assert len(caught) >= 6
    for path, handler in caught:
        called = {ast.unparse(node.func) for node in ast.walk(handler) if isinstance(node, ast.Call)}
        assert called & {"refuse", "blame"}, f"{path}:{handler.lineno}"
