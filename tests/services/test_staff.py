"""Members of staff, their passwords and their browsers."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from surveys.core.errors import NotFound, Rejected, SignInRefused
from surveys.core.place import Jurisdiction
from surveys.core.staff import Installation, Role, Staff
from surveys.services import password as password_service
from surveys.services import staff
from surveys.services.attempt import MOST_FAILURES, MOST_FAILURES_FROM
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
        return staff.sign_in(session, claim, random=sha256(f"{username}{now}".encode(errors="replace")).digest(), now=now)


def refused(database: Database, username: str = "li", password: str = "wrong", **more: object) -> str:
    with pytest.raises(SignInRefused) as refusal:
        sign_in(database, username, password, **more)  # type: ignore[arg-type]
    return refusal.value.reason


def who_is(database: Database, token: str, now: datetime = NOW) -> Staff | None:
    with database.reading() as session:
        found = staff.present(session, token, now=now)
    return found[0] if found else None


def stay(database: Database, token: str, until: datetime) -> None:
    """The browser asks for something every twenty minutes."""
    moment = NOW
    while moment < until:
        with database.transaction() as session:
            staff.note_seen(session, token, now=moment)
        moment += timedelta(minutes=20)


def test_the_right_password_opens_a_browser_for_twelve_hours(database: Database) -> None:
    li = add(database)
    token = sign_in(database)
    stay(database, token, NOW + timedelta(hours=12))
    assert who_is(database, token) == who_is(database, token, NOW + timedelta(hours=12)) == li
    assert who_is(database, token, NOW + timedelta(hours=12, seconds=1)) is None


def test_thirty_idle_minutes_end_it(database: Database) -> None:
    li = add(database)
    token = sign_in(database)
    assert who_is(database, token, NOW + timedelta(minutes=30)) == li
    assert who_is(database, token, NOW + timedelta(minutes=30, seconds=1)) is None
    with database.transaction() as session:
        staff.note_seen(session, token, now=NOW + timedelta(minutes=29))
    assert who_is(database, token, NOW + timedelta(minutes=59)) == li


def test_a_clock_set_back_makes_nobody_seem_idle(database: Database) -> None:
    add(database)
    token = sign_in(database)
    for minutes in (25, -60):
        with database.transaction() as session:
            staff.note_seen(session, token, now=NOW + timedelta(minutes=minutes))
    assert who_is(database, token, NOW + timedelta(minutes=50))


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


def lock_out(database: Database, username: str = "li", who: str = "192.0.2.1") -> None:
    for _ in range(MOST_FAILURES):
        assert refused(database, username, who=who) == "wrong"
    assert refused(database, username, PASSWORD, who=who) == "throttled"


def test_ten_wrong_passwords_for_a_name_lock_nobody_out_but_who_typed_them(sqlite: Database) -> None:
    add(sqlite)
    add(sqlite, "wang")
    lock_out(sqlite)
    assert sign_in(sqlite, who="192.0.2.2"), "the same name elsewhere"
    assert sign_in(sqlite, "wang"), "another name here"
    assert sign_in(sqlite, now=NOW + timedelta(minutes=16))


def test_many_addresses_together_lock_no_name(sqlite: Database) -> None:
    add(sqlite)
    for number in range(3 * MOST_FAILURES):
        assert refused(sqlite, who=f"192.0.2.{number}") == "wrong"
    assert sign_in(sqlite, who="192.0.2.99")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_addresses_of_one_home_count_together(sqlite: Database, one: str, other: str, together: bool) -> None:
    add(sqlite)
    lock_out(sqlite, who=one)
    if together:
        assert refused(sqlite, password=PASSWORD, who=other) == "throttled"
    else:
        assert sign_in(sqlite, who=other)


def test_whoever_has_to_wait_is_told_how_long(sqlite: Database) -> None:
    add(sqlite)
    for minute in range(MOST_FAILURES):
        refused(sqlite, now=NOW + timedelta(minutes=minute))
    with pytest.raises(SignInRefused) as refusal:
        sign_in(sqlite, now=NOW + timedelta(minutes=10, seconds=30))
    assert (refusal.value.reason, refusal.value.minutes) == ("throttled", 5)
    assert sign_in(sqlite, now=NOW + timedelta(minutes=15, seconds=31))


def test_a_new_password_from_the_office_lifts_the_lock(sqlite: Database) -> None:
    add(sqlite)
    add(sqlite, "li-2")
    lock_out(sqlite)
    lock_out(sqlite, "li-2")
    with sqlite.transaction() as session:
        staff.set_password(session, "li", "another plum rain", random=RANDOM, by=LI, now=NOW)
    assert sign_in(sqlite, password="another plum rain")
    assert refused(sqlite, "li-2", PASSWORD) == "throttled"


def test_too_many_failures_from_one_address_slow_it_down_whatever_the_names(sqlite: Database) -> None:
    add(sqlite)
    assert {refused(sqlite, f"name{n}") for n in range(MOST_FAILURES_FROM)} == {"wrong"}
    assert refused(sqlite, password=PASSWORD) == "throttled"
    assert sign_in(sqlite, who="192.0.2.2")


@pytest.mark.parametrize("name", ["li 192.0.2.1", "li\x00", "李", "", "%", "l" * 500, "li\ud800"])
def test_what_can_be_nobodys_name_is_counted_too_and_only_here(database: Database, name: str) -> None:
    add(database)
    lock_out(database, name)
    assert sign_in(database)
    assert sign_in(database, who="192.0.2.2", now=NOW + timedelta(seconds=1))


@pytest.mark.by_hand
def test_a_known_and_an_unknown_name_take_the_same_work(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One look for the name and one verification, whoever it is."""
    add(sqlite)
    add(sqlite, "shut")
    with sqlite.transaction() as session:
        session.execute(text("UPDATE staff SET disabled_at = :now WHERE username = 'shut'"), {"now": NOW.isoformat(" ")})
        session.execute(text("INSERT INTO staff (username, name, role, password) VALUES ('new', 'New', 'district', '')"))
    work = {}
    for name in ("li", "shut", "new", "nobody", "不是名字"):
        verified: list[str] = []
        monkeypatch.setattr(password_service, "_HASHER", Counting(verified))
        with sqlite.counted() as statements, sqlite.reading() as session:
            assert staff.check_password(session, name, "wrong", who="192.0.2.1", now=NOW).staff_id is None
        work[name] = (len(statements), len(verified), {kept[:30] for kept in verified})
    assert len(set(map(repr, work.values()))) == 1


class Counting:
    """A hasher that counts what it verifies."""

    def __init__(self, verified: list[str]) -> None:
        self._real, self._verified = password_service._HASHER, verified

    def verify(self, kept: str, password: str) -> bool:
        """As the real one, after taking it down."""
        self._verified.append(kept)
        return bool(self._real.verify(kept, password))

    def hash(self, password: str, *, salt: bytes) -> str:
        """As the real one."""
        return str(self._real.hash(password, salt=salt))


@pytest.mark.by_hand
def test_whoever_is_shut_out_signs_in_no_more_whatever_the_password(database: Database) -> None:
    add(database)
    token = sign_in(database)
    with database.transaction() as session:
        session.execute(text("UPDATE staff SET disabled_at = :now"), {"now": NOW})
    assert who_is(database, token) is None
    assert refused(database, password=PASSWORD) == "wrong"


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
