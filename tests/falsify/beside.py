"""What recount.py names as not recounted and what only a household's own page says, proved here for the search."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import recount
from tests.falsify import counting, placing, proving

OWN = {"receipt", "own_choice", "own_order"}
WISHES = {"fulfilled", "coverage", "building_behind", "swing"}
ACTING = {"mandated", "undecided"}
BESIDE = OWN | WISHES | ACTING | placing.PLACES
_DATES = re.compile(r"[0-9]+年[0-9]+月[0-9]+日|[0-9]+月[0-9]+日|[0-9]{2}:[0-9]{2}")
_PARTS = (("actual", "whole"), ("part", "whole"), ("support", "answered"), ("answered", "total"))
_ALL, _NOBODY = ("100.0%", "100.00%", "100.000%"), ("0.0%", "0.00%", "0.000%")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


def wrong(found: Any, claim: Any) -> Iterator[tuple[str, Any, Any]]:
    """What a claim says that isn't so, whoever proves it."""
    if claim["claim"] not in BESIDE:
        yield from proving.wrong(found, claim)
        return
    kind = claim["claim"]
    read = _own if kind in OWN else _acting if kind in ACTING else _wishes if kind in WISHES else placing.places
    facts = read(found, claim)
    for name, says in claim.items():
        finds = facts.get(name, says)
        if not finds(says) if callable(finds) else says != finds:
            yield name, says, finds


def _own(found: Any, c: Any) -> dict[str, Any]:
    book = found["book"]
    here = [who for who in counting.CAPACITIES if c["receipt"] in found["receipts"][who]]
    if c["claim"] == "receipt":
        rows = found["receipts"][here[0]] if here else []
        return {"counted": here[0] if here else "", "of": len(rows), "place": rows.index(c["receipt"]) + 1 if here else None}
    ballot = next(b for b in book.record["ballots"] if b["receipt"] == c["receipt"])
    choice = counting.stands(book, ballot)
    lines = {
        line["item"]: line["status"] for line in found["listed"]["lines"] if line["status"] not in ("must", "infeasible")
    }
    ordered = ballot["answers"].get(book.order["key"], [])
    items = [item["key"] for item in book.record["menu"]["items"] if item["key"] in ordered and item["key"] in lines]
    done = {key for key in items if lines[key] in ("in", "ranked")}
    return {
        "choice": choice,
        "households": found["turnout"]["counts"]["households"].get(choice),
        "items": items,
        "entered": lambda keys: set(keys) <= done,
        "out": lambda number: number <= len(items) - len(done),
        "open": lambda number: number + c["out"] + len(c["entered"]) == len(items),
    }


def _acting(found: Any, c: Any) -> dict[str, Any]:
    return {"homes": found["book"].record["acting"][c["matter"]][c["claim"]]}


def _wishes(found: Any, c: Any) -> dict[str, Any]:
    book, lines = found["book"], found["listed"]["lines"]
    if c["claim"] == "swing":
        rest = {**book.record, "roster": [row for row in book.rows if row["building"] != c["building"]]}
        then = {line["item"]: line["status"] == "in" for line in recount.listed(recount.Book(rest))["lines"]}
        now = {line["item"]: line["status"] == "in" for line in lines}
        return {
            "entered": lambda keys: all(then[key] and not now[key] for key in keys),
            "left": lambda keys: all(now[key] and not then[key] for key in keys),
        }
    done = {(line["item"], part["building"]) for line in lines if line["status"] == "in" for part in line["parts"]}
    homes = [row for row in book.rows if row["kind"] not in ("parking", "unsold") and row["id"] in book.own]
    orders = {row["id"]: book.own[row["id"]]["answers"].get(book.order["key"], []) for row in homes}
    got = {row["id"]: sum((key, row["building"]) in done for key in orders[row["id"]]) for row in homes}
    here = [bool(got[row["id"]]) for row in homes if row["building"] == c.get("building")]
    some, number = [sum(map(bool, got.values())), len(got)], Counter(got.values())
    return {
        "households": number[c.get("wishes", 0)],
        "of": len(got),
        "answered": len(got),
        "listed": some[0],
        "figure": [sum(here), len(here)],
        "against": some,
    }


def _ints(value: Any) -> list[int]:
    if isinstance(value, dict | list):
        return [n for one in (value.values() if isinstance(value, dict) else value) for n in _ints(one)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def unsaid(text: str, claims: list[Any], names: list[str]) -> list[str]:
    """The numbers of a sentence that no claim of it says: as they are, in yuan or square metres, as a part of a whole."""
    for name in names:
        text = text.replace(name, "")
    figures = {*_ints(claims), *(len(one) for claim in claims for one in claim.values() if isinstance(one, list))}
    more = {abs(n) for n in figures} | {n + 1 for n in figures} | {abs(a - b) for a in figures for b in figures}
    said = {str(n) for n in more} | {f"{n}%" for n in figures} | {form for n in more for form in _money(n)}
    said |= {
        form for part in figures for whole in figures if 0 <= part <= whole and whole for form in _percents(part, whole)
    }
    said -= _rounded_away(claims)
    return [number for number in _NUMBER.findall(_DATES.sub("", text)) if number.replace(",", "") not in said]


def _rounded_away(claims: list[Any]) -> set[str]:
    """What stands for all or nobody and isn't to be said, where every part of a whole is neither."""
    parts = [(c[part], c[whole]) for c in claims for part, whole in _PARTS if c.get(part) is not None and c.get(whole)]
    ends = ((_ALL, any(part == whole for part, whole in parts)), (_NOBODY, any(not part for part, _ in parts)))
    return {form for forms, there in ends if parts and not there for form in forms}


def _money(n: int) -> tuple[str, ...]:
    tenths = (n // 100 + 500) // 1000
    return f"{n // 100}.{n % 100:02}", str(n // 100), f"{tenths // 10}.{tenths % 10}".replace(".0", "")


def _percents(part: int, whole: int) -> Iterator[str]:
    for places, unit in ((1, 10), (2, 100), (3, 1000)):
        low = 100 * unit * part // whole
        yield from (f"{n // unit}.{n % unit:0{places}}%" for n in (low, low + 1) if n <= 100 * unit)


def names_in(record: Any) -> list[str]:
    """Names and texts with digits in them, and what buildings and stairwells are called; the longest first."""
    found, waiting = set(), [record["menu"], record["terms"], record["findings"], record["silence"]]
    while waiting:
        one = waiting.pop()
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list | tuple) else []
        if isinstance(one, str) and len(one) > 2 and re.search("[0-9]", one):
            found.add(one)
    for row in record["roster"]:
        found |= {_called(row["building"], "号楼"), _called(row["unit"], "单元")}
    for item in record["menu"]["items"]:  # a building of which a shrunk compound has no home left
        found |= {_called(building, "号楼") for building in item["buildings"]}
    return sorted(found - {""}, key=len, reverse=True)


def _called(name: str, sign: str) -> str:
    return name + sign if re.fullmatch("[0-9A-Za-z]+", name) else name
