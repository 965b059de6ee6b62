"""Typing in: the number is proof of the paper, what is typed in displaces nothing and can be taken back for a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Channel
from surveys.core.errors import NotFound, PollNotOpen, Rejected
from surveys.core.form_entry import PaperMark, Transcript
from surveys.core.place import Jurisdiction
from surveys.core.submission import Origin
from surveys.services.entry_mark import entry_review
from surveys.services.entry_screen import entry_desk, homes_called
from surveys.services.form_entry import enter
from surveys.services.life import review
from surveys.store.ballot import history
from surveys.store.form_entry import typed_by
from surveys.store.ledger import lines_since_it_began
from surveys.store.paper_form import form_numbered
from tests.conftest import Database
from tests.factories import AFTER, DISTRICT, DURING, KEYS, LI, RANDOM, opened
from tests.services.typed_in import handed_in, home_of, printed, spoil
from tests.services.typing_desk import JIE, KATE, Desk, at_work, refused


@pytest.fixture
def desk(database: Database) -> Desk:
    return at_work(database)


def test_a_form_becomes_the_homes_ballot_with_its_channel_and_whoever_typed_it_in(desk: Desk) -> None:
    made = desk.typed(0, desk.forms[0], "no", marks=frozenset({PaperMark.SIGNED, PaperMark.DATED}))
    assert (made.waits, made.beside_owner, desk.counts(0)) == (None, False, "no")
    with desk.database.reading() as session:
        (kept,) = history(session, desk.home(0))
        (row,) = typed_by(session, desk.poll.id, "ke", DURING)
        form = form_numbered(session, desk.poll.id, desk.forms[0].number)
        (line,) = [one for one in lines_since_it_began(session) if one.act == "form_entered"]
    assert (kept.channel, kept.entered_by, kept.receipt) == (Channel.PAPER, "ke", made.receipt)
    assert (row.form, row.revision, row.marks) == (form.id, 1, {PaperMark.SIGNED, PaperMark.DATED})
    assert (form.entered_by, form.entered_at) == ("ke", DURING)
    assert not {"yes", "no", "roof"} & set({str(said) for said in line.said.values()})


def test_a_paper_wants_its_number_and_the_last_four_figures_of_it_are_enough(desk: Desk) -> None:
    with refused("form_missing"):
        desk.typed(0, " ")
    with refused("form_number"):
        desk.typed(0, "123456789012")
    with refused("form_unknown"):
        desk.typed(0, "0000")
    desk.typed(0, desk.forms[0].number[-4:])
    assert desk.counts(0) == "yes"


def test_a_form_of_another_home_a_spoiled_one_and_one_of_another_poll_are_refused(desk: Desk) -> None:
    with desk.database.transaction() as session:
        other = opened(session, compound="B", wave="W2")
        (theirs,) = printed(session, other, None, at=DURING)
        spoil(session, desk.forms[2], at=DURING)
    with refused("form_of_another_home"):
        desk.typed(0, desk.forms[1])
    with refused("form_spoiled"):
        desk.typed(2, desk.forms[2])
    with refused("form_unknown"):
        desk.typed(0, theirs)
    assert [desk.counts(place) for place in range(4)] == ["", "", "", ""]


def test_a_form_is_typed_in_once_and_a_blank_one_is_its_homes_from_then_on(desk: Desk) -> None:
    desk.typed(3, desk.blank[0])
    with desk.database.reading() as session:
        assert home_of(session, desk.blank[0]) == desk.home(3)
    with refused("form_entered"):
        desk.typed(3, desk.blank[0], "no")
    with refused("form_entered"):
        desk.typed(1, desk.blank[0], "no")
    assert (desk.counts(3), desk.counts(1)) == ("yes", "")


def test_the_same_page_sent_again_is_taken_once(desk: Desk) -> None:
    first = desk.typed(0, "", page="one-page-of-a-door")
    assert desk.typed(0, "", page="one-page-of-a-door") == first
    with desk.database.reading() as session:
        assert entry_desk(session, DISTRICT, desk.poll.id, "ke", now=DURING).today == 1


def test_every_problem_is_told_at_once(desk: Desk) -> None:
    said = Transcript({"who": ["o"], "agree": ["perhaps"]}, Channel.PAPER)
    given = {"origin": Origin("a-page-of-ke"), "by": KATE, "keys": KEYS, "random": RANDOM, "now": DURING}
    with pytest.raises(Rejected) as caught, desk.database.transaction() as session:
        enter(session, DISTRICT, desk.poll.id, desk.home(0), said, **given)  # type: ignore[arg-type]
    assert [p.field for p in caught.value.problems] == ["form", "agree", "order"]


def test_what_the_paper_leaves_open_stays_open_but_never_whether_they_agree(desk: Desk) -> None:
    given = {"origin": Origin("a-page-of-ke"), "by": KATE, "keys": KEYS, "random": RANDOM, "now": DURING}
    said = Transcript({"who": ["o"], "agree": ["yes"]}, Channel.DOOR, blank=frozenset({"order"}))
    with desk.database.transaction() as session:
        enter(session, DISTRICT, desk.poll.id, desk.home(0), said, **given)  # type: ignore[arg-type]
    with desk.database.reading() as session:
        assert history(session, desk.home(0))[0].ballot().answers == {"who": "o", "agree": "yes"}
    unsaid = replace(said, fields={"who": ["o"]}, blank=frozenset({"order", "agree"}))
    with refused("answer_missing"), desk.database.transaction() as session:
        enter(session, DISTRICT, desk.poll.id, desk.home(1), unsaid, **given)  # type: ignore[arg-type]


def test_a_home_out_of_reach_or_of_another_poll_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.typed(0, "", scope=Jurisdiction(compound=99))
    desk.doors[1] = replace(desk.doors[1], household_id=99)
    with pytest.raises(NotFound):
        desk.typed(1, "")


def test_who_typed_it_in_takes_it_back_within_ten_minutes_and_types_it_in_anew(desk: Desk) -> None:
    desk.typed(3, desk.blank[0], "no")
    with refused("not_yours"):
        desk.undone(by=JIE)
    with refused("too_late_to_undo"):
        desk.undone(now=DURING + timedelta(minutes=11))
    desk.undone()
    desk.undone()
    with desk.database.reading() as session:
        assert (desk.counts(3), home_of(session, desk.blank[0])) == ("", None)
    assert desk.typed(2, desk.blank[0], "yes").waits is None
    assert desk.typed(3, desk.blank[1], "yes").waits is None
    assert (desk.counts(2), desk.counts(3)) == ("yes", "yes")


def test_after_the_end_a_form_counts_that_was_handed_in_before_until_the_result_is_looked_over(desk: Desk) -> None:
    end = DURING + timedelta(days=2)
    with desk.database.transaction() as session:
        handed_in(session, desk.forms[0], at=end - timedelta(hours=1))
        handed_in(session, desk.forms[1], at=end + timedelta(minutes=1))
        handed_in(session, desk.forms[2], at=end - timedelta(hours=1))
    desk.closed(end)
    later = end + timedelta(hours=2)
    desk.typed(0, desk.forms[0], now=later)
    for home, form in ((1, desk.forms[1]), (1, desk.blank[0]), (1, "")):
        with pytest.raises(PollNotOpen):
            desk.typed(home, form, now=later)
    desk.undone(now=later)
    desk.typed(0, desk.forms[0], now=later)
    with desk.database.transaction() as session:
        review(session, DISTRICT, desk.poll.id, by=LI, now=later)
    with pytest.raises(PollNotOpen):
        desk.typed(2, desk.forms[2], now=later)
    assert [desk.counts(place) for place in range(3)] == ["yes", "", ""]


def test_what_was_typed_in_before_the_end_is_not_taken_back_after_it(desk: Desk) -> None:
    end = DURING + timedelta(minutes=3)
    desk.typed(0, desk.forms[0])
    desk.closed(end)
    with pytest.raises(PollNotOpen):
        desk.undone(now=end + timedelta(minutes=1))
    assert desk.counts(0) == "yes"


def test_nothing_is_typed_in_after_publication_or_before_the_poll_opens(desk: Desk) -> None:
    for now in (AFTER, DURING - timedelta(days=30)):
        with pytest.raises(PollNotOpen):
            desk.typed(0, desk.forms[0], now=now)


@pytest.mark.parametrize(
    ("typed", "rooms"),
    [
        ("1-1-101", ["101"]),
        ("1号楼1单元102", ["102"]),
        ("１－１－２０１", ["201"]),
        ("101", ["101"]),
        ("1-1", ["101", "102", "201", "202"]),
        ("1", ["101", "102", "201", "202"]),
        ("2-101", []),
        ("999", []),
    ],
)
def test_an_address_is_typed_in_any_of_its_ways_or_in_part(desk: Desk, typed: str, rooms: list[str]) -> None:
    with desk.database.reading() as session:
        assert [home.room for home in homes_called(session, desk.poll.id, typed)] == rooms


def test_nobody_types_faster_by_saying_that_a_camera_read_the_form(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], photo_read=True, seconds=8)
    with desk.database.reading() as session:
        (one,) = entry_review(session, DISTRICT, desk.poll.id, now=DURING).entries
    assert (one.photo_read, one.seconds) == (False, 8)


def test_a_blank_form_typed_in_for_two_homes_at_once_counts_for_one(desk: Desk) -> None:
    def typed(home: int) -> str:
        try:
            desk.typed(home, desk.blank[0], page=f"page-at-once-{home:04d}")
        except Rejected as refused:
            return refused.problems[0].code
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(typed, range(4)))
    assert sorted(told) == ["form_entered"] * 3 + ["taken"]
    assert sorted(desk.counts(home) for home in range(4)) == ["", "", "", "yes"]
