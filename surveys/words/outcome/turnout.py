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
    names = ("total", "answered", *(key for key, _ in _CHOICES))
    figures: dict[str, Figure] = {name: getattr(count, name) for name in names}
    written = (_cell(basis, name, figure) for name, figure in figures.items())
    name = "业主" if basis is Basis.OWNERS else BASES[basis].noun
    came = {"basis": basis.value, "answered": count.answered, "total": count.total}
    rate = said(percent_words(count.answered, count.total, bar), "turnout", **came)
    return (f"{name}（{BASES[basis].unit}）", *written, rate)


def _cell(basis: Basis, name: str, figure: Figure) -> str:
    if not told(figure):
        return UNTOLD
    words = hundredths(figure) if basis is Basis.AREA else figure_words(figure)
    return said(words, "turnout", basis=basis.value, **{name: figure})


def _turnout_notes(outcome: PublicOutcome) -> Iterator[str]:
    found = outcome.turnout
    if came := joined("", _returned(found)):
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
        by_channel = {channel.value: number for channel, number in channels.items()}
        told_ways = {"capacity": Capacity.OWNER.value, "ballots": households.answered, **by_channel}
        yield said(f"收回的{households.answered:,}户：{ways}。", "channels", **told_ways)
    if told(households.blank) and households.blank:
        words = f"收回的票里有{households.blank:,}户没有答“改不改”，计入收回，不计入同意、不同意和暂不表态。"
        yield said(words, "turnout", basis=Basis.HOUSEHOLDS.value, blank=households.blank)
    if told(households.invalid) and households.invalid:
        words = f"另有{households.invalid:,}户交回的票不能计数，不计入收回。"
        yield said(words, "turnout", basis=Basis.HOUSEHOLDS.value, invalid=households.invalid)


def _counted(found: Turnout) -> Iterator[str]:
    yield "一位业主不论有几套房，人数只算一人，面积合计。"
    if found.unsold:
        words = f"开发商没有卖出的{found.unsold:,}套不算户，不点单；同一开发商的房合起来算一人，面积合计。"
        yield said(words, "unsold", units=found.unsold)
    if found.conflicts:
        words = f"有{found.conflicts:,}位业主几套房的答案不一样，按最后交的一次算。"
        yield said(words, "conflicts", owners=found.conflicts)
    part, whole = found.estimated
    if part:
        yield said(f"面积里有估计数：{area_share_words(part, whole)}。", "estimated", part=part, whole=whole)


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
    figures = {key: figure for key, _ in _CHOICES if told(figure := getattr(count, key))}
    detail = "、".join(f"{name}{figures[key]:,}" for key, name in _CHOICES if key in figures)
    words = f"租户等其他住户另有意见{number:,}户{f'（{detail}）' if detail else ''}，只作参考，不计入。"
    return said(words, "opinions", **{"part" if told(count.part) else "answered": number}, **figures)


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
    where = {"building": count.building} if isinstance(count, PublicBuilding) else {}

    def cell(words: str, **figures: Figure) -> str:
        known = all(map(told, figures.values()))
        return said(words, "turnout", basis=Basis.HOUSEHOLDS.value, **where, **figures) if known else UNTOLD

    share = percent_words(count.yes, count.part) if told(count.yes) and told(count.part) else UNTOLD
    return (
        cell(f"{count.total:,}", total=count.total),
        cell(f"{count.answered:,}", answered=count.answered),
        cell(percent_words(count.answered, count.total), answered=count.answered, total=count.total),
        *(cell(figure_words(figure), **{key: figure}) for key, figure in _choices(count)),
        cell(share, yes=count.yes, part=count.part),
    )


def _choices(count: PublicBuilding | PublicCount) -> Iterator[tuple[str, Figure]]:
    return ((key, getattr(count, key)) for key, _ in _CHOICES)


def _building_notes(no_rate: bool, untold: bool) -> Iterator[str]:
    if not no_rate:
        yield "同意率＝同意户÷答了“改不改”的户。"
    if untold:
        what = "各楼怎么选不写" if no_rate else "各楼不同意和暂不表态的户数不写"
        yield f"{what}：{WHY[Why.FEW]}全小区的数照实写在上面。"
