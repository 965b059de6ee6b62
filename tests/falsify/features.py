"""What compounds of the search have in them, so that nobody has to trust that a branch is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from surveys.core.ballot import Capacity, Channel
from surveys.core.gates import FindingStatus, Gate
from surveys.core.menu import RankBy
from surveys.core.priorities import Status
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.rules import Conclusion
from surveys.services.outcome import Dossier
from surveys.services.package import package_record
from tests.falsify import counting
from tests.falsify.compounds import NOW, checkpoint_of, compound

Has = Callable[[Dossier, Any], bool]


def _owner(d: Dossier) -> list[str]:
    return [home.owner for home in d.roster.households]


def _kinds(d: Dossier) -> set[UnitKind]:
    return {home.kind for home in d.roster.households}


def _rules(d: Dossier, key: str) -> list[Any]:
    return [rule[key] for rule in d.terms.rules]


def _items(d: Dossier, name: str) -> list[Any]:
    return [getattr(item, name) for item in d.menu.items]


def _lines(found: Any, name: str) -> list[Any]:
    return [line[name] for line in found["listed"]["lines"]]


def _must(d: Dossier) -> int:
    return sum(item.cost or 0 for item in d.menu.items if item.must and not item.infeasible)


PEOPLE: Mapping[str, Has] = {
    "one to three homes": lambda d, f: len(d.roster.households) <= 3,
    "three hundred homes or more": lambda d, f: len(d.roster.households) >= 300,
    "one building": lambda d, f: len(d.roster.buildings) == 1,
    "four buildings": lambda d, f: len(d.roster.buildings) == 4,
    "an owner of several units": lambda d, f: len(set(_owner(d))) < len(_owner(d)),
    "an owner unknown": lambda d, f: "" in _owner(d),
    "two owners of one home": lambda d, f: any(home.owners > 1 for home in d.roster.households),
    "unsold": lambda d, f: UnitKind.UNSOLD in _kinds(d),
    "shops": lambda d, f: UnitKind.SHOP in _kinds(d),
    "parking": lambda d, f: UnitKind.PARKING in _kinds(d),
    "an area of nothing": lambda d, f: any(not home.area for home in d.roster.households),
    "an area so small that it rounds to nothing": lambda d, f: any(0 < home.area < 10 for home in d.roster.households),
    "an area estimated": lambda d, f: any(home.area_source is AreaSource.ESTIMATE for home in d.roster.households),
    "nobody answered": lambda d, f: not f["turnout"]["counts"]["households"]["answered"],
    "all of them answered": lambda d, f: (
        f["turnout"]["counts"]["households"]["answered"] == f["turnout"]["counts"]["households"]["total"]
    ),
    "tenants answered": lambda d, f: any(ballot.capacity is Capacity.OCCUPANT for ballot in d.ballots),
    "withdrawn": lambda d, f: any(not ballot.answers for ballot in d.ballots),
    "corrected": lambda d, f: any(ballot.revision > 1 for ballot in d.ballots),
    "the question about consent left out": lambda d, f: f["turnout"]["counts"]["households"]["blank"] > 0,
    "one owner's units disagree": lambda d, f: f["turnout"]["conflicts"] > 0,
    "closed early": lambda d, f: d.poll.closed_at is not None,
    "extended": lambda d, f: d.poll.closes_at > d.poll.wave.closes_at,
    **{f"answered by {way.value}": lambda d, f, way=way: any(b.channel is way for b in d.ballots) for way in Channel},
}
RULES: Mapping[str, Has] = {
    "no rule": lambda d, f: not d.terms.rules,
    **{
        f"{key} {value}": lambda d, f, key=key, value=value: value in _rules(d, key)
        for key, values in (
            ("instrument", ("consultation", "decision")),
            ("reach", ("compound", "building", "stairwell")),
            ("abstention", ("left_out",)),
            ("silence", ("follows_majority",)),
            ("parking", (True,)),
        )
        for value in values
    },
    "conditions besides": lambda d, f: any(_rules(d, "conditions")),
    "nobody confirmed it": lambda d, f: "" in _rules(d, "confirmed_by"),
    "silence proved": lambda d, f: bool(d.silence and d.silence.complete),
    **{
        f"a conclusion {one.value}": lambda d, f, one=one: any(r["conclusion"] == one.value for r in f["rulings"])
        for one in Conclusion
    },
    "a pass that noes filled": lambda d, f: any(r.get("filled_by_noes") for r in f["rulings"]),
    **{
        f"conditions {state}": lambda d, f, state=state: f["checkpoints"][0]["state"] == state
        for state in ("passed", "failed", "undetermined")
    },
    **{f"a finding {one.value}": lambda d, f, one=one: any(x.status is one for x in d.findings) for one in FindingStatus},
    "a later checkpoint began": lambda d, f: len(f["checkpoints"]) > 1,
    "willingness waived": lambda d, f: any(one.gate is Gate.WILLINGNESS for one in d.findings),
    "a matter": lambda d, f: bool(d.terms.matters),
    "a matter in a building": lambda d, f: any(m["scope"]["buildings"] and not m["scope"]["unit"] for m in d.terms.matters),
    "a matter in a stairwell": lambda d, f: any(m["scope"]["unit"] for m in d.terms.matters),
    "somebody acts for an owner": lambda d, f: bool(d.mandates),
    "one person alone entered who acts": lambda d, f: any(not one.confirmed_by for one in d.mandates),
    "co-owners vote apart": lambda d, f: bool(d.co_owned.votes),
    "between co-owners decided": lambda d, f: bool(d.co_owned.settlements),
}
LISTS: Mapping[str, Has] = {
    "no budget": lambda d, f: d.terms.budget is None,
    "budget 0": lambda d, f: d.terms.budget == 0,
    "must more than the budget": lambda d, f: d.terms.budget is not None and _must(d) > d.terms.budget,
    "must without an estimate": lambda d, f: any(i.must and i.cost is None and not i.infeasible for i in d.menu.items),
    "free": lambda d, f: 0 in _items(d, "cost"),
    "the first class goes first": lambda d, f: d.terms.basic_first,
    **{f"ranked by {by.value}": lambda d, f, by=by: d.terms.ranking.by is by for by in RankBy},
    "a tie": lambda d, f: any(_lines(f, "tied_with")),
    "for buildings": lambda d, f: any(_items(d, "buildings")),
    "for stairwells": lambda d, f: any(_items(d, "stairwells")),
    "fewer than five may be asked of its own": lambda d, f: any(
        line["rank"] and line["answered"] < 5 and line["answered"] < line["households"] for line in f["listed"]["lines"]
    ),
    "excludes": lambda d, f: any(_items(d, "excludes")),
    "needs": lambda d, f: any(_items(d, "needs")),
    "ways": lambda d, f: any(_items(d, "alternatives")),
    "a way with a cost of its own": lambda d, f: any(w.unit_cost is not None for i in d.menu.items for w in i.alternatives),
    "a lump sum": lambda d, f: any(item.lump is not None for item in d.menu.items),
    "money of its own": lambda d, f: any(_items(d, "own_money")),
    "several pay": lambda d, f: any(len(item.pays) > 1 for item in d.menu.items),
    "a cap": lambda d, f: any(tier.cap is not None for tier in d.menu.tiers),
    "owners must decide": lambda d, f: any(_items(d, "decision")),
    **{f"an item {one.value}": lambda d, f, one=one: one.value in _lines(f, "status") for one in Status},
}
FEATURES: Mapping[str, Has] = {**PEOPLE, **RULES, **LISTS}


def reached(numbers: Iterable[int]) -> Counter[str]:
    """In how many of these compounds each feature is there; 0 is told too."""
    found = Counter(dict.fromkeys(FEATURES, 0))
    for number in numbers:
        d = compound(number)
        counted = counting.counted(package_record(d, now=NOW, checkpoint=checkpoint_of(d)))
        found.update(name for name, has in FEATURES.items() if has(d, counted))
    return found
