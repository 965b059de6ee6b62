"""What a household orders: the top floor a roof and a lift, the old a ramp and a canteen, whoever drives a place to park."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from surveys.core.menu import Menu
from surveys.core.roster import Entrance
from surveys.demo.people import Home, Village

_WAYS = {
    "wall": {"mend": 2, "insulate": 3},
    "green": {"trees": 3, "flowers": 2, "plots": 1},
    "parking": {"lines": 4, "grass": 2, "lift": 1},
    "plug": {"shed": 3, "doors": 3, "cars": 1},
    "elder": {"rooms": 2, "canteen": 4, "daycare": 1},
}
_LIFT_BY_FLOOR = (0.0, 0.02, 0.07, 0.30, 0.55, 0.75)


def wanted(home: Home, bad: Mapping[str, float]) -> dict[str, float]:
    """How strongly a household wants each item, from 0 to 1."""
    old, child, car, bike = float(home.old), float(home.child), float(home.car), float(home.bike)
    stairs = _LIFT_BY_FLOOR[min(home.height, len(_LIFT_BY_FLOOR) - 1)] if home.height > 0 else 0.0
    return {
        "lamp": 0.12 + 0.45 * bad["dark"],
        "camera": 0.18 + 0.40 * bad["safety"],
        "roof": 0.04 + (0.35 + 0.55 * bad["leaks"]) * home.under_the_roof,
        "wall": 0.12 + 0.45 * bad["walls"] + 0.10 * home.under_the_roof,
        "water": 0.16,
        "heat": 0.22 + 0.12 * home.under_the_roof + 0.10 * old,
        "green": 0.10 + 0.22 * bad["green"],
        "parking": 0.06 + (0.30 + 0.45 * bad["parking"]) * car,
        "plug": 0.05 + (0.20 + 0.45 * bad["charging"]) * bike,
        "gate": 0.12 + 0.35 * bad["safety"],
        "fitness": 0.08 + 0.18 * old,
        "square": 0.08 + 0.22 * bad["places"] + 0.15 * old + 0.15 * child,
        "pavilion": 0.05 + 0.18 * old,
        "ramp": 0.05 + 0.45 * old,
        "lift": min(0.97, stairs * (1.25 if home.old else 1.0)),
        "service": 0.09,
        "elder": 0.06 + 0.42 * old,
        "childcare": 0.03 + 0.48 * child,
    }


def order(village: Village, home: Home, menu: Menu, rng: Random) -> list[str]:
    """What the household orders, the strongest wish first; at most what the menu allows."""
    wishes = wanted(home, village.bad)
    drawn = [
        (wishes.get(item.key, 0.1), rng.random(), item.key)
        for item in menu.orderable(Entrance(home.flat.building, home.flat.unit))
    ]
    chosen = [(wish + noise / 3, key) for wish, noise, key in drawn if noise < wish]
    return [key for _, key in sorted(chosen, reverse=True)][: menu.choose]


def order_fields(chosen: list[str], menu: Menu, rng: Random) -> dict[str, list[str]]:
    """The order, how each item is to be done, and the three most urgent, as a form sends them."""
    fields = {"wishes": list(chosen) or ["none"]}
    for key in chosen:
        ways = _WAYS.get(key, {})
        if menu.by_key[key].alternatives and ways and rng.random() < 0.8:
            fields[f"wishes.how.{key}"] = rng.choices(list(ways), list(ways.values()))
    for place, key in enumerate(chosen[:3], start=1):
        fields[f"urgent.{place}"] = [key]
    return fields


def draw_level(orders: list[list[str]], one: str, other: str) -> None:
    """Change as few orders as it takes for two items to be ordered equally often."""
    if sum(one in o for o in orders) < sum(other in o for o in orders):
        one, other = other, one
    over = sum(one in o for o in orders) - sum(other in o for o in orders)
    for chosen in orders:
        if one in chosen and other not in chosen and over > 0:
            place = chosen.index(one)
            chosen[place : place + 1] = [other] if over > 1 else []
            over -= min(over, 2)
