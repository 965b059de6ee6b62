"""Where somebody lives, as a neighbour would say it."""

from __future__ import annotations

import re

from surveys.words.language import _, in_chinese

_NUMBER = re.compile(r"[0-9A-Za-z]+")
_BARE = re.compile(r"[0-9A-Za-z]+|[甲乙丙丁戊己庚辛壬癸东南西北中]")
_NUMBERED_BUILDING = re.compile(r"([0-9A-Za-z]+)(?:号楼|栋|幢|座)?")
_NUMBERED_UNIT = re.compile(r"([0-9A-Za-z]+)(?:单元)?")


def building_words(building: str) -> str:
    """A building's name: a bare number or letter gets its 号楼, a name stays as it is."""
    if not in_chinese() and (found := _NUMBERED_BUILDING.fullmatch(building)):
        return _("%(name)s号楼", name=found[1])
    return f"{building}号楼" if _NUMBER.fullmatch(building) else building


def unit_words(unit: str) -> str:
    """A stairwell's name: a bare number, letter or 甲 gets its 单元; empty where the building has only one."""
    if not in_chinese() and (found := _NUMBERED_UNIT.fullmatch(unit)):
        return _("%(name)s单元", name=found[1])
    return f"{unit}单元" if _BARE.fullmatch(unit) else unit


def door_words(building: str, unit: str, room: str) -> str:
    """A door inside the compound: 3号楼 2单元 501."""
    between = " " if in_chinese() else ", "
    return between.join(part for part in (building_words(building), unit_words(unit), room) if part)
