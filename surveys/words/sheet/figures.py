"""Who took part: the whole compound on three bases, and building by building."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.core.ballot import Capacity, Channel
from surveys.core.tally import Basis, Part
from surveys.words.figure import area_share_words, hundredths, percent_words
from surveys.words.place import building_words
from surveys.words.sheet.parts import HIDDEN, Figures, Source

_ROWS = {Basis.HOUSEHOLDS: "户数（户）", Basis.OWNERS: "业主（人）", Basis.AREA: "面积（平方米）"}
_CHANNELS = {Channel.PHONE: "手机", Channel.PAPER: "纸质", Channel.DOOR: "上门", Channel.CALL: "电话"}


def turnout(source: Source) -> Figures:
    """The whole compound: households, owners and floor area side by side, never mixed."""
    votes = source.posted["votes"] if source.posted else source.sheet.tally.votes.document()
    return Figures(
        title="参与情况",
        head=("", "总数", "收回", "同意", "不同意", "暂不表态", "收回率"),
        rows=tuple(_basis_row(basis, votes[basis.value]) for basis in Basis),
        notes=tuple(_turnout_notes(source, votes)),
    )


def _basis_row(basis: Basis, count: Mapping[str, int | None]) -> tuple[str, ...]:
    total, answered = count["total"] or 0, count["answered"]
    figures = [total, answered, *(count[name] for name in ("yes", "no", "abstain"))]
    written = (
        HIDDEN if figure is None else hundredths(figure) if basis is Basis.AREA else f"{figure:,}" for figure in figures
    )
    return (_ROWS[basis], *written, HIDDEN if answered is None else percent_words(answered, total))


def _figure(basis: Basis, figure: int | None) -> str:
    if figure is None:
        return HIDDEN
    return hundredths(figure) if basis is Basis.AREA else f"{figure:,}"


def _turnout_notes(source: Source, votes: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield "".join(_returned(source, votes[Basis.HOUSEHOLDS.value]))
    if opinions := _opinions(source):
        yield opinions
    yield "".join(_counted(source))


def _returned(source: Source, households: Mapping[str, int]) -> Iterator[str]:
    tally = source.sheet.tally
    channels = tally.channels.get(Capacity.OWNER, {})
    ways = "、".join(f"{_CHANNELS[channel]}{number:,}户" for channel, number in channels.items() if number)
    if ways:
        yield f"收回的{households['answered']:,}户：{ways}。"
    if households["blank"]:
        yield f"收回的票里有{households['blank']:,}户没有答“改不改”，计入收回，不计入同意、不同意和暂不表态。"
    if households["invalid"]:
        yield f"另有{households['invalid']:,}户交回的票不能计数，不计入收回。"


def _counted(source: Source) -> Iterator[str]:
    tally = source.sheet.tally
    yield "一位业主不论有几套房，人数只算一人，面积合计。"
    if tally.conflicts:
        yield f"有{tally.conflicts:,}位业主几套房的答案不一样，按最后交的一次算。"
    if tally.estimated.part:
        yield f"面积里有估计数：{area_share_words(*tally.estimated)}。"
    if source.posted and None in source.posted["votes"][Basis.AREA.value].values():
        yield "面积里的“—”：这样选的业主不足5人，公布会推算出是哪家，所以不公布；是否达到比例照实公布。"
    if source.rough:
        yield "参与的业主不足28人，面积只公布整平方米，免得推算出哪家怎么选。"


def _opinions(source: Source) -> str:
    count = source.sheet.tally.whole.opinions
    if not count.part:
        return ""
    shown = source.posted["opinions"] if source.posted else count.document()
    named = [("同意", shown["yes"]), ("不同意", shown["no"]), ("暂不表态", shown["abstain"])]
    told = "、".join(f"{name}{number:,}" for name, number in named if number is not None)
    detail = f"（{told}）" if told else ""
    return f"租户等其他住户另有意见{count.part:,}户{detail}，只作参考，不计入。"


def buildings(source: Source) -> Figures:
    """Each building in door order, and their sum. Hidden cells show a dash."""
    tally = source.sheet.tally
    rows = source.posted["buildings"] if source.posted else [_exact(part) for part in tally.buildings]
    whole = _exact(tally.whole)
    return Figures(
        title="各楼情况（户）",
        head=("楼栋", "应征", "收回", "收回率", "同意", "不同意", "暂不表态", "同意率"),
        rows=tuple((building_words(row["building"]), *_building_cells(row)) for row in rows),
        total=("合计", *_building_cells(whole)),
        notes=tuple(_building_notes(source)),
    )


def _exact(part: Part) -> dict[str, Any]:
    return {"building": part.building, **part.votes.households.document()}


def _building_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    yes, no, abstain = (row[name] for name in ("yes", "no", "abstain"))
    share = HIDDEN if yes is None else percent_words(yes, row["part"])
    came = percent_words(row["answered"], row["total"])
    return (f"{row['total']:,}", f"{row['answered']:,}", came, *map(_cell, (yes, no, abstain)), share)


def _cell(number: int | None) -> str:
    return HIDDEN if number is None else f"{number:,}"


def _building_notes(source: Source) -> Iterator[str]:
    yield "同意率＝同意户÷答了“改不改”的户。"
    if source.posted:
        yield "“—”：户数太少，公布会看出哪家怎么选，所以不公布；合计数照实公布。"
