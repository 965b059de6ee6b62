"""Real elections with published results: they are read where they lie, and nothing of them is copied here."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from surveys.core.pb import PbBallot, PbElection, PbRule, read_pb, run_pb
from surveys.core.priorities.shares import Completion

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = sorted((DATA / "pb").glob("*.pb"))
pytestmark = pytest.mark.skipif(not FILES, reason=f"the published elections are not at {DATA}")

# Kraków, Katowice and Zürich D5 give points; their expected outcomes are computed with points as utilities, while equal
# shares here has cost utilities for every file. They are compared with the oracle in test_beside_pabutools.
COST_UTILITIES = "Cost_Sat"
RULES = {
    "greedy_pabutools": (PbRule.SUPPORT, Completion.NONE),
    "mes": (PbRule.EQUAL_SHARES, Completion.NONE),
    "mes+greedy": (PbRule.EQUAL_SHARES, Completion.WALK_DOWN),
    "mes_add1": (PbRule.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE),
    "mes_add1+greedy": (PbRule.EQUAL_SHARES, Completion.ADD1_WALK_DOWN),
    "mes_add_1pct": (PbRule.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE),
    "mes_add_1pct+greedy": (PbRule.EQUAL_SHARES, Completion.ADD1_WALK_DOWN),
    "phragmen_ranking": (PbRule.PHRAGMEN, Completion.NONE),
}


def election(file: Path) -> PbElection:
    return read_pb(file.read_bytes())


def expected(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / "pb-expected" / f"{file.stem}.json").read_text())
    return document


def official(case: PbElection) -> set[str]:
    return {project.id for project in case.projects if project.selected}


def named(part: str) -> Path:
    return next(file for file in FILES if part in file.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_votes_equal_the_official_column(file: Path) -> None:
    case = election(file)
    assert case.remarks == ()
    assert all(project.votes == case.votes[project.id] for project in case.projects)
    assert dict(case.votes) == {key: row["votes"] for key, row in expected(file)["projects"].items()}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_outcome_equals_the_expected_one_in_order(file: Path, rule: str) -> None:
    document = expected(file)
    if not document["sat_class"].startswith(COST_UTILITIES):
        pytest.skip("the expected outcome has points as utilities")
    if rule not in document["results"]:
        pytest.skip("no expected outcome")
    case, (by, completion) = election(file), RULES[rule]
    step = Fraction(case.budget, 100 * len(case.ballots)) if "1pct" in rule else Fraction(1)
    outcome = run_pb(case, by, completion, step)
    result = document["results"][rule]
    assert list(outcome.selected) == (result.get("selected_in_order") or result["order"])
    if "total_cost" in result:
        assert outcome.document()["cost"] == result["total_cost"]


@pytest.mark.parametrize("place", ["Assen", "Swiecie"])
@pytest.mark.parametrize("completion", [Completion.ADD1, Completion.ADD1_EXHAUSTIVE])
def test_the_two_official_equal_shares_elections_reproduce(place: str, completion: Completion) -> None:
    case = election(named(place))
    assert set(run_pb(case, PbRule.EQUAL_SHARES, completion).selected) == official(case)


def test_a_walked_down_budget_reproduces() -> None:
    case = election(named("Czyste"))
    assert set(run_pb(case, PbRule.SUPPORT).selected) == official(case)


@pytest.mark.parametrize(
    ("place", "ours", "theirs"), [("Gdynia", "5", "1"), ("Niskie", "308", "615")], ids=["Gdynia", "Niskie Okecie"]
)
def test_two_cities_decided_one_tie_the_other_way(place: str, ours: str, theirs: str) -> None:
    """Each took the dearer of two projects with equal votes: without the cheaper one their outcome is ours."""
    case = election(named(place))
    outcome = run_pb(case, PbRule.SUPPORT)
    assert outcome.ties == ((ours, theirs),)
    projects = tuple(project for project in case.projects if project.id != ours)
    ballots = tuple(PbBallot(b.voter, tuple(key for key in b.projects if key != ours)) for b in case.ballots)
    assert set(run_pb(replace(case, projects=projects, ballots=ballots), PbRule.SUPPORT).selected) == official(case)


def test_las_left_out_the_last_project_though_it_fits() -> None:
    case = election(named("Las"))
    outcome = run_pb(case, PbRule.SUPPORT)
    assert set(outcome.selected) - official(case) == {"1649"}
    assert outcome.cost == 122_063 <= case.budget


@pytest.mark.parametrize(("place", "least_votes"), [("Krakow", 0), ("Katowice", 50)])
def test_two_cities_walked_down_by_points(place: str, least_votes: int) -> None:
    """Their ballots give points, and the official order is that of the points; Katowice also asks for 50 votes."""
    case = election(named(place))
    assert set(run_pb(case, PbRule.SUPPORT).selected) != official(case)
    scores = points(named(place))
    left, taken = case.budget, set()
    for project in sorted(case.projects, key=lambda p: -scores[p.id]):
        if project.cost <= left and case.votes[project.id] >= least_votes:
            taken.add(project.id)
            left -= project.cost
    assert taken == official(case)


def test_budapest_counted_paper_ballots_that_the_file_does_not_have() -> None:
    case = election(named("Budapest"))
    assert "paper" in case.meta["comment"]
    assert set(run_pb(case, PbRule.SUPPORT).selected) != official(case)


def points(file: Path) -> Counter[str]:
    """The points that each project got, from the ballots."""
    rows = list(csv.reader(file.read_text("utf-8").splitlines(), delimiter=";"))
    start = next(place for place, row in enumerate(rows) if row and row[0] == "VOTES")
    header, total = rows[start + 1], Counter[str]()
    for row in rows[start + 2 :]:
        ballot = dict(zip(header, row, strict=False))
        for key, score in zip(ballot["vote"].split(","), ballot["points"].split(","), strict=True):
            total[key] += int(score)
    return total
