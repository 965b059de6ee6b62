"""Points on ballots: counted exactly when they are asked for, and refused by their line where they can't be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveys.core.errors import Rejected
from surveys.core.pb import PbElection, PbRule, Scored, read_pb, run_pb
from surveys.words.refusal import cli_problem

DATA = Path(__file__).parents[3] / "shared" / "data"
META = "META\nkey;value\nbudget;100\nvote_type;{kind}\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\na;60;Roof\nb;50;Lamp\nc;40;Gate\n"
GIVEN = "VOTES\nvoter_id;vote;points\n1;a,b;3,1\n2;a;2\n3;c,b;5,4\n"
PLACED = "VOTES\nvoter_id;vote\n1;a,b\n2;a\n3;c,b\n"


def points(text: str) -> PbElection:
    return read_pb(text.encode(), points=True)


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(Rejected) as error:
        points(text)
    assert all(cli_problem(problem).startswith(f"第{problem.row}行：") for problem in error.value.problems)
    return [(problem.code, problem.row) for problem in error.value.problems]


@pytest.mark.parametrize("kind", ["cumulative", "scoring", "ordinal"])
def test_points_of_the_column_are_added_up(kind: str) -> None:
    case = points(META.format(kind=kind) + PROJECTS + GIVEN)
    assert (dict(case.points), case.scored) == ({"a": 5, "b": 5, "c": 5}, Scored.COLUMN)
    assert run_pb(case, PbRule.SUPPORT).selected == ("c", "b")


def test_places_give_the_length_of_a_ballot_and_one_less_each() -> None:
    case = points(META.format(kind="ordinal") + "max_length;3\nscoring_fn;Borda\n" + PROJECTS + PLACED)
    assert (dict(case.points), case.scored) == ({"a": 6, "b": 4, "c": 3}, Scored.PLACE)


def test_without_being_asked_points_are_not_looked_at() -> None:
    case = read_pb((META.format(kind="cumulative") + PROJECTS + GIVEN.replace("3,1", "many")).encode())
    assert (case.scored, dict(case.points), case.ballots[0].points) == (None, {}, ())
    assert run_pb(case, PbRule.SUPPORT).points is None


def test_a_project_named_twice_keeps_the_points_of_its_first_place() -> None:
    given = points(META.format(kind="cumulative") + PROJECTS + GIVEN.replace("1;a,b;3,1", "1;b,a,b;3,1,9"))
    assert (given.ballots[0].projects, given.ballots[0].points) == (("b", "a"), (3, 1))
    placed = points(META.format(kind="ordinal") + "max_length;2\n" + PROJECTS + PLACED.replace("1;a,b", "1;a,a,b"))
    assert placed.ballots[0].points == (2, 1)


def test_only_scoring_may_take_points_away() -> None:
    given = GIVEN.replace("3,1", "3,-1")
    assert points(META.format(kind="scoring") + PROJECTS + given).points["b"] == 3
    assert refused(META.format(kind="cumulative") + PROJECTS + given) == [("pb_points", 12)]


def test_a_score_that_the_file_claims_wrongly_is_told() -> None:
    projects = PROJECTS.replace("cost;name", "cost;score").replace("Roof", "5").replace("Lamp", "9")
    case = points(META.format(kind="scoring") + projects + GIVEN)
    assert [cli_problem(remark) for remark in case.remarks] == ["项目b写的分数是9，数出来是5；按数出来的算"]


@pytest.mark.parametrize("given", ["", "3", "3,1,1", "3,1.5", "3,x", "3,", "3,1e2", "３,1", "+3,1", "3,1 000"])
def test_points_that_are_not_one_whole_number_a_project_are_refused(given: str) -> None:
    assert ("pb_points", 12) in refused(META.format(kind="cumulative") + PROJECTS + GIVEN.replace("3,1", given))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (META.format(kind="approval") + PROJECTS + GIVEN, ("pb_without_points", 4)),
        (META.format(kind="choose-1") + PROJECTS + "VOTES\nvoter_id;vote\n1;a\n", ("pb_without_points", 4)),
        (META.format(kind="cumulative") + PROJECTS + PLACED, ("pb_column_missing", 11)),
        (META.format(kind="scoring") + "default_score;0.5\n" + PROJECTS + GIVEN, ("pb_default_score", 5)),
        (META.format(kind="ordinal") + PROJECTS + PLACED, ("pb_max_length", 4)),
        (META.format(kind="ordinal") + "max_length;0\n" + PROJECTS + PLACED, ("pb_max_length", 5)),
        (META.format(kind="ordinal") + "max_length;1\n" + PROJECTS + PLACED, ("pb_longer_than_length", 13)),
        (META.format(kind="ordinal") + "scoring_fn;Dowdall\nmax_length;3\n" + PROJECTS + PLACED, ("pb_scoring_fn", 5)),
    ],
)
def test_where_points_cannot_be_counted_the_line_is_named(text: str, found: tuple[str, int]) -> None:
    assert found in refused(text)


def test_a_default_of_nothing_changes_nothing() -> None:
    case = points(META.format(kind="scoring") + "default_score;0.0\n" + PROJECTS + GIVEN)
    assert case.points["a"] == 5


@pytest.mark.skipif(not (DATA / "pb").is_dir(), reason=f"the published elections are not at {DATA}")
@pytest.mark.parametrize("name", ["Poland_Krakow_2022_Czyzyny", "Poland_Katowice_2022_Koszutka", "Switzerland_Zurich_D5"])
def test_published_points_equal_the_official_column(name: str) -> None:
    case = points((DATA / "pb" / f"{name}.pb").read_text("utf-8"))
    assert case.remarks == ()
    assert all(project.score == case.points[project.id] for project in case.projects)
    document = json.loads((DATA / "pb-expected" / f"{name}.json").read_text())
    assert set(document["projects"]) == set(case.points)


@pytest.mark.skipif(not (DATA / "pb").is_dir(), reason=f"the published elections are not at {DATA}")
@pytest.mark.parametrize(
    ("name", "parted"), [("Poland_Krakow_2022_Czyzyny", {"24", "26"}), ("Poland_Katowice_2022_Koszutka", set[str]())]
)
def test_points_walked_down_are_what_the_city_decided_but_for_a_tie_that_is_told(name: str, parted: set[str]) -> None:
    case = points((DATA / "pb" / f"{name}.pb").read_text("utf-8"))
    least = int(case.meta.get("min_project_score_threshold", "0"))
    outcome = run_pb(case, PbRule.SUPPORT)
    official = {project.id for project in case.projects if project.selected}
    assert {key for key in outcome.selected if case.votes[key] >= least} ^ official == parted
    assert not parted or any(parted <= set(tie) for tie in outcome.ties)
