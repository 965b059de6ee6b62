"""Taking a roster over in words: what differs, which places are new, who bears one name, and what has to be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.core.contact import masked
from surveys.core.errors import Problem
from surveys.core.roster_file import RosterRow
from surveys.core.takeover import (
    APART,
    HOLDING,
    NEW,
    ONE,
    CellTurn,
    Differing,
    DoorTurn,
    Holder,
    Namesakes,
    Newcomer,
    address,
)
from surveys.services.edition import roster_document
from surveys.words.figure import area_words
from surveys.words.place import door_words

_FEW_DOORS = 6
_EMPTY = "空"
TOTALS: Mapping[str, str] = {"homes": "户", "owners": "业主", "floor_area": "面积", "buildings": "楼"}
_UNITS: Mapping[str, str] = {"homes": "户", "owners": "位", "buildings": "栋"}
_WRONG = {
    "expected_number": "“{value}”：写整数，例如128",
    "expected_area": "“{value}”：写成数字，单位平方米，例如9850.50",
}


@dataclass(frozen=True, slots=True)
class CellWords:
    """One cell from what to what."""

    cell: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DoorTurnWords:
    """One household and its cells that turn."""

    door: str
    cells: tuple[CellWords, ...]


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Something to be answered: `lines` are what it is about, `options` what may be answered and what each is called;
    where it is `free` they are only proposals."""

    key: str
    title: str
    question: str
    lines: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    chosen: str
    free: bool = False


def door_turn_words(turn: DoorTurn) -> DoorTurnWords:
    """One household that changes."""
    return DoorTurnWords(door_words(*address(turn.row)), tuple(map(cell_turn_words, turn.cells)))


def cell_turn_words(turn: CellTurn) -> CellWords:
    """One cell from what to what; telephones are masked."""
    before, after = (cell_words(turn.cell, value) for value in (turn.before, turn.after))
    if before == after and turn.cell == "phone":
        after = f"{after}（中间的数字不一样）"
    return CellWords(_cell_name(turn.cell), before, after)


def _cell_name(cell: str) -> str:
    names = {column["key"]: column["name"] for column in roster_document()["column"]}
    return str(names.get(cell, "同名的人名下"))


def cell_words(cell: str, value: str | int) -> str:
    """What stands in a cell of a roster, as people read it."""
    document = roster_document()
    match cell:
        case "floor_area":
            return area_words(int(value))
        case "floor":
            return f"{value}层"
        case "phone":
            return masked(str(value)) if value else _EMPTY
        case "kind":
            return str(document["kinds"][value][0])
        case "area_source":
            return str(document["sources"][value][0])
    return f"{value}户" if cell == HOLDING else str(value) or _EMPTY


def row_words(row: RosterRow) -> str:
    """One household in a line: door, owner, floor area, kind."""
    owner = row.owner or "没有业主名字"
    return f"{door_words(*address(row))} {owner}，{area_words(row.floor_area)}，{cell_words('kind', row.kind.value)}"


def namesakes_words(group: Namesakes, answers: Mapping[str, str]) -> AskedWords:
    """Who bears one name: the homes of each, and whether they are one person."""
    known = group.known
    phones = {phone for holder in group.holders for phone in holder.phones}
    called = {APART: "不是一个人" if not known else "不是，是另外的人", ONE: _one(len(known), len(phones))}
    called |= {holder.key: f"和{_doors(holder)}是一个人" for holder in known if holder.key in group.options}
    return AskedWords(
        key=group.key,
        title=group.name,
        question=f"{group.place[1]}有{sum(len(holder.doors) for holder in group.holders)}户写着{group.name}：是一个人吗？",
        lines=tuple(_holder(holder) for holder in group.holders),
        options=tuple((option, called[option]) for option in group.options),
        chosen=answers.get(group.key, ""),
    )


def _one(known: int, phones: int) -> str:
    said = "都是一个人，和户册里的是一个人" if known else "都是一个人"
    return f"{said}，电话记第一个" if phones > 1 else said


def _holder(holder: Holder) -> str:
    phones = "、".join(map(masked, holder.phones)) or "没有电话"
    there = "，已经定过是一个人" if holder.key and len(holder.doors) > 1 else ""
    return f"{_doors(holder)}（{phones}{there}）"


def _doors(holder: Holder) -> str:
    doors = "、".join(door_words(*door) for door in holder.doors[:_FEW_DOORS])
    return doors if len(holder.doors) <= _FEW_DOORS else f"{doors}等{len(holder.doors):,}户"


def newcomer_words(new: Newcomer, answers: Mapping[str, str]) -> AskedWords:
    """A street or compound that isn't known, and those that may be meant."""
    name, kind = (new.compound, "小区") if new.compound else (new.street, "镇街")
    called = {near.value: f"就是“{_place(near.street, near.compound)}”，名字写得不一样" for near in new.near}
    called[NEW] = f"不是，真的是新{kind}“{name}”"
    return AskedWords(
        key=new.key,
        title=_place(new.street, new.compound),
        question=f"“{_place(new.street, new.compound)}”现在没有，有名字很像的：是哪一个？（文件里{new.rows:,}户）",
        lines=(),
        options=tuple((option, called[option]) for option in new.options),
        chosen=answers.get(new.key, "") if answers.get(new.key) in new.options else new.default,
    )


def _place(street: str, compound: str) -> str:
    return f"{street} {compound}".strip()


def total_words(total: str, number: int) -> str:
    """One total as people read it."""
    return area_words(number) if total == "floor_area" else f"{number:,}{_UNITS[total]}"


def differing_words(differing: Sequence[Differing]) -> tuple[str, ...]:
    """The totals that aren't what was expected, one sentence each."""
    return tuple(
        f"{TOTALS[one.total]}：应该是{total_words(one.total, one.expected)}，文件里是{total_words(one.total, one.found)}，"
        f"{'多' if one.found > one.expected else '少'}{total_words(one.total, abs(one.found - one.expected))}"
        for one in differing
    )


def expected_problem_words(problem: Problem) -> str:
    """What is wrong with a total that somebody typed."""
    return f"{TOTALS[problem.field]}{_WRONG[problem.code].format(value=problem.value)}"
