"""Knocks as they come: one from a form of the page, or many that a phone kept while it had no signal."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from surveys.core.visit import SentVisit

AT_ONCE = 100
"""How many knocks one sending may hold."""
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class KnockForm:
    """What the form of one door holds: what was typed, or nothing yet."""

    submission: str
    next_on: str = ""
    next_part: str = ""
    remark: str = ""
    problem: str = ""


def new_knock() -> KnockForm:
    """An empty form with a number of its own, so that the same form sent twice is one knock."""
    return KnockForm(secrets.token_hex(12))


def knock_from_form() -> SentVisit:
    """The knock that a page's form says; a day that was typed goes before one that was tapped."""
    sent = {name: request.form.get(name, "").strip() for name in ("submission", "outcome", "next_part", "remark", "undoes")}
    if sent["undoes"]:
        return SentVisit(sent["submission"], _number(request.form.get("household")), "undone", undoes=sent["undoes"])
    day = request.form.get("other_day", "").strip() or request.form.get("next_on", "").strip()
    return SentVisit(household=_number(request.form.get("household")), next_on=day, **_short(sent))


def knocks_from_phone(text: str) -> tuple[SentVisit, ...] | None:
    """The knocks that a phone sends, None where it isn't a list of them."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or len(rows) > AT_ONCE or not all(isinstance(row, dict) for row in rows):
        return None
    return tuple(map(_knock, rows))


def _knock(row: Mapping[str, Any]) -> SentVisit:
    names = ("submission", "outcome", "next_on", "next_part", "remark", "undoes")
    said = {name: value if isinstance(value := row.get(name), str) else "" for name in names}
    return SentVisit(household=_number(row.get("household")), ago=_number(row.get("ago"), digits=12), **_short(said))


def _short(said: Mapping[str, str]) -> dict[str, Any]:
    return {name: value[:_LONGEST] for name, value in said.items()}


def _number(value: object, digits: int = 9) -> int:
    """A number of at most so many digits, which the database can hold; 0 where there is none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0
