"""The points that ballots give: those of the file's own column, or of the place on a ranked ballot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.core.errors import Problem
from surveys.core.pb.election import Scored, VoteType
from surveys.core.pb.sections import PbSection

_POINTS = re.compile(r"-?[0-9]{1,9}")
_LENGTH = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a file's ballots give points. `first` is what the first place of a ranked ballot gets, each further one 1 less."""

    scored: Scored
    vote_type: VoteType
    first: int = 0

    def points(self, named: Sequence[str], row: Mapping[str, str], line: int, problems: list[Problem]) -> tuple[int, ...]:
        """The points of each project that a ballot names, one named twice as at its first place."""
        distinct = tuple(dict.fromkeys(named))
        if self.scored is Scored.PLACE:
            if len(distinct) > self.first:
                problems.append(Problem("pb_longer_than_length", row=line, detail={"first": self.first}))
            return tuple(self.first - place for place in range(len(distinct)))
        text = row.get("points", "")
        given = [part.strip() for part in text.split(",")] if text else []
        problem = Problem("pb_points", field="points", row=line, value=text, detail={"named": len(named)})
        negative = self.vote_type is VoteType.CUMULATIVE and any(part.startswith("-") for part in given)
        if len(given) != len(named) or negative or not all(map(_POINTS.fullmatch, given)):
            problems.append(problem)
            return ()
        first = dict(zip(reversed(named), reversed(given), strict=True))
        return tuple(int(first[name]) for name in distinct)


def scoring_of(
    vote_type: VoteType, meta: Mapping[str, tuple[int, str]], votes: PbSection, problems: list[Problem]
) -> Scoring | None:
    """How this file's ballots give points; None, with the problem told, where they don't or it isn't said how."""
    line = meta.get("vote_type", (votes.line, ""))[0]
    if vote_type in (VoteType.APPROVAL, VoteType.CHOOSE_ONE):
        problems.append(Problem("pb_without_points", field="vote_type", row=line, value=vote_type.value))
        return None
    line, default = meta.get("default_score", (line, ""))
    if default and set(default) - set("0."):
        problems.append(Problem("pb_default_score", field="default_score", row=line, value=default))
        return None
    if "points" in votes.columns:
        return Scoring(Scored.COLUMN, vote_type)
    if vote_type is not VoteType.ORDINAL:
        problems.append(Problem("pb_column_missing", field="points", row=votes.header or votes.line))
        return None
    function_line, function = meta.get("scoring_fn", (0, ""))
    if function and function.lower() != "borda":
        problems.append(Problem("pb_scoring_fn", field="scoring_fn", row=function_line, value=function))
        return None
    line, length = meta.get("max_length", (line, ""))
    if not _LENGTH.fullmatch(length) or not int(length):
        problems.append(Problem("pb_max_length", field="max_length", row=line, value=length))
        return None
    return Scoring(Scored.PLACE, vote_type, int(length))
