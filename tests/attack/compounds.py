"""Small compounds by number: the same number gives the same compound, with its ballots and its notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.menu import Menu
from surveys.core.place import Area, Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.rules import Bar, Instrument, Of, Reach, Rule, Silence, SilenceEvidence, Treatment
from surveys.core.tally import Basis
from surveys.services.outcome import Dossier
from tests.attack.asking import edition_and_menu, under_terms
from tests.attack.cases import Case
from tests.attack.deciding import deciding
from tests.attack.voting import ballots, by_building
from tests.core.small_polls import PRESETS, START

CLOSES = START + timedelta(days=14)
_CLAUSE = "silence follows the majority"


def compound(number: int) -> Case:
    """The compound with this number."""
    rng, decides = Random(f"compound {number}"), Random(f"matters {number}")
    matters = decides.choice((0, 0, 1, 2, 3, 3))
    # So many that a pass by three quarters may be told too.
    roster = _roster(rng, decides.randint(34, 48) if matters and decides.random() < 0.25 else None)
    edition, menu = edition_and_menu(rng, roster.buildings)
    menu, ranking = under_terms(Random(f"terms {number}"), menu, roster)
    rules, chance = tuple(_rules(rng)), Random(f"divided {number}")
    divided = chance.random() < 0.2
    rules = (*rules, _of_buildings(chance)) if divided else rules
    lots = [item.key for item in menu.items]
    rng.shuffle(lots)
    documents = tuple(rule.document() for rule in rules)
    fixed = (roster.digest, documents, tuple(lots), 7, rng.random() < 0.4, _budget(rng, menu), "o", "c", ranking)
    terms = Terms(edition.digest, menu.digest, *fixed)
    where = Compound(1, f"compound {number}", Street(1, "street"), Area(1, "area") if rng.random() < 0.5 else None)
    poll = Poll(1, Wave(1, "wave", edition.digest, START, CLOSES), where, START, CLOSES, START, None, terms)
    cast = ballots(rng, roster, edition, menu, parking=any(rule.parking for rule in rules))
    cast = by_building(chance, roster, edition, cast) if divided else cast
    first = Dossier(poll, terms, roster, edition, menu, cast, tuple(_findings(rng)), _silence(rng, roster))
    first = deciding(decides, first, matters, _CLAUSE) if matters else first
    return Case(f"compound {number}", tuple(_notices(rng, first)))


def _roster(rng: Random, count: int | None) -> Roster:
    count = count or rng.choice(
        (rng.randint(1, 6), rng.randint(5, 13), rng.randint(14, 20), rng.randint(18, 30), rng.randint(28, 30))
    )
    buildings = [str(n + 1) for n in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    stairs = rng.choice((1, 1, 2))
    area = _areas(rng)
    homes = [
        Household(
            n, buildings[n * len(buildings) // count], str(n % stairs + 1), n % 6 + 1, str(n), area(rng, n), f"owner {n}"
        )
        for n in range(count)
    ]
    homes = _shared(rng, homes)
    if rng.random() < 0.15:
        homes = [replace(home, kind=UnitKind.UNSOLD, owner="developer") if rng.random() < 0.2 else home for home in homes]
    if rng.random() < 0.2:
        homes = [replace(home, area_source=AreaSource.ESTIMATE) if rng.random() < 0.3 else home for home in homes]
    if rng.random() < 0.25:
        homes += [
            Household(
                100 + n, rng.choice(buildings), "1", 0, f"P{n}", 1200, rng.choice([*[h.owner for h in homes], f"lot {n}"])
            )
            for n in range(rng.randint(1, 5))
        ]
        homes = [replace(home, kind=UnitKind.PARKING) if home.id >= 100 else home for home in homes]
    return Roster(tuple(sorted(homes, key=lambda home: (home.building, home.unit, home.id))))


def _areas(rng: Random) -> Callable[[Random, int], int]:
    kind = rng.randrange(5)
    plans = [rng.randint(4500, 13000) for _ in range(3)]
    step = rng.randint(3, 170)
    large = rng.randrange(30) if rng.random() < 0.25 else -1

    def area(chance: Random, n: int) -> int:
        if n == large:
            return chance.choice((30_000, 200_000))
        return [8000, plans[n % 3], chance.randint(4500, 13000), 5000 + step * n, chance.randint(7900, 8100)][kind]

    return area


def _shared(rng: Random, homes: list[Household]) -> list[Household]:
    """Some owners hold several homes, and sometimes one holds many."""
    if rng.random() < 0.35:
        homes = [replace(home, owner=rng.choice(homes).owner) if rng.random() < 0.25 else home for home in homes]
    if rng.random() < 0.15:
        share = rng.choice((0.2, 0.5))
        homes = [replace(home, owner="owner 0") if rng.random() < share else home for home in homes]
    return homes


def _rules(rng: Random) -> Iterator[Rule]:
    seen = set()
    for _ in range(rng.choice((0, 1, 2, 2, 3, 4))):
        rule = rng.choice(list(PRESETS.values())) if rng.random() < 0.5 else _rule(rng)
        if rule.key not in seen:
            seen.add(rule.key)
            yield rule


def _rule(rng: Random) -> Rule:
    decides = rng.random() < 0.6
    bases = rng.choice([(Basis.OWNERS, Basis.AREA), (Basis.AREA,), (Basis.OWNERS,), (Basis.HOUSEHOLDS,), tuple(Basis)])
    bars = [
        Bar(Fraction(1, 2), strict=True),
        *(Bar(Fraction(*share)) for share in ((1, 4), (1, 2), (2, 3), (3, 4), (9, 10))),
    ]
    follows = decides and rng.random() < 0.4
    return Rule(
        key=f"made {rng.randrange(1000)}",
        name="made",
        source="made",
        instrument=Instrument.DECISION if decides else Instrument.CONSULTATION,
        bases=bases,
        coverage=None if decides else rng.choice([None, *bars]),
        participation=rng.choice([None, *bars]) if decides else None,
        consent=rng.choice(bars),
        of=rng.choice(list(Of)),
        reach=rng.choice((Reach.COMPOUND, Reach.COMPOUND, Reach.BUILDING, Reach.STAIRWELL)),
        parking=rng.random() < 0.2,
        abstention=rng.choice(list(Treatment)),
        invalid=rng.choice(list(Treatment)),
        silence=Silence.FOLLOWS_MAJORITY if follows else Silence.NOT_COUNTED,
        clause=_CLAUSE if follows else "",
    )


def _of_buildings(rng: Random) -> Rule:
    """A rule that each building or stairwell passes or fails by the heads or homes in it alone."""
    return Rule(
        key="of buildings",
        name="made",
        source="made",
        instrument=Instrument.CONSULTATION,
        bases=(rng.choice((Basis.OWNERS, Basis.HOUSEHOLDS)),),
        consent=Bar(Fraction(*rng.choice(((1, 4), (1, 2), (2, 3), (9, 10))))),
        of=rng.choice(list(Of)),
        reach=rng.choice((Reach.BUILDING, Reach.BUILDING, Reach.STAIRWELL)),
    )


def _budget(rng: Random, menu: Menu) -> int | None:
    must = sum(item.cost or 0 for item in menu.items if item.must)
    rest = sum(item.cost or 0 for item in menu.items if not item.must)
    return rng.choice((None, 0, must // 2, must + rest // 3, must + rest // 2, must + rest * 3 // 4, must + rest))


def _findings(rng: Random) -> Iterator[Finding]:
    if rng.random() < 0.5:
        return
    for gate in (Gate.COMMITTEE, Gate.CLEARANCE, Gate.COOPERATION, Gate.MANAGEMENT):
        status = rng.choice((FindingStatus.PASS, FindingStatus.PASS, FindingStatus.PASS, FindingStatus.FAIL))
        yield _finding(gate, status, CLOSES + timedelta(days=1))


def _finding(gate: Gate, status: FindingStatus, at: datetime) -> Finding:
    decider = Decider.BUREAU if gate in (Gate.COOPERATION, Gate.WILLINGNESS) else Decider.STREET
    return Finding(gate, Checkpoint.C1, status, decider, "Wang", at, date(2027, 11, 1), "note", ("paper 7",))


def _silence(rng: Random, roster: Roster) -> SilenceEvidence | None:
    if rng.random() < 0.4:
        return None
    missed = tuple(home.id for home in roster.households if rng.random() < 0.3)
    return SilenceEvidence(_CLAUSE, "registered mail", "warned" if rng.random() < 0.8 else "", missed)


def _notices(rng: Random, first: Dossier) -> Iterator[tuple[Dossier, datetime]]:
    """The first notice, and up to two corrections."""
    at, dossier = CLOSES + timedelta(days=2), first
    yield dossier, at
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        at += timedelta(days=3)
        if rng.random() < 0.5:
            dossier = replace(dossier, silence=_silence(rng, dossier.roster))
        else:
            gate = rng.choice(list(Gate))
            status = (
                FindingStatus.WAIVED if gate is Gate.WILLINGNESS else rng.choice((FindingStatus.PASS, FindingStatus.FAIL))
            )
            dossier = replace(dossier, findings=(*dossier.findings, _finding(gate, status, at)))
        yield dossier, at
