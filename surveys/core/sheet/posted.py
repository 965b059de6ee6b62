"""The sheet as it may be posted: no cell that tells of a household, no area that can be taken apart into votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.core.kind import Posting
from surveys.core.kinds import KINDS
from surveys.core.ledger import digest
from surveys.core.priorities import Examination, Line
from surveys.core.rules import CheckKind
from surveys.core.sheet.assemble import Ruling, Sheet
from surveys.core.sheet.listing import line_document, list_document
from surveys.core.sheet.suppress import SMALLEST_BREAKDOWN, SMALLEST_QUESTION, alone, small, suppressed, ticks
from surveys.core.tally import WHOLE, Basis, Count, Options, Part, QuestionCount

# With fewer voters the sum of the agreeing areas tells who agreed: with 20 in 30 of 100 trials, with 28 in none.
FEWEST_FOR_EXACT_AREA = 28
SQUARE_METRE = 100

_CHOICES = ("yes", "no", "abstain")


def posted(sheet: Sheet) -> dict[str, Any]:
    """The sheet's document for the notice board, with its own digest in it; what is hidden is null.

    The compound's own result stays exact in households and owners, as the law asks for it. Areas are in whole square metres
    where fewer than 28 owners took part: what was reached rounded down, what is needed or missing rounded up. The area of a
    choice that 1 to 4 owners made is hidden, with all from which it could be subtracted. The breakdown by building hides
    small cells and their complements; stairwells, names and evidence are left out. The receipts of the counted ballots
    stand in alphabetical order, so that every household finds its own and nothing else.
    """
    tally = sheet.tally
    veil = _veil(tally.votes.owners)
    document = {
        **sheet.heading(),
        "posted": True,
        "rough_area": veil.rough,
        "votes": veil.counts(tally.votes.document()),
        "opinions": _opinions(tally.whole),
        "reached": tally.whole.reached,
        "conflicts": tally.conflicts,
        "channels": tally.document()["channels"],
        "buildings": _buildings(tally.buildings),
        "questions": [_question(q) for q in tally.questions if KINDS[q.kind].published],
        "rulings": [_ruling(ruling, veil) for ruling in sheet.rulings],
        "judgement": _judgement(sheet, veil),
        "list": {**list_document(sheet.listed), "lines": [_line(line) for line in sheet.listed.lines]},
        "orders": _orders(sheet.examined) if sheet.examined else None,
        "receipts": {who.value: list(receipts) for who, receipts in sheet.receipts.items()},
        "checks": _checks(sheet.examined) if sheet.examined else None,
    }
    return {**document, "digest": digest(document)}


def _opinions(whole: Part) -> dict[str, int | None]:
    count = whole.opinions
    cells = suppressed([[getattr(count, choice) for choice in _CHOICES]], SMALLEST_QUESTION)[0]
    return {"total": count.total, "part": count.part, **dict(zip(_CHOICES, cells, strict=True))}


def _buildings(parts: Sequence[Part]) -> list[dict[str, Any]]:
    counts = [part.votes.households for part in parts]
    hidden = suppressed([[getattr(count, choice) for choice in _CHOICES] for count in counts])
    return [
        {
            "building": part.building,
            "total": count.total,
            "reached": part.reached,
            "answered": count.answered,
            "part": count.part,
            **dict(zip(_CHOICES, cells, strict=True)),
        }
        for part, count, cells in zip(parts, counts, hidden, strict=True)
    ]


def _question(question: QuestionCount) -> dict[str, Any]:
    exclusive = KINDS[question.kind].published is Posting.ONE_EACH
    return {
        "key": question.key,
        "owners": _options(question.owners, exclusive),
        "occupants": _options(question.occupants, exclusive),
    }


def _options(options: Options, exclusive: bool) -> dict[str, Any]:
    counts = list(options.counts.values())
    cells = suppressed([counts], SMALLEST_QUESTION)[0] if exclusive else alone(counts, options.answered)
    return {**options.document(), "counts": dict(zip(options.counts, cells, strict=True))}


@dataclass(frozen=True, slots=True)
class _Veil:
    """How areas are shown: in whole square metres, and without the figures named in `hidden`."""

    rough: bool
    hidden: frozenset[str]

    def counts(self, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int | None]]:
        """Counts by basis, the area as it may be shown."""
        area = Basis.AREA.value
        return {basis: self._area(count) if basis == area else count for basis, count in counts.items()}

    def _area(self, count: Mapping[str, int]) -> dict[str, int | None]:
        shown = _down(count) if self.rough else count
        return {name: None if name in self.hidden else value for name, value in shown.items()}

    def result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """A rule's result over the whole compound."""
        followed = result["with_silence"]
        return {
            **result,
            "counts": self.counts(result["counts"]),
            "checks": [self._check(check) if check["basis"] == Basis.AREA else check for check in result["checks"]],
            "shortfall": self.values(result["shortfall"]),
            "with_silence": self.result(followed) if followed else None,
        }

    def _check(self, check: Mapping[str, Any]) -> Mapping[str, Any]:
        if "yes" in self.hidden and check["kind"] == CheckKind.CONSENT:
            check = {**check, **dict.fromkeys(("actual", "missing", "joining"))}
        if not self.rough:
            return check
        reached = _down({name: check[name] for name in ("actual", "whole")})
        return {**check, **reached, **{name: _up(check[name]) for name in ("needed", "missing", "joining")}}

    def values(self, values: Mapping[str, int | None]) -> dict[str, int | None]:
        """What newcomers must add, by basis; without the area where that would tell what agreed."""
        area = Basis.AREA.value
        kept = {basis: value for basis, value in values.items() if not ("yes" in self.hidden and basis == area)}
        return {basis: _up(value) if self.rough and basis == area else value for basis, value in kept.items()}


def _ruling(ruling: Ruling, veil: _Veil) -> dict[str, Any]:
    document = ruling.document()
    if ruling.scope != WHOLE:
        result = document["result"]
        checks = [{name: check[name] for name in ("kind", "basis", "bar", "ok", "lock")} for check in result["checks"]]
        kept = {name: result[name] for name in ("rule", "instrument", "outcome", "decides", "lock")}
        return {**document, "result": {**kept, "checks": checks}}
    return {**document, "result": veil.result(document["result"])}


def _veil(owners: Count) -> _Veil:
    """What 1 to 4 owners chose shows no area, nor does what it could be subtracted from."""
    hidden = {"yes", "no", "abstain"} if small(owners.yes) or small(owners.part - owners.yes) else set()
    hidden |= {"no", "abstain"} if small(owners.no) or small(owners.abstain) else set()
    hidden |= {"blank", "answered", "silent"} if small(owners.blank) else set()
    return _Veil(owners.part < FEWEST_FOR_EXACT_AREA, frozenset(hidden))


def _down(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else value // SQUARE_METRE * SQUARE_METRE for name, value in figures.items()}


def _up(value: int | None) -> int | None:
    return None if value is None else -(-value // SQUARE_METRE) * SQUARE_METRE


def _judgement(sheet: Sheet, veil: _Veil) -> dict[str, Any]:
    document = sheet.judgement.document()
    return {**document, "gates": [_gate(verdict, veil) for verdict in document["gates"]]}


def _gate(verdict: Mapping[str, Any], veil: _Veil) -> dict[str, Any]:
    finding = verdict["finding"]
    if finding:
        finding = {name: value for name, value in finding.items() if name not in ("decided_by", "evidence")}
    return {**verdict, "finding": finding, "values": veil.values(verdict["values"])}


def _line(line: Line) -> dict[str, Any]:
    """A line of the list. Its support is hidden where few answered, where it or what is left over is a small cell, and for
    an item of some buildings where not enough households could have ordered it; its place in the list stays."""
    document = line_document(line)
    (support,) = alone([line.support], line.answered)
    if line.item.buildings and line.answered < SMALLEST_BREAKDOWN:
        support = None
    (opinion,) = alone(line.opinion[:1], line.opinion[1])
    (named,) = alone([sum(line.tops)], line.answered)
    ways = alone(list(document["ways"].values()), line.support)
    shown = support is not None
    del document["tops"]  # the three places of all items come to known sums
    return {
        **document,
        "support": support,
        "share": document["share"] if shown else None,
        "named": named if shown else None,
        "ways": dict(zip(document["ways"], ways if shown else [None] * len(ways), strict=True)),
        "opinion": [opinion if shown else None, line.opinion[1]],
    }


def _orders(examined: Examination) -> dict[str, list[dict[str, Any]]]:
    """How many of each building's answers ordered each voted item that concerns it."""
    found = {}
    for key, checked in examined.checks.items.items():
        shown = ticks([(part.support, part.answered) for part in checked.buildings])
        parts = zip(checked.buildings, shown, strict=True)
        found[key] = [{"building": part.name, "answered": part.answered, "support": support} for part, support in parts]
    return found


def _checks(examined: Examination) -> dict[str, Any]:
    """The checks without their breakdowns: what holds for the whole compound, and that an alarm sounded."""
    coverage, standings = examined.checks.coverage, examined.standings
    return {
        "completion": examined.checks.completion,
        "items": {
            key: {
                "equal_shares": checked.backing.standing.value if checked.backing else None,
                "representative": checked.representative,
                "ranks": list(standings[key].ranks),
                "band": band.value if (band := standings[key].band) else None,
            }
            for key, checked in examined.checks.items.items()
        },
        "coverage": {"answered": coverage.answered, "listed": coverage.listed, "equal_shares": coverage.shares}
        if coverage
        else None,
        "alarms": sorted({alarm.code.value for alarm in examined.checks.alarms}),
    }
