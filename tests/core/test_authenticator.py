"""Codes of an authenticator, beside the vectors of the RFCs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from surveys.core.authenticator import (
    authenticator_secret,
    code_at,
    enrolment,
    matching_step,
    shown_secret,
    step_at,
)
from tests.factories import KEYS

NOW = datetime(2026, 11, 28, 8, 0, 7, tzinfo=UTC)
SECRET = authenticator_secret(KEYS, 1, "nonce")


@pytest.mark.parametrize(
    ("seconds", "sha1", "sha256", "sha512"),
    [
        (59, "94287082", "46119246", "90693936"),
        (1111111109, "07081804", "68084774", "25091201"),
        (1111111111, "14050471", "67062674", "99943326"),
        (1234567890, "89005924", "91819424", "93441116"),
        (2000000000, "69279037", "90698825", "38618901"),
        (20000000000, "65353130", "77737706", "47863826"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    digits = b"12345678901234567890" * 4
    step = step_at(datetime.fromtimestamp(seconds, UTC))
    assert code_at(digits[:20], step, digits=8) == sha1
    assert code_at(digits[:32], step, digits=8, hashed="sha256") == sha256
    assert code_at(digits[:64], step, digits=8, hashed="sha512") == sha512


def test_the_vectors_of_rfc_4226() -> None:
    codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"
    assert " ".join(code_at(b"12345678901234567890", step) for step in range(10)) == codes


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(off: int, taken: bool) -> None:
    code = code_at(SECRET, step_at(NOW) + off)
    assert (matching_step(SECRET, code, now=NOW, after=0) is not None) is taken


def test_a_code_that_counted_counts_no_more_and_none_before_it() -> None:
    step = step_at(NOW)
    code, before = code_at(SECRET, step), code_at(SECRET, step - 1)
    assert matching_step(SECRET, code, now=NOW, after=step - 1) == step
    assert matching_step(SECRET, code, now=NOW + timedelta(seconds=5), after=step) is None
    assert matching_step(SECRET, before, now=NOW, after=step) is None


@pytest.mark.parametrize("spaced", ["{0}{1}", "{0} {1}", " {0}-{1} "])
def test_a_code_is_read_as_people_type_it(spaced: str) -> None:
    code = code_at(SECRET, step_at(NOW))
    assert matching_step(SECRET, spaced.format(code[:3], code[3:]), now=NOW, after=0)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\ud800"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_step(SECRET, code, now=NOW, after=0) is None


def test_everybody_has_a_secret_of_their_own_and_a_new_one_each_time() -> None:
    secrets = {authenticator_secret(KEYS, staff, nonce) for staff in (1, 2, 11) for nonce in ("a", "b", "1a")}
    assert len(secrets) == 9


def test_the_qr_code_says_what_apps_read() -> None:
    address = urlsplit(enrolment(SECRET, account="zhangli", issuer="居民点单"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query) == {"secret": [shown_secret(SECRET)], "issuer": ["居民点单"]}
    assert len(shown_secret(SECRET)) == 32
