"""Outcomes of small compounds, made through the core from literals and a seed, and notices of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from surveys.core.ballot import Ballot
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.menu import Item, Menu, Tier
from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.outcome import Outcome, assemble
from surveys.core.outcome.telling import public
from surveys.core.place import Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.priorities import examine
from surveys.core.roster import Roster
from surveys.core.rules import Rule
from tests.core.small_polls import EDITION, PRESETS, START, home, vote

CLOSES = START + timedelta(days=14)
UNTIL = date(2026, 12, 31)
KEYS = ("lamp", "roof", "lift", "park", "tree", "gate", "bench", "cable")
TWELVE = ("61.37", "74.02", "55.55", "90.10", "88.88", "47.47", "66.66", "71.23", "82.91", "59.95", "77.77", "68.68")
MENU = Menu(
    "m",
    "M",
    8,
    (Tier("basic", "A"), Tier("better", "B")),
    (
        Item("road", "road", "basic", must=True, unit_cost=100_00, quantity=100),
        *(Item(key, key, "basic", unit_cost=(n + 1) * 100_00, quantity=100) for n, key in enumerate(KEYS[:-2])),
        Item("bench", "bench", "better", unit_cost=50_00, quantity=100, buildings=("1",)),
        Item("cable", "cable", "better"),
    ),
)
FINDINGS = tuple(
    Finding(gate, Checkpoint.C1, FindingStatus.PASS, Decider.STREET, "Wang", START, note="") for gate in list(Gate)[1:]
)


def decided(
    roster: Roster,
    ballots: Sequence[Ballot],
    *rules: str | Rule,
    budget: int | None = 1_000_00,
    findings: Sequence[Finding] = FINDINGS,
    menu: Menu = MENU,
) -> Outcome:
    """What these ballots come to under the rules of these names."""
    named = rules or ("xuecheng-2021", "civil-278-special")
    documents = tuple((PRESETS[rule] if isinstance(rule, str) else rule).document() for rule in named)
    lots = tuple(item.key for item in menu.items)
    terms = Terms("e", "m", "r", documents, lots, 7, False, budget, "o", "c")
    compound = Compound(1, "compound", Street(1, "street"))
    poll = Poll(1, Wave(1, "wave", "e", START, CLOSES), compound, START, CLOSES, START, None, terms)
    found = examine(menu, EDITION, roster, ballots, terms, draws=1)
    return assemble(
        poll,
        roster,
        EDITION,
        menu,
        ballots,
        findings=findings,
        listed=found.listed,
        examined=found,
        now=CLOSES,
        on=date(2026, 11, 23),
    )


def posted(outcome: Outcome, *, number: int = 1, reason: str = "") -> Notice:
    """A notice of what may be told of an outcome."""
    found = public(outcome)
    return Notice(1, number, datetime(2026, 11, 20, tzinfo=UTC), "jie", UNTIL, reason, outcome_digest(found), found)


def cast(chance: Random, home_id: int, consent: str, *, likes: float) -> Ballot:
    """A ballot that orders each item as probably as `likes` says, the later ones less."""
    building = ("1", "2")[home_id % 2]
    orders = [key for n, key in enumerate(KEYS) if chance.random() < likes * (1 - n / 10)]
    wanted = tuple(key for key in orders if MENU.by_key[key].touches(building))
    return replace(vote(home_id, consent, needs=wanted or ("lamp",)), receipt=f"{home_id:010}")


def compound(seed: int) -> tuple[Roster, list[Ballot]]:
    """A compound of 4 to 60 homes in two buildings, of which most answer and most of those agree."""
    chance = Random(seed)
    size, turnout, yes = chance.randint(4, 60), chance.uniform(0.5, 1), chance.uniform(0.5, 1)
    roster = Roster(
        tuple(home(n, area=chance.randrange(4000, 15000), building=("1", "2")[n % 2]) for n in range(1, size + 1))
    )
    likes = chance.choice((0.15, 0.4, 0.8, 1.0))
    answering = [h.id for h in roster.households if chance.random() < turnout]
    said = [chance.choices(("yes", "no", "abstain"), (yes, 1 - yes, 0.05))[0] for _ in answering]
    return roster, [cast(chance, h, consent, likes=likes) for h, consent in zip(answering, said, strict=True)]


def compound_of_12() -> tuple[Roster, list[Ballot]]:
    """Twelve homes of which eleven answer and four agree; the first item is everybody's, the others are few people's."""
    roster = Roster(tuple(home(n, area=round(float(area) * 100)) for n, area in enumerate(TWELVE, 1)))
    orders = [KEYS[: 1 + n % 4] for n in range(11)]
    return roster, [vote(n, "yes" if n < 5 else "no", needs=orders[n - 1]) for n in range(1, 12)]
