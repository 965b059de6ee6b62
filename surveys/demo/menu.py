"""The menu of each compound: quantities from its buildings, who pays, what excludes or needs what, and a budget."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from surveys.core.menu import Decision, Menu, Payer, Payment
from surveys.core.roster import UnitKind
from surveys.demo.district import Estate
from surveys.demo.matter import STAIRWELL
from surveys.demo.plots import Story, story

_HIGH_ENOUGH = 6
_YUAN = 100
_CAPS = {"upgrading": 300_000 * _YUAN}
_PARKING = {"lines": 150 * _YUAN, "grass": 3_200 * _YUAN, "lift": 26_000 * _YUAN}
_LIFT = (Payment(Payer.GOVERNMENT, 40), Payment(Payer.OWNERS, 60))
_PLUG = (Payment(Payer.GOVERNMENT, 60), Payment(Payer.COMPANY, 40))
_ROOF = (Payment(Payer.GOVERNMENT, 70), Payment(Payer.FUND, 30))


def menu_for(estate: Estate, menu: Menu) -> Menu:
    """What the district asks of one estate: what excludes or needs what, what owners decide, what a class may take."""
    told = story(estate.plot.name)
    changes: dict[str, dict[str, Any]] = {
        "pavilion": {"needs": ("square",)},
        "elder": {"decision": Decision.COMMON_PARTS},
        "lift": {"decision": Decision.REBUILDING},
    }
    if told is not Story.TINY and len(estate.shapes) <= 3:
        changes["service"] = {"excludes": ("elder",)}  # there is one room that is free
    if told is Story.CONSENT:
        changes["roof"] = {"decision": Decision.SPENDING_FUND}
    asked = menu.fitted(changes)
    return replace(asked, tiers=tuple(replace(tier, cap=_CAPS.get(tier.key)) for tier in menu.tiers))


def filled_in(estate: Estate, menu: Menu) -> Menu:
    """The menu with what the estate's office filled in: how much of each item, at the usual prices, who pays, and where."""
    known = {item.key: item for item in menu.items}
    changes = {
        key: {"quantity": count * 100, "unit_cost": known[key].reference}
        for key, count in _quantities(estate).items()
        if key in known
    }
    for key, change in _exceptions(estate, menu).items():
        changes[key] = {**changes.get(key, {}), **change}
    return menu.fitted({key: change for key, change in changes.items() if key in known})


def budget_for(estate: Estate, menu: Menu) -> int:
    """What the compound may spend, in fen: the must-do items and nearly half of everything else but lifts."""
    must = sum(item.cost or 0 for item in menu.items if item.must)
    rest = sum(item.drawn(item.cost or 0) for item in menu.items if not item.must and not item.infeasible)
    share = 30 + len(estate.plot.name) * 5 + len(estate.flats) % 7 * 2
    return -(-(must + rest * share // 100) // (10_000 * _YUAN)) * 10_000 * _YUAN


def _quantities(estate: Estate) -> dict[str, int]:
    """How much of each item the estate takes, in the item's unit."""
    homes = [flat for flat in estate.flats if flat.kind is not UnitKind.PARKING]
    built = sum(flat.area for flat in homes) // 100
    blocks = len(estate.shapes)
    stairs = sum(shape.units for shape in estate.shapes)
    roofs = built // (sum(shape.floors for shape in estate.shapes) // blocks)
    return {
        "road": built // 8,
        "drain": 70 * blocks + len(homes),
        "wires": 60 * blocks,
        "fire": blocks + 1,
        "lamp": 4 * blocks,
        "camera": 4 * blocks + 4,
        "roof": roofs,
        "wall": built * 2 // 5,
        "water": len(homes),
        "heat": 55 * blocks,
        "green": built // 20,
        "parking": len(homes) * 2 // 5,
        "plug": len(homes) * 3 // 10,
        "gate": stairs + 2,
        "fitness": 6 + blocks,
        "square": 120 + len(homes),
        "pavilion": 1 + blocks // 5,
        "ramp": stairs,
        "service": 60 + len(homes) // 4,
        "elder": 80 + len(homes) // 3,
        "childcare": 80 + len(homes) // 4,
    }


def _exceptions(estate: Estate, menu: Menu) -> dict[str, dict[str, Any]]:
    """What can't be done here, what nobody has estimated, who pays a part, and which way of parking costs what."""
    told = story(estate.plot.name)
    ways = next((item.alternatives for item in menu.items if item.key == "parking"), ())
    changes: dict[str, dict[str, Any]] = {
        "lift": _lift(estate, menu),
        "heat": {"unit_cost": None},
        "parking": {"alternatives": tuple(replace(way, unit_cost=_PARKING.get(way.key)) for way in ways)},
        "plug": {"pays": _PLUG},
    }
    if told is Story.TINY:
        changes["square"] = changes["pavilion"] = {"infeasible": "院里没有空地"}
        changes["childcare"] = {"infeasible": "院里没有空房"}
    elif len(estate.shapes) <= 3:
        changes["childcare"] = {"infeasible": "院里没有合适的房子"}
    if told is Story.CONSENT:
        changes["roof"] = {"pays": _ROOF}
    return changes


def _lift(estate: Estate, menu: Menu) -> dict[str, Any]:
    """For one stairwell where its owners decide, else for every building that is high enough."""
    price = next((item.reference for item in menu.items if item.key == "lift"), None)
    owners: dict[str, Any] = {"own_money": True, "pays": _LIFT, "unit_cost": price}
    if story(estate.plot.name) in (Story.PASSES, Story.CONSENT):
        return {**owners, "stairwells": (STAIRWELL,), "quantity": 100}
    high = {label: shape for label, shape in estate.buildings.items() if shape.floors >= _HIGH_ENOUGH}
    if not high:
        return {"infeasible": "楼都不到六层，楼间距也不够装电梯"}
    return {**owners, "buildings": tuple(high), "quantity": sum(shape.units for shape in high.values()) * 100}
