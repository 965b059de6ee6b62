"""A menu as a person writes it: a TOML file of tiers and items, read whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.core.fitting import money_problems, relation_problems
from surveys.core.menu import Alternative, Decision, Item, Menu, Payer, Payment, RankBy, Ranking, Tier
from surveys.core.roster import Entrance
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated
from surveys.core.toml_text import toml_hundredths, toml_pairs, toml_rows, toml_string, toml_value

MOST_ITEMS = 100
MOST_YUAN = 1_000_000_000
MOST_UNITS = 10_000_000
MOST_LEAST = 10_000


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
        ranking=_ranking(root),
    )
    root.close()
    for tables, parts in ((tier_tables, tiers), (item_tables, items)):
        _report_alike(tables, parts)
    for name, found in (("tier", tiers), ("item", items)):
        if not 0 < len(found) <= MOST_ITEMS:
            root.report("toml_entries", name, len(found), low=1, high=MOST_ITEMS)
    for table, item in zip(item_tables, items, strict=True):
        _check_relations(table, item, menu)
    document.settle()
    return menu


def write_menu(menu: Menu) -> str:
    """The file that `read_menu` reads as this menu."""
    ranking = menu.ranking
    head = {"key": toml_string(menu.key), "title": toml_string(menu.title), "choose": str(menu.choose)}
    head |= {} if ranking.by is RankBy.HOUSEHOLDS else {"ranking": toml_string(ranking.by)}
    head |= {"least_answers": str(ranking.least)} if ranking.least else {}
    tiers = (f"[[tier]]\n{toml_pairs(_written_tier(tier))}" for tier in menu.tiers)
    items = (f"[[item]]\n{toml_pairs(_written_item(item))}" for item in menu.items)
    return "\n".join((toml_pairs(head), *tiers, *items))


def _written_tier(tier: Tier) -> dict[str, str]:
    cap = {} if tier.cap is None else {"cap": toml_hundredths(tier.cap)}
    return {"key": toml_string(tier.key), "name": toml_string(tier.name), **cap}


def _written_amounts(part: Item | Alternative) -> dict[str, str]:
    amounts = {"unit_cost": part.unit_cost, "quantity": part.quantity}
    return {name: toml_hundredths(amount) for name, amount in amounts.items() if amount is not None}


def _written_item(item: Item) -> dict[str, str]:
    told = {name: getattr(item, name) for name in ("key", "name", "tier", "about", "unit", "icon", "infeasible", "decision")}
    lists = {name: getattr(item, name) for name in ("buildings", "excludes", "needs")}
    lists |= {"stairwells": ["/".join(entrance) for entrance in item.stairwells]}
    lists |= {"pays": [{"payer": str(payer), "percent": percent} for payer, percent in item.pays]}
    return {
        **{name: toml_string(text) for name, text in told.items() if text},
        **{name: "true" for name in ("must", "own_money") if getattr(item, name)},
        **_written_amounts(item),
        **{name: toml_value(values) for name, values in lists.items() if values},
        "alternatives": toml_rows(map(_written_way, item.alternatives)) if item.alternatives else "",
    }


def _written_way(way: Alternative) -> str:
    told = {"key": toml_string(way.key), "name": toml_string(way.name)} | (
        {"about": toml_string(way.about)} if way.about else {}
    )
    return "{ " + ", ".join(f"{name} = {value}" for name, value in (told | _written_amounts(way)).items()) + " }"


def _report_alike(tables: Sequence[TomlTable], parts: Sequence[Tier | Item | Alternative]) -> None:
    """Two of a kind with one key, or with one name, by which nobody who orders could tell them apart."""
    report_repeated(tables, (part.key for part in parts))
    report_repeated(tables, (part.name for part in parts), "name")


def _ranking(root: TomlTable) -> Ranking:
    by = root.choice("ranking", RankBy, RankBy.HOUSEHOLDS)
    least = root.whole("least_answers", 1, MOST_LEAST, required=by is RankBy.SHARE)
    if least and by is not RankBy.SHARE:
        root.report("menu_least_without_share", "least_answers", least)
    return Ranking(by, least)


def _tier(table: TomlTable) -> Tier:
    tier = Tier(table.name(), table.text("name", 20), table.hundredths("cap", MOST_YUAN))
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
        stairwells=_stairwells(table),
        excludes=table.texts("excludes", 40),
        needs=table.texts("needs", 40),
        pays=_pays(table),
        own_money=table.flag("own_money"),
        decision=table.choice("decision", Decision, Decision.OTHER) if table.has("decision") else None,
        lump=table.hundredths("lump", MOST_YUAN),
        reference=table.hundredths("reference", MOST_YUAN),
    )
    table.close()
    _report_alike(alternatives, item.alternatives)
    if item.key == "none":
        table.report("toml_reserved", "key", item.key)
    if item.tier and item.tier not in {tier.key for tier in tiers}:
        table.report("menu_tier_unknown", "tier", item.tier, allowed=", ".join(tier.key for tier in tiers))
    _check_costs(table, item)
    return item


def _alternative(table: TomlTable) -> Alternative:
    alternative = Alternative(
        key=table.name(),
        name=table.text("name", 20),
        about=table.text("about", 80, required=False),
        unit_cost=table.hundredths("unit_cost", MOST_YUAN),
        quantity=table.hundredths("quantity", MOST_UNITS),
        lump=table.hundredths("lump", MOST_YUAN),
        reference=table.hundredths("reference", MOST_YUAN),
    )
    table.close()
    return alternative


def _stairwells(table: TomlTable) -> tuple[Entrance, ...]:
    found: list[Entrance] = []
    texts = table.texts("stairwells", 40)
    for n, written in enumerate(texts):
        building, slash, unit = (part.strip() for part in written.partition("/"))
        if not (building and slash and unit):
            table.document.report("menu_stairwell_form", (*table.path, "stairwells", n), written)
        elif (entrance := Entrance(building, unit)) in found and written not in texts[:n]:
            first = table.document.line((*table.path, "stairwells", found.index(entrance)))
            table.document.report("toml_repeated", (*table.path, "stairwells", n), written, first=first)
        found.append(Entrance(building, unit))
    return tuple(found)


def _pays(table: TomlTable) -> tuple[Payment, ...]:
    pays: list[Payment] = []
    for row in table.tables("pays"):
        payment = Payment(row.choice("payer", Payer, Payer.GOVERNMENT), row.whole("percent", 1, 100, required=True))
        if not row.has("payer"):
            row.report("toml_missing", "payer")
        elif payment.payer in {earlier.payer for earlier in pays}:
            row.report("menu_payer_twice", "payer", payment.payer)
        row.close()
        pays.append(payment)
    total = sum(payment.percent for payment in pays)
    if pays and total != 100:
        table.report("menu_pays_total", "pays", total)
    return tuple(pays)


def _check_costs(table: TomlTable, item: Item) -> None:
    measured: tuple[Item | Alternative, ...] = (item, *item.alternatives)
    if not item.unit and any((one.unit_cost, one.quantity, one.reference) != (None, None, None) for one in measured):
        table.report("menu_unit_missing", "unit")
    known = [item.cost_of(way.key) is not None for way in item.alternatives]
    if item.priced_ways and any(known) and not all(known):
        table.report("menu_way_without_cost", "alternatives", item.alternatives[known.index(False)].name)
    for problem in money_problems(item):
        table.report(problem.code, problem.field)
    for entrance in item.stairwells:
        if entrance.building in item.buildings:
            table.report("menu_stairwell_twice", "stairwells", "/".join(entrance))


def _check_relations(table: TomlTable, item: Item, menu: Menu) -> None:
    for name, keys in (("excludes", item.excludes), ("needs", item.needs)):
        _check_keys(table, name, keys, item, menu.by_key)
    for problem in relation_problems(item, menu):
        table.report(problem.code, problem.field, problem.value, **problem.detail)


def _check_keys(table: TomlTable, name: str, keys: Sequence[str], item: Item, by_key: Mapping[str, Item]) -> None:
    for n, key in enumerate(keys):
        at = (*table.path, name, n)
        if key == item.key:
            table.document.report("menu_item_itself", at, key)
        elif key not in by_key:
            table.document.report("menu_item_unknown", at, key)
