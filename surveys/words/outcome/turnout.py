"""Who took part: the whole compound on three bases, and building by building."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.ballot import Capacity, Channel
from surveys.core.outcome import Figure, Hidden, PublicBuilding, PublicCount, PublicOutcome, Turnout, Why, told
from surveys.core.rules import Bar, CheckKind
from surveys.core.tally import WHOLE, Basis
from surveys.words.ballot import CHANNELS
from surveys.words.blocks import Block, Figures, Look, Paragraphs
from surveys.words.claim import joined, said
from surveys.words.figure import BASES, UNTOLD, WHY, area_share_words, figure_words, hundredths, percent_words
from surveys.words.place import building_words

_CHOICES = (("yes", "同意"), ("no", "不同意"), ("abstain", "暂不表态"))


def turnout(outcome: PublicOutcome) -> tuple[Block, ...]:
    """The whole compound: households, owners and floor area side by side, never mixed."""
    counts = outcome.turnout.counts
    return (
        Figures(
            head=("", "总数", "收回", *(name for _, name in _CHOICES), "收回率"),
            rows=tuple(_basis_row(basis, counts[basis], _bar(outcome, basis)) for basis in Basis),
        ),
        Paragraphs(tuple(_turnout_notes(outcome)), Look.NOTE),
    )


def _bar(outcome: PublicOutcome, basis: Basis) -> Bar | None:
    """The bar on taking part that stands below, so that one figure is rounded to one percentage."""
    checks = (check for ruling in outcome.rulings if ruling.scope == WHOLE for check in ruling.checks)
    return next((check.bar for check in checks if check.basis is basis and check.kind is not CheckKind.CONSENT), None)


def _basis_row(basis: Basis, count: PublicCount, bar: Bar | None) -> tuple[str, ...]:
    figures: list[Figure] = [count.total, count.answered, count.yes, count.no, count.abstain]
    written = (hundredths(figure) if told(figure) and basis is Basis.AREA else figure_words(figure) for figure in figures)
    name = "业主" if basis is Basis.OWNERS else BASES[basis].noun
    return (f"{name}（{BASES[basis].unit}）", *written, percent_words(count.answered, count.total, bar))


def _turnout_notes(outcome: PublicOutcome) -> Iterator[str]:
    found = outcome.turnout
    if came := "".join(_returned(found)):
        yield came
    if opinions := _opinions(found):
        yield opinions
    yield joined("", _counted(found))
    yield from _areas(outcome)


def _returned(found: Turnout) -> Iterator[str]:
    households = found.counts[Basis.HOUSEHOLDS]
    channels = found.channels.get(Capacity.OWNER, {})
    ways = "、".join(f"{CHANNELS[channel].way}{number:,}户" for channel in Channel if (number := channels.get(channel)))
    if ways:
        yield f"收回的{households.answered:,}户：{ways}。"
    if told(households.blank) and households.blank:
        yield f"收回的票里有{households.blank:,}户没有答“改不改”，计入收回，不计入同意、不同意和暂不表态。"
    if told(households.invalid) and households.invalid:
        yield f"另有{households.invalid:,}户交回的票不能计数，不计入收回。"


def _counted(found: Turnout) -> Iterator[str]:
    yield "一位业主不论有几套房，人数只算一人，面积合计。"
    if found.unsold:
        words = f"开发商没有卖出的{found.unsold:,}套不算户，不点单；同一开发商的房合起来算一人，面积合计。"
        yield said(words, "unsold", units=found.unsold)
    if found.conflicts:
        yield f"有{found.conflicts:,}位业主几套房的答案不一样，按最后交的一次算。"
    part, whole = found.estimated
    if part:
        yield f"面积里有估计数：{area_share_words(part, whole)}。"


def _areas(outcome: PublicOutcome) -> Iterator[str]:
    count = outcome.turnout.counts[Basis.AREA]
    areas = (count.yes, count.no, count.abstain)
    if any(isinstance(area, Hidden) for area in areas):
        yield f"面积里的“{UNTOLD}”：{WHY[Why.AREA]}"


def _opinions(found: Turnout) -> str:
    count = found.opinions
    number = count.part if told(count.part) else count.answered
    if not number:
        return ""
    figures = ((name, getattr(count, key)) for key, name in _CHOICES)
    detail = "、".join(f"{name}{figure:,}" for name, figure in figures if told(figure))
    return f"租户等其他住户另有意见{number:,}户{f'（{detail}）' if detail else ''}，只作参考，不计入。"


def buildings(outcome: PublicOutcome) -> tuple[Block, ...]:
    """Each building in door order, and their sum; a column of which nothing is told isn't there."""
    found = outcome.turnout
    head = ("楼栋", "应征", "收回", "收回率", *(name for _, name in _CHOICES), "同意率")
    rows = [(building_words(one.building), *_building_cells(one)) for one in found.buildings]
    kept = [n for n in range(len(head)) if not rows or any(row[n] != UNTOLD for row in rows)]
    untold = [name for n, name in enumerate(head) if n not in kept]
    total = ("合计", *_building_cells(found.counts[Basis.HOUSEHOLDS]))
    return (
        Figures(
            head=tuple(head[n] for n in kept),
            rows=tuple(tuple(row[n] for n in kept) for row in rows),
            total=tuple(total[n] for n in kept),
        ),
        Paragraphs(tuple(_building_notes("同意率" in untold, bool(untold))), Look.NOTE),
    )


def _building_cells(count: PublicBuilding | PublicCount) -> tuple[str, ...]:
    share = percent_words(count.yes, count.part) if told(count.yes) and told(count.part) else UNTOLD
    came = percent_words(count.answered, count.total)
    return (f"{count.total:,}", f"{count.answered:,}", came, *map(figure_words, (count.yes, count.no, count.abstain)), share)


def _building_notes(no_rate: bool, untold: bool) -> Iterator[str]:
    if not no_rate:
        yield "同意率＝同意户÷答了“改不改”的户。"
    if untold:
        what = "各楼怎么选不写" if no_rate else "各楼不同意和暂不表态的户数不写"
        yield f"{what}：{WHY[Why.FEW]}全小区的数照实写在上面。"
