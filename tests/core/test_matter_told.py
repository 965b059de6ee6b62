"""What may be told of a matter: that it passed or not, and where telling it would tell of a household, nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.matter import Matter
from surveys.core.outcome import Hidden, document, from_document
from surveys.core.outcome.matters import is_large
from surveys.core.outcome.telling import exact, public
from surveys.core.roster import Roster
from surveys.core.rules import Conclusion
from surveys.core.tally import Scope
from tests.core.small_polls import MENU, home, homes
from tests.core.test_matter import FUND, LIFT, asked, votes
from tests.core.test_outcome import made


def told(size: int, *agree: int, matter: object = FUND) -> object:
    """What is told of a matter in a compound of that size where the households of these numbers agree and all vote."""
    ballots = [votes(n, fund="yes" if n in agree else "no", lift="yes" if n in agree else "no") for n in range(1, size + 1)]
    return public(made(homes(size), *ballots, asked=asked(matter)))  # type: ignore[arg-type]


def test_a_stairwell_of_twelve_is_told_nothing_and_says_nothing_by_being_silent() -> None:
    lift = replace(LIFT, scope=Scope(("1",), "1"))
    none, all_of_them = told(12, matter=lift), told(12, *range(1, 13), matter=lift)
    assert json.dumps(document(none)) == json.dumps(document(all_of_them))  # type: ignore[arg-type]
    (matter,) = none.matters  # type: ignore[attr-defined]
    assert isinstance(matter.ruling.conclusion, Hidden)
    assert (matter.ruling.checks, matter.homes) == ((), 12)


def test_a_large_scope_is_told_whether_it_passed_and_no_figure() -> None:
    yes, no = told(60, *range(1, 50)), told(60, *range(1, 20))
    conclusions = [found.matters[0].ruling.conclusion for found in (yes, no)]  # type: ignore[attr-defined]
    assert conclusions == [Conclusion.PASSED, Conclusion.NOT_PASSED]
    other = told(60, *range(2, 51))
    assert document(yes) == document(other), "two households changed places"  # type: ignore[arg-type]
    more = told(60, *range(1, 61))
    assert yes.matters == more.matters, "by how much is told to nobody"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("size", "large"), [(12, False), (35, False), (36, True), (200, True)])
def test_three_quarters_are_told_from_thirty_six_owners_on(size: int, large: bool) -> None:
    assert is_large(homes(size), replace(LIFT, scope=Scope())) is large


def test_one_great_owner_makes_a_large_compound_small() -> None:
    roster = Roster((*(home(n, area=10_000) for n in range(60)), home(99, area=500_000)))
    assert not is_large(roster, FUND), "without the great owner nothing passes by area"


def test_the_committee_is_told_everything_and_the_document_is_read_back() -> None:
    ballots = [votes(n, fund="yes", lift="no") for n in range(1, 13)]
    found = made(homes(12), *ballots, asked=asked(FUND, replace(LIFT, scope=Scope(("1",), "1"))))  # type: ignore[arg-type]
    for told_of in (exact(found), public(found)):
        assert from_document(json.loads(json.dumps(document(told_of)))) == told_of
    assert [len(matter.ruling.checks) for matter in exact(found).matters] == [4, 4]
    assert [(matter.mandated, matter.undecided) for matter in exact(found).matters] == [(0, 0), (0, 0)]
    assert found.document()["matters"][0]["result"]["outcome"] == "passed"


def test_nobody_is_told_for_how_many_somebody_acted_nor_of_silence_where_it_never_counts() -> None:
    (matter,) = told(60, *range(1, 50)).matters  # type: ignore[attr-defined]
    assert (matter.mandated, matter.undecided, matter.ruling.with_silence) == (None, None, None)


def test_what_was_posted_before_there_were_matters_is_read_and_keeps_its_check_code() -> None:
    found = public(made(homes(12), *(votes(n) for n in range(1, 13))))
    assert "matters" not in document(found)
    assert from_document(document(found)) == found


def test_an_item_waits_until_owners_have_decided_for_it_wherever_it_is_for() -> None:
    needed = replace(MENU.by_key["lift"], decision=LIFT.decision)
    menu = replace(MENU, items=tuple(needed if item.key == "lift" else item for item in MENU.items))

    def waits(*matters: Matter, told_of: object = exact, size: int = 60) -> bool:
        ballots = [votes(n, **{one.key: "yes" for one in matters}) for n in range(1, size + 1)]
        found = made(homes(size), *ballots, asked=asked(*matters), menu=menu)  # type: ignore[arg-type]
        return told_of(found).by_item["lift"].decision is not None  # type: ignore[operator]

    whole = replace(LIFT, scope=Scope())
    assert waits()
    assert not waits(whole)
    assert not waits(whole, told_of=public)
    assert waits(whole, told_of=public, size=12), "that it passed may not be told"
    assert waits(replace(whole, item="green"))
    assert waits(FUND, replace(whole, decision=FUND.decision))
    assert waits(replace(whole, scope=Scope(("2",)))), "another building decided, this one didn't"
