"""Letters of every length that rosters and offices accept: all words seen, in the window and within the margins, none over
another, on exactly as many pages as a letter has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from surveys.core.community import LONGEST
from surveys.core.place import Community, Street
from surveys.core.poll import PollState
from surveys.core.print_run import PrintReason, PrintRun
from surveys.core.roster_file.draft import LONGEST as LONGEST_DOOR
from surveys.core.site import LONGEST_SITE
from surveys.paper.letter import letters_pdf
from surveys.services.letter import Address, Letter, Letters
from surveys.services.place import LONGEST_PLACE
from tests.core.test_matter import LIFT
from tests.paper.ladder import unread
from tests.paper.laid import outside, overlapping, read, signs, within
from tests.paper.printed import NOON, Print, letters
from tests.paper.test_sheet import squeezed

SIGNS = ("宽", "W", "9", "喆堃昇龑䶮𠅤", "原机械厂（东区）", "a-b ")
RUN = PrintRun(12, NOON, "ju", "居" * 40, "3", "", False, PrintReason.FIRST, "", 4, 0)
POINT = 25.4 / 72
WINDOW = (27, 32, 113, 58)


def long(sign: str, length: int) -> str:
    return (sign * length)[:length].strip() or sign[0]


def addresses() -> list[Address]:
    """Every length of a room, of a building and of a compound beside short and longest ones, in narrow and wide signs."""
    most = LONGEST_DOOR
    found = []
    for sign in SIGNS:
        for n in (1, 3, 7, 10, 13, 15, 18, most["room"]):
            found.append((long(sign, LONGEST_PLACE - n), "3", "2", long(sign, n)))
            found.append((long(sign, n + 10), long(sign, n), long(sign, most["unit"]), long(sign, most["room"])))
            found.append((long(sign, LONGEST_PLACE), long(sign, most["building"]), long(sign, n), "501"))
            found.append(("桂花园", long(sign, n), "", long(sign, n)))
        found.append((long(sign, LONGEST_PLACE), *(long(sign, most[part]) for part in ("building", "unit", "room"))))
    return [Address("望春街道", compound, building, unit, 1, room) for compound, building, unit, room in found]


def of(places: list[Address], base: str = "https://diandan.example", epoch: int = 2, **more: Any) -> Letters:
    made = letters([("3", "2", "501")], **more)
    url = f"{base}/q/{'0' * 26}"
    rows = tuple(Letter(n, place, url, "0000 5678 9012", position=9999, epoch=epoch) for n, place in enumerate(places))
    return replace(made, letters=rows, run=RUN)


def test_an_address_of_every_length_stays_in_the_window_in_12_points_or_more_and_all_of_it_is_seen() -> None:
    places = addresses()
    with Print(letters_pdf(of(places), printed_at=NOON)) as paper:
        assert len(paper) == len(places)
        for n, place in enumerate(places):
            found = signs(paper, n)
            seen = within(found, 20, 20, 120, 69)
            assert not outside(seen, *WINDOW), place
            assert not overlapping(found), place
            assert not outside(found, 20, 8, 190, 290), place
            shown = squeezed(read(seen))
            for words in (place.compound, place.building, place.unit, place.room):
                assert squeezed(words) in shown, place
            assert max(one.bottom - one.top for one in seen if one.text in "业主家人") > 12 * POINT * 0.8, place


def test_a_short_address_is_set_in_28_points() -> None:
    with Print(letters_pdf(of([Address("望春街道", "桂花园小区", "3", "2", 5, "501")]), printed_at=NOON)) as paper:
        seen = within(signs(paper, 0), *WINDOW)
    assert max(one.bottom - one.top for one in seen) > 28 * POINT * 0.8


def said(part: str, length: int) -> dict[str, str]:
    return {field: part * min(length, most) for field, most in LONGEST.items()}


def community(street: str, phone: str, **more: str) -> Community:
    return Community(1, more.pop("name"), phone, Street(1, street), **more)


SHARED = [
    (length, big, state)
    for length in (0, 1, 5, 12, 20, 36)
    for big in (False, True)
    for state in (PollState.SCHEDULED, PollState.OPEN, PollState.PAUSED)
]


def wordy(length: int, state: PollState = PollState.OPEN) -> tuple[Letters, Community]:
    """Letters of an office that says this much of itself, to a short and a longest address."""
    places = [
        Address("望春街道", "桂" * 30, "宽" * 20, "高" * 20, 1, "长" * 20),
        Address("望春街道", "桂", "3", "2", 1, "501"),
    ]
    name = "社" * max(1, min(length, LONGEST["name"]))
    theirs = community(
        "街" * max(length - 6, 1), ("0571-1234567转8" + "0" * length)[:30], **{**said("宽", length), "name": name}
    )
    base = "https://" + ".".join(["a" * 20] * (length // 7 + 1)) + ".example"
    made = of(places, base=base[:LONGEST_SITE], title="第" * max(length, 1), matters=(LIFT.document(),) * (length > 1))
    asked = replace(made.poll, compound=replace(made.poll.compound, street=theirs.street, community=theirs))
    later = replace(asked, closes_at=asked.closes_at + timedelta(days=length))
    return replace(made, poll=later, state=state), theirs


@pytest.mark.parametrize(("length", "big", "state"), SHARED)
def test_whatever_an_office_says_of_itself_a_letter_has_its_pages_and_nothing_lies_over_anything(
    length: int, big: bool, state: PollState
) -> None:
    made, theirs = wordy(length, state)
    with Print(letters_pdf(made, big=big, printed_at=NOON)) as paper:
        assert len(paper) == 2 * (1 + big)
        text = squeezed(paper.whole)
        for page in range(len(paper)):
            assert not outside(signs(paper, page), 20, 8, 190, 290)
            assert not overlapping(signs(paper, page))
            assert len(paper.codes(page)) == (not big or page % 2 == 0)
    for field in ("name", "address", "hours", "person", "posting"):
        assert squeezed(getattr(theirs, field)) in text, field
    assert ("现在暂停收回答" in text) == (state is PollState.PAUSED)
    assert ("截止前随时可以改" in text) == (state is not PollState.PAUSED)
    assert ("开始" in text) == (state is PollState.SCHEDULED)
    assert ("延长了" in text) == (length > 0)


@pytest.mark.parametrize("big", [False, True])
def test_the_code_of_a_letter_is_read_on_every_rung_of_the_ladder(big: bool) -> None:
    made = of([Address("望春街道", "桂花园小区", "3", "2", 5, "501")])
    with Print(letters_pdf(made, big=big, printed_at=NOON)) as paper:
        assert unread(paper, 0, made.letters[0].url + ("?look=big" if big else "")) == []
