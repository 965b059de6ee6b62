"""An election as a Pabulib file tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm

from surveys.core.errors import Problem
from surveys.core.priorities.election import Election


class VoteType(StrEnum):
    """How a ballot names projects. Each project that it names counts as one vote, whatever points or place it has; points
    are counted only where they are asked for."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    CHOOSE_ONE = "choose-1"


class Scored(StrEnum):
    """Where the points of ballots come from: the file's column, or the place on a ranked ballot."""

    COLUMN = "column"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class PbProject:
    """One project. `votes`, `score` and `selected` are what the file's own columns claim, None where it has none."""

    id: str
    cost: Fraction
    name: str = ""
    votes: int | None = None
    selected: bool | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class PbBallot:
    """One voter's ballot: the projects it names, in its order, each once; `points` of each where they are counted."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class PbElection:
    """An election in the terms of its file. `remarks` are oddities that don't keep it from being counted; `scored` says
    where the ballots' points come from, None where they have not been read."""

    meta: Mapping[str, str]
    budget: Fraction
    vote_type: VoteType
    projects: tuple[PbProject, ...]
    ballots: tuple[PbBallot, ...]
    remarks: tuple[Problem, ...] = ()
    scored: Scored | None = None

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """How many ballots name each project, by project id in the order of the file."""
        named = Counter(project for ballot in self.ballots for project in ballot.projects)
        return {project.id: named[project.id] for project in self.projects}

    @cached_property
    def points(self) -> Mapping[str, int]:
        """How many points each project has, by project id in the order of the file; nothing where none have been read."""
        given = Counter[str]()
        for ballot in self.ballots:
            for project, points in zip(ballot.projects, ballot.points, strict=False):
                given[project] += points
        return {project.id: given[project.id] for project in self.projects if self.scored}

    @cached_property
    def tie_order(self) -> tuple[PbProject, ...]:
        """The projects as ties are decided between them: lower cost, then more ballots, then id as a string."""
        return tuple(sorted(self.projects, key=lambda p: (p.cost, -self.votes[p.id], p.id)))

    @cached_property
    def unit(self) -> int:
        """How many parts a unit of money has, so that every cost and the budget are whole numbers of them."""
        return lcm(self.budget.denominator, *(project.cost.denominator for project in self.projects))

    @cached_property
    def counted(self) -> Election:
        """The election that the rules count, its items in `tie_order`, its money in parts of `unit`."""
        places = {project.id: place for place, project in enumerate(self.tie_order)}
        return Election(
            costs=tuple(int(project.cost * self.unit) for project in self.tie_order),
            budget=int(self.budget * self.unit),
            ballots=Counter(tuple(sorted(places[project] for project in ballot.projects)) for ballot in self.ballots),
        )
