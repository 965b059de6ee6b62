"""What the search counts besides recount.py: locks and silence, the five conditions, channels, opinions, buildings."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import recount
from recount import NO_HOME, VOTES, needed, row_of
from tests.falsify.offices import walked

Doc = Any
WHOLE = {"buildings": [], "unit": None}
CAPACITIES, CHANNELS = ("owner", "occupant"), ("phone", "paper", "door", "call")
DELIVERED = {"key": "delivered", "counts": "delivered"}


class Book(recount.Book):
    """The same book, which also knows whom the notice about silence reached, and what others than owners said."""

    def __init__(self, record: Doc) -> None:
        super().__init__(record)
        self.record, proof = record, record["silence"]
        self.others = {b["household"]: b for b in record["ballots"] if b["capacity"] == "occupant"}
        self.proved = bool(proof) and all(proof[part].strip() for part in ("clause", "delivery", "warning"))
        rules = [*self.terms["rules"], *(matter["rule"] for matter in self.terms.get("matters", []))]
        agreed = any(may_follow(rule) and rule.get("clause", "").strip() for rule in rules)
        units = {row["id"] for row in self.rows}
        self.delivered = units - set(proof["undelivered"]) if self.proved and agreed else set()

    def count(
        self, buildings: Doc = (), unit: Doc = None, parking: bool = False, asked: Doc = None, cast: Doc = None
    ) -> Doc:
        """The same counts, with those who kept silent after the notice reached them apart."""
        owners, question = self.owners, asked or self.consent
        silent = {unit: {"answers": {question["key"]: "delivered"}} for unit in self.delivered}
        self.owners = cast if cast is not None else {**silent, **(owners if asked else self.own)}
        found = super().count(buildings, unit, parking, {**question, "options": [*question["options"], DELIVERED]})
        self.owners = owners
        return found


def may_follow(rule: Doc) -> bool:
    """Whether by this rule the silent may go with the majority: never in a consultation."""
    return rule["silence"] == "follows_majority" and rule["instrument"] == "decision"


def with_the_silent(rule: Doc, scope: Doc, counts: Doc) -> Doc:
    """What comes out with the delivered silent on the side that has more than half on every basis."""
    left_out = 0 if rule["abstention"] == "takes_part" else 1
    rows = {basis: counts[basis] for basis in rule["bases"]}
    for side in ("yes", "no"):
        if all(2 * row[side] > row["part"] - left_out * row["abstain"] for row in rows.values()):
            rows = {basis: _joined(row, side) for basis, row in rows.items()}
    book = SimpleNamespace(count=lambda **_: {**counts, **rows})
    return recount.ruling(book, rule, scope)["conclusion"]


def _joined(row: Doc, side: str) -> Doc:
    more = row["delivered"]
    changed = {"delivered": 0, **{name: row[name] + more for name in (side, "part", "answered")}}
    return Counter({**row, **changed})


def ruled(book: Book, found: Doc, asked: Doc = None) -> Doc:
    """A ruling with what the rest could still change, and with the silent."""
    rule, scope = found["document"], found["scope"]
    counts = book.count(**scope, parking=rule["parking"], asked=asked)
    rows = {basis: counts[basis] for basis in rule["bases"]}
    checks = [{**check, **reach(rule, check, rows[check["basis"]])} for check in found["checks"]]
    locks = {check["lock"] for check in checks}
    lock = "failed" if "failed" in locks else "passed" if locks == {"passed"} else "open"
    filled = {basis: noes_needed(row, checks, basis) for basis, row in rows.items()}
    return {
        **found,
        "checks": checks,
        "lock": lock if all(row["total"] for row in rows.values()) else "open",
        "filled_by_noes": {b: n for b, n in filled.items() if n} if found["conclusion"] == "passed" else {},
        "with_silence": with_the_silent(rule, scope, counts) if may_follow(rule) and book.proved else None,
    }


def reach(rule: Doc, check: Doc, row: Doc) -> Doc:
    """Between which ends a bar's share lies, whatever the rest do: all of them against, and all of them for."""
    counted, total = rule["abstention"] == "takes_part", row["total"]
    now = row["part"] - (0 if counted else row["abstain"])
    firm = {vote: row[vote] - row["loose " + vote] for vote in VOTES}
    sure, rest = firm["yes"] + firm["no"] + (firm["abstain"] if counted else 0), total - sum(firm.values())
    ends = ((now if counted else sure, total), (sure + rest, total))
    if check["kind"] == "consent":
        most = total if rule["of"] == "all" else sure + rest
        ends = ((firm["yes"], most), (firm["yes"] + rest, most))
    low, high = (part >= needed(check["bar"], of) for part, of in ends)
    lock = "passed" if low else "open" if high else "failed"
    return {"lock": lock, "most": ends[1][0], "most_needed": needed(check["bar"], ends[1][1])}


def noes_needed(row: Doc, checks: Doc, basis: str) -> int:
    """How many noes the bars on taking part couldn't do without."""
    part = [check for check in checks if check["kind"] != "consent" and check["basis"] == basis]
    spare = min((check["actual"] - check["needed"] for check in part), default=row["total"])
    return spare + 1 if spare < row["no"] else 0


def turnout(book: Book) -> Doc:
    """Who answered, by building, channel and capacity."""
    homes = {row["id"] for row in book.rows if row["kind"] not in NO_HOME}
    rows = [row for row in book.rows if row["kind"] != "parking"]
    cast = {
        who: [b for b in book.record["ballots"] if b["household"] in homes and b["capacity"] == who] for who in CAPACITIES
    }
    ways = {who: Counter(b["channel"] for b in cast[who]) for who in CAPACITIES}
    held = dict[Any, set[str]]()
    for row in rows:
        held.setdefault(book.heads[row["id"]], set()).add(stands(book, book.own.get(row["id"])))
    answered = homes & (book.own.keys() | book.others.keys())
    at = {row["id"]: row["building"] for row in rows}
    buildings = {building: book.count([building])["households"] for building in dict.fromkeys(at.values())}
    return {
        "counts": book.count(),
        "buildings": [
            {"building": building, **row, "reached": sum(at[n] == building for n in answered)}
            for building, row in buildings.items()
        ],
        "opinions": book.count(cast=book.others)["households"],
        "reached": len(answered),
        "conflicts": sum(len(stood & set(VOTES)) > 1 for stood in held.values()),
        "estimated": [sum(r["area"] for r in rows if r["area_source"] == "estimate"), sum(r["area"] for r in rows)],
        "unsold": sum(row["kind"] == "unsold" for row in rows),
        "channels": {who: {way: ways[who][way] for way in CHANNELS} for who in CAPACITIES},
    }


def stands(book: Book, ballot: Doc) -> str:
    """Where a ballot stands on the question about consent."""
    if not ballot:
        return "quiet"
    return row_of(book.consent["options"], key=ballot["answers"].get(book.consent["key"])).get("counts") or "blank"


def line_of(book: Book, line: Doc) -> Doc:
    """A line of the list with its buildings, and the way in which it is done."""
    item, order = row_of(book.menu["items"], key=line["item"]), book.order["key"]
    stairs = [list(one) for one in item.get("stairwells", [])]
    here = [r for r in book.rows if r["building"] in item["buildings"] or [r["building"], r["unit"]] in stairs]
    here = here if item["buildings"] or stairs else book.rows
    scope = {row["id"]: row["building"] for row in here if row["kind"] not in NO_HOME}
    ballots = {home: ballot for home, ballot in book.own.items() if home in scope}
    ordered = {home: b for home, b in ballots.items() if line["item"] in b["answers"].get(order, [])}
    all_of, found = (Counter(scope[home] for home in some) for some in (ballots, ordered))
    parts = [
        {"building": at, "answered": all_of[at], "support": found[at]} for at in dict.fromkeys(r["building"] for r in here)
    ]
    chosen = Counter(b["answers"].get(order + ".how", {}).get(line["item"]) for b in ordered.values())
    return {**line, "parts": parts, "stairwells": stairs, "way": way_of(item, chosen)}


def way_of(item: Doc, chosen: Doc) -> str:
    """The way in which an item is done, where ways have costs of their own."""
    own = {way["key"]: recount.priced({**item, "alternatives": [way]}, chosen) for way in item["alternatives"]}
    apart = any(way.get(n) is not None for way in item["alternatives"] for n in ("unit_cost", "quantity", "lump"))
    if not apart or None in own.values():
        return ""
    key = min(own, key=lambda key: (-chosen[key], own[key]))
    return str(row_of(item["alternatives"], key=key)["name"])


def listed(book: Book) -> Doc:
    """The list with what else is said of it."""
    found = recount.listed(book)
    homes = [row["id"] for row in book.rows if row["kind"] not in NO_HOME]
    return {
        **found,
        "lines": [line_of(book, line) for line in found["lines"]],
        "ranking": book.terms.get("ranking") or {"by": "households", "least": 0},
        "answered": sum(home in book.own for home in homes),
        "uncosted_musts": sum(line["status"] == "must" and line["cost"] is None for line in found["lines"]),
    }


def counted(record: Doc) -> Doc:
    """Everything that follows from the ballots, the roster and the terms."""
    book, poll, matters = Book(record), record["poll"], {}
    votes = [{"key": vote, "counts": vote} for vote in VOTES]
    for matter in book.terms.get("matters", []):
        asked = {"key": "matter-" + matter["key"], "options": votes}
        matters[matter["key"]] = ruled(book, recount.ruling(book, matter["rule"], matter["scope"], asked), asked)
    rulings = [ruled(book, one) for one in recount.rulings(book)]
    homes = {row["id"] for row in book.rows if row["kind"] not in NO_HOME}
    return {
        "book": book,
        "heading": {
            "opens_at": poll["opens_at"],
            "ended_at": min(poll["closed_at"] or poll["closes_at"], poll["closes_at"]),
            "choose": record["menu"]["choose"],
            "buildings": list(dict.fromkeys(row["building"] for row in book.rows if row["kind"] != "parking")),
        },
        "turnout": turnout(book),
        "rulings": rulings,
        "checkpoints": walked(record, rulings),
        "listed": listed(book),
        "matters": matters,
        "receipts": {
            who: sorted(b["receipt"] for b in record["ballots"] if b["household"] in homes and b["capacity"] == who)
            for who in CAPACITIES
        },
    }
