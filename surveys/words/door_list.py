"""The list to go by from door to door, and the register of forms given out and fetched back: who hasn't answered comes
first, and of nobody is said what they chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.ballot import Capacity
from surveys.core.paper_form import PaperForm
from surveys.core.place import CHINA
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.services.compound import DoorLine
from surveys.words.community import Asker
from surveys.words.dates import time_words
from surveys.words.demo_mark import unmarked
from surveys.words.place import building_words, unit_words
from surveys.words.ruled import FloorGrid, RuledColumn, RuledPaper, RuledPart, Side

_SILENT, _OCCUPANT, _OWNER = "□", "△", "■"
_KEY = f"{_SILENT}还没答　{_OCCUPANT}住户答了，房主没答　{_OWNER}房主答了"
_STATES = {_SILENT: "没人答", _OCCUPANT: "住户答了", _OWNER: "房主答了"}
_ABREAST = 8
_DOORS = (
    RuledColumn("序", 90, Side.CENTER),
    RuledColumn("单元", 240),
    RuledColumn("楼层", 120, Side.CENTER),
    RuledColumn("房号", 300),
    RuledColumn("现在", 220),
    RuledColumn("哪天去的", 250),
    RuledColumn("答了、不在、拒答、另约、空置", 0),
    RuledColumn("下次什么时候", 330),
    RuledColumn("住户签字", 300),
    RuledColumn("上门的人签字", 300),
)
_FORMS = (
    RuledColumn("序", 90, Side.CENTER),
    RuledColumn("单元", 240),
    RuledColumn("房号", 300),
    RuledColumn("现在", 220),
    RuledColumn("问卷编号", 360, Side.CENTER),
    RuledColumn("发放日期", 250, Side.CENTER),
    RuledColumn("领取人签字", 300),
    RuledColumn("收回日期", 250, Side.CENTER),
    RuledColumn("交回人签字", 300),
    RuledColumn("备注（作废、没有交回）", 0),
)


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """A poll door by door, who asks, and its paper forms."""

    poll: Poll
    asks: Asker
    doors: tuple[DoorLine, ...]
    forms: tuple[PaperForm, ...] = ()


def door_list(facts: DoorFacts, at: datetime) -> RuledPaper:
    """The list to go by: each building at a glance and then door by door, those who haven't answered first."""
    parts = tuple(_building(name, lines) for name, lines in _buildings(facts.doors))
    notes = (f"先去没有答的。上门只问有没有填、帮不帮忙填，不问也不写怎么选。{_KEY}。",)
    made = _paper(facts, at, "上门名单")
    return replace(made, notes=notes, columns=_DOORS, parts=parts or _NOBODY)


def form_register(facts: DoorFacts, at: datetime) -> RuledPaper:
    """The register of forms: one row a form that was printed for a home, else one to write its number in."""
    forms: dict[int, list[PaperForm]] = {}
    for form in facts.forms:
        if form.household is not None:
            forms.setdefault(form.household, []).append(form)
    parts = [_register(name, lines, forms) for name, lines in _buildings(facts.doors)]
    blank = [form for form in facts.forms if form.household is None]
    if blank:
        rows = tuple(_form_row(n, ("", "", "空白问卷"), form) for n, form in enumerate(blank, 1))
        parts.append(RuledPart(f"没有写房号的空白问卷：{len(blank)}份", rows))
    notes = ("每发一份、收回一份，当面写编号、日期，本人签字。问卷编号不是户码。没有答的排在前面，答过的也可以领。",)
    made = _paper(facts, at, "问卷发放和收回登记册")
    signed = ("发放人", "收回人", "核对人")
    return replace(made, notes=notes, columns=_FORMS, parts=tuple(parts) or _NOBODY, signed=signed)


_NOBODY = (RuledPart("", (), after=("没有要列的户。",)),)


def _paper(facts: DoorFacts, at: datetime, kind: str) -> RuledPaper:
    """What both have in common, without what is ruled."""
    poll = facts.poll
    wave, demo = unmarked(poll.wave.title)
    phone = f"　电话 {facts.asks.phone}" if facts.asks.phone else ""
    return RuledPaper(
        title=f"{poll.compound.name}{kind}",
        running=f"{poll.compound.name}{kind}　{wave}",
        sides=(wave, f"{time_words(poll.ended_at)}截止"),
        notes=(),
        columns=(),
        parts=(),
        foot=(f"{facts.asks.committee}{phone}", f"打印时间 {time_words(at)}　用完收好，不张贴，不转发"),
        height=96,
        size=110,
        apart=True,
        demo=demo,
    )


def _buildings(doors: Iterable[DoorLine]) -> Iterator[tuple[str, list[DoorLine]]]:
    found: dict[str, list[DoorLine]] = {}
    for line in doors:
        if line.household.kind.is_household:
            found.setdefault(line.household.building, []).append(line)
    yield from ((building_words(name), lines) for name, lines in found.items())


def _mark(line: DoorLine) -> str:
    if any(cast.capacity is Capacity.OWNER for cast in line.casts):
        return _OWNER
    return _OCCUPANT if line.casts else _SILENT


def _counted(name: str, lines: Sequence[DoorLine]) -> str:
    marks = [_mark(line) for line in lines]
    said = "，".join(f"{words}{marks.count(mark)}户" for mark, words in _STATES.items() if mark in marks)
    return f"{name}：{len(lines)}户，{said}"


def _building(name: str, lines: Sequence[DoorLine]) -> RuledPart:
    waiting = [line for line in lines if _mark(line) != _OWNER]
    order = sorted(waiting, key=lambda line: _mark(line) != _SILENT)
    rows = tuple(_door_row(n, line) for n, line in enumerate(order, 1))
    done = [_door(line.household) for line in lines if _mark(line) == _OWNER]
    after = (f"房主答了的，不用再去：{'、'.join(done)}",) if done else ()
    return RuledPart(_counted(name, lines), rows, tuple(_grids(lines)), after=after)


def _door(home: Household) -> str:
    unit = unit_words(home.unit)
    return f"{unit} {home.room}" if unit else home.room


def _door_row(number: int, line: DoorLine) -> tuple[str, ...]:
    home, mark = line.household, _mark(line)
    said = f"{mark}{_STATES[mark]}"
    return (str(number), unit_words(home.unit), str(home.floor), home.room, said, "", "", "", "", "")


def _grids(lines: Sequence[DoorLine]) -> Iterator[FloorGrid]:
    """Stairwells side by side, floors on top of each other; a building with more stairwells than fit has several grids."""
    units = list(dict.fromkeys(line.household.unit for line in lines))
    for start in range(0, len(units), _ABREAST):
        part = units[start : start + _ABREAST]
        cells: dict[tuple[int, str], list[str]] = {}
        for line in lines:
            if line.household.unit in part:
                home = line.household
                cells.setdefault((home.floor, home.unit), []).append(f"{_mark(line)}{home.room}")
        floors = sorted({floor for floor, _ in cells}, reverse=True)
        rows = tuple((f"{floor}层", *("　".join(cells.get((floor, unit), ())) for unit in part)) for floor in floors)
        yield FloorGrid(("楼层", *(unit_words(unit) or "不分单元" for unit in part)), rows)


def _register(name: str, lines: Sequence[DoorLine], forms: Mapping[int, list[PaperForm]]) -> RuledPart:
    rows: list[tuple[str, ...]] = []
    for line in sorted(lines, key=lambda line: _mark(line) == _OWNER):
        home, mark = line.household, _mark(line)
        place = (unit_words(home.unit), home.room, f"{mark}{_STATES[mark]}")
        mine: list[PaperForm | None] = [*forms.get(home.id, ())]
        rows += [_form_row(len(rows) + n, place, form) for n, form in enumerate(mine or [None], 1)]
    return RuledPart(_counted(name, lines), tuple(rows))


def _form_row(number: int, place: tuple[str, str, str], form: PaperForm | None) -> tuple[str, ...]:
    if form is None:
        return (str(number), *place, "", "", "", "", "", "")
    given, back = (_day(form.issued_at), _day(form.returned_at))
    note = "作废" if form.spoiled_at else ""
    return (str(number), *place, _number(form.number), given, "", back, "", note)


def _number(number: str) -> str:
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%m-%d}" if moment else ""
