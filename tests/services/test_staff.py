"""Members of staff, their passwords and their browsers."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from surveys.core.errors import NotFound, Rejected, SignInRefused
from surveys.core.place import Jurisdiction
from surveys.core.staff import Installation, Role, Staff
from surveys.services import staff
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW, RANDOM, opened

PASSWORD = "plum rain on tiles"


def add(database: Database, username: str = "li", password: str = PASSWORD, **more: object) -> Staff:
    given = {"role": Role.DISTRICT, "scope": DISTRICT, "random": RANDOM, "by": Installation("setup"), "now": NOW, **more}
    with database.transaction() as session:
        return staff.add_staff(session, username, "Li", password, **given)  # type: ignore[arg-type]


def sign_in(
    database: Database, username: str = "li", password: str = PASSWORD, who: str = "192.0.2.1", now: datetime = NOW
) -> str:
    with database.reading() as session:
        claim = staff.check_password(session, username, password, who=who, now=now)
    with database.transaction() as session:
        return staff.sign_in(session, claim, random=sha256(f"{username}{now}".encode()).digest(), now=now)


def refused(database: Database, username: str = "li", password: str = "wrong", **more: object) -> str:
    with pytest.raises(SignInRefused) as refusal:
        sign_in(database, username, password, **more)  # type: ignore[arg-type]
    return refusal.value.reason


def who_is(database: Database, token: str, now: datetime = NOW) -> Staff | None:
    with database.reading() as session:
        return staff.staff_of(session, token, now=now)


def test_the_right_password_opens_a_browser_for_twelve_hours(database: Database) -> None:
    li = add(database)
    token = sign_in(database)
    assert who_is(database, token) == who_is(database, token, NOW + timedelta(hours=12)) == li
    assert who_is(database, token, NOW + timedelta(hours=12, seconds=1)) is None


def test_a_member_keeps_a_role_and_a_place(database: Database) -> None:
    with database.transaction() as session:
        opened(session)
    wang = add(database, "wang", role=Role.HELPER, scope=Jurisdiction(street=1, compound=1))
    assert (wang.role, wang.scope) == (Role.HELPER, Jurisdiction(street=1, compound=1))
    with database.reading() as session:
        assert staff.staff_members(session) == (wang,)


def test_neither_password_nor_browser_secret_stands_in_the_database(database: Database) -> None:
    add(database)
    token = sign_in(database)
    with database.reading() as session:
        kept = str(
            session.execute(text("SELECT * FROM staff")).all() + session.execute(text("SELECT * FROM staff_sessions")).all()
        )
    assert PASSWORD not in kept
    assert token not in kept
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(database: Database) -> None:
    add(database)
    assert refused(database) == refused(database, "nobody", PASSWORD) == refused(database, password="") == "wrong"


@pytest.mark.parametrize("token", ["", "x", "\ud800", "0" * 64])
def test_a_made_up_browser_secret_is_nobodys(database: Database, token: str) -> None:
    add(database)
    assert who_is(database, token) is None


def test_too_many_wrong_passwords_slow_the_name_down_for_a_while(sqlite: Database) -> None:
    add(sqlite)
    add(sqlite, "wang")
    reasons = [refused(sqlite, who=f"192.0.2.{n}") for n in range(staff.MOST_FAILURES)]
    assert set(reasons) == {"wrong"}
    assert refused(sqlite, password=PASSWORD, who="192.0.2.99") == "throttled"
    assert sign_in(sqlite, "wang")
    assert sign_in(sqlite, now=NOW + timedelta(minutes=16))


def test_too_many_failures_from_one_address_slow_it_down(sqlite: Database) -> None:
    add(sqlite)
    assert {refused(sqlite, f"name{n}") for n in range(staff.MOST_FAILURES_FROM)} == {"wrong"}
    assert refused(sqlite, password=PASSWORD) == "throttled"
    assert sign_in(sqlite, who="192.0.2.2")


def test_signing_out_ends_the_browser(database: Database) -> None:
    add(database)
    token = sign_in(database)
    with database.transaction() as session:
        staff.sign_out(session, token)
    assert who_is(database, token) is None


def test_a_new_password_signs_out_everywhere(database: Database) -> None:
    add(database)
    token = sign_in(database)
    with database.transaction() as session:
        staff.set_password(session, "li", "another plum rain", random=RANDOM, by=LI, now=NOW)
    assert who_is(database, token) is None
    assert refused(database, password=PASSWORD) == "wrong"
    assert sign_in(database, password="another plum rain")
    with database.transaction() as session, pytest.raises(NotFound):
        staff.set_password(session, "nobody", "another plum rain", random=RANDOM, by=LI, now=NOW)


@pytest.mark.parametrize(
    ("username", "password", "codes"),
    [
        ("li", PASSWORD, ["taken"]),
        ("L i", PASSWORD, ["username_unreadable"]),
        ("", "short", ["username_unreadable", "password_length"]),
        ("zhao", "aaaaaaaaaaaa", ["password_guessable"]),
        ("zhao", "1234567890", ["password_guessable"]),
        ("zhao", "x" * 201, ["password_length"]),
    ],
)
def test_all_that_is_wrong_with_a_new_member_is_told(
    database: Database, username: str, password: str, codes: list[str]
) -> None:
    add(database)
    with pytest.raises(Rejected) as refusal:
        add(database, username, password)
    assert [problem.code for problem in refusal.value.problems] == codes


def test_the_browsers_of_former_days_are_forgotten(sqlite: Database) -> None:
    add(sqlite)
    sign_in(sqlite)
    with sqlite.transaction() as session:
        claim = staff.check_password(session, "li", PASSWORD, who="192.0.2.1", now=NOW)
        staff.sign_in(session, claim, random=b"\x02" * 32, now=NOW + timedelta(days=1))
        assert session.execute(text("SELECT count(*) FROM staff_sessions")).scalar_one() == 1
