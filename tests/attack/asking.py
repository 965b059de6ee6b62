"""Editions and menus for generated compounds: small ones of every kind, and the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from surveys.core.edition_file import read_edition
from surveys.core.menu import Alternative, Item, Menu, Payer, Payment, RankBy, Ranking, Tier
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import Entrance, Roster
from tests.core.small_polls import ROOT
from tests.estimates import estimated_menu

EDITIONS = ROOT / "surveys" / "editions"
SHIPPED = read_edition((EDITIONS / "w1-2026.toml").read_text("utf-8"))
SHIPPED_MENU = estimated_menu()
WHO = Question(
    "who", "single", "who", QuestionRole.CAPACITY, options=(Option("o", "o", "owner"), Option("t", "t", "occupant"))
)
VOTES = (Option("agree", "y", "yes"), Option("refuse", "n", "no"), Option("later", "a", "abstain"))


def edition_and_menu(rng: Random, buildings: Sequence[str]) -> tuple[Edition, Menu]:
    """What a compound is asked, and what it may order."""
    if rng.random() < 0.12:
        return SHIPPED, _fitted(rng, SHIPPED_MENU, buildings)
    return _edition(rng), _menu(rng, buildings)


def _edition(rng: Random) -> Edition:
    options = VOTES if rng.random() < 0.6 else VOTES[:2]
    questions = [WHO, Question("consent", "single", "c", QuestionRole.CONSENT, options=options, optional=rng.random() < 0.2)]
    questions.append(Question("needs", "order", "needs", QuestionRole.ORDER, optional=True))
    if rng.random() < 0.7:
        questions.append(Question("top", "top3", "top", QuestionRole.TOP3, optional=True, from_menu=True))
    if rng.random() < 0.6:
        questions.append(_single(rng))
    if rng.random() < 0.5:
        questions.append(_several(rng))
    return Edition("e", "e", "", tuple(questions))


def _single(rng: Random) -> Question:
    options = tuple(Option(str(n), str(n)) for n in range(rng.randint(2, 5)))
    return Question("lift", "scale", "lift", options=options, optional=rng.random() < 0.3, owner_only=rng.random() < 0.3)


def _several(rng: Random) -> Question:
    options = tuple(Option(key, key) for key in ("leak", "dark", "noise", "none")[: rng.randint(2, 4)])
    most = rng.choice((0, 1, 2))
    return Question("troubles", "multiple", "troubles", options=options, optional=rng.random() < 0.5, most=most)


def _menu(rng: Random, buildings: Sequence[str]) -> Menu:
    tiers = (Tier("basic", "A"), Tier("better", "B"))[: rng.randint(1, 2)]
    items = tuple(_item(rng, n, tiers, buildings) for n in range(rng.randint(1, 6)))
    return Menu("m", "m", rng.randint(1, len(items)), tiers, items)


def _item(rng: Random, n: int, tiers: Sequence[Tier], buildings: Sequence[str]) -> Item:
    ways = tuple(Alternative(key, key) for key in "xyz"[: rng.choice((0, 0, 0, 2, 3))])
    return Item(
        f"item{n}",
        f"item {n}",
        rng.choice(tiers).key,
        must=rng.random() < 0.12,
        unit_cost=None if rng.random() < 0.15 else rng.choice((50, 100, 100, 250)),
        quantity=100,
        buildings=tuple(rng.sample(buildings, rng.randint(1, len(buildings)))) if rng.random() < 0.25 else (),
        alternatives=ways,
        infeasible="no room" if rng.random() < 0.08 else "",
    )


def under_terms(rng: Random, menu: Menu, roster: Roster) -> tuple[Menu, Ranking]:
    """In half of the compounds the menu with what items may ask of each other and of the money, and how they are ranked."""
    if rng.random() < 0.5:
        return menu, Ranking()
    by = rng.choice((RankBy.HOUSEHOLDS, RankBy.HOUSEHOLDS, RankBy.SHARE, RankBy.POINTS))
    keys, entrances = [item.key for item in menu.items], list(dict.fromkeys(home.entrance for home in roster.households))
    items = tuple(_with_terms(rng, item, keys, entrances) for item in menu.items)
    tiers = tuple(replace(tier, cap=rng.choice((None, None, 100, 30_000))) for tier in menu.tiers)
    return replace(menu, items=items, tiers=tiers), Ranking(by, rng.choice((0, 5, 20)) if by is RankBy.SHARE else 0)


def _with_terms(rng: Random, item: Item, keys: Sequence[str], entrances: Sequence[Entrance]) -> Item:
    others = [key for key in keys if key != item.key]
    changes: dict[str, Any] = {}
    if others and rng.random() < 0.2:
        changes["excludes"] = (rng.choice(others),)
    if others and rng.random() < 0.2:
        changes["needs"] = (rng.choice(others),)
    if rng.random() < 0.2:
        changes["own_money"] = True
    if rng.random() < 0.2:
        changes["pays"] = (Payment(Payer.OWNERS, 30), Payment(Payer.GOVERNMENT, 70))
    if rng.random() < 0.1:
        changes |= {"buildings": (), "stairwells": (rng.choice(entrances),)}
    if item.alternatives and item.unit_cost and rng.random() < 0.6:
        priced = (replace(way, unit_cost=rng.choice((50, 100, 400)), quantity=100) for way in item.alternatives)
        changes["alternatives"] = tuple(priced)
    return replace(item, **changes)


def _fitted(rng: Random, menu: Menu, buildings: Sequence[str]) -> Menu:
    some = {item.key: {"quantity": rng.randint(1, 9) * 100} for item in menu.items}
    some[rng.choice(menu.items).key] |= {"buildings": (rng.choice(buildings),)}
    return menu.fitted(some)
