"""The address of the installation: what may be one, and from how far each is reached."""

from __future__ import annotations

import pytest

from surveys.core.errors import Rejected
from surveys.core.site import Addresses, ReachedFrom, check_site, reach, read_site


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("https://diandan.example", "https://diandan.example"),
        ("https://diandan.example/", "https://diandan.example"),
        ("HTTPS://Diandan.Example:443/", "https://diandan.example"),
        ("http://192.168.1.7:8000", "http://192.168.1.7:8000"),
        ("http://[fd00::7]:8000", "http://[fd00::7]:8000"),
        ("ｈｔｔｐ：／／diandan.example", "http://diandan.example"),
        ("http://diandan:80", "http://diandan"),
    ],
)
def test_an_address_is_kept_as_it_is_printed(typed: str, kept: str) -> None:
    assert read_site(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("diandan.example", "site_unreadable"),
        ("ftp://diandan.example", "site_unreadable"),
        ("javascript:alert(1)", "site_unreadable"),
        ("https://", "site_unreadable"),
        ("https:///q", "site_unreadable"),
        ("https://点单.example", "site_unreadable"),
        ("https://dian dan.example", "site_unreadable"),
        ("https://diandan.example\\@other.example", "site_unreadable"),
        ("https://diandan_1.example", "site_unreadable"),
        ("https://-diandan.example", "site_unreadable"),
        ("https://diandan..example", "site_unreadable"),
        ("https://diandan.example:0", "site_unreadable"),
        ("https://diandan.example:99999", "site_unreadable"),
        ("https://diandan.example:x", "site_unreadable"),
        ("http://127.1", "site_unreadable"),
        ("http://2130706433", "site_unreadable"),
        ("http://0x7f000001", "site_unreadable"),
        ("http://300.1.1.1", "site_unreadable"),
        ("http://[::1", "site_unreadable"),
        ("https://office@diandan.example", "site_more"),
        ("https://office:secret@diandan.example", "site_more"),
        ("https://diandan.example/survey", "site_more"),
        ("https://diandan.example/?a=1", "site_more"),
        ("https://diandan.example?", "site_more"),
        ("https://diandan.example/#top", "site_more"),
        (f"https://{'a' * 120}.example", "site_too_long"),
    ],
)
def test_what_is_no_address_or_more_than_one_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_site(typed)
    assert [(found.code, found.field) for found in refused.value.problems] == [(code, "site")]


MACHINE = [
    "http://127.0.0.1:8000",
    "http://127.9.9.9",
    "http://localhost:8000",
    "http://LOCALHOST.",
    "http://app.localhost",
    "http://[::1]:8000",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://0.0.0.0",
    "http://0.1.2.3",
    "http://127.1",
    "http://2130706433",
    "http://0x7f.1",
    "http://0177.0.0.1",
    "",
    "http://",
    "http://[::1",
]
NETWORK = [
    "http://10.0.0.7:8000",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "http://192.168.3.4",
    "http://169.254.1.1",
    "http://100.64.0.1",
    "http://[fe80::1]",
    "http://[fd00::7]",
    "http://[::ffff:192.168.0.1]",
    "http://diandan",
    "http://diandan.local",
    "http://office.lan:8000",
    "http://office.home.arpa",
]
EVERYWHERE = [
    "https://diandan.example",
    "http://172.32.0.1",
    "http://8.8.8.8",
    "https://[2606:4700::1111]",
    "https://localhost.example",
    "https://local.gov.example",
]


@pytest.mark.parametrize(
    ("address", "far"),
    [(address, far) for far, known in zip(ReachedFrom, (EVERYWHERE, NETWORK, MACHINE), strict=True) for address in known],
)
def test_an_address_tells_from_how_far_it_is_reached(address: str, far: ReachedFrom) -> None:
    assert reach(address) is far


def test_what_only_this_machine_reaches_goes_on_paper_for_a_trial_alone() -> None:
    for address in MACHINE:
        with pytest.raises(Rejected):
            check_site(address, trial=False)
        check_site(address, trial=True)
    for address in (*NETWORK, *EVERYWHERE):
        check_site(address, trial=False)


def test_what_was_given_at_the_start_goes_before_what_is_stored_and_that_before_where_it_is_served() -> None:
    assert Addresses("https://a.example", "http://c").chosen("https://b.example") == "https://a.example"
    assert Addresses("", "http://c").chosen("https://b.example") == "https://b.example"
    assert Addresses("", "http://c").chosen("") == "http://c"
