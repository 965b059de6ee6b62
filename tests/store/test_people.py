"""What an upgrade makes of accounts whose place doesn't fit their role."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from surveys.store.db import db
from tests.conftest import Database

ACCOUNTS = {
    "office": ("district", "NULL", "NULL", True),
    "office-of-a-street": ("district", "1", "NULL", False),
    "jie": ("street", "1", "NULL", True),
    "jie-everywhere": ("street", "NULL", "NULL", False),
    "ju": ("committee", "NULL", "1", True),
    "ju-everywhere": ("committee", "NULL", "NULL", False),
    "ju-of-a-street": ("committee", "1", "NULL", False),
    "wang": ("helper", "1", "1", True),
    "wang-everywhere": ("helper", "NULL", "NULL", False),
}


def test_an_account_without_a_fitting_place_is_shut_and_the_others_stay(database: Database) -> None:
    with database.app.app_context():
        downgrade(revision="0009")
    with database.transaction() as session:
        session.execute(text("INSERT INTO streets (id, name) VALUES (1, 'S')"))
        session.execute(text("INSERT INTO compounds (id, street_id, name) VALUES (1, 1, 'A')"))
        columns = "username, name, role, password, street_id, compound_id"
        for username, (role, street, compound, _open) in ACCOUNTS.items():
            values = f"'{username}', 'N', '{role}', 'kept', {street}, {compound}"
            session.execute(text(f"INSERT INTO staff ({columns}) VALUES ({values})"))
        signed_in = "INSERT INTO staff_sessions (key, staff_id, started_at) SELECT 'x', id, CURRENT_TIMESTAMP FROM staff"
        session.execute(text(f"{signed_in} WHERE username = 'office'"))
    with database.app.app_context():
        upgrade()
        db.engine.dispose()
    with database.reading() as session:
        rows = session.execute(text("SELECT username, disabled_at IS NULL AS open, password FROM staff")).all()
        assert {row.username: bool(row.open) for row in rows} == {name: fits for name, (*_rest, fits) in ACCOUNTS.items()}
        assert {row.password for row in rows} == {"kept"}
        assert session.execute(text("SELECT count(*) FROM staff_sessions")).scalar_one() == 0
