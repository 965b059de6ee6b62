"""An invitation lets one person set a password, once, and nobody else ever knows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from surveys.core.errors import NotAllowed, NotFound, Rejected, SignInRefused
from surveys.core.staff import Device, Role, Staff
from surveys.services import staff
from surveys.services.account import disable_account, enable_account
from surveys.services.attempt import MOST_FAILURES
from surveys.services.invitation import LASTS, accept, invite, invited, password_for
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW
from tests.services.personnel import PASSWORD, District, district, entries

NEW = "quite another phrase"


@pytest.fixture
def area(database: Database) -> District:
    """A district on each database."""
    return district(database)


def sent(area: District, username: str = "wang", by: object = LI, now: datetime = NOW) -> str:
    secret = sha256(f"{username}{by}{now}".encode()).digest()
    with area.database.transaction() as session:
        return invite(session, area.id_of(username), random=secret, by=by, now=now)  # type: ignore[arg-type]


def used(area: District, secret: str, password: str = NEW, now: datetime = NOW) -> Staff | None:
    """Who is signed in once the invitation was accepted."""
    with area.database.reading() as session:
        kept = password_for(session, secret, password, random=b"s" * 16, now=now)
    with area.database.transaction() as session:
        chance = sha256(f"{secret}{now}".encode()).digest()
        token = accept(session, secret, kept, device=Device.PHONE, random=chance, now=now)
    with area.database.reading() as session:
        found = staff.present(session, token, now=now)
    return found[0] if found else None


def signs_in(area: District, password: str, now: datetime = NOW) -> bool:
    with area.database.reading() as session:
        return staff.check_password(session, "wang", password, who="192.0.2.1", now=now).staff_id is not None


def test_whoever_is_invited_sets_a_password_and_is_signed_in(area: District) -> None:
    wang = area.add("wang", Role.HELPER, area.community, password=None)
    assert not signs_in(area, "")
    assert used(area, sent(area)) == wang
    assert signs_in(area, NEW)


def test_only_the_hash_is_kept(area: District) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    secret = sent(area)
    with area.database.reading() as session:
        tables = ("staff", "entries", "staff_sessions", "attempts")
        kept = "".join(str(session.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)
    assert len(secret) == 64
    assert secret not in kept
    assert sha256(secret.encode()).hexdigest() in kept


@pytest.mark.parametrize(
    "undone",
    [
        used,
        lambda area, _secret: sent(area, now=NOW + timedelta(seconds=1)),
        lambda area, _secret: shut(area),
        lambda area, _secret: reopened(area),
        lambda area, _secret: given(area),
    ],
    ids=["used", "replaced", "shut", "shut and opened", "given a password"],
)
def test_an_invitation_is_over(area: District, undone: Callable[[District, str], object]) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    secret = sent(area)
    undone(area, secret)
    with pytest.raises(NotFound):
        used(area, secret, now=NOW + timedelta(seconds=2))


def shut(area: District) -> None:
    with area.database.transaction() as session:
        disable_account(session, area.id_of("wang"), by=LI, now=NOW)


def reopened(area: District) -> None:
    shut(area)
    with area.database.transaction() as session:
        enable_account(session, area.id_of("wang"), by=LI, now=NOW)


def given(area: District) -> None:
    with area.database.transaction() as session:
        staff.set_password(session, "wang", PASSWORD, random=b"r" * 16, by=LI, now=NOW)


def test_it_lasts_72_hours(area: District) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    secret = sent(area)
    with area.database.reading() as session:
        assert invited(session, secret, now=NOW + LASTS).username == "wang"
        with pytest.raises(NotFound):
            invited(session, secret, now=NOW + LASTS + timedelta(seconds=1))
    assert timedelta(hours=72) == LASTS


@pytest.mark.parametrize("made_up", ["", "x", "0" * 64, "\ud800", "é" * 64, "A" * 64])
def test_a_made_up_secret_lets_nobody_in(area: District, made_up: str) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    with area.database.reading() as session, pytest.raises(NotFound):
        invited(session, made_up, now=NOW)


def test_two_who_open_it_at_once_set_one_password(area: District) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    secret = sent(area)
    with area.database.reading() as session:
        kept = [password_for(session, secret, one, random=b"s" * 16, now=NOW) for one in (NEW, PASSWORD)]
    for hashed, taken in zip(kept, (True, False), strict=True):
        with area.database.transaction() as session:
            if taken:
                accept(session, secret, hashed, device=Device.PHONE, random=b"1" * 32, now=NOW)
            else:
                with pytest.raises(NotFound):
                    accept(session, secret, hashed, device=Device.PHONE, random=b"2" * 32, now=NOW)
    assert signs_in(area, NEW)


@pytest.mark.parametrize("password", ["short", "woaini5201314", "wang helps at doors", "O"])
def test_a_password_too_easily_guessed_leaves_the_invitation(area: District, password: str) -> None:
    area.add("wang", Role.HELPER, area.community, password=None)
    secret = sent(area)
    with pytest.raises(Rejected):
        used(area, secret, password)
    assert used(area, secret)


def test_a_reset_shuts_the_old_way_in_and_lifts_the_lock(area: District) -> None:
    wang = area.add("wang", Role.HELPER, area.community)
    with area.database.reading() as session:
        claim = staff.check_password(session, "wang", PASSWORD, who="192.0.2.1", now=NOW)
    with area.database.transaction() as session:
        token = staff.sign_in(session, claim, random=b"t" * 32, now=NOW)
    for _ in range(MOST_FAILURES):
        with pytest.raises(SignInRefused), area.database.transaction() as session:
            staff.sign_in(session, staff.PasswordCheck("wang", "192.0.2.1", None), random=b"", now=NOW)
    with area.database.reading() as session, pytest.raises(SignInRefused, match="throttled"):
        staff.check_password(session, "wang", PASSWORD, who="192.0.2.1", now=NOW)
    secret = sent(area)
    with area.database.reading() as session:
        assert staff.present(session, token, now=NOW) is None
    assert not signs_in(area, PASSWORD)
    assert used(area, secret) == wang
    assert signs_in(area, NEW)


def test_nobody_invites_themselves_a_stranger_or_whoever_is_shut_out(area: District) -> None:
    jie = area.add("jie", Role.STREET, area.street)
    area.add("wang", Role.HELPER, area.other_community)
    with pytest.raises(NotAllowed, match="yourself"):
        sent(area, "jie", jie)
    with pytest.raises(NotFound):
        sent(area, "wang", jie)
    area.add("office", Role.DISTRICT, DISTRICT)
    shut(area)
    with pytest.raises(NotAllowed, match="disabled"):
        sent(area)


def test_the_ledger_says_who_invited_whom_and_that_it_was_accepted(area: District) -> None:
    area.add("wang", Role.HELPER, area.community)
    used(area, sent(area))
    assert [(who, act) for who, act, _detail in entries(area.database)] == [
        ("li", "staff_invited"),
        ("wang", "invitation_accepted"),
    ]
