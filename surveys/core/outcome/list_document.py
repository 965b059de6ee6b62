"""The priority list as a document: every figure with its denominator, money in fen."""

from __future__ import annotations

from typing import Any

from surveys.core.priorities import Line, PriorityList


def list_document(listed: PriorityList) -> dict[str, Any]:
    """The list as a JSON document."""
    return {
        "budget": listed.budget,
        "basic_first": listed.basic_first,
        "ranking": listed.ranking.document(),
        "households": listed.households,
        "answered": listed.answered,
        "must": listed.must,
        "spent": listed.spent,
        "lines": [line_document(line) for line in listed.lines],
    }


def line_document(line: Line) -> dict[str, Any]:
    """One line as a JSON document."""
    item = line.item
    return {
        "item": item.key,
        "name": item.name,
        "tier": item.tier,
        "buildings": list(item.buildings),
        "stairwells": [list(entrance) for entrance in item.stairwells],
        "status": line.status.value,
        "rank": line.rank,
        "tied_with": list(line.tied_with),
        "decided_by": line.decided_by.value if line.decided_by else None,
        "households": line.households,
        "answered": line.answered,
        "support": line.support,
        "share": str(line.share),
        "tops": list(line.tops),
        "ways": {way.key: way.support for way in line.ways},
        "opinion": list(line.opinion),
        "cost": line.cost,
        "way": line.way,
        "drawn": line.drawn if line.cost is not None else None,
        "total": line.total,
        "left": line.left,
        "room": line.room,
        "infeasible": item.infeasible,
    }
