"""A telephone number is read as people type it, and kept only with a consent of its own."""

from __future__ import annotations

import pytest

from surveys.core.contact import masked, read_phone
from surveys.core.errors import Rejected


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800001234", "13800001234"),
        (" 138 0000-1234 ", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("0632-5550123", "06325550123"),
        ("(010)65550123", "01065550123"),
        ("5550123", "5550123"),
        ("电话：138 0000 1234。", "13800001234"),
        ("手机号码 １３８－００００－１２３４", "13800001234"),
        ("\u202d138\xa00000\xa01234\u202c", "13800001234"),
        ("0632—5550123", "06325550123"),
        ("tel:+86 138 0000 1234", "13800001234"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, phone: str) -> None:
    assert read_phone(typed, agreed=True) == phone


@pytest.mark.parametrize("typed", ["12345", "12800001234", "138000012345", "电话", "1380000123四", "0" * 60, "٣٤٥٦٧٨٩"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_phone(typed, agreed=True)
    assert [problem.code for problem in refused.value.problems] == ["phone_unreadable"]


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(Rejected) as refused:
        read_phone(" ", agreed=False)
    assert [problem.code for problem in refused.value.problems] == ["phone_missing", "consent_missing"]


@pytest.mark.parametrize(("phone", "shown"), [("13800001234", "138*****234"), ("5550123", "55***23")])
def test_a_number_is_shown_with_its_middle_hidden(phone: str, shown: str) -> None:
    assert masked(phone) == shown
