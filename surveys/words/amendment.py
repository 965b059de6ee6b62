"""Amendments of a poll's roster (户册更正), as the desk, the papers and the household concerned read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling, PlacedHome
from surveys.core.errors import NotAllowed, Problem
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.staff import RIGHTS, Right, Role
from surveys.words.account import ROLES
from surveys.words.advice import mending
from surveys.words.amended import AMENDMENTS, UNIT_KINDS, AmendmentWords, headcount_words
from surveys.words.figure import hundredths
from surveys.words.language import _
from surveys.words.place import building_words, door_words

RULED: Mapping[AmendmentRuling, str] = {
    AmendmentRuling.CONFIRMED: "确认了",
    AmendmentRuling.REFUSED: "没有同意",
    AmendmentRuling.WITHDRAWN: "提的人撤回了",
}
AREA_SOURCES: Mapping[AreaSource, str] = {
    AreaSource.REGISTER: "不动产登记",
    AreaSource.SURVEY: "测绘",
    AreaSource.CONTRACT: "合同",
    AreaSource.ESTIMATE: "估计",
}
_EMPTY = {"building": "写上楼栋", "room": "写上房号"}
_PROBLEMS = {
    "amendment_reason": "写明为什么要更正",
    "amendment_source": "写明凭什么：什么文书，编号，哪一天的",
    "amendment_why": "写明理由",
    "amendment_names": "理由会公示，不要写姓名、电话：“{value}”",
    "amendment_area": "面积写数字，大于0，不超过10万平方米，最多两位小数，比如 89.50",
    "amendment_floor": "楼层写整数，地下写负数",
    "amendment_owners": "共有几人写1到{most}的整数",
    "amendment_same_as": "选这次征询里别的一户",
    "amendment_unchanged": "和现在的一样，没有要更正的",
    "amendment_waits": "这一户已经有一条更正在等确认，先等那一条定了",
    "amendment_gone": "这一户已经不在户册里；要它重新算，选“应该算”",
    "amendment_not_gone": "这一户现在就算着，不用恢复",
    "amendment_door_taken": "同一单元里已经有这个房号",
    "amendment_somebody_answered": "有人替这一户答过，或者登记过代投，不能去掉，只能作废：回答要留着",
    "amendment_nobody_answered": "没有人替这一户答过，选“没有这一户”",
    "amendment_last": "这是最后一户，去掉就没有户可以算了",
    "text_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_REFUSALS = {
    "draft": "征询还没有打开，直接改户册就行。",
    "closed": "征询截止了，还没有公示。公示以后，有异议并且采纳了的，才能更正。",
    "cancelled": "这次征询已经撤销，不用更正。",
    "final": "已经最终公示，什么都不能再改。",
    "objection_needed": "结果已经公示。先记异议、答复“采纳”，再凭那条异议更正。",
    "had_a_hand": "这一条是您提的，要由另一位来定。",
    "hand_invited": "提这一条的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
    "decided_before": "这一条刚才已经定过了。回到列表看是怎么定的。",
    "not_yours": "这一条不是您提的，不能由您撤回。",
    "amended_since": "这一户在提了以后又更正过，和当时不一样了。不要确认，请提的人照现在的重新提。",
}


def amendment_problem_words(problem: Problem) -> str:
    """What is wrong with a request or a decision."""
    if problem.code == "amendment_empty":
        return _EMPTY[problem.field]
    return mending(_PROBLEMS, problem)


def amendment_refused_words(refused: NotAllowed) -> str:
    """Why nothing is asked for or decided now."""
    return _REFUSALS.get(refused.reason) or _PROBLEMS[refused.reason] + "。"


def home_change_words(change: Mapping[str, Any]) -> Iterator[str]:
    """What a request changes, part by part; of an owner only whether it is somebody else's, never who."""
    if "building" in change:
        yield door_words(str(change["building"]), str(change["unit"]), str(change["room"]))
    elif "room" in change:
        yield _("房号%(room)s", room=change["room"])
    if "floor" in change:
        yield _("%(floor)s层", floor=change["floor"])
    if "area" in change:
        source = AREA_SOURCES[AreaSource(change["area_source"])]
        yield _("%(area)s平方米（%(source)s）", area=hundredths(int(change["area"])), source=source)
    if "use" in change:
        yield _(UNIT_KINDS[UnitKind(change["use"])])
    if "same_as" in change:
        yield _("和别的一户是同一位房主") if change["same_as"] else _("房主和别的户都不是同一位")
    if int(change.get("owners") or 1) > 1:
        yield _("%(n)s人共有", n=change["owners"])


def place_words(place: str, matters: Mapping[str, str]) -> str:
    """Where figures are counted: the compound, a building, or a matter's scope by its wording."""
    name, _space, key = place.partition(" ")
    if name == "building":
        return building_words(key)
    return _("事项“%(wording)s”", wording=matters.get(key, key)) if name == "matter" else _("全小区")


def figures_words(figures: Mapping[str, Mapping[str, Sequence[int]]], matters: Mapping[str, str] | None = None) -> list[str]:
    """What is counted before and after, place by place."""
    told = []
    for place, both in figures.items():
        before, after = headcount_words(both["before"]), headcount_words(both["after"])
        named = place_words(place, matters or {})
        told.append(
            _("%(place)s不变，%(after)s", place=named, after=after)
            if before == after
            else _("%(place)s从%(before)s，变成%(after)s", place=named, before=before, after=after)
        )
    return told


def ruled_words(one: Amendment) -> str:
    """What became of a request; empty while it waits."""
    return _(RULED[one.ruling]) if one.ruling else ""


def amendment_ruled_words(one: Amendment) -> str:
    """What a decision changed, and what to do next."""
    if not one.confirmed:
        return _("没有同意，数没有变")
    told = [_("确认了，数已经按更正以后的算")]
    told.append(_("户册也跟着改了，以后的征询不用再更正") if one.followed else _("户册没有跟着改，请到户册页核对"))
    if one.kind is AmendmentKind.ADD:
        told.append(_("下一步：给这一户印入户信；户册里业主的姓名、电话要补上"))
    elif one.kind is AmendmentKind.OWNER:
        told.append(_("业主的姓名没有动，请到户册页核对"))
    if one.objection is not None:
        told.append(_("结果变了，下一步：更正公示"))
    return "。".join(told)


def amendment_deciders() -> str:
    """The offices that decide, the nearest to the door first."""
    return "、".join(ROLES[role].name for role in reversed(Role) if Right.ANSWER in RIGHTS.get(role, ()))


def sought_homes(homes: Sequence[PlacedHome], sought: str) -> tuple[PlacedHome, ...]:
    """The home at the door that was typed whole; else those whose door is spelt with all of it, in whatever order."""
    whole = [part.strip() for part in sought.split("-")]
    if len(whole) == 3 and (there := tuple(one for one in homes if _is_at(one, whole))):
        return there
    parts = sought.replace("-", " ").split()
    if not parts:
        return ()
    return tuple(one for one in homes if all(part in _spelt(one) for part in parts))


def _is_at(one: PlacedHome, typed: Sequence[str]) -> bool:
    """Whether building, unit and room are these; the number alone will do where the roster says 号楼 and 单元."""
    labels = (one.household.building, one.household.unit, one.household.room)
    return all(map(_is_called, labels, typed))


def _is_called(label: str, typed: str) -> bool:
    return label == typed or (bool(typed) and label.startswith(typed) and not label[len(typed)].isascii())


def _spelt(one: PlacedHome) -> str:
    home = one.household
    return f"{home.building}-{home.unit}-{home.room} {door_words(home.building, home.unit, home.room)}"


def figure_lines(
    figures: Mapping[str, Mapping[str, Sequence[int]]], matters: Mapping[str, str]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """A table of what is counted: each place, and households, owners and area before and after."""
    found = []
    for place, both in figures.items():
        before, after = both["before"], both["after"]
        pairs = [(f"{old:,}", f"{new:,}") for old, new in zip(before[:2], after[:2], strict=True)]
        pairs.append((hundredths(before[2]), hundredths(after[2])))
        found.append((place_words(place, matters), tuple(pairs)))
    return tuple(found)


def door_of(one: PlacedHome) -> str:
    """A home's door."""
    home = one.household
    return door_words(home.building, home.unit, home.room)


def about_words(one: Amendment, doors: Mapping[int, PlacedHome]) -> str:
    """Which home a request is about."""
    if (home := doors.get(one.household or 0)) is not None:
        return door_of(home)
    return door_words(*(str(one.change.get(name, "")) for name in ("building", "unit", "room")))


def home_words(one: PlacedHome) -> str:
    """A home as it is counted now."""
    home = one.household
    told = [_(UNIT_KINDS[home.kind]), _("%(area)s平方米", area=hundredths(home.area))]
    told += [_("%(n)s人共有", n=home.owners)] if home.owners > 1 else []
    told += [_("开始以后补的")] if one.added else []
    told += [_("不在总数里")] if one.gone else []
    return "，".join(told)


def amendment_kind_words(kind: AmendmentKind) -> AmendmentWords:
    """What a kind of amendment is called, what it does, and how it is told."""
    return AMENDMENTS[kind]


def counted_words(figures: Sequence[int]) -> str:
    """What is counted in all."""
    return headcount_words(figures)
