"""What a household's browser carries: whoever changed a sign of it, or took it from elsewhere, carries nothing."""

from __future__ import annotations

import hmac
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from surveys.core.ballot import Capacity
from surveys.services.code import Door
from surveys.web import signed
from surveys.web.cookies import AHEAD, BesideOthers, Cookies
from surveys.web.sessions import Pass, proof, read_proof
from surveys.web.signed import FIRST, Signer
from tests.office import Office

NEW, OLD = b"the secret of today", b"the secret of last year"
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
LASTS = 3600


@given(PLAIN)
def test_what_is_signed_is_read_as_it_was(value: object) -> None:
    assert Signer((NEW,), "proof").read(Signer((NEW,), "proof").sign([value])) == [value]


@given(st.integers(0, 400), st.integers(1, 127))
def test_no_sign_of_it_can_be_changed(at: int, by: int) -> None:
    signer = Signer((NEW,), "proof")
    text = signer.sign([7, 1, 3, 1790000000, 1, 0])
    at %= len(text)
    changed = text[:at] + chr(ord(text[at]) ^ by) + text[at + 1 :]
    assert signer.read(changed) in (None, [7, 1, 3, 1790000000, 1, 0] if _same(text, changed) else None)


def _same(text: str, changed: str) -> bool:
    """Whether only bits differ that base64 leaves over at its end."""
    return changed[:-1] == text[:-1] and changed[0] == FIRST


@given(st.text(max_size=80), st.binary(max_size=60))
def test_whatever_somebody_sends_is_read_as_nothing(text: str, raw: bytes) -> None:
    for sent in (text, FIRST + text, FIRST + raw.hex(), FIRST, ""):
        assert Signer((NEW,), "proof").read(sent) is None


def test_a_purpose_reads_nothing_of_another() -> None:
    assert Signer((NEW,), "cookie").read(Signer((NEW,), "proof").sign([1])) is None


def test_a_secret_can_be_taken_the_place_of() -> None:
    before, both, after = Signer((OLD,), "proof"), Signer((NEW, OLD), "proof"), Signer((NEW,), "proof")
    assert both.read(before.sign([1])) == [1]
    assert after.read(both.sign([2])) == [2]
    assert after.read(before.sign([1])) is None
    assert before.read(both.sign([2])) is None


def test_marks_are_compared_in_constant_time_whatever_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    right = Signer((NEW,), "proof").sign([1])
    monkeypatch.setattr(signed, "hmac", type("Watched", (), {"digest": hmac.digest, "compare_digest": compare}))
    for text in (right, FIRST + "A" + right[2:], right[:-2], FIRST):
        compared.clear()
        Signer((NEW, OLD), "proof").read(text)
        assert len(compared) == 2, text


def cookies() -> Cookies:
    return Cookies(Signer((NEW,), "cookie"), URLSafeTimedSerializer(NEW, signer=BesideOthers))


@pytest.mark.parametrize("whose", [{}, {"username": "ju"}])
def test_a_cookie_lasts_as_long_as_it_is_said(whose: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    real, text = time.time(), cookies().dumps({"doors": {"7": [1, 3, 1790000000, 1, 0]}, "_permanent": True, **whose})
    assert text.startswith(FIRST) == (not whose)
    for later, good in ((0, True), (LASTS, True), (LASTS + 2, False), (-2, True), (-AHEAD - 2, False)):
        monkeypatch.setattr(time, "time", lambda later=later: real + later)
        if good:
            assert cookies().loads(text, LASTS)["doors"] == {"7": [1, 3, 1790000000, 1, 0]}
        else:
            with pytest.raises(BadSignature):
                cookies().loads(text, LASTS)


def test_a_browser_on_which_staff_signed_in_has_the_cookie_that_it_always_had(ours: Office) -> None:
    browser, phone = ours.signed_in("office"), ours.at_home()
    staff, household = browser.client.get_cookie("diandan"), phone.client.get_cookie("diandan")
    assert staff is not None
    assert household is not None
    assert not staff.value.startswith(FIRST)
    assert household.value.startswith(FIRST)


def test_cookies_and_forms_of_an_earlier_release_still_open_what_they_opened(ours: Office) -> None:
    older = super(type(ours.app.session_interface), ours.app.session_interface).get_signing_serializer(ours.app)  # type: ignore[misc]
    row = [1, ours.open.id, int(datetime.now(UTC).timestamp()), 0, 0]
    home = ours.home(ours.open)
    client = ours.app.test_client()
    client.set_cookie("diandan", older.dumps({"doors": {str(home): row}, "_permanent": True}))
    assert client.get(f"/h/{home}/r").status_code == 200
    form = URLSafeSerializer(ours.app.secret_key, salt="pass").dumps([home, *row])  # type: ignore[arg-type]
    with ours.app.app_context():
        read = read_proof(str(form))
    assert read is not None
    assert read.door.household_id == home


def test_a_proof_is_of_one_household_in_one_poll(ours: Office) -> None:
    with ours.app.test_request_context():
        door = Door(7, 2, 3, {Capacity.OWNER: 4})
        read = read_proof(proof(Pass(door, datetime(2026, 11, 23, tzinfo=UTC))))
    assert read == Pass(door, datetime(2026, 11, 23, tzinfo=UTC))
