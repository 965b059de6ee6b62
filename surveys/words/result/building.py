"""What one building ordered beside the whole compound, where that is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.core.outcome import PublicLine, PublicOutcome, PublicPart, told
from surveys.words.claim import said
from surveys.words.figure import percent_words
from surveys.words.language import _, counted
from surveys.words.place import building_words
from surveys.words.result.bars import PartBar

_FAVOURITES = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One item in one building beside the compound: households that ordered it, of those that answered."""

    name: str
    here: str
    there: str
    bar: PartBar
    whole_bar: PartBar


@dataclass(frozen=True, slots=True)
class BuildingWords:
    """What one building ordered; `items` is empty where it isn't told building by building."""

    building: str
    name: str
    told: str
    items: tuple[Compared, ...]


def building_result(outcome: PublicOutcome, building: str) -> BuildingWords:
    """What a building ordered beside the whole compound, most wanted there first."""
    concerned = [line for line in outcome.listed.lines if line.voted and _touches(line, building)]
    here = [(part, line) for line in concerned for part in line.parts if part.building == building]
    here.sort(key=lambda pair: -pair[0].support)
    answered = next((row.answered for row in outcome.turnout.buildings if row.building == building), 0)
    return BuildingWords(
        building=building,
        name=building_words(building),
        told=said(
            _told(_favourites(here), len(concerned) - len(here), answered),
            "building",
            building=building,
            answered=answered,
            hidden=len(concerned) - len(here),
            among=[line.item for _part, line in here],
            most=[line.item for line in _favourites(here)],
        ),
        items=tuple(_compared(part, line, support) for part, line in here if told(support := line.support) and part.support),
    )


def _favourites(here: Sequence[tuple[PublicPart, PublicLine]]) -> list[PublicLine]:
    """The three that were ordered most, and those that are level with the third."""
    least = here[_FAVOURITES - 1][0].support if len(here) >= _FAVOURITES else 1
    return [line for part, line in here if part.support >= max(1, least)]


def _touches(line: PublicLine, building: str) -> bool:
    places = {*line.buildings, *(entrance.building for entrance in line.stairwells)}
    return not places or building in places


def _told(wanted: Sequence[PublicLine], hidden: int, answered: int) -> str:
    if not answered:
        return _("这栋楼没有一户答。")
    households = counted("%(n)s户", answered)
    if not wanted and not hidden:
        return _("这栋楼%(households)s答了，没有点单。", households=households)
    if not wanted:
        return _("这栋楼%(households)s答了。各项的户数不分楼公布，免得看出哪家怎么选。", households=households)
    names = {"households": households, "items": _("、").join(_(line.name) for line in wanted)}
    if not hidden:
        return _("这栋楼%(households)s答了，点得最多的是%(items)s。", **names)
    # The hidden ones may well be the most wanted.
    return _(
        "这栋楼%(households)s答了。另有%(hidden)s项的户数不分楼公布，免得看出哪家怎么选；其余的里，点得最多的是%(items)s。",
        hidden=hidden,
        **names,
    )


def _compared(part: PublicPart, line: PublicLine, support: int) -> Compared:
    return Compared(
        name=_(line.name),
        here=said(
            _share(part.support, part.answered),
            "ordered",
            item=line.item,
            building=part.building,
            support=part.support,
            answered=part.answered,
        ),
        there=said(_share(support, line.answered), "ordered", item=line.item, support=support, answered=line.answered),
        bar=PartBar(part.support, part.answered),
        whole_bar=PartBar(support, line.answered, low=True),
    )


def _share(part: int, whole: int) -> str:
    return _("%(percent)s（%(part)s/%(whole)s）", percent=percent_words(part, whole), part=part, whole=whole)
