"""A result after ballots were made to count otherwise than in a notice that hangs: what came out, and no count of choices.

Two notices side by side would tell by their difference how one home chose. What comes out is told all the same: it is what a
notice is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from surveys.core.outcome.figures import Hidden, Why
from surveys.core.outcome.public import (
    PublicBuilding,
    PublicCount,
    PublicJudgement,
    PublicLine,
    PublicList,
    PublicOpinions,
    PublicOutcome,
    PublicQuestion,
    Turnout,
)
from surveys.core.outcome.public_rulings import PublicRuling

_APART = Hidden(Why.APART)


def hushed(told: PublicOutcome, menu: Sequence[str]) -> PublicOutcome:
    """The same without any figure that hangs on choices; what was voted on stands in the order of the `menu`'s keys."""
    return replace(
        told,
        turnout=_turnout(told.turnout),
        rulings=tuple(map(_ruling, told.rulings)),
        judgement=_judgement(told.judgement),
        listed=_list(told.listed, menu),
    )


def _turnout(found: Turnout) -> Turnout:
    return replace(
        found,
        counts={basis: _count(count) for basis, count in found.counts.items()},
        opinions=_opinions(found.opinions),
        buildings=tuple(map(_building, found.buildings)),
        questions=tuple(map(_question, found.questions)),
    )


def _count(count: PublicCount) -> PublicCount:
    return PublicCount(count.total, count.answered, *[_APART] * 6)


def _opinions(count: PublicOpinions) -> PublicOpinions:
    return PublicOpinions(count.total, count.answered, *[_APART] * 4)


def _building(found: PublicBuilding) -> PublicBuilding:
    return replace(found, part=_APART, yes=_APART, no=_APART, abstain=_APART)


def _question(found: PublicQuestion) -> PublicQuestion:
    return replace(found, blank=_APART, counts=dict.fromkeys(found.counts, _APART))


def _ruling(found: PublicRuling) -> PublicRuling:
    return replace(found, checks=(), lock=None, needs=(), filled={})


def _judgement(found: PublicJudgement) -> PublicJudgement:
    return replace(found, gates=tuple(replace(gate, needs=()) for gate in found.gates))


def _list(found: PublicList, menu: Sequence[str]) -> PublicList:
    places = {key: place for place, key in enumerate(menu)}
    voted = iter(sorted((line for line in found.lines if line.voted), key=lambda line: places[line.item]))
    lines = (_line(next(voted)) if line.voted else line for line in found.lines)
    return replace(found, lines=tuple(lines))


def _line(line: PublicLine) -> PublicLine:
    return replace(
        line,
        rank=_APART,
        tied_with=(),
        decided_by=None,
        support=_APART,
        named=_APART,
        tops=None,
        ways=dict.fromkeys(line.ways, _APART),
        opinion=(_APART, line.opinion[1]),
        total=_APART,
        left=None if line.left is None else _APART,
        room=None if line.room is None else _APART,
        parts=(),
    )
