"""How it was once counted, taken from the code that printed what was false: the order, its intervals, what was needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Protocol

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu
from surveys.core.outcome.outcome import Outcome
from surveys.core.poll import Terms
from surveys.core.priorities import Status
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household, Roster, UnitKind
from surveys.core.rules import Bar, Of, Result, Rule, Treatment
from surveys.core.tally import Basis, Count
from surveys.services.outcome import Dossier

FEWEST, DRAWS = 5, 100


class Answered(Protocol):
    """Whatever has answers to a menu."""

    @property
    def roster(self) -> Roster: ...
    @property
    def edition(self) -> Edition: ...
    @property
    def menu(self) -> Menu: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def ballots(self) -> tuple[Ballot, ...]: ...


def owners_of(households: Iterable[Household]) -> dict[int, str]:
    """Who stood behind each unit as one head."""
    rows = list(households)
    sellers = {h.owner for h in rows if h.kind is UnitKind.UNSOLD}
    seller = (sellers.pop() if len(sellers) == 1 else "") or "\0unsold"
    return {h.id: seller if h.kind is UnitKind.UNSOLD else h.owner or f"\0{h.id}" for h in rows}


def supports(d: Dossier) -> dict[str, tuple[int, int]]:
    """How many ordered each item, of how many that answered: what is unsold among them."""
    orders, found = orders_of(d), dict[str, tuple[int, int]]()
    at = {home.id: home for home in d.roster.households}
    for item in d.menu.items:
        here = [keys for home, keys in orders.items() if item.concerns(at[home].entrance)]
        found[item.key] = sum(item.key in keys for keys in here), len(here)
    return found


def orders_of(d: Answered) -> dict[int, frozenset[str]]:
    """What each owner ordered, by unit."""
    kinds = {home.id: home.kind for home in d.roster.households}
    cast = {b.household: b for b in d.ballots if b.capacity == "owner" and kinds[b.household] is not UnitKind.PARKING}
    key = next((q.key for q in d.edition.questions if q.role == "order"), "")
    return {home: frozenset(map(str, _texts(ballot.answers.get(key)))) for home, ballot in cast.items()}


def _texts(answer: object) -> Sequence[object]:
    return answer if isinstance(answer, tuple) else ()


def ranks(d: Dossier, outcome: Outcome) -> dict[str, int]:
    """The place by share in the item's own scope."""
    basic = d.menu.tiers[0].key if outcome.listed.basic_first else ""
    place = {
        line.item.key: (line.item.tier != basic, -Fraction(line.support, line.answered or 1))
        for line in outcome.listed.lines
        if line.rank is not None
    }
    return {key: 1 + sum(other < own for other in place.values()) for key, own in place.items()}


def drawn(d: Answered, keys: Iterable[str]) -> Mapping[str, tuple[int, int, int]]:
    """The best and the worst rank in 95 % of the recounts, and in how many of them the item stood in the first half: who is
    missing is filled up from the building, and where few answered there from everywhere, also by those that couldn't."""
    at, orders = {home.id: home for home in d.roster.households}, orders_of(d)
    places = {key: list[int]() for key in keys}
    items, random = [d.menu.by_key[key] for key in places], Random(d.terms.seed)
    homes = [home for home in d.roster.households if home.kind is not UnitKind.PARKING]
    for _ in range(DRAWS if orders else 0):
        filled = {home.id: orders[home.id] for home in homes if home.id in orders}
        for building in d.roster.buildings:
            own = [ordered for home, ordered in orders.items() if at[home].building == building]
            balls = list(own if len(own) >= FEWEST else orders.values())
            for home in (home for home in homes if home.building == building and home.id not in orders):
                balls.append(random.choice(balls))
                filled[home.id] = balls[-1]
        counted = Counter(
            i.key for home, keys in filled.items() for i in items if i.key in keys and i.concerns(at[home].entrance)
        )
        whole = {item.key: sum(item.concerns(home.entrance) for home in homes) for item in items}
        shares = {key: Fraction(counted[key], whole[key] or 1) for key in places}
        for key, seen in places.items():
            seen.append(1 + sum(other > shares[key] for other in shares.values()))
    half, cut = (len(places) + 1) // 2, DRAWS * 25 // 1000
    return {
        key: (sorted(seen)[cut], sorted(seen)[-1 - cut], sum(rank <= half for rank in seen))
        for key, seen in places.items()
        if seen
    }


def shortfall(result: Result) -> dict[Basis, int | None]:
    """The least that newcomers who all agree must add on each basis; None where even all of them are too few."""
    found = dict[Basis, int | None]()
    for basis, count in result.counts.items():
        needs = list(_joinings(result.rule, count))
        reachable = [need for need in needs if need is not None]
        found[basis] = max(reachable, default=0) if len(reachable) == len(needs) else None
    return found


def _joinings(rule: Rule, count: Count) -> Iterable[int | None]:
    now = count.part - (0 if rule.abstention is Treatment.TAKES_PART else count.abstain)
    newcomers = count.total - count.part
    for bar in (rule.coverage, rule.participation):
        if bar:
            yield _joining(bar, now, count.total, newcomers, growing=False)
    if rule.consent:
        everybody = rule.of is Of.ALL
        yield _joining(rule.consent, count.yes, count.total if everybody else now, newcomers, growing=not everybody)


def _joining(bar: Bar, part: int, whole: int, newcomers: int, *, growing: bool) -> int | None:
    if bar.met(part, whole):
        return 0
    p, q = bar.ratio.numerator, bar.ratio.denominator
    gap, gain = p * whole - q * part + bar.strict, q - p if growing else q
    if gap > 0 and gain == 0:
        return None
    need = -(-gap // gain) if gap > 0 else 1
    return need if need <= newcomers else None


def percent(part: int, whole: int, bar: Bar) -> str:
    """A percentage beside a bar, which had a rounder of its own."""
    met = bar.met(part, whole)
    for unit in (10, 100):
        rounded = (200 * unit * part + whole) // (2 * whole)
        shown = Fraction(rounded, 100 * unit)
        if (shown > bar.ratio if bar.strict else shown >= bar.ratio) == met:
            return _percent(rounded, unit)
    return _percent(-(-100_000 * part // whole) if met else 100_000 * part // whole, 1000)


def _percent(parts: int, unit: int) -> str:
    return f"{parts // unit}.{parts % unit:0{len(str(unit)) - 1}}%"


def left(d: Dossier, outcome: Outcome) -> Iterable[tuple[str, int, int]]:
    """What waits, with what it costs and what the budget has left before it: an item that costs nothing too."""
    budget, total = outcome.listed.budget, outcome.listed.must
    for line in outcome.listed.lines if budget is not None else ():
        if line.status in (Status.IN, Status.SKIPPED):
            assert budget is not None
            if (line.cost or 0) > budget - total:
                yield line.item.key, line.cost or 0, budget - total
            else:
                total += line.cost or 0
