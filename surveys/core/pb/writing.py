"""Writing Pabulib files: any election, and a compound's own answers without anything that leads back to a household."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from io import StringIO

from surveys.core.errors import NotAllowed
from surveys.core.menu import RankBy
from surveys.core.pb.amounts import amount_text, read_amount, written_amount
from surveys.core.pb.election import PbBallot, PbElection, PbProject, Scored, VoteType
from surveys.core.pb.running import PbRule, run_pb
from surveys.core.plain_text import plain_line
from surveys.core.priorities import Line, PriorityList, Status, Wishes

_FEN = 100
RANKED_BY = {
    RankBy.HOUSEHOLDS: "the number of households that ordered them",
    RankBy.SHARE: "the share of valid answers in their scope (the whole compound or a part of it)",
    RankBy.POINTS: "points: 3, 2 and 1 for each household's most urgent",
}
"""How a list was ordered, for the comment of a file."""


@dataclass(frozen=True, slots=True)
class PbAbout:
    """What a file says about its election: texts for people, and the first and last day of voting."""

    description: str
    unit: str
    instance: str
    begin: date
    end: date


def write_pb(election: PbElection) -> bytes:
    """The election as a file: UTF-8, one line a record."""
    sheet = StringIO()
    rows = csv.writer(sheet, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"]])
    rows.writerows(map(_line, _meta_rows(election)))
    columns = _project_columns(election)
    rows.writerows([["PROJECTS"], ["project_id", "cost", *columns]])
    for place, project in enumerate(election.projects):
        cells = (column[place] for column in columns.values())
        rows.writerow(_line((project.id, written_amount(project.cost), *cells)))
    scored = election.scored is Scored.COLUMN
    rows.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if scored else [])]])
    for ballot in election.ballots:
        points = [",".join(map(str, ballot.points))] if scored else []
        rows.writerow(_line((ballot.voter, ",".join(ballot.projects), *points)))
    return sheet.getvalue().encode()


def _meta_rows(election: PbElection) -> Iterable[tuple[str, str]]:
    """What the file says of itself; what can be counted is written as counted."""
    counts = {"num_projects": str(len(election.projects)), "num_votes": str(len(election.ballots))}
    needed = {"vote_type": election.vote_type.value, "budget": written_amount(election.budget)}
    if read_amount(election.meta.get("budget", "")) == election.budget:
        del needed["budget"]
    if election.meta.get("vote_type", "").lower() == election.vote_type.value:
        del needed["vote_type"]
    return ({**election.meta, **needed} | {key: count for key, count in counts.items() if key in election.meta}).items()


def _project_columns(election: PbElection) -> dict[str, list[str]]:
    """The columns that an election can fill, beside each project's id and cost."""
    projects = election.projects
    columns = {
        "votes": [str(election.votes[project.id]) for project in projects],
        "score": [str(election.points[project.id]) for project in projects if election.scored],
        "name": [project.name for project in projects],
        "selected": ["" if project.selected is None else str(int(project.selected)) for project in projects],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}


def _line(cells: Iterable[str]) -> list[str]:
    """Cells without line breaks, spaces around them and what nobody sees, which readers trip over."""
    return [plain_line(cell) for cell in cells]


def compound_pb(owners: Wishes, listed: PriorityList, choose: int, about: PbAbout) -> PbElection:
    """A compound's owners' answers as an approval election in yuan, ready for `write_pb`.

    The budget is what the must-do items leave; an item costs what it takes from the common money. Voters get new numbers in
    the order of what they named, and nothing else is told of them. Left out, since the format has no place for them: items
    that must or can't be done, that have money of their own, that can't be done beside a better supported one, that take
    nothing, more than the budget or nobody knows what; and answers that name none of the others. Raises `NotAllowed` if
    nothing remains.
    """
    budget = None if listed.budget is None else listed.budget - listed.must
    lines = [line for line in listed.lines if _competes(line) and _told(line, budget)]
    ballots = _ballots(owners, [line.item.key for line in lines])
    if not lines or not ballots:
        raise NotAllowed("nothing_to_export")
    projects = tuple(
        PbProject(
            id=line.item.key,
            cost=Fraction(line.drawn, _FEN),
            name=line.item.name,
            votes=line.support,
            selected=line.status in (Status.IN, Status.RANKED),
        )
        for line in lines
    )
    costs = sum((project.cost for project in projects), Fraction(0))
    amount = costs if budget is None else Fraction(budget, _FEN)
    bare = PbElection({}, amount, VoteType.APPROVAL, projects, ballots)
    return replace(
        bare, meta=_meta(bare, choose, about) | _remarks(bare, costs, owners.answers - len(ballots), listed.ranking.by)
    )


def _meta(election: PbElection, choose: int, about: PbAbout) -> dict[str, str]:
    walked = set(run_pb(election, PbRule.SUPPORT).selected)
    return {
        "description": about.description,
        "country": "China",
        "unit": about.unit,
        "instance": about.instance,
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.ballots)),
        "budget": amount_text(election.budget),
        "vote_type": election.vote_type.value,
        "rule": "greedy" if walked == {p.id for p in election.projects if p.selected} else "greedy-custom",
        "date_begin": about.begin.strftime("%d.%m.%Y"),
        "date_end": about.end.strftime("%d.%m.%Y"),
        "max_length": str(min(choose, len(election.projects))),
        "language": "zh",
        "currency": "CNY",
    }


def _remarks(election: PbElection, costs: Fraction, empty: int, by: RankBy) -> dict[str, str]:
    comment = (
        f"#1: Items are ranked by {RANKED_BY[by]}, ties by the order declared before opening; items that nobody named "
        "are not carried out. "
        f"#2: {empty} more valid answers name none of these items."
    )
    return {"fully_funded": "1", "comment": comment} if election.budget >= costs else {"comment": comment}


def _competes(line: Line) -> bool:
    return line.rank is not None and line.status is not Status.EXCLUDED


def _told(line: Line, budget: int | None) -> bool:
    return bool(line.drawn) and (budget is None or line.drawn <= budget)


def _ballots(owners: Wishes, keys: list[str]) -> tuple[PbBallot, ...]:
    told = set(keys)
    names = [item.key if item.key in told else None for item in owners.items]
    named = sorted(
        tuple(sorted(name for name, count in zip(names, owners.unpack(order), strict=True) if count and name))
        for pile in owners.piles.values()
        for order in pile.orders
    )
    return tuple(PbBallot(str(number), projects) for number, projects in enumerate(filter(None, named), 1))
