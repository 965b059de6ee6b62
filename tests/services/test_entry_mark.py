"""Entries are reviewed by somebody who didn't type them in; what is void counts for nothing, and is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import recount
from surveys.core.entry_mark import Mark, Sign
from surveys.core.errors import NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.outcome.entered import EnteredForms
from surveys.core.outcome.telling import exact, public
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.paper.package import sealed
from surveys.services.entry_mark import entry_review, mark_entry
from surveys.services.outcome import decide, poll_record
from surveys.services.package import Exact, package_record
from surveys.words.entered import entered_words
from tests.acts import last
from tests.factories import AFTER, DURING, KEYS, LI, RANDOM, WANG, posted, voted
from tests.services.checked import Drawer
from tests.witness import member

QUERIED, VOID, COUNTED = Mark.QUERIED, Mark.VOID, Mark.COUNTED


def marked(drawer: Drawer, entry: int, mark: Mark, **more: object) -> None:
    given = {"reason": "打电话问过", "keys": KEYS, "random": RANDOM, "by": WANG, "now": DURING, **more}
    scope = given.pop("scope", DISTRICT)
    with drawer.database.transaction() as session:
        mark_entry(session, scope, drawer.poll.id, entry, mark, **given)  # type: ignore[arg-type]


def told(drawer: Drawer) -> EnteredForms | None:
    with drawer.database.reading() as session:
        return decide(session, DISTRICT, drawer.poll.id, now=AFTER).entered


def yes(drawer: Drawer) -> int:
    with drawer.database.reading() as session:
        return decide(session, DISTRICT, drawer.poll.id, now=AFTER).tally.votes.households.yes


def test_a_void_entry_counts_for_nothing_and_is_told(drawer: Drawer) -> None:
    assert yes(drawer) == 25
    marked(drawer, 1, VOID)
    marked(drawer, 2, QUERIED)
    marked(drawer, 3, COUNTED)
    assert (yes(drawer), drawer.counts(0), drawer.counts(1)) == (24, "", "yes")
    assert told(drawer) == EnteredForms(25, 0, 23, 1, 1)
    with drawer.database.reading() as session:
        found = decide(session, DISTRICT, drawer.poll.id, now=AFTER)
        given = package_record(poll_record(session, DISTRICT, drawer.poll.id), now=AFTER)
        said = last(session, "entry_marked")
    assert len(given["ballots"]) == 24
    assert drawer.doors[0].household_id not in {ballot["household"] for ballot in given["ballots"]}
    assert public(found).entered == exact(found).entered == found.entered
    assert "作废不计票1份" in "".join(entered_words(found.entered)) if found.entered else False
    assert (said["mark_after"], said["entry"]) == ("counted", 3)


def test_who_typed_it_in_marks_nothing_and_the_street_alone_voids(drawer: Drawer) -> None:
    with pytest.raises(NotAllowed, match="had_a_hand"):
        marked(drawer, 1, QUERIED, by=LI)
    with pytest.raises(NotEntitled):
        marked(drawer, 1, VOID, by=member(Role.COMMITTEE))
    marked(drawer, 1, QUERIED, by=member(Role.COMMITTEE))
    for role in (Role.HELPER, Role.OWNERS):
        with pytest.raises(NotEntitled):
            marked(drawer, 2, QUERIED, by=member(role))
    marked(drawer, 1, VOID, by=member(Role.STREET))
    with pytest.raises(NotFound):
        marked(drawer, 2, VOID, scope=Jurisdiction(compound=drawer.poll.compound.id + 1))
    with pytest.raises(NotAllowed, match="no_entry"):
        marked(drawer, 99, VOID)
    assert drawer.counts(1) == "yes"


def test_what_is_void_stays_void_and_the_household_answers_anew(drawer: Drawer) -> None:
    marked(drawer, 1, VOID)
    for mark in Mark:
        with pytest.raises(NotAllowed, match="void_before"):
            marked(drawer, 1, mark)
    with drawer.database.transaction() as session:
        voted(session, drawer.doors[0], "no")
    assert drawer.counts(0) == "no"


def test_what_a_household_said_itself_meanwhile_is_not_taken_back(drawer: Drawer) -> None:
    with drawer.database.transaction() as session:
        voted(session, drawer.doors[0], "no")
    marked(drawer, 1, VOID)
    assert drawer.counts(0) == "no"


@pytest.mark.by_hand
def test_a_ballot_that_a_check_put_right_goes_with_its_entry(drawer: Drawer) -> None:
    drawer.were_blank()
    drawer.lock()
    drawer.type_in(25, lies={25: "no"})
    drawer.type_in(26)
    drawer.lock()
    drawer.roll(2)
    drawer.type_again(drawer.numbers[25])
    drawer.type_again(drawer.numbers[26], home=drawer.doors[27].household_id)
    drawer.decide(1)
    drawer.decide(2)
    assert [drawer.counts(place) for place in (25, 26, 27)] == ["yes", "", "yes"]
    marked(drawer, 26, VOID)
    marked(drawer, 27, VOID)
    assert [drawer.counts(place) for place in (25, 26, 27)] == ["", "", ""]


def test_a_mark_needs_a_reason_and_comes_before_the_result_is_out(drawer: Drawer) -> None:
    for reason, code in ((" \u200b", "mark_reason"), ("长" * 301, "text_too_long")):
        with pytest.raises(Rejected, match=code):
            marked(drawer, 1, VOID, reason=reason)
    marked(drawer, 1, VOID, now=AFTER)
    assert drawer.counts(0) == ""
    with drawer.database.transaction() as session:
        posted(session, drawer.poll.id, until=AFTER.date().replace(day=AFTER.day + 8))
    with pytest.raises(PollNotOpen, match="published"):
        marked(drawer, 2, VOID, now=AFTER)


def test_what_asks_for_a_look_is_shown_with_its_evidence(drawer: Drawer) -> None:
    drawer.type_in(25, seconds=3, by=WANG)
    with drawer.database.reading() as session:
        found = entry_review(session, DISTRICT, drawer.poll.id, now=DURING)
    assert len(found.entries) == 26
    assert {sign.sign for sign in found.evidence[26]} == {Sign.FAST}
    assert {sign.number for sign in found.evidence[1]} == {25}
    assert [(share.paper, share.answered) for share in found.shares] == [(26, 26)]


def test_a_package_of_a_poll_with_void_entries_is_counted_again(drawer: Drawer, tmp_path: Path) -> None:
    marked(drawer, 1, VOID)
    with drawer.database.reading() as session:
        made = sealed(session, DISTRICT, drawer.poll.id, Exact.PACKAGE, now=AFTER)
    (tmp_path / "package.zip").write_bytes(made._content)
    found = recount.read(tmp_path / "package.zip")
    assert [differs for _what, differs in recount.against_ballots(found) if differs] == []
    claims = [one for said in found["claims"] for one in said["claims"] if one["claim"] == "typed"]
    assert {"claim": "typed", "counted": 24, "queried": 0, "void": 1} in claims
