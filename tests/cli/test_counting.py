"""The calculator and the counting of Pabulib files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Installation

SPECIAL = (
    *("rule", "--preset", "civil-278-special", "--people", "403", "--area", "66783.97", "--people-voted", "300"),
    *("--area-voted", "50000", "--people-yes", "230", "--area-yes", "38000"),
)
ELECTION = """META
key;value
description;An election of our own making
num_projects;4
num_votes;5
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
p1;60;A path
p2;60;"A pond; deep"
p3;40;Lamps
p4;10;A bench
VOTES
voter_id;vote
v1;p1,p3
v2;p1,p4
v3;p1
v4;p2,p3
v5;p2,p3
"""


@pytest.fixture
def election(empty: Installation) -> str:
    """A small approval election in a file."""
    file = empty.folder / "own.pb"
    file.write_text(ELECTION)
    return str(file)


def test_the_calculator_gives_the_verdict_with_every_check(empty: Installation) -> None:
    told = json.loads(empty.done(*SPECIAL, "--json"))
    assert told["outcome"] == "passed"
    needed = [(check["kind"], check["basis"], check["needed"]) for check in told["checks"]]
    assert ("participation", "owners", 269) in needed
    assert ("participation", "area", 44_522_65) in needed
    assert ("consent", "owners", 225) in needed


def test_the_calculator_says_it_in_words(empty: Installation) -> None:
    said = empty.done(*SPECIAL)
    assert "应不少于269人，实际300人" in said
    assert "应不少于44,522.65平方米" in said


def test_the_calculator_says_what_is_missing(empty: Installation) -> None:
    said = empty.done("rule", "--people", "7447", "--people-voted", "6329", "--people-yes", "5000")
    assert "应不少于6,330户，实际6,329户（84.99%）" in said
    assert "还要1户交回（同意不同意都算）" in said


def test_a_rule_by_households_takes_households_or_people(empty: Installation) -> None:
    one = empty.done("rule", "--households", "60", "--households-voted", "51", "--households-yes", "34")
    assert one == empty.done("rule", "--people", "60", "--people-voted", "51", "--people-yes", "34")


def test_lacking_and_contradicting_totals_are_refused_all_at_once(empty: Installation) -> None:
    lacking = empty.type("rule", "--preset", "civil-278-special", "--people", "10")
    assert (lacking.exit_code, lacking.stderr.splitlines()) == (2, ["缺少人数的数字", "缺少面积的数字"])
    wrong = empty.type("rule", "--people", "10", "--people-voted", "11", "--people-yes", "12")
    assert wrong.exit_code == 2
    assert wrong.stderr.splitlines() == ["户数：参与的11多于总数10", "户数：同意的12多于参与的11"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--area", "12.345"),
        ("--area", "1,5"),
        ("--area", "66,78"),
        ("--people", "-1"),
        ("--area", "nan"),
        ("--people", "１.5"),
    ],
)
def test_figures_that_are_none_are_bad_usage(empty: Installation, arguments: tuple[str, str]) -> None:
    assert empty.type("rule", *arguments).exit_code == 2


def test_the_presets_are_listed_with_their_sources(empty: Installation) -> None:
    keys = [rule["key"] for rule in empty.told("rule", "--list")]
    said = empty.done("rule", "--list")
    assert {"xuecheng-2021", "civil-278-special", "civil-278-ordinary"} <= set(keys)
    assert all(key in said for key in keys)
    assert empty.type("rule", "--preset", "mine").exit_code == 1


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        (("--rule", "support"), ["p3", "p1"]),
        (("--rule", "equal-shares"), ["p3", "p4"]),
        (("--rule", "equal-shares", "--complete", "walk-down"), ["p3", "p4"]),
        (("--rule", "phragmen"), ["p4", "p3", "p1", "p2"]),
        (("--rule", "phragmen", "--unit-cost"), ["p3", "p1", "p2", "p4"]),
    ],
)
def test_an_election_is_counted_by_each_rule(
    empty: Installation, election: str, options: tuple[str, ...], selected: list[str]
) -> None:
    told = json.loads(empty.done("pb", election, *options, "--json"))
    assert list(told) == [
        *("selected", "cost", "votes", "rule", "ties", "ties_equal_in", "ties_parted_by", "ties_while_raising"),
        *("counts", "vote_type"),
    ]
    assert told["votes"] == {"p1": 3, "p2": 2, "p3": 3, "p4": 1}
    assert told["selected"] == selected


def test_ties_are_decided_by_cost_and_told(empty: Installation, election: str) -> None:
    told = empty.told("pb", election)
    assert told["selected"] == ["p3", "p1"]
    assert told["cost"] == "100"
    assert told["ties"] == [["p3", "p1"]]


def test_an_election_is_told_to_people(empty: Installation, election: str) -> None:
    said = empty.done("pb", election)
    assert said.splitlines() == [
        "数的是票：一张票写到一个项目，算一票。",
        "共5张票，4个项目，预算100。",
        "按票数从多到少取：剩下的预算够就取，不够就跳过。",
        "  1  p3  Lamps  3票",
        "  2  p1  A path  3票",
        "合计 100",
        "同样好：都是3票，费用低的在前：p3（费用40，3票）、p1（费用60，3票）",
    ]


@pytest.mark.parametrize("kind", ["ordinal", "cumulative", "scoring"])
def test_where_ballots_give_points_it_says_that_ballots_are_counted_unless_points_are_asked_for(
    empty: Installation, kind: str
) -> None:
    file = empty.folder / "points.pb"
    text = ELECTION.replace("approval", kind).replace("voter_id;vote", "voter_id;vote;points")
    for ballot, points in (
        ("v1;p1,p3", "1,9"),
        ("v2;p1,p4", "2,1"),
        ("v3;p1", "1"),
        ("v4;p2,p3", "1,8"),
        ("v5;p2,p3", "3,1"),
    ):
        text = text.replace(f"{ballot}\n", f"{ballot};{points}\n")
    file.write_text(text)
    by_ballots = empty.done("pb", str(file)).splitlines()
    assert "只数票" in by_ballots[0]
    assert by_ballots[3] == "  1  p3  Lamps  3票"
    by_points = empty.done("pb", str(file), "--points").splitlines()
    assert by_points[0] == "数的是分：各张票在points一列给一个项目的分，加起来。"
    assert by_points[3] == "  1  p3  Lamps  18分  3票"
    told = json.loads(empty.done("pb", str(file), "--points", "--json"))
    assert (told["counts"], told["points"], told["vote_type"]) == ("points", {"p1": 4, "p2": 4, "p3": 18, "p4": 1}, kind)


def test_a_ballot_that_names_a_project_twice_is_counted_once_and_told(empty: Installation) -> None:
    file = empty.folder / "twice.pb"
    file.write_text(ELECTION.replace("v2;p1,p4", "v2;p4,p1,p4"))
    result = empty.type("pb", str(file), "--json")
    assert result.exit_code == 0
    assert result.stderr == "第17行：投票人v2的票里p4写了2次，只算一次；写在后面的不算\n"
    assert json.loads(result.stdout)["votes"] == {"p1": 3, "p2": 2, "p3": 3, "p4": 1}


def test_a_whole_order_says_that_it_does_not_look_at_the_budget(empty: Installation, election: str) -> None:
    said = empty.done("pb", election, "--rule", "phragmen").splitlines()
    assert said[2] == "下面是全部项目的先后，不看预算。"
    assert "合计 170" in said


@pytest.mark.parametrize(
    "options",
    [
        *(("--points", "--rule", "phragmen"), ("--complete", "add1"), ("--unit-cost",), ("--step", "2")),
        ("--rule", "equal-shares", "--complete", "walk-down", "--step", "2"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(
    empty: Installation, election: str, options: tuple[str, ...]
) -> None:
    assert empty.type("pb", election, *options).exit_code == 2


def test_a_bad_file_gets_its_line_and_reason(empty: Installation) -> None:
    file = empty.folder / "bad.pb"
    file.write_text(ELECTION.replace("v2;p1,p4", "v2;p1,p9").replace("p3;40", "p3;forty"))
    result = empty.type("pb", str(file), "--json")
    assert result.exit_code == 2
    assert [line.partition("；")[0] for line in result.stderr.splitlines()] == [
        "第12行：费用“forty”不收",
        "第17行：PROJECTS里没有“p9”这个项目",
    ]
    assert result.stdout == ""


def test_what_a_file_claims_wrongly_is_remarked_and_counted_anyway(empty: Installation) -> None:
    file = empty.folder / "claims.pb"
    file.write_text(ELECTION.replace("num_votes;5", "num_votes;6"))
    result = empty.type("pb", str(file), "--json")
    assert result.exit_code == 0
    assert result.stderr == "第5行：num_votes写的是6，数出来是5；按数出来的算\n"
    assert json.loads(result.stdout)["selected"]


@pytest.mark.parametrize("step", ["0", "-1", "x", "1/0", "1,500", "1.500", "1e999999999"])
def test_a_step_has_to_be_an_amount(empty: Installation, election: str, step: str) -> None:
    assert empty.type("pb", election, "--rule", "equal-shares", "--complete", "add1", "--step", step).exit_code == 2


def test_a_missing_file_is_bad_usage(empty: Installation, tmp_path: Path) -> None:
    assert empty.type("pb", str(tmp_path / "none.pb")).exit_code == 2
