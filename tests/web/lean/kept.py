"""What the database keeps of one household."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from surveys.services.letter import Letter
from surveys.store.db import db


def stored(app: Flask, letter: Letter) -> list[tuple[str, int, bool]]:
    """Every revision of a household: capacity, number, whether it took the answers back."""
    with app.app_context(), db.engine.connect() as connection:
        query = text("SELECT capacity, revision, answers FROM revisions WHERE household_id = :id ORDER BY id")
        return [(row[0], row[1], row[2] == "null") for row in connection.execute(query, {"id": letter.household})]


def standing(app: Flask, letter: Letter) -> dict[str, str]:
    """The answers that count, by capacity."""
    with app.app_context(), db.engine.connect() as connection:
        query = text(
            "SELECT b.capacity, r.answers FROM ballots b JOIN revisions r ON r.id = b.revision_id WHERE b.household_id = :id"
        )
        return {row[0]: row[1] for row in connection.execute(query, {"id": letter.household})}


def recorded(app: Flask, letter: Letter) -> list[tuple[str, str]]:
    """The channel and the helper of each revision."""
    with app.app_context(), db.engine.connect() as connection:
        query = text("SELECT channel, entered_by FROM revisions WHERE household_id = :id ORDER BY id")
        return [(row[0], row[1]) for row in connection.execute(query, {"id": letter.household})]
