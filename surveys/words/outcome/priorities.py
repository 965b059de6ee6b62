"""What: the priority list, with the budget and one sentence for every item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from surveys.core.gates import State
from surveys.core.outcome import Hidden, PublicLine, PublicOutcome, told
from surveys.core.priorities import Status
from surveys.words.blocks import Block, Group, ItemRow, Listing, Look, Paragraphs, Stamp
from surveys.words.claim import Said, said
from surveys.words.figure import UNTOLD, yuan
from surveys.words.gates import judgement_claims
from surveys.words.outcome.money import budget_words, estimate_made_words, list_notes
from surveys.words.priorities import (
    CARRIED_OUT,
    UNESTIMATED,
    heading_words,
    rank_words,
    status_words,
    support_words,
    why_words,
)

_SAID_BY_THE_HEADING = (Status.MUST, Status.UNWANTED)
MARKS: Mapping[Status, Stamp] = {
    Status.MUST: Stamp.YES,
    Status.IN: Stamp.YES,
    Status.SKIPPED: Stamp.NO,
    Status.CAPPED: Stamp.NO,
    Status.EXCLUDED: Stamp.NO,
    Status.WAITING: Stamp.NO,
    Status.RANKED: Stamp.OPEN,
    Status.OWN: Stamp.OPEN,
    Status.UNCOSTED: Stamp.OPEN,
    Status.UNWANTED: Stamp.NO,
    Status.INFEASIBLE: Stamp.NO,
}


def listing(outcome: PublicOutcome) -> tuple[Block, ...]:
    """The list in its order, grouped by why items stand where they stand."""
    groups = groupby(outcome.listed.lines, key=lambda line: heading_words(line, outcome.listed))
    return (
        *money(outcome),
        Listing(
            head=("序", "项目", "类别", "点单户/应答户", "估算（元）", "累计（元）", "处理"),
            groups=tuple(Group(title, tuple(_row(line, outcome) for line in lines)) for title, lines in groups),
        ),
        Paragraphs(list_notes(outcome.listed), Look.NOTE),
    )


def money(outcome: PublicOutcome) -> tuple[Block, ...]:
    """What the list stands for, and what becomes of the money."""
    return (Paragraphs(tuple(_intro(outcome))),)


def _intro(outcome: PublicOutcome) -> Iterator[str]:
    if isinstance(outcome.judgement.state, Hidden):
        yield "改不改的结论另行书面告知，这份清单先作参考。"
    elif outcome.judgement.state is not State.PASSED:
        yield Said("五项条件没有全部符合，这份清单只作参考。", *judgement_claims(outcome.judgement))
    yield budget_words(outcome.listed)
    if made := estimate_made_words(outcome.listed):
        yield made


def _cost(line: PublicLine) -> str:
    if line.cost is None:
        return UNESTIMATED
    return said(yuan(line.cost), "placed", item=line.item, cost=line.cost) if told(line.cost) else UNTOLD


def _total(line: PublicLine) -> str:
    if line.status not in CARRIED_OUT or not told(line.total):
        return UNTOLD
    return said(yuan(line.total), "placed", item=line.item, total=line.total)


def _row(line: PublicLine, outcome: PublicOutcome) -> ItemRow:
    return ItemRow(
        rank=rank_words(line),
        name=line.name,
        tier=outcome.heading.tiers.get(line.tier, line.tier),
        support=(support_words(line) if line.voted else "") or UNTOLD,
        cost=_cost(line),
        total=_total(line),
        why="" if line.status in _SAID_BY_THE_HEADING else why_words(line, outcome),
        verdict=status_words(line),
        mark=Stamp.OPEN if isinstance(line.status, Hidden) else MARKS[line.status],
        part=1000 * line.support // (line.answered or 1) if line.voted and told(line.support) else None,
    )
