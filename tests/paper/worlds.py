"""Compounds as odd as a roster and a menu accept them, of which every paper has to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from surveys.core.ballot import Ballot
from surveys.core.menu import Item, Menu
from surveys.core.menu_reading import LONGEST_NAME, LONGEST_REASON
from surveys.core.outcome.outcome import Outcome
from surveys.core.place import Area, Community, Compound, Street
from surveys.core.poll import Poll
from surveys.core.roster import Household, Roster
from surveys.core.roster_file.draft import LONGEST
from tests.paper.decided import MENU, ballots, came
from tests.paper.test_sheet import HOSTILE

RARE = "喆堃昇龑䶮𠅤"
"""Characters that a name may hold and that few faces have."""


@dataclass(frozen=True)
class World:
    """A compound with its roster, its menu and what was cast; `words` are those that have to be found on its papers."""

    name: str
    compound: Compound
    roster: Roster
    menu: Menu
    cast: tuple[Ballot, ...]

    def outcome(self) -> Outcome:
        """What it comes to, without the checks beside the list."""
        made = came(self.roster, self.cast, menu=self.menu, compound=self.compound.name)
        return replace(made, poll=replace(made.poll, compound=self.compound))

    def poll(self) -> Poll:
        """Its poll."""
        return self.outcome().poll


def _text(random: Random, key: str, letters: str = RARE + "东南西北中家属院原二轻局") -> str:
    return "".join(random.choice(letters) for _ in range(random.choice((1, LONGEST[key] // 2, LONGEST[key]))))


def _home(number: int, building: str, unit: str, floor: int, room: str) -> Household:
    return Household(number, building, unit, floor, room, 8_000 + number % 90, f"owner {number}")


def _compound(name: str, street: str, area: str, **community: str) -> Compound:
    there = Street(1, street)
    asking = Community(1, community.pop("community", "春风里"), "0632-5550123", there, **community)  # type: ignore[arg-type]
    return Compound(1, name, there, Area(1, area), community=asking)


def _menu(names: Sequence[str], reasons: Sequence[str], items: int) -> Menu:
    tiers = [tier.key for tier in MENU.tiers]
    made = tuple(
        Item(
            f"i{n}",
            (names[n % len(names)] + (str(n) if n >= len(names) else ""))[-LONGEST_NAME:],
            tiers[n % len(tiers)],
            must=n % 9 == 0,
            unit="处",
            unit_cost=None if n % 13 == 5 else 1_000_000 + n * 12_345,
            quantity=150 + n,
            infeasible=reasons[n % len(reasons)] if n % 9 == 4 else "",
        )
        for n in range(items)
    )
    return replace(MENU, key="odd", items=made)


def tall(seed: int = 1) -> World:
    """Forty storeys, sixty items, and every text as long as it may be, in characters that few faces have."""
    random = Random(seed)
    full = {key: (RARE * 20)[: LONGEST[key]] for key in LONGEST}
    homes = [
        _home(
            floor * 4 + n,
            full["building"][:-1] + "甲",
            full["unit"][:-1] + str(n // 2),
            floor,
            f"{floor:02}0{n}" + "号室" * 8,
        )
        for floor in range(1, 41)
        for n in range(4)
    ]
    menu = _menu(["道路硬化雨污分流弱线下地综合整治工程喆堃昇龑䶮𠅤" * 3], ["地下有燃气主管道，不能开挖" * 9], 60)
    menu = replace(menu, items=tuple(replace(item, infeasible=item.infeasible[:LONGEST_REASON]) for item in menu.items))
    place = _compound(
        full["compound"], full["street"], full["area"], community="喆" * 16, address="堃" * 36, person="龑" * 12
    )
    roster = Roster(tuple(homes))
    return World("tall", place, roster, menu, ballots(roster, menu, seed=random.randrange(99)))


def hostile(seed: int = 2) -> World:
    """Words that would be markup or code, wherever words may stand."""
    random = Random(seed)
    doors = [(building[:20], unit, floor) for building in HOSTILE for unit in HOSTILE[:2] for floor in (-1, 3)]
    homes = [_home(n, b, u[:20], f, random.choice(HOSTILE)[:18] + str(n)) for n, (b, u, f) in enumerate(doors, 1)]
    roster, menu = Roster(tuple(homes)), _menu(HOSTILE, HOSTILE, len(HOSTILE))
    place = _compound("#[x] $1$ \\", HOSTILE[0], HOSTILE[1], community=HOSTILE[2][:16], address=HOSTILE[3])
    return World("hostile", place, roster, menu, ballots(roster, menu))


def bare(_seed: int = 0) -> World:
    """One home, nothing to choose but one item, and nobody who answers."""
    roster = Roster((_home(1, "1", "", 1, "101"),))
    return World("bare", Compound(1, "A", Street(1, "S")), roster, replace(MENU, items=MENU.items[:5]), ())


def many(homes: int) -> World:
    """Many homes in ordinary buildings."""
    rows = [
        _home(n, str(n // 60 + 1), str(n % 60 // 20 + 1), n % 20 // 2 + 1, f"{n % 20 // 2 + 1}0{n % 2 + 1}")
        for n in range(homes)
    ]
    roster = Roster(tuple(rows))
    return World("many", _compound("桂花园小区", "望春街道", "银杏片区"), roster, MENU, ballots(roster, MENU))


def drawn(seed: int) -> World:
    """A compound drawn at random from all of that."""
    random = Random(seed)
    homes = []
    for building in {_text(random, "building") for _ in range(random.randint(1, 4))}:
        for unit in {_text(random, "unit") for _ in range(random.randint(1, 3))}:
            for floor in range(1, random.randint(2, 12)):
                homes.append(_home(len(homes) + 1, building, unit, floor, f"{floor}{_text(random, 'room')}"[:20]))
    roster = Roster(tuple(homes))
    menu = _menu([f"{n}{_text(random, 'street')}" for n in range(60)], [_text(random, "owner")], random.randint(5, 60))
    place = _compound(_text(random, "compound"), _text(random, "street"), _text(random, "area"))
    return World(f"drawn {seed}", place, roster, menu, ballots(roster, menu, answer=random.randint(0, 100), seed=seed))
