"""What compounds are asked and offered, in a search for a false sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from surveys.core.menu import Alternative, Decision, Item, Menu, Payer, Payment, Tier
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import Roster

_VOTES = (Option("agree", "同意", "yes"), Option("refuse", "不同意", "no"), Option("later", "再看看", "abstain"))
_WHO = Question(
    "who", "single", "谁", QuestionRole.CAPACITY, options=(Option("o", "房主", "owner"), Option("t", "租户", "occupant"))
)
_ORDER = Question("needs", "order", "点单", QuestionRole.ORDER, optional=True)
_TOP = Question("top", "top3", "最要紧", QuestionRole.TOP3, optional=True, from_menu=True)
_LIFT = Question("lift", "scale", "电梯", options=tuple(Option(str(n), str(n)) for n in range(1, 4)), optional=True)
_TIERS = (Tier("basic", "基础类"), Tier("better", "完善类"), Tier("best", "提升类"))
_EDITIONS = tuple(
    Edition(
        "e",
        "问卷",
        "",
        (_WHO, Question("consent", "single", "改不改", QuestionRole.CONSENT, options=votes, optional=blank), *more),
    )
    for votes in (_VOTES, _VOTES[:2])
    for blank in (False, True)
    for more in ((_ORDER, _TOP), (_ORDER,), (_ORDER, _TOP, _LIFT))
)
_SPLITS = (
    ((Payer.GOVERNMENT, 100),),
    ((Payer.GOVERNMENT, 70), (Payer.OWNERS, 30)),
    ((Payer.GOVERNMENT, 33), (Payer.COMPANY, 33), (Payer.OWNERS, 34)),
    ((Payer.OWNERS, 60), (Payer.FUND, 40)),
)
_COSTS = (0, 50, 100, 100, 100, 250, 333)


def edition(rng: Random) -> Edition:
    """What a compound is asked."""
    return rng.choice(_EDITIONS)


def menu(rng: Random, roster: Roster) -> Menu:
    """What it may order: items of the compound, of buildings and of stairwells, that exclude and need each other."""
    tiers = [Tier(t.key, t.name, rng.choice((None, None, 150, 400))) for t in _TIERS[: rng.randint(1, 3)]]
    doors = list(dict.fromkeys(home.entrance for home in roster.households))
    plain, rows = rng.random() < 0.5, []
    for n in range(rng.choice((1, 2, 3, 3, 4, 5, 6, 8))):
        rows.append(Item(**{**_item(rng, n, tiers, roster.buildings), **({} if plain else dict(_more(rng, n, doors)))}))
    if len(rows) > 2 and rng.random() < 0.1:  # in any direction, in circles too
        for place in range(len(rows)):
            rows[place] = replace(rows[place], needs=(f"i{rng.choice([n for n in range(len(rows)) if n != place])}",))
    return Menu("m", "菜单", rng.choice((1, 2, 3, len(rows))), tuple(tiers), tuple(rows))


def _item(rng: Random, n: int, tiers: Sequence[Tier], buildings: Sequence[str]) -> dict[str, Any]:
    ways = tuple(Alternative(key, key) for key in "xyz"[: rng.choice((0, 0, 0, 2, 3))])
    local = rng.random() < 0.2
    tier, must = rng.choice(tiers).key, rng.random() < 0.15
    unit_cost = None if rng.random() < 0.12 else rng.choice(_COSTS)
    return {
        "key": f"i{n}",
        "name": f"项目{'甲乙丙丁戊己庚辛'[n]}",
        "tier": tier,
        "must": must,
        "unit_cost": unit_cost,
        "lump": 120 if unit_cost is None and n % 3 == 2 else None,
        "quantity": 100,
        "buildings": tuple(rng.sample(buildings, rng.randint(1, len(buildings)))) if local else (),
        "alternatives": ways,
        "infeasible": "没有地方" if rng.random() < 0.08 else "",
    }


def _more(rng: Random, n: int, doors: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """What the language of menus can say besides; an item needs and excludes only those before it, and never the same."""
    if rng.random() < 0.1:
        yield "buildings", ()
        yield "stairwells", tuple(rng.sample(doors, rng.randint(1, len(doors))))
    if rng.random() < 0.25:
        yield "pays", tuple(Payment(*pair) for pair in rng.choice(_SPLITS))
    if rng.random() < 0.15:
        yield "own_money", True
        yield "must", False
    if rng.random() < 0.15:
        yield "decision", rng.choice((Decision.SPENDING_FUND, Decision.RAISING_FUND, Decision.REBUILDING))
    if rng.random() < 0.15:
        yield "alternatives", (Alternative("x", "x", "", rng.choice((None, 80, 200)), None), Alternative("y", "y"))
    before = [f"i{k}" for k in range(n)]
    rng.shuffle(before)
    if before and rng.random() < 0.25:
        yield "excludes", (before.pop(),)
    if before and rng.random() < 0.25:
        yield "needs", (before.pop(),)
