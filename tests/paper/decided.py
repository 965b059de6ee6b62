"""Outcomes of small and large compounds, made through the core from literals and a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.edition_file import read_edition
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.menu import Item, Menu, Tier
from surveys.core.outcome.outcome import Outcome, assemble
from surveys.core.outcome.telling import exact, public
from surveys.core.place import Area, Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.priorities import examine
from surveys.core.roster import AreaSource, Household, Roster
from surveys.core.rules import Rule, read_rules
from surveys.paper.papers import NOTICE, SHEET, Printing
from surveys.words.blocks import Paper
from surveys.words.outcome.committee import checks
from tests.estimates import estimated_menu
from tests.paper.printed import CLOSES, OPENS

EDITIONS = Path(__file__).resolve().parents[2] / "surveys" / "editions"
EDITION = read_edition((EDITIONS / "w1-2026.toml").read_text("utf-8"))
MENU = estimated_menu()
RULES = {rule.key: rule for path in (EDITIONS / "rules").glob("*.toml") for rule in read_rules(path.read_text("utf-8"))}
AFTER = datetime(2026, 12, 16, 1, tzinfo=UTC)


def roster(buildings: Sequence[str], homes: int) -> Roster:
    rows = []
    for building in buildings:
        for n in range(homes):
            number = len(rows) + 1
            source = AreaSource.ESTIMATE if number % 50 == 0 else AreaSource.REGISTER
            area = 8_000 + 37 * (number % 90)
            rows.append(
                Household(
                    number,
                    building,
                    str(n % 3 + 1),
                    n // 3 + 1,
                    str(100 * (n // 3 + 1) + n % 3 + 1),
                    area,
                    f"{number - number % 40 // 39}",
                    area_source=source,
                )
            )
    return Roster(tuple(rows))


def ballots(roster: Roster, menu: Menu, *, answer: int = 91, agree: int = 78, seed: int = 7) -> tuple[Ballot, ...]:
    """Ballots of `answer` of a hundred households, `agree` of a hundred of them in favour."""
    random, made = Random(seed), []
    keys = [item.key for item in menu.items if not item.must and not item.infeasible]
    for home in roster.households:
        for capacity, chance in ((Capacity.OWNER, answer), (Capacity.OCCUPANT, 8)):
            if random.randrange(100) >= chance:
                continue
            said = "yes" if random.randrange(100) < agree else random.choice(("no", "no", "abstain"))
            chosen = [key for place, key in enumerate(keys) if random.random() < 0.8 - place * 0.7 / len(keys)][
                : menu.choose
            ]
            chosen = [key for key in chosen if menu.by_key[key].concerns(home.entrance)]
            answers = {"who": "owner", "consent": said, "wishes": tuple(chosen), "urgent": tuple(chosen[:3])}
            channel = random.choice((Channel.PHONE, Channel.PHONE, Channel.PAPER, Channel.DOOR))
            made.append(
                Ballot(home.id, capacity, answers, channel, EDITION.digest, menu.digest, 1, OPENS, f"{home.id}{capacity}")
            )
    return tuple(made)


def findings(*failing: Gate) -> list[Finding]:
    """What was found about the four recorded gates."""
    deciders = (Decider.STREET, Decider.URBAN, Decider.BUREAU, Decider.COMMITTEE)
    until = date(2028, 12, 31)
    return [
        Finding(gate, Checkpoint.C1, _found(gate in failing), decider, "甲", CLOSES, until, "有备案材料")
        for gate, decider in zip(list(Gate)[1:], deciders, strict=True)
    ]


def _found(fails: bool) -> FindingStatus:
    return FindingStatus.FAIL if fails else FindingStatus.PASS


def decided(
    buildings: Sequence[str] = ("1", "2", "3", "4", "5", "6"),
    homes: int = 24,
    *,
    menu: Menu = MENU,
    budget: int | None = 300_000_000,
    rules: Sequence[str] = ("xuecheng-2021", "civil-278-ordinary"),
    failing: Sequence[Gate] = (),
    title: str = "2026年第一轮改造意愿征集",
    compound: str = "桂花园小区",
    now: datetime = AFTER,
    draws: int = 100,
    **voting: int,
) -> Outcome:
    """The outcome of a compound with `homes` households in each building."""
    living = roster(buildings, homes)
    cast = ballots(living, menu, **voting)
    how = {"menu": menu, "budget": budget, "rules": rules, "failing": failing, "now": now, "draws": draws}
    return came(living, cast, title=title, compound=compound, **how)


def came(
    living: Roster,
    cast: Sequence[Ballot],
    *,
    menu: Menu = MENU,
    budget: int | None = 300_000_000,
    rules: Sequence[str | Rule] = ("xuecheng-2021", "civil-278-ordinary"),
    failing: Sequence[Gate] = (),
    title: str = "第一轮",
    compound: str = "桂花园小区",
    now: datetime = AFTER,
    draws: int = 0,
) -> Outcome:
    """What these ballots of this roster come to."""
    terms = Terms(
        EDITION.digest, menu.digest, living.digest,
        tuple((rule if isinstance(rule, Rule) else RULES[rule]).document() for rule in rules),
        tuple(item.key for item in menu.items), 7, False, budget, OPENS.isoformat(), CLOSES.isoformat(),
    )  # fmt: skip
    wave = Wave(1, title, EDITION.digest, OPENS, CLOSES)
    place = Compound(1, compound, Street(1, "望春街道"), Area(1, "银杏片区"))
    poll = Poll(12, wave, place, OPENS, CLOSES, OPENS, terms=terms)
    found = examine(menu, EDITION, living, cast, terms, draws=draws)
    on = date(2026, 12, 16)
    recorded = findings(*failing)
    examined = found if draws else None
    return assemble(
        poll, living, EDITION, menu, cast, findings=recorded, listed=found.listed, examined=examined, now=now, on=on
    )


def homes(areas: Sequence[int], buildings: Sequence[str] = ()) -> Roster:
    """Homes of these areas, each of an owner of its own, in these buildings or all in one."""
    where = buildings or ["1"] * len(areas)
    return Roster(
        tuple(
            Household(n, building, "1", n, str(n), area, f"owner {n}")
            for n, (area, building) in enumerate(zip(areas, where, strict=True), 1)
        )
    )


def vote(home: int, consent: str, *orders: str) -> Ballot:
    """An owner's ballot."""
    answers = {"who": "owner", "consent": consent, "wishes": orders, "urgent": orders[:3]}
    return Ballot(home, Capacity.OWNER, answers, Channel.PHONE, EDITION.digest, MENU.digest, 1, OPENS, f"{home:010d}")


def long_menu(items: int) -> Menu:
    """A menu of many items with long names, some without a cost, some that can't be done, one for two buildings."""
    tiers = (Tier("basic", "基础类"), Tier("better", "完善类"), Tier("best", "提升（优化）类"))
    return replace(MENU, key="long", tiers=tiers, items=tuple(_long(n, tiers[n % 3].key) for n in range(items)), choose=12)


def _long(n: int, tier: str) -> Item:
    name = f"第{n}项小区道路硬化、雨污分流和弱线下地综合整治工程" if n % 7 == 0 else f"第{n}项停车位改造"
    return Item(
        f"item{n}",
        name,
        tier,
        must=n < 4,
        unit="处",
        unit_cost=None if n % 13 == 5 else 1_000_000 + n * 12_345,
        quantity=150 + n,
        infeasible="地下有燃气主管道，不能开挖" if n % 29 == 7 else "",
        buildings=("1", "2") if n == 20 else (),
    )


def exact_sheet(outcome: Outcome, **more: str) -> Paper:
    """The committee's sheet in words."""
    return SHEET.make(exact(outcome), _printing(outcome, **more))


def sheet_pdf(outcome: Outcome, **more: Any) -> bytes:
    """The committee's sheet in print."""
    return SHEET.pdf(exact(outcome), _printing(outcome, **more))


def _printing(outcome: Outcome, **more: Any) -> Printing:
    beside = checks(outcome.examined) if outcome.examined else None
    return Printing(AFTER, digest=outcome.digest, beside=beside, **more)


def preview(outcome: Outcome) -> Paper:
    """What a notice would say, in words."""
    return NOTICE.make(public(outcome), Printing(AFTER))


def said(paper: Paper) -> str:
    """Everything that a paper says, block after block."""
    return str(asdict(paper))
