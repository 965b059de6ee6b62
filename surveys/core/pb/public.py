"""A compound's orders as a Pabulib file for everybody, made from what may be told."""

from __future__ import annotations

from fractions import Fraction

from surveys.core.errors import NotAllowed
from surveys.core.outcome import PublicLine, PublicOutcome, told
from surveys.core.pb.amounts import amount_text
from surveys.core.pb.election import PbBallot, PbElection, PbProject, VoteType
from surveys.core.pb.writing import RANKED_BY, PbAbout
from surveys.core.priorities import Status

_FEN = 100
_COMMENT = (
    "#1: Each vote names one item. How many households named each item is told, not who named which items together. "
    "#2: Items whose number of households would tell of a household are left out with their votes. "
    "#3: Items are ranked by {by}, ties by the order declared before opening."
)


def public_pb(outcome: PublicOutcome, about: PbAbout) -> PbElection:
    """The orders as an approval election in yuan in which each vote names one item, ready for `write_pb`.

    No ballot is in it, only what the notice tells as well. Left out are items that cost nothing, more than the budget or
    nobody knows what, and those whose support is hidden. Raises `NotAllowed` (nothing_to_export) if none remains.
    """
    listed = outcome.listed
    budget = None if listed.budget is None else listed.budget - listed.must
    lines = [line for line in listed.lines if line.voted and _told(line, budget)]
    votes = [line.item for line in lines for _ in range(_support(line))]
    if not votes:
        raise NotAllowed("nothing_to_export")
    decided = all(isinstance(line.status, Status) for line in lines)
    projects = tuple(_project(line, decided) for line in lines)
    costs = sum((project.cost for project in projects), Fraction(0))
    amount = costs if budget is None else Fraction(budget, _FEN)
    ballots = tuple(PbBallot(str(number), (item,)) for number, item in enumerate(votes, 1))
    meta = {
        "description": about.description,
        "country": "China",
        "unit": about.unit,
        "instance": about.instance,
        "num_projects": str(len(projects)),
        "num_votes": str(len(ballots)),
        "budget": amount_text(amount),
        "vote_type": VoteType.APPROVAL.value,
        "rule": "greedy-custom",
        "date_begin": about.begin.strftime("%d.%m.%Y"),
        "date_end": about.end.strftime("%d.%m.%Y"),
        "max_length": "1",
        "language": "zh",
        "currency": "CNY",
        "comment": _COMMENT.format(by=RANKED_BY[listed.ranking.by]),
    }
    return PbElection(meta, amount, VoteType.APPROVAL, projects, ballots)


def _project(line: PublicLine, decided: bool) -> PbProject:
    return PbProject(
        id=line.item,
        cost=Fraction(_drawn(line), _FEN),
        name=line.name,
        votes=_support(line),
        selected=line.status in (Status.IN, Status.RANKED) if decided else None,
    )


def _told(line: PublicLine, budget: int | None) -> bool:
    drawn = _drawn(line)
    competes = line.rank is not None and line.status is not Status.EXCLUDED
    return told(line.support) and competes and drawn > 0 and (budget is None or drawn <= budget)


def _drawn(line: PublicLine) -> int:
    """What the item takes from the common money; 0 where nobody knows or that isn't told."""
    found = line.cost if line.drawn is None else line.drawn  # a document from before they could differ has the cost alone
    return found if told(found) else 0


def _support(line: PublicLine) -> int:
    return line.support if told(line.support) else 0
