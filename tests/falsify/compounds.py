"""Compounds to look for a false sentence in, by number: the same number gives the same one, small and over every branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from surveys.core.gates import PROMISABLE, Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.menu import Menu, RankBy, Ranking
from surveys.core.place import Area, Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.rules import SilenceEvidence
from surveys.services.outcome import Dossier
from tests.core.small_polls import START
from tests.falsify.asking import edition, menu
from tests.falsify.deciding import with_decisions
from tests.falsify.ruling import CLAUSE, rules
from tests.falsify.voting import ballots

CLOSES = START + timedelta(days=14)
NOW = CLOSES + timedelta(days=2)
_SIZES = ((1, 4), (3, 9), (5, 14), (5, 14), (10, 24), (14, 40))
_HUGE = (300, 2000)
_STATUSES = (FindingStatus.PASS,) * 6 + (FindingStatus.FAIL, FindingStatus.UNKNOWN, FindingStatus.EXPIRED)
_CHECKPOINTS = (Checkpoint.C1, Checkpoint.C1, Checkpoint.C2, Checkpoint.C3)


def compound(number: int) -> Dossier:
    """The compound with this number."""
    rng = Random(number)
    roster = _roster(rng)
    asked, offered = edition(rng), menu(rng, roster)
    lots = [item.key for item in offered.items]
    rng.shuffle(lots)
    terms = Terms(
        edition=asked.digest,
        menu=offered.digest,
        roster=roster.digest,
        rules=tuple(rule.document() for rule in rules(rng)),
        lots=tuple(lots),
        seed=7,
        basic_first=rng.random() < 0.3,
        budget=_budget(rng, offered),
        opens_at=START.isoformat(),
        closes_at=CLOSES.isoformat(),
        ranking=_ranking(rng),
    )
    where = Compound(1, "小区", Street(1, "街道"), Area(1, "片区") if rng.random() < 0.3 else None)
    closed = CLOSES - timedelta(days=1) if rng.random() < 0.2 else None
    planned = CLOSES - timedelta(days=4 * (rng.random() < 0.15))  # the compound's own day may have been put off
    poll = Poll(1, Wave(1, "意愿征集", asked.digest, START, planned), where, START, CLOSES, START, closed, terms)
    cast = ballots(rng, roster, asked, offered, terms)
    found = Dossier(poll, terms, roster, asked, offered, cast, tuple(_findings(rng)), _silence(rng, roster))
    return with_decisions(rng, found)


def checkpoint_of(dossier: Dossier) -> Checkpoint:
    """At which of the checkpoints this compound is looked at."""
    return (Checkpoint.C1, Checkpoint.C2, Checkpoint.C1, Checkpoint.C3)[len(dossier.findings) % 4]


def _roster(rng: Random) -> Roster:
    count = rng.randint(*(_HUGE if rng.random() < 0.003 else rng.choice(_SIZES)))
    buildings = [str(n + 1) for n in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    stairs, plan = rng.choice((1, 1, 2)), rng.choice((0, 0, 1, 2))
    odd, homes = rng.choice((*[()] * 8, (0,), (0, 1), (0, 8000), (1,))), []
    for n in range(count):
        area = (8000, 4500 + 37 * n, rng.randint(4500, 13000))[plan]
        area = rng.choice(odd) if odd and (odd == (0,) or not n or rng.random() < 0.1) else area
        source = AreaSource.ESTIMATE if rng.random() < 0.05 else AreaSource.REGISTER
        building = buildings[n * len(buildings) // count]
        homes.append(
            Household(n + 1, building, str(n % stairs + 1), n % 6 + 1, str(n + 1), area, f"o{n}", area_source=source)
        )
    return Roster(tuple(_parked(rng, _held(rng, homes), buildings)))


def _held(rng: Random, homes: list[Household]) -> list[Household]:
    """Some owners hold several units, some are not known, and a developer has what is unsold and sometimes shops."""
    owners = [home.owner for home in homes]
    if rng.random() < 0.4:
        share = rng.choice((0.15, 0.3, 0.7))
        homes = [replace(home, owner=rng.choice(owners)) if rng.random() < share else home for home in homes]
    if rng.random() < 0.1:
        homes = [replace(home, owners=2) if rng.random() < 0.3 else home for home in homes]
    if rng.random() < 0.2:
        homes = [replace(home, owner="") if rng.random() < 0.3 else home for home in homes]
    if rng.random() < 0.3:
        share, sellers = rng.choice((0.1, 0.4)), rng.choice((("dev",), ("dev", ""), ("",), ("dev", "other")))
        homes = [_sold(rng, home, sellers) if rng.random() < share else home for home in homes]
    return homes


def _sold(rng: Random, home: Household, sellers: Sequence[str]) -> Household:
    kind = rng.choice((UnitKind.UNSOLD, UnitKind.UNSOLD, UnitKind.SHOP, UnitKind.HOME))
    return replace(home, kind=kind, owner=rng.choice(sellers))


def _parked(rng: Random, homes: list[Household], buildings: Sequence[str]) -> list[Household]:
    if rng.random() < 0.2:
        owners = [home.owner for home in homes]
        for n in range(rng.randint(1, 3)):
            owner = rng.choice((rng.choice(owners), f"lot{n}"))
            homes.append(Household(10_000 + n, rng.choice(buildings), "1", 0, f"P{n}", 1200, owner, UnitKind.PARKING))
    return sorted(homes, key=lambda home: (home.building, home.unit, home.id))


def _ranking(rng: Random) -> Ranking:
    by = rng.choice((RankBy.HOUSEHOLDS, RankBy.HOUSEHOLDS, RankBy.SHARE, RankBy.POINTS))
    return Ranking(by, rng.choice((1, 3, 10)) if by is RankBy.SHARE else 0)


def _budget(rng: Random, offered: Menu) -> int | None:
    must = sum(item.cost or 0 for item in offered.items if item.must)
    rest = sum(item.cost or 0 for item in offered.items if not item.must)
    return rng.choice((None, 0, max(0, must - 1), must // 2, must, *(must + rest * part // 4 for part in (1, 2, 3, 4))))


def _findings(rng: Random) -> Iterator[Finding]:
    """Findings about every gate, of every checkpoint and state, sometimes a later one over an earlier, or a waiver; in some
    compounds everything was looked at early and is in order, as else all five conditions are never met together."""
    if rng.random() < 0.3:
        return
    sound = rng.random() < 0.6
    again = [rng.choice(list(Gate)) for _ in range(rng.choice((0, 0, 1, 3)))]
    for place, gate in enumerate((*list(Gate)[1:], *again)):
        in_order = sound and place < len(Gate) - 1
        status = FindingStatus.PASS if in_order else rng.choice(_STATUSES)
        if gate in PROMISABLE and rng.random() < 0.15:
            status = FindingStatus.CONDITIONAL
        if gate is Gate.WILLINGNESS:
            status = FindingStatus.WAIVED
        at = CLOSES + timedelta(hours=rng.randint(-300, 40))
        ends = at.date() + timedelta(days=rng.choice((30, 400) if in_order else (0, 1, 30, 400)))
        until = None if rng.random() < 0.4 and status is not FindingStatus.CONDITIONAL else ends
        decider = Decider.BUREAU if gate in (Gate.COOPERATION, Gate.WILLINGNESS) else Decider.STREET
        checkpoint = Checkpoint.C1 if in_order and rng.random() < 0.9 else rng.choice(_CHECKPOINTS)
        yield Finding(gate, checkpoint, status, decider, "王", at, until, "看过", ("文书第7号",))
    if sound and not again:
        # Chance of its own, and as many as leave `checkpoint_of` where it was.
        yield from _later(Random(str(rng.getstate()[1][:3])))


def _later(rng: Random) -> Iterator[Finding]:
    """What was found before works started, and at acceptance."""
    for place, checkpoint in enumerate((Checkpoint.C2, Checkpoint.C2, Checkpoint.C3, Checkpoint.C3)):
        gate = (Gate.CLEARANCE, Gate.MANAGEMENT, Gate.COMMITTEE, Gate.MANAGEMENT)[place]
        status = rng.choice((FindingStatus.PASS, FindingStatus.PASS, FindingStatus.PASS, FindingStatus.FAIL))
        until = None if rng.random() < 0.5 else CLOSES.date() + timedelta(days=rng.choice((2, 30, 400)))
        at = CLOSES + timedelta(hours=41 + place)
        yield Finding(gate, checkpoint, status, Decider.STREET, "王", at, until, "又看过")


def _silence(rng: Random, roster: Roster) -> SilenceEvidence | None:
    if rng.random() < 0.3:
        return None
    missed = tuple(home.id for home in roster.households if rng.random() < 0.2)
    return SilenceEvidence(CLAUSE, "挂号信", "" if rng.random() < 0.15 else "提示", missed)
