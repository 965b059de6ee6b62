"""The same elections by another count: pabutools, with every tie parted by a rule that ends in a unique key."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from surveys.core.pb import PbBallot, PbElection, PbProject, PbRule, VoteType, read_pb, run_pb
from surveys.core.priorities.shares import Completion

pabutools = pytest.importorskip("pabutools.election", reason="pabutools is not installed")
rules = pytest.importorskip("pabutools.rules")
tiebreaking = pytest.importorskip("pabutools.tiebreaking")

POINTS = ("Poland_Krakow_2022_Czyzyny", "Poland_Katowice_2022_Koszutka", "Switzerland_Zurich_D5")
PB = Path(__file__).parents[3] / "shared" / "data" / "pb"


class Oracle:
    """A Pabulib election as pabutools counts it."""

    def __init__(self, case: PbElection) -> None:
        self.projects = {p.id: pabutools.Project(p.id, cost=_plain(p.cost)) for p in case.projects}
        self.instance = pabutools.Instance(self.projects.values(), budget_limit=_plain(case.budget))
        self.profile = pabutools.ApprovalProfile(
            [pabutools.ApprovalBallot(self.projects[key] for key in ballot.projects) for ballot in case.ballots]
        )
        self.asked: list[str] = []
        votes = case.votes

        def order(_instance: Any, _profile: Any, project: Any) -> Any:
            return (project.cost, -votes[project.name], project.name)

        class Recording(tiebreaking.TieBreakingRule):  # type: ignore[misc,name-defined]
            def order(inner, instance: Any, profile: Any, projects: Any, key: Any = None) -> Any:
                ordered = super().order(instance, profile, projects, key)
                self.asked.extend(first.name for first in ordered[:1])
                return ordered

        self.ties = Recording(order)

    def support(self) -> list[str]:
        return self._names(
            rules.greedy_utilitarian_welfare(
                self.instance, self.profile, sat_class=pabutools.Cost_Sat, tie_breaking=self.ties, is_sat_additive=True
            )
        )

    def shares(self, completion: Completion) -> list[str]:
        steps = completion in (Completion.ADD1_EXHAUSTIVE, Completion.ADD1_WALK_DOWN)
        chosen = rules.method_of_equal_shares(
            self.instance,
            self.profile,
            sat_class=pabutools.Cost_Sat,
            tie_breaking=self.ties,
            voter_budget_increment=1 if steps else None,
        )
        if completion in (Completion.WALK_DOWN, Completion.ADD1_WALK_DOWN):
            chosen = rules.greedy_utilitarian_welfare(
                self.instance,
                self.profile,
                sat_class=pabutools.Cost_Sat,
                tie_breaking=self.ties,
                initial_budget_allocation=chosen,
            )
        return self._names(chosen)

    def phragmen(self) -> list[str]:
        """The buying order: the outcome itself comes sorted by name, so it is read off the questions about ties."""
        self.asked.clear()
        everything = pabutools.Instance(self.projects.values(), budget_limit=sum(p.cost for p in self.projects.values()))
        rules.sequential_phragmen(everything, self.profile, tie_breaking=self.ties)
        return list(self.asked)

    @staticmethod
    def _names(allocation: Any) -> list[str]:
        return [project.name for project in allocation]


def _plain(amount: Fraction) -> int | Fraction:
    return int(amount) if amount.denominator == 1 else amount


def drawn(seed: int) -> PbElection:
    """A small election in which equal costs, equal votes and unaffordable projects are common; costs are above 0."""
    random = Random(seed)
    projects = tuple(PbProject(f"p{n:02}", Fraction(random.randint(1, 9))) for n in range(random.randint(1, 9)))
    ids = [project.id for project in projects]
    ballots = tuple(
        PbBallot(f"v{n}", tuple(random.sample(ids, random.randint(0, min(4, len(ids))))))
        for n in range(random.randint(1, 14))
    )
    return PbElection({}, Fraction(random.randint(1, 40)), VoteType.APPROVAL, projects, ballots)


@pytest.mark.parametrize("seed", range(80))
def test_random_elections_come_out_the_same_order_for_order(seed: int) -> None:
    compare(drawn(seed))


@pytest.mark.skipif(not PB.is_dir(), reason=f"the published elections are not at {PB}")
@pytest.mark.parametrize("name", POINTS)
def test_ballots_with_points_come_out_as_the_projects_they_name(name: str) -> None:
    case = read_pb((PB / f"{name}.pb").read_bytes())
    oracle = Oracle(case)
    assert list(run_pb(case, PbRule.EQUAL_SHARES).selected) == oracle.shares(Completion.NONE)
    assert list(run_pb(case, PbRule.PHRAGMEN).selected) == oracle.phragmen()
    assert list(run_pb(case, PbRule.SUPPORT).selected) == oracle.support()


def compare(case: PbElection) -> None:
    oracle = Oracle(case)
    assert list(run_pb(case, PbRule.SUPPORT).selected) == oracle.support()
    assert list(run_pb(case, PbRule.PHRAGMEN).selected) == oracle.phragmen()
    for completion in (c for c in Completion if c is not Completion.ADD1):
        assert list(run_pb(case, PbRule.EQUAL_SHARES, completion).selected) == oracle.shares(completion), completion
