"""A menu as a person writes it: a TOML file of tiers and items, read whole or refused with every problem."""

from __future__ import annotations

from surveys.core.menu import Alternative, Item, Menu, Tier
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated

MOST_ITEMS = 100
MOST_YUAN = 1_000_000_000
MOST_UNITS = 10_000_000


def read_menu(text: str) -> Menu:
    """The menu that the file describes. Raises `Rejected`; the row of each problem is the file's line."""
    document = TomlDocument(text)
    root = document.root
    tier_tables, item_tables = root.tables("tier"), root.tables("item")
    tiers = tuple(_tier(table) for table in tier_tables)
    items = tuple(_item(table, tiers) for table in item_tables)
    menu = Menu(
        key=root.name(),
        title=root.text("title", 60),
        choose=root.whole("choose", 1, MOST_ITEMS, required=True),
        tiers=tiers,
        items=items,
    )
    root.close()
    report_repeated(tier_tables, (tier.key for tier in tiers))
    report_repeated(item_tables, (item.key for item in items))
    for name, found in (("tier", tiers), ("item", items)):
        if not 0 < len(found) <= MOST_ITEMS:
            root.report("toml_entries", name, len(found), low=1, high=MOST_ITEMS)
    document.settle()
    return menu


def _tier(table: TomlTable) -> Tier:
    tier = Tier(table.name(), table.text("name", 20))
    table.close()
    return tier


def _item(table: TomlTable, tiers: tuple[Tier, ...]) -> Item:
    alternatives = table.tables("alternatives")
    item = Item(
        key=table.name(),
        name=table.text("name", 20),
        tier=table.text("tier", 40),
        about=table.text("about", 120, required=False),
        must=table.flag("must"),
        unit=table.text("unit", 10, required=False),
        unit_cost=table.hundredths("unit_cost", MOST_YUAN),
        quantity=table.hundredths("quantity", MOST_UNITS),
        buildings=table.texts("buildings", 20),
        alternatives=tuple(_alternative(row) for row in alternatives),
        infeasible=table.text("infeasible", 120, required=False),
        icon=table.text("icon", 20, required=False),
    )
    table.close()
    report_repeated(alternatives, (alternative.key for alternative in item.alternatives))
    if item.key == "none":
        table.report("toml_reserved", "key", item.key)
    if item.tier and item.tier not in {tier.key for tier in tiers}:
        table.report("menu_tier_unknown", "tier", item.tier, allowed=", ".join(tier.key for tier in tiers))
    if not item.unit and (table.has("unit_cost") or table.has("quantity")):
        table.report("menu_unit_missing", "unit")
    return item


def _alternative(table: TomlTable) -> Alternative:
    alternative = Alternative(table.name(), table.text("name", 20), table.text("about", 80, required=False))
    table.close()
    return alternative
