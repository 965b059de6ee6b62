"""The 65 compounds of the demo district: where they stand, how big they are, and what each one is there to show."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Phase(StrEnum):
    """Which batch a compound is asked in: answered and closed, being answered, announced, or only planned."""

    CLOSED = "closed"
    OPEN = "open"
    SCHEDULED = "scheduled"
    DRAFT = "draft"


class Story(StrEnum):
    """What a compound is there to show."""

    PLAIN = ""
    PASSES = "passes"
    COVERAGE = "coverage"
    CONSENT = "consent"
    AREA = "area"
    THRESHOLD = "threshold"
    GATE = "gate"
    TIE = "tie"
    TINY = "tiny"
    UNSOLD = "unsold"
    PENDING = "pending"
    SILENT = "silent"


class Plot(NamedTuple):
    """One compound before anything is built on it; `area` None stands outside the five areas."""

    name: str
    street: int
    area: int | None
    buildings: int
    phase: Phase


STORIES = {
    "春风里": (Story.PASSES, "参与和同意都明显超过标准，五项条件都通过，清单按预算排到底；一个单元表决加装电梯，通过"),
    "槐荫苑": (Story.COVERAGE, "回答的人大多同意，但征求到的户数不到85%，结果只能作参考"),
    "竹影苑": (Story.CONSENT, "征求到的户数够了，同意的不到三分之二；一个单元表决加装电梯，没有通过"),
    "望河小区": (Story.AREA, "征询通过；业主共同决定的一件事，按人数够，按面积不够：临街商铺的业主一人有很大面积，不同意"),
    "石桥新村": (Story.THRESHOLD, "60户里正好51户回答、正好34户同意，都正好在线上，算通过"),
    "柳絮新村": (Story.GATE, "居民同意，但拆违拆临没有落实，暂不改造"),
    "月牙湾": (Story.TIE, "清单里有两项得票相同，并列名次"),
    "三合小院": (Story.TINY, "一共12户的小院"),
    "风筝新村": (Story.UNSOLD, "开发商还有14套没有卖出的房，不算户，合起来算一人"),
    "松涛苑": (Story.PENDING, "已经截止，五项条件还没有登记"),
    "油灯里": (Story.SILENT, "征询开着，还没有一户回答"),
}
"""The compounds that show something, and what that is, in a sentence for the handbook."""


def _street(street: int, area: int | None, compounds: str) -> tuple[Plot, ...]:
    """Plots written as `name buildings phase`, phase by its first letter (S for scheduled)."""
    phases = {"c": Phase.CLOSED, "o": Phase.OPEN, "s": Phase.SCHEDULED, "d": Phase.DRAFT}
    words = [entry.split() for entry in compounds.split(",")]
    return tuple(Plot(name, street, area, int(size), phases[phase]) for name, size, phase in words)


PLOTS = (
    *_street(
        0, 0, "春风里 6 c,槐荫苑 5 c,柳絮新村 5 c,杏花坞 5 o,听雨小区 4 o,竹影苑 5 c,东篱院 4 o,青砖里 4 c,九里香苑 5 o"
    ),
    *_street(
        0,
        1,
        "银杏新村 7 o,落叶里 5 c,松涛苑 6 c,山楂小区 4 o,白果里 5 o,晨钟小区 4 c,暮鼓小区 5 o,云朵苑 6 d,"
        "风铃里 3 c,橡子新村 5 o,松果苑 6 o,年轮小区 4 s",
    ),
    *_street(0, None, "月牙湾 4 c,纸鸢小区 3 o,灯笼里 4 o,三合小院 1 c"),
    *_street(
        1,
        2,
        "荷叶小区 6 o,莲蓬里 5 c,菱角苑 4 o,蛙鸣新村 5 o,芦花里 6 d,鱼尾巷小区 4 c,浮萍苑 5 o,水车小区 7 o,"
        "蜻蜓里 4 c,采莲新村 5 o",
    ),
    *_street(
        1,
        None,
        "望河小区 3 c,半夏里 5 o,谷雨新村 6 o,惊蛰苑 4 c,白露小区 8 o,霜降里 3 c,小满新村 5 o,立冬苑 4 d,"
        "芒种里 6 o,清和小区 5 d,寒露苑 4 c",
    ),
    *_street(
        2,
        3,
        "麦浪新村 7 o,麦穗里 5 c,稻香苑 4 o,打谷场小区 6 o,石磨里 5 s,草垛苑 4 c,蒲公英小区 6 o,油菜花里 5 d",
    ),
    *_street(2, 4, "石桥新村 3 c,石榴花苑 6 o,石头巷小区 4 c,石阶里 5 o,卵石苑 4 c,青石板小区 6 d,石榴籽里 5 o"),
    *_street(2, None, "豆腐坊小区 4 c,油灯里 5 o,竹马苑 3 d,风筝新村 5 c"),
)


def story(name: str) -> Story:
    """What the compound of this name shows; most show nothing in particular."""
    return STORIES[name][0] if name in STORIES else Story.PLAIN
