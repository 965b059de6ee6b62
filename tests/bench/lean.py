"""The lean floor: the floor's page put together once, a token that is one HMAC, answers checked against a table; then the
same durable insert. It shows what of the floor's time WTForms and Jinja take."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from hashlib import sha256
from typing import Any

from flask import Flask, Response, redirect, request

from tests.bench.floor import DONE, QUESTIONS, TITLE, Store

_KEY = b"the lean floor keeps no secret"
_OFFERED = {name: frozenset(str(value) for value, _ in choices) for name, _, _, choices in QUESTIONS if choices}
_NEEDED = tuple(name for name, kind, _, _ in QUESTIONS if kind == "radio")
_LONGEST = 500


def _signed(browser: str) -> str:
    return hmac.new(_KEY, browser.encode(), sha256).hexdigest()


def _halves() -> tuple[str, str]:
    sets = []
    for name, kind, label, choices in QUESTIONS:
        offered = "".join(
            f'<label><input type="{kind}" name="{name}" value="{value}"> {words}</label>\n' for value, words in choices
        )
        field = offered or f'<input type="{kind}" name="{name}" aria-label="{label}">'
        sets.append(f"<fieldset><legend>{label}</legend>{field}</fieldset>")
    head = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>{TITLE}</title>
<style>body{{font:18px/1.6 sans-serif;max-width:40rem;margin:auto}}label{{display:block;min-height:48px}}</style>
<h1>{TITLE}</h1><form method="post"><input type="hidden" name="csrf_token" value=\""""
    return head, f'">{"".join(sets)}<button type="submit">提交</button></form></html>'


def _taken() -> dict[str, Any] | None:
    """What was sent, where it is what was asked."""
    browser, token = request.cookies.get("browser", ""), request.form.get("csrf_token", "")
    if not hmac.compare_digest(_signed(browser), token):
        return None
    said = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    if any(not said.get(name) for name in _NEEDED):
        return None
    if any(not set(said.get(name, ())) <= offered for name, offered in _OFFERED.items()):
        return None
    people = "".join(said.get("people", ()))
    if people and not (people.isdecimal() and int(people) <= 20):
        return None
    return said if len("".join(said.get("more", ()))) <= _LONGEST else None


def create_app() -> Flask:
    """The lean floor as an application; its database is the file that LEAN_PATH names."""
    app = Flask(__name__)
    store = Store(os.environ["LEAN_PATH"])
    before, after = _halves()

    @app.route("/s/<household>", methods=["GET", "POST"])
    def questionnaire(household: str) -> Any:
        if request.method == "POST" and (said := _taken()) is not None:
            store.add(household, json.dumps(said, ensure_ascii=False))
            return redirect("/done", 303)
        browser = request.cookies.get("browser") or secrets.token_hex(16)
        answer = Response(before + _signed(browser) + after, 422 if request.method == "POST" else 200)
        answer.set_cookie("browser", browser, httponly=True, samesite="Lax")
        return answer

    @app.get("/done")
    def done() -> str:
        return f"<!doctype html><title>{DONE}</title><h1>{DONE}</h1>"

    return app
