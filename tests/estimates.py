"""The district's menu with estimates, for tests that need some: nothing that comes with the product has a cost."""

from __future__ import annotations

from decimal import Decimal

from surveys.core.menu import Menu
from surveys.services.edition import menu_named

_AMOUNTS = {
    "road": ("165", 1800),
    "drain": ("680", 520),
    "wires": ("190", 450),
    "fire": ("6500", 5),
    "lamp": ("2600", 18),
    "camera": ("1850", 24),
    "roof": ("92.50", 1500),
    "wall": ("138", 4200),
    "water": ("960", 114),
    "heat": ("1150", 380),
    "green": ("120", 700),
    "parking": ("3200", 48),
    "plug": ("1400", 40),
    "gate": ("5800", 12),
    "fitness": ("2900", 12),
    "square": ("260", 380),
    "pavilion": ("46000", 2),
    "ramp": ("3300", 12),
    "lift": ("480000", 1),
    "service": ("1650", 120),
    "elder": ("1800", 150),
    "childcare": ("2100", 140),
}
"""What one unit costs, in yuan, and how many there are."""


def estimated_menu() -> Menu:
    """The district's menu, every item estimated."""
    return menu_named("xuecheng-2021").fitted(
        {key: {"unit_cost": int(Decimal(yuan) * 100), "quantity": units * 100} for key, (yuan, units) in _AMOUNTS.items()}
    )
