"""Writing Pabulib files: what goes out comes back, a compound's file passes the checker and tells of no household."""

from __future__ import annotations

from contextlib import redirect_stdout
from datetime import date
from fractions import Fraction
from io import StringIO
from random import Random
from typing import Any

import pytest

from surveys.core.ballot import Ballot
from surveys.core.errors import NotAllowed
from surveys.core.menu import Menu
from surveys.core.pb import (
    PbAbout,
    PbBallot,
    PbElection,
    PbProject,
    PbRule,
    VoteType,
    compound_pb,
    read_pb,
    run_pb,
    write_pb,
)
from surveys.core.priorities import arrange, wishes
from surveys.core.roster import Roster
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms

ABOUT = PbAbout("演示小区的点单", "演示区", "2026", date(2026, 3, 1), date(2026, 3, 15))


def exported(items: Menu, *ballots: Ballot, among: Roster | None = None, **fixed: object) -> PbElection:
    fixed_terms = terms(**fixed)  # type: ignore[arg-type]
    owners = wishes(items, EDITION, among or roster(*"1" * 10), ballots)
    return compound_pb(owners, arrange(items, fixed_terms, owners, owners), items.choose, ABOUT)


def checker_errors(case: PbElection) -> dict[str, Any]:
    checker = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed")
    with redirect_stdout(StringIO()):
        results = checker.Checker().process_files([write_pb(case).decode()])
    errors: dict[str, Any] = results[1]["results"].get("errors", {})
    return errors


def test_what_is_written_is_read_again() -> None:
    case = PbElection(
        {"description": 'a "quoted"; text', "budget": "7.5", "vote_type": "approval"},
        Fraction(15, 2),
        VoteType.APPROVAL,
        (PbProject("a", Fraction(1, 4), "x;y", 2), PbProject("b", Fraction(7), '"q"', 1)),
        (PbBallot("1", ("a", "b")), PbBallot("2", ("a",)), PbBallot("3", ())),
    )
    assert read_pb(write_pb(case)) == case


def test_counts_are_written_as_they_are_and_lines_stay_whole() -> None:
    case = PbElection(
        {"num_votes": "9", "budget": "1", "vote_type": "approval", "unit": " a\nb "},
        Fraction(1),
        VoteType.APPROVAL,
        (PbProject("a", Fraction(1), "two\r\nlines "),),
        (PbBallot("1", ("a",)),),
    )
    text = write_pb(case).decode()
    assert "num_votes;1\n" in text
    assert "unit;a b\n" in text
    assert "a;1;1;two lines\n" in text


def test_a_compound_s_file_passes_the_checker() -> None:
    random = Random(2)
    names = [f"i{number:02}" for number in range(12)]
    items = menu(*(item(name, random.randint(1, 90) * 10_050) for name in names), item("must", 500, must=True))
    votes = [ballot(number, " ".join(random.sample(names, random.randint(0, 5)))) for number in range(1, 91)]
    case = exported(items, *votes, among=roster(*["1"] * 100), budget=3_000_000, lots=" ".join(names))
    assert checker_errors(case) == {}
    assert case.meta["rule"] == "greedy"
    again = read_pb(write_pb(case))
    assert again == case
    assert run_pb(again, PbRule.SUPPORT).selected == tuple(p.id for p in case.projects if p.selected)


def test_a_list_that_is_not_by_ballots_alone_says_so_and_passes_too() -> None:
    items = menu(item("a", 600), item("b", 600, tier="basic"), item("c", 600))
    case = exported(items, ballot(1, "a b"), ballot(2, "a"), ballot(3, "c a"), budget=700, basic_first=True)
    assert [(project.id, project.selected) for project in case.projects] == [("b", True), ("a", False), ("c", False)]
    assert case.meta["rule"] == "greedy-custom"
    assert checker_errors(case) == {}


def test_without_a_budget_everything_that_has_supporters_is_carried_out() -> None:
    case = exported(menu(item("a", 250), item("b", 100), item("c", 100)), ballot(1, "a b"), ballot(2, "a"))
    assert (case.budget, case.meta["fully_funded"]) == (Fraction(9, 2), "1")
    assert [project.selected for project in case.projects] == [True, True, False]
    assert checker_errors(case) == {}


def test_what_the_format_has_no_place_for_is_left_out_and_said() -> None:
    items = menu(
        item("a", 50),
        item("free", 0),
        item("dear", 500),
        item("unknown", None),
        item("must", 30, must=True),
        item("gone", infeasible="no room"),
    )
    case = exported(items, ballot(1, "a free dear"), ballot(2, "unknown"), ballot(3, ""), budget=100)
    assert [project.id for project in case.projects] == ["a"]
    assert case.budget == Fraction(70, 100)
    assert [ballot.projects for ballot in case.ballots] == [("a",)]
    assert "#2: 2 more valid answers" in case.meta["comment"]


def test_ballots_have_new_numbers_in_the_order_of_what_they_name() -> None:
    votes = [ballot(7, "b a"), ballot(3, "b"), ballot(9, "a")]
    case = exported(menu(item("a", 50), item("b", 60)), *votes, budget=100)
    assert case.ballots == (PbBallot("1", ("a",)), PbBallot("2", ("a", "b")), PbBallot("3", ("b",)))


@pytest.mark.parametrize("budget", [None, 10])
def test_where_nothing_can_be_told_there_is_no_file(budget: int | None) -> None:
    with pytest.raises(NotAllowed, match="nothing_to_export"):
        exported(menu(item("a", 50)), ballot(1, "" if budget is None else "a"), budget=budget)
