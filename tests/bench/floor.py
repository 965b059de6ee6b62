"""The floor: the same questions as a WTForms form with CSRF, and one durable insert; nothing that the product adds."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from typing import Any

from flask import Flask, redirect
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from surveys.core.questionnaire import Kind, Question
from surveys.services.editions import edition_named, menu_named

DONE = "floor-done"

EDITION, MENU = edition_named("w1-2026"), menu_named("xuecheng-2021")
_DISHES = [(item.key, item.name) for item in MENU.items if not item.must]
_INSERT = "INSERT INTO answers (household, document) VALUES (?, ?)"
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>{{ title }}</title>
<style>body{font:18px/1.6 sans-serif;max-width:40rem;margin:auto}li{min-height:48px}.wrong{color:#b00020}</style>
<h1>{{ title }}</h1><form method="post">{{ form.hidden_tag() }}
{% for field in form if field.type != "CSRFTokenField" %}<fieldset><legend>{{ field.label }}</legend>{{ field }}
{% for error in field.errors %}<p class="wrong">{{ error }}</p>{% endfor %}</fieldset>
{% endfor %}<button type="submit">提交</button></form></html>"""


class Ticks(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _fields(question: Question) -> dict[str, Any]:
    needed = [Optional()] if question.optional or question.show_if else [InputRequired()]
    options = [(option.key, option.label) for option in question.options]
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            return {question.key: RadioField(question.label, choices=options, validators=needed)}
        case Kind.MULTIPLE:
            return {question.key: Ticks(question.label, choices=options, validators=needed)}
        case Kind.ORDER:
            return {question.key: Ticks(question.label, choices=_DISHES, validators=[Optional()])}
        case Kind.TOP3:
            rows = [("", ""), *_DISHES]
            return {f"{question.key}_{n}": SelectField(question.label, choices=rows) for n in (1, 2, 3)}
        case Kind.NUMBER:
            bounds = NumberRange(question.low, question.high)
            return {question.key: IntegerField(question.label, validators=[Optional(), bounds])}
        case Kind.TEXT:
            return {question.key: TextAreaField(question.label, validators=[Optional(), Length(max=question.length)])}


Questionnaire = type("Questionnaire", (FlaskForm,), {k: v for q in EDITION.questions for k, v in _fields(q).items()})


class Store:
    """A SQLite file with the same promise as the product's: what was answered with a redirect is on the disk."""

    def __init__(self, path: str) -> None:
        self._path, self._own = path, threading.local()
        self._connection().execute("CREATE TABLE IF NOT EXISTS answers (household TEXT, document TEXT)")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            self._own.connection = sqlite3.connect(self._path, isolation_level=None, timeout=15)
            self._own.connection.execute("PRAGMA journal_mode=WAL")
            self._own.connection.execute("PRAGMA synchronous=FULL")
        connection: sqlite3.Connection = self._own.connection
        return connection

    def add(self, household: str, document: str) -> None:
        """Keep one answer for good."""
        self._connection().execute(_INSERT, (household, document))


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
        return page.render(form=form, title=EDITION.title), 422 if form.errors else 200

    @app.get("/done")
    def done() -> str:
        return f"<!doctype html><title>{DONE}</title><h1>{DONE}</h1>"

    return app
