"""The floor: twelve questions as a WTForms form with CSRF, and one durable insert; nothing that the product adds."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from typing import Any

from flask import Flask, redirect
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

DONE = "floor-done"
TITLE = "小区改造意见"

_LEVELS = tuple(zip("54321", ("非常需要", "比较需要", "一般", "不太需要", "不需要"), strict=True))
_AGREE = (("yes", "同意"), ("no", "不同意"), ("abstain", "暂不表态"))
_TROUBLES = tuple(enumerate(("漏水", "停车", "充电", "照明", "管道", "路面", "垃圾", "扶手")))
_WISHES = tuple(enumerate(("食堂", "托幼", "活动室", "快递柜", "凉亭", "长椅")))
_THINGS = ("改造", "电梯", "停车位", "路灯", "绿化", "门禁", "健身器材")
QUESTIONS = (
    *((f"need{n}", "radio", f"{thing}需要吗？", _LEVELS) for n, thing in enumerate(_THINGS)),
    ("agree", "radio", "同意改造吗？", _AGREE),
    ("troubles", "checkbox", "哪些事不方便？", _TROUBLES),
    ("wishes", "checkbox", "还想要什么？", _WISHES),
    ("people", "number", "住几个人？", ()),
    ("more", "text", "还有什么想说的？", ()),
)
"""Name, kind, label and choices of each."""

_INSERT = "INSERT INTO answers (household, document) VALUES (?, ?)"
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>{{ title }}</title>
<style>body{font:18px/1.6 sans-serif;max-width:40rem;margin:auto}label{display:block;min-height:48px}</style>
<h1>{{ title }}</h1><form method="post">{{ form.csrf_token }}
{% for name, kind, label, choices in questions %}<fieldset><legend>{{ label }}</legend>
{% for value, words in choices %}<label><input type="{{ kind }}" name="{{ name }}" value="{{ value }}"> {{ words }}</label>
{% else %}<input type="{{ kind }}" name="{{ name }}" aria-label="{{ label }}">{% endfor %}
{% for error in form[name].errors %}<p>{{ error }}</p>{% endfor %}</fieldset>
{% endfor %}<button type="submit">提交</button></form></html>"""


def _field(kind: str, label: str, choices: tuple[tuple[object, str], ...]) -> Any:
    offered = [(str(value), words) for value, words in choices]
    match kind:
        case "radio":
            return RadioField(label, choices=offered, validators=[InputRequired()])
        case "checkbox":
            return SelectMultipleField(label, choices=offered, validators=[Optional()])
        case "number":
            return IntegerField(label, validators=[Optional(), NumberRange(0, 20)])
        case _:
            return TextAreaField(label, validators=[Optional(), Length(max=500)])


Questionnaire = type("Questionnaire", (FlaskForm,), {name: _field(*rest) for name, *rest in QUESTIONS})


class Durable:
    """A SQLite file with the same promise as the product's: what was answered with a redirect is on the disk."""

    def __init__(self, path: str) -> None:
        self._path, self._own = path, threading.local()

    def connection(self) -> sqlite3.Connection:
        """This thread's own."""
        if not hasattr(self._own, "connection"):
            self._own.connection = sqlite3.connect(self._path, isolation_level=None, timeout=15)
            self._own.connection.execute("PRAGMA journal_mode=WAL")
            self._own.connection.execute("PRAGMA synchronous=FULL")
        connection: sqlite3.Connection = self._own.connection
        return connection


class Store(Durable):
    """Answers, as a document each."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.connection().execute("CREATE TABLE IF NOT EXISTS answers (household TEXT, document TEXT)")

    def add(self, household: str, document: str) -> None:
        """Keep one answer for good."""
        self.connection().execute(_INSERT, (household, document))


def create_app() -> Flask:
    """The floor as an application; its database is the file that FLOOR_PATH names."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="the floor keeps no secret", WTF_CSRF_TIME_LIMIT=None)
    store = Store(os.environ["FLOOR_PATH"])
    page = app.jinja_env.from_string(_PAGE)

    @app.route("/s/<household>", methods=["GET", "POST"])
    def questionnaire(household: str) -> Any:
        form = Questionnaire()
        if form.validate_on_submit():
            data = {key: value for key, value in form.data.items() if key != "csrf_token"}
            store.add(household, json.dumps(data, ensure_ascii=False))
            return redirect("/done", 303)
        return page.render(form=form, title=TITLE, questions=QUESTIONS), 422 if form.errors else 200

    @app.get("/done")
    def done() -> str:
        return f"<!doctype html><title>{DONE}</title><h1>{DONE}</h1>"

    return app
