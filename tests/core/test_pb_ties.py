"""Wherever an order decides between equals, the run says between which, in what they were equal, and what parted them."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import pytest
from hypothesis import given, settings

from surveys.core.pb import EqualIn, PbElection, PbProject, PbRule, TieKey, read_pb, run_pb
from surveys.core.priorities import Completion
from tests.core.small_pb import RUNS, pb_elections

HEAD = "META\nkey;value\nbudget;{budget}\nvote_type;approval\nPROJECTS\nproject_id;cost\n"


def election(budget: int, projects: str, *votes: str) -> PbElection:
    rows = "".join(f"{project.replace(':', ';')}\n" for project in projects.split())
    ballots = "".join(f"{voter};{vote}\n" for voter, vote in enumerate(votes))
    return read_pb(f"{HEAD.format(budget=budget)}{rows}VOTES\nvoter_id;vote\n{ballots}".encode())


class Backwards(PbElection):
    """The same election with the tie order turned round."""

    @cached_property
    def tie_order(self) -> tuple[PbProject, ...]:
        return tuple(sorted(self.projects, key=lambda p: (p.cost, -self.votes[p.id], p.id), reverse=True))


def test_a_tie_in_the_walk_down_after_equal_shares_is_told() -> None:
    # One supporter each and a fifth of the budget: nobody can buy anything, so the walk-down takes b or c, not both.
    case = election(100, "a:90 b:60 c:60", "a", "b", "c", "", "")
    outcome = run_pb(case, PbRule.EQUAL_SHARES, Completion.WALK_DOWN)
    assert outcome.selected == ("b",)
    (tie,) = outcome.tied
    assert tie.items == ("b", "c", "a")
    assert (tie.equal_in, tie.parted_by) == (EqualIn.VOTES, (TieKey.COST, TieKey.ID))


def test_what_equal_shares_bought_is_in_no_tie_of_the_walk_down() -> None:
    case = election(90, "a:30 b:40 c:40", "a,c", "a", "b", "b", "c", "")
    outcome = run_pb(case, PbRule.EQUAL_SHARES, Completion.WALK_DOWN)
    assert outcome.selected[0] == "a"
    assert outcome.ties == (("b", "c"),)


def test_equal_points_are_a_tie_parted_by_cost_then_ballots_then_the_id() -> None:
    text = HEAD.format(budget=9).replace("approval", "cumulative") + "d;5\nc;5\nb;5\na;9\n"
    case = read_pb(f"{text}VOTES\nvoter_id;vote;points\n1;a,b;4,4\n2;c,d;2,2\n3;c,d;2,2\n".encode(), points=True)
    (tie,) = run_pb(case, PbRule.SUPPORT).tied
    assert tie.items == ("c", "d", "b", "a")
    assert (tie.equal_in, tie.parted_by) == (EqualIn.POINTS, (TieKey.COST, TieKey.VOTES, TieKey.ID))


def test_projects_that_nobody_names_are_equal_in_their_ballots() -> None:
    outcome = run_pb(election(9, "a:1 b:1 c:1", "c"), PbRule.PHRAGMEN)
    assert [(tie.items, tie.equal_in, tie.parted_by) for tie in outcome.tied] == [
        (("a", "b"), EqualIn.VOTES, (TieKey.ID,)),
    ]


def test_a_tie_that_only_decided_where_the_raising_stopped_is_told() -> None:
    case = election(10, "a:7 b:3 c:7 d:8 e:1", "d,b,c,e,a", "a,b", "", "", "a", "e")
    outcome = run_pb(case, PbRule.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE)
    assert [(tie.items, tie.raising) for tie in outcome.tied] == [(("e", "b"), True)]


@pytest.mark.parametrize(("rule", "completion", "unit_cost"), RUNS)
@settings(deadline=None, max_examples=150)
@given(case=pb_elections())
def test_where_no_tie_is_told_no_other_order_gives_another_outcome(
    rule: PbRule, completion: Completion, unit_cost: bool, case: PbElection
) -> None:
    turned = Backwards(case.meta, case.budget, case.vote_type, case.projects, case.ballots)
    ours = run_pb(case, rule, completion, unit_cost=unit_cost)
    theirs = run_pb(turned, rule, completion, unit_cost=unit_cost)
    assert ours.tied or ours.selected == theirs.selected


@pytest.mark.parametrize(("rule", "completion", "unit_cost"), RUNS)
@settings(deadline=None, max_examples=100)
@given(case=pb_elections())
def test_tied_projects_stand_by_the_keys_that_are_named_and_need_each(
    rule: PbRule, completion: Completion, unit_cost: bool, case: PbElection
) -> None:
    for tie in run_pb(case, rule, completion, unit_cost=unit_cost).tied:
        costs = {project.id: project.cost for project in case.projects}
        values = {
            TieKey.COST: lambda item: costs[item],  # noqa: B023
            TieKey.VOTES: lambda item: -case.votes[item],
            TieKey.ID: lambda item: item,
        }

        def place(item: str, keys: tuple[TieKey, ...]) -> tuple[object, ...]:
            return tuple(values[key](item) for key in keys)  # noqa: B023

        in_order = tie.equal_in in (EqualIn.VOTES, EqualIn.POINTS)
        pairs = pairwise(tie.items) if in_order else [(tie.items[0], other) for other in tie.items[1:]]
        assert all(place(better, tie.parted_by) < place(worse, tie.parted_by) for better, worse in pairs)
        if tie.equal_in is EqualIn.VOTES:
            assert len({case.votes[item] for item in tie.items}) == 1


@settings(deadline=None, max_examples=150)
@given(pb_elections(scored=True))
def test_points_walk_down_like_ballots_do(case: PbElection) -> None:
    points = {
        p.id: sum(dict(zip(b.projects, b.points, strict=True)).get(p.id, 0) for b in case.ballots) for p in case.projects
    }
    left, taken = case.budget, []
    for project in sorted(case.projects, key=lambda p: (-points[p.id], p.cost, -case.votes[p.id], p.id)):
        if project.cost <= left:
            taken.append(project.id)
            left -= project.cost
    outcome = run_pb(case, PbRule.SUPPORT)
    assert list(outcome.selected) == taken
    assert outcome.points == points
    assert outcome.rule == "support/points"
    for tie in outcome.tied:
        assert len({points[item] for item in tie.items}) == 1
