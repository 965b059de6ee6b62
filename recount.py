#!/usr/bin/env python3
"""Recounts a package of Diandan on any laptop: python3 recount.py 包.zip [校验码]

One file, standard library alone; it shares nothing with the program that made the package. It counts the ballots again by
the law and by the terms, says where the package says something else, and proves what the printed sentences claim.
Exit status: 0 everything agrees, 1 something doesn't, 2 the file can't be read.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections import Counter
from fractions import Fraction
from typing import Any

# Packed, so that it can be read on a few pages.
# fmt: off
Doc = Any
VOTES, BASES, CAPACITIES = ("yes", "no", "abstain"), ("households", "owners", "area"), ("owner", "occupant")
REST, LOOSE = ("blank", "delivered", "quiet"), ("loose yes", "loose no", "loose abstain")
CHANNELS, WHOLE = ("phone", "paper", "door", "call"), {"buildings": [], "unit": None}
GATES = ("willingness", "committee", "clearance", "cooperation", "management")
WILLING = {"passed": ("passed", "consented"), "not_passed": ("failed", "not_consented"), "none": ("undetermined",
    "no_consent_rule"), "insufficient": ("undetermined", "sample_insufficient"), "undecidable": ("undetermined",
    "nothing_to_count")}
FOUND = {"unknown": ("undetermined", "not_found_yet"), "fail": ("failed", "found_failing"), "waived": ("passed", "waived"),
    "expired": ("undetermined", "finding_expired"), "conditional": ("passed", "promised"), "pass": ("passed", "found")}
STATUS_OF = {"must": "must", "infeasible": "infeasible", "excluded": "excluded", "waiting": "waiting", "free": "in",
    "capped": "capped", "fits": "in", "skipped": "skipped_budget"}
HOLDS_BACK = ("pass", "waived", "conditional", "unknown", "expired", "fail")
NAMED_BY = {"claim", "basis", "building", "capacity", "rule", "scope", "kind", "gate", "item", "matter"}

class Book:
    """A record with its ballots by unit, and how anything in it is counted."""

    def __init__(self, record: Doc) -> None:
        self.record, self.rows, self.terms, proof = record, record["roster"], record["terms"], record["silence"]
        self.own, self.others = ({b["household"]: b for b in record["ballots"] if b["capacity"] == w} for w in CAPACITIES)
        roles = {question["role"]: question for question in record["edition"]["questions"]}
        self.consent, self.order, self.top = (roles.get(r, {"key": "", "options": []}) for r in ("consent", "order", "top3"))
        self.proved = bool(proof) and all(proof[part].strip() for part in ("clause", "delivery", "warning"))
        rules = [*self.terms["rules"], *(matter["rule"] for matter in self.terms.get("matters", []))]
        agreed = any(may_follow(rule) and rule.get("clause", "").strip() for rule in rules)
        self.heads = heads(self.rows)
        self.delivered = {row["id"] for row in self.rows} - set(proof["undelivered"]) if self.proved and agreed else set()

    def count(self, scope: Doc = WHOLE, parking: bool = False, question: Doc = None) -> Doc:
        """Where everybody in a scope stands on a question, on the three bases; loose is who may still be turned."""
        asked, at, unit = question or self.consent, scope["buildings"], scope["unit"]
        means = {option["key"]: option["counts"] for option in asked["options"] if option["counts"]}
        rows = [r for r in self.rows if (not at or r["building"] in at) and unit in (None, r["unit"])]
        rows = [r for r in rows if parking or r["kind"] != "parking"]
        homes, area = [r["id"] for r in rows if r["kind"] not in ("parking", "unsold")], {r["id"]: r["area"] for r in rows}
        stand, units = {n: said(self.own.get(n), asked["key"], means) for n in area}, {}
        stand = {n: "delivered" if one == "quiet" and n in self.delivered else one for n, one in stand.items()}
        for number in area:
            units.setdefault(self.heads[number], []).append(number)
        owner = {head: self.as_one(numbers, stand) for head, numbers in units.items()}
        by_area = [(one, sum(area[n] for n in units[head])) for head, one in owner.items()]
        found = dict(zip(BASES, map(added, ([(stand[n], 1) for n in homes], [(one, 1) for one in owner.values()], by_area))))
        found["opinions"] = added([(said(self.others.get(n), asked["key"], means), 1) for n in homes])
        found["reached"] = sum(n in self.own or n in self.others for n in homes)
        found["conflicts"] = sum(len({stand[n] for n in numbers} & set(VOTES)) > 1 for numbers in units.values())
        found["estimated"] = [sum(r["area"] for r in rows if r["area_source"] == "estimate"), sum(area.values())]
        return found

    def as_one(self, numbers: Doc, stand: Doc) -> str:
        """An owner stands where the latest vote of their units does; without a vote, where the unit that said most does."""
        voted = [n for n in numbers if stand[n] in VOTES]
        if not voted:
            return max((stand[n] for n in numbers), key=("quiet", "delivered", "blank").index)
        return ("" if len(voted) == len(numbers) else "loose ") + stand[max(voted, key=lambda n: self.own[n]["order"])]

def digest(document: Doc) -> str:
    """The check code of a document: SHA-256 over its one way of being written."""
    return hashlib.sha256(json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",",
        ":")).encode()).hexdigest()

def heads(rows: Doc) -> Doc:
    """Who stands behind each unit: one owner one head, and of what a developer hasn't sold all with whatever else it keeps.
    Where no developer's name stands, it is the one that was named before, or else first."""
    found, named = {}, [row["owner"] for row in rows if row["kind"] == "unsold" and row["owner"] is not None]
    developer = named[0] if named else "unsold"
    for row in rows:
        unsold, owner = row["kind"] == "unsold", row["owner"]
        developer = owner if unsold and owner is not None else developer
        found[row["id"]] = developer if unsold else ("alone", row["id"]) if owner is None else owner
    return found

def said(ballot: Doc, key: Doc, means: Doc) -> str:
    """Where one ballot stands on a question."""
    answer = ballot["answers"].get(key) if ballot else None
    return "quiet" if not ballot else means.get(answer, "blank") if isinstance(answer, str) else "blank"

def may_follow(rule: Doc) -> bool:
    """Whether by this rule the silent may go with the majority: never in a consultation."""
    return rule["silence"] == "follows_majority" and rule["instrument"] == "decision"

def added(found: Doc) -> Doc:
    """Stands with their weights, added up."""
    by = Counter()
    for stand, weight in found:
        by[stand] += weight
    return closed({**{vote: by[vote] + by["loose " + vote] for vote in VOTES}, **{name: by[name] for name in REST + LOOSE}})

def closed(row: Doc) -> Doc:
    """A count with the sums that follow from its parts."""
    part, silent = row["yes"] + row["no"] + row["abstain"], row["delivered"] + row["quiet"]
    answered = part + row["blank"]
    return {**row, "part": part, "answered": answered, "silent": silent, "total": answered + silent, "invalid": 0}

def needed(bar: str, whole: int) -> int:
    """The least number that reaches a bar: 以上 includes the number itself, 过半数 doesn't."""
    share = Fraction(bar.split()[-1]) * whole
    return max(1, share.numerator // share.denominator + 1 if bar[0] == "m" else -(-share.numerator // share.denominator))

def ruling(rule: Doc, scope: Doc, counts: Doc) -> Doc:
    """What a rule says of a count: every bar, what is still needed, whether the rest can change it, and what comes out."""
    parts = {basis: weighed(rule, basis, counts[basis]) for basis in rule["bases"]}
    checks = [check for found, _, _ in parts.values() for check in found]
    missed, locks = {check["kind"] for check in checks if not check["ok"]}, {check["lock"] for check in checks}
    out = come_out(rule, missed)
    lock = "failed" if "failed" in locks else "passed" if locks == {"passed"} else "open"
    if not all(counts[basis]["total"] for basis in rule["bases"]):
        out, lock = "undecidable", "open"
    needs, filled = ({basis: part[n] for basis, part in parts.items()} for n in (1, 2))
    found = {"rule": rule["key"], "document": rule, "scope": scope, "conclusion": out, "lock": lock, "checks": checks}
    return {**found, "needs": needs, "filled_by_noes": {b: n for b, n in filled.items() if n} if out == "passed" else {}}

def come_out(rule: Doc, missed: Doc) -> str:
    """What a rule comes to when these bars are missed; too few answers to a consultation decide nothing."""
    return ("passed" if not missed else
        "insufficient" if rule["instrument"] == "consultation" and missed - {"consent"} else "not_passed")

def together(states: Doc) -> str:
    """What the five conditions come to."""
    return "failed" if "failed" in states else "passed" if states == {"passed"} else "undetermined"

def weighed(rule: Doc, basis: str, row: Doc) -> Doc:
    """Each bar on one basis, what is still needed there, and how many noes its bars on taking part couldn't do without.

    Whatever the rest do, the share lies between all of them against and all of them for. Of those still needed, as few as
    may be are new, as each of them makes the number larger that those who agree are a share of.
    """
    counted, total, of_all, joint = rule["abstention"] == "takes_part", row["total"], rule["of"] == "all", []
    now, firm = row["part"] - (0 if counted else row["abstain"]), {vote: row[vote] - row["loose " + vote] for vote in VOTES}
    sure, rest, checks = firm["yes"] + firm["no"] + (firm["abstain"] if counted else 0), total - sum(firm.values()), []
    for kind in ("coverage", "participation", "consent"):
        if rule.get(kind):
            ends, actual, whole = ((now if counted else sure, total), (sure + rest, total)), now, total
            if kind == "consent":
                most, whole = (total, total) if of_all else (sure + rest, now)
                ends, actual = ((firm["yes"], most), (firm["yes"] + rest, most)), row["yes"]
            else:
                joint.append(needed(rule[kind], total) - now)
            (low, high), least = [part >= needed(rule[kind], of) for part, of in ends], needed(rule[kind], whole)
            checks.append({"kind": kind, "basis": basis, "bar": rule[kind], "actual": actual, "whole": whole,
                "needed": least, "most": ends[1][0], "most_needed": needed(rule[kind], ends[1][1]), "ok": actual >= least,
                "missing": max(0, least - actual), "lock": "passed" if low else "open" if high else "failed"})
    turners = row["loose no"] + (row["loose abstain"] if counted else 0)
    new, low = rest - row["loose yes"] - turners, max([0, *joint])

    def agree(joining: int) -> int:
        return max(0, needed(rule["consent"], total if of_all else now + joining) - row["yes"]) if rule.get("consent") else 0

    high = new + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if agree(middle) <= middle + turners else (middle + 1, high)
    need = {"returns": max(low, agree(low)), "agree": agree(low)} if low <= new else None
    spare = min((check["actual"] - check["needed"] for check in checks if check["kind"] != "consent"), default=total)
    return checks, need, spare + 1 if spare < row["no"] else 0

def with_the_silent(rule: Doc, scope: Doc, counts: Doc) -> Doc:
    """The same with the delivered silent on the side that more than half of those who take part take on every basis."""
    rows, left_out = {b: counts[b] for b in rule["bases"]}, 0 if rule["abstention"] == "takes_part" else 1
    for side in ("yes", "no"):
        if all(2 * row[side] > row["part"] - left_out * row["abstain"] for row in rows.values()):
            rows = {b: closed({**r, side: r[side] + r["delivered"], "delivered": 0}) for b, r in rows.items()}
    return ruling(rule, scope, rows)["conclusion"]

def rulings(book: Book) -> Doc:
    """Every rule of the terms in every scope in which it is applied."""
    doors, found, counted = list(dict.fromkeys((row["building"], row["unit"]) for row in book.rows)), [], {}
    reach = {"compound": [WHOLE], "building": [{"buildings": [at], "unit": None} for at in dict.fromkeys(b for b,
        _ in doors)], "stairwell": [{"buildings": [building], "unit": unit} for building, unit in doors]}
    for rule in book.terms["rules"]:
        for scope in reach[rule["reach"]]:
            key = str(scope), rule["parking"]
            counts = counted[key] = counted.get(key) or book.count(scope, rule["parking"])
            follows = with_the_silent(rule, scope, counts) if may_follow(rule) and book.proved else None
            found.append({**ruling(rule, scope, counts), "with_silence": follows})
    return found

def matters(book: Book) -> Doc:
    """What the owners decided together, each matter from the answers to its own question in its own scope."""
    found, options = {}, [{"key": vote, "counts": vote} for vote in VOTES]
    cast, book.own = book.own, {**{b["household"]: b for b in book.record.get("beside", [])}, **book.own}
    for matter in book.terms.get("matters", []):
        asked = {"key": "matter-" + matter["key"], "options": options}
        rule, scope = matter["rule"], matter["scope"]
        counts = book.count(scope, rule["parking"], asked)
        follows = with_the_silent(rule, scope, counts) if may_follow(rule) and book.proved else None
        homes = counts["households"]["total"]
        found[matter["key"]] = {**ruling(rule, scope, counts), "homes": homes, "with_silence": follows}
    book.own = cast
    return found

def wishes(book: Book, item: Doc) -> Doc:
    """Who ordered an item, of those who answered in its scope; what is unsold orders nothing."""
    stairs, key, order = [list(s) for s in item.get("stairwells", [])], item["key"], book.order["key"]
    local = item["buildings"] or stairs
    here = [r for r in book.rows if not local or r["building"] in item["buildings"] or [r["building"], r["unit"]] in stairs]
    scope = {r["id"]: r["building"] for r in here if r["kind"] not in ("parking", "unsold")}
    own, others = ([b for n, b in cast.items() if n in scope] for cast in (book.own, book.others))
    ordered = [b for b in own if key in b["answers"].get(order, [])]
    how = Counter(b["answers"].get(order + ".how", {}).get(key) for b in ordered)
    found, all_of = (Counter(scope[b["household"]] for b in some) for some in (ordered, own))
    tops = [sum(b["answers"].get(book.top["key"], [])[n : n + 1] == [key] for b in own) for n in range(3)]
    ways, priced, options = {way["key"]: how[way["key"]] for way in item["alternatives"]}, [], []
    priced = [a for a in item["alternatives"] if a.get("unit_cost") is not None or a.get("quantity") is not None]
    for way in item["alternatives"] if priced else [{"key": ""}]:
        unit, quantity = (item[n] if way.get(n) is None else way[n] for n in ("unit_cost", "quantity"))
        options.append((way["key"], None if None in (unit, quantity) else -(-unit * quantity // 100)))
    known = all(cost is not None for _, cost in options)
    way, cost = min(options, key=lambda one: (-ways.get(one[0], 0), one[1])) if known else ("", None)
    pays = {payer: (cost or 0) * percent // 100 for payer, percent in item.get("pays") or [["government", 100]]}
    pays[next(iter(pays))] += (cost or 0) - sum(pays.values())
    opinion = ([sum(key in b["answers"].get(order, []) for b in others),
        len(others)] if not (item["must"] or item["infeasible"]) else [0, 0])
    return {"item": key, "tier": item["tier"], "households": len(scope), "answered": len(own), "support": len(ordered),
        "tops": tops, "named": sum(tops), "points": sum(w * n for w, n in zip((3, 2, 1), tops)), "ways": ways,
        "parts": [{"building": at, "answered": all_of[at],
        "support": found[at]} for at in dict.fromkeys(r["building"] for r in here)], "opinion": opinion, "cost": cost,
        "way": way, "pays": pays, "names": {way["key"]: way["name"] for way in item["alternatives"]}, "rank": None,
        "tied_with": [], "decided_by": None, "own_money": bool(item.get("own_money")), "buildings": item["buildings"],
        "stairwells": stairs, "drawn": None if cost is None else 0 if item.get("own_money") else pays.get("government", 0),
        "decision": item.get("decision"), "behind": set(), "lacking": []}

def listed(book: Book) -> Doc:
    """The list: what must be done, then what was ordered, in the declared order, walked down to the budget."""
    menu, terms, budget = book.record["menu"], book.terms, book.terms["budget"]
    by, tiers = terms.get("ranking") or {"by": "households", "least": 0}, [tier["key"] for tier in menu["tiers"]]
    items, lots = {item["key"]: item for item in menu["items"]}, {key: n for n, key in enumerate(terms["lots"])}
    lines, place, tie = {key: wishes(book, item) for key, item in items.items()}, {}, {}
    impossible = [key for key, item in items.items() if item["infeasible"]]
    must = [key for key, item in items.items() if item["must"] and not item["infeasible"]]
    for key in (key for key in items if key not in must + impossible):
        line = lines[key]
        share, least = Fraction(line["support"], line["answered"] or 1), line["answered"] < by["least"]
        place[key] = {"share": (least, -share), "points": -line["points"]}.get(by["by"], -line["support"])
        weight = Fraction(line["points"], line["answered"] or 1) if by["by"] == "share" else line["points"]
        cost = (line["cost"] is None, line["cost"] or 0)
        tie[key] = (tiers.index(line["tier"]), -weight, cost, (lots.get(key, len(lots)), key))
    order, counting, out = sorted(place, key=lambda key: (place[key], tie[key])), set(must), set()
    for key in order:
        rivals = set(items[key].get("excludes", [])) | {k for k, item in items.items() if key in item.get("excludes", [])}
        lines[key]["behind"] = rivals & counting
        if lines[key]["support"]:
            (out if lines[key]["behind"] else counting).add(key)
    for key, line in lines.items():
        voted = ("excluded" if key in out else "own" if line["own_money"] else "uncosted" if line["cost"] is None else
            "ranked")
        line["status"] = ("infeasible" if key in impossible else "must" if key in must else
            voted if line["support"] else "unwanted")
    later = {key: terms["basic_first"] and items[key]["tier"] != tiers[0] for key in order}
    common = sorted((key for key in order if not lines[key]["own_money"]), key=later.get)
    for key in common:
        level = [other for other in common if (later[other], place[other]) == (later[key], place[key])]
        near = level[max(0, level.index(key) - 1) : level.index(key) + 2]
        parted = [[a == b for a, b in zip(tie[one], tie[two])].index(False) for one, two in zip(near, near[1:])]
        lines[key].update(rank=common.index(level[0]) + 1, tied_with=[other for other in level if other != key],
            decided_by=("tier", "importance", "cost", "lot")[max(parted)] if parted else None)
    if budget is not None:
        common.sort(key=lambda key: {"uncosted": 1, "unwanted": 2}.get(lines[key]["status"], 0))
    queue = must + common + [key for key in order if lines[key]["own_money"]] + impossible
    walked = walk(queue, lines, items, budget, {t["key"]: t["cap"] for t in menu["tiers"] if t.get("cap") is not None})
    spent = sum(line["drawn"] or 0 for line in walked if line["status"] in ("must", "in"))
    answered = sum(row["id"] in book.own for row in book.rows if row["kind"] not in ("parking", "unsold"))
    return {"budget": budget, "must": sum(lines[key]["drawn"] or 0 for key in must), "spent": spent, "answered": answered,
        "lines": walked, "uncosted_musts": sum(lines[key]["cost"] is None for key in must), "ranking": by,
        "basic_first": terms["basic_first"]}

def walk(order: Doc, lines: Doc, items: Doc, budget: Doc, caps: Doc) -> Doc:
    """Down the common money: what doesn't fit waits; what needs something that comes later is looked at right after it."""
    ahead, total, taken, done, held, walked = ({k: lines[k]["status"] for k in order}, 0, Counter(), set(), {}, [])
    queue = list(order)
    while queue or held:
        if not queue:  # those that need each other in a circle
            queue, held, ahead = [key for waiting in held.values() for key in waiting], {}, {}
        key = queue.pop(0)
        line, tier, free = lines[key], lines[key]["tier"], budget is not None
        lacking = [need for need in items[key].get("needs", []) if need not in done]
        later = ([need for need in lacking if ahead.get(need) == line["status"]] if line["status"] in ("ranked",
            "own") else [])
        if free and later:
            held.setdefault(later[0], []).append(key)
            continue
        ahead.pop(key, None)
        left, room = budget - total if free else None, caps[tier] - taken[tier] if tier in caps else None
        if free and line["status"] in ("ranked", "own") and lacking:
            line["status"] = "waiting"
        elif free and line["status"] == "ranked":
            fits = "in" if room is None or line["drawn"] <= room else "capped"
            line["status"] = "in" if not line["drawn"] else fits if line["drawn"] <= left else "skipped_budget"
        if line["status"] in ("must", "in"):
            total, taken[tier] = total + (line["drawn"] or 0), taken[tier] + (line["drawn"] or 0)
        done |= {key} if line["status"] in ("must", "in", "own") else set()
        line.update(total=total, left=left, room=room, lacking=lacking)
        walked.append(line)
        queue = held.pop(key, []) + queue
    return walked

def judged(book: Book, found: Doc) -> Doc:
    """The five conditions on the day of the count: what the consultation came to, and what offices found."""
    record, gates, day = book.record, [], book.record["on"]
    asked = [r for r in found if r["document"].get("consent") and r["scope"] == WHOLE]
    first = next((r for r in asked if r["document"]["instrument"] == "consultation"), None)
    for gate in GATES:
        able = [f for f in record["findings"] if f["gate"] == gate and f["checkpoint"] <= record["checkpoint"]]
        if (gate, record["checkpoint"]) == ("management", "C3"):  # looked at anew at acceptance
            able = [f for f in able if f["checkpoint"] == "C3"]
        last = max(able, key=lambda f: (f["decided_at"], f["checkpoint"], HOLDS_BACK.index(f["status"])),
            default={"status": "unknown", "valid_until": None})
        lapsed = last["status"] not in ("fail", "unknown") and (last["valid_until"] or day) < day
        status = "expired" if lapsed else last["status"]
        state, reason = FOUND[status]
        if status == "conditional" and record["checkpoint"] != "C1":  # before works start a promise has to be a fact
            early = last["checkpoint"] == "C1"
            state, reason = ("undetermined", "not_found_yet") if early else ("failed", "promise_not_kept")
        if gate == "willingness" and status != "waived":
            state, reason = WILLING[first["conclusion"] if first else "none"]
            state, reason = ("failed", "out_of_reach") if first and first["lock"] == "failed" else (state, reason)
        gates.append({"gate": gate, "state": state, "reason": reason})
    waived, state = gates[0]["reason"] == "waived", together({gate["state"] for gate in gates})
    return {"state": state, "gates": gates, "rule": first["document"] if first and not waived else None,
        "checkpoint": record["checkpoint"]}

def recounted(record: Doc) -> Doc:
    """Everything that follows from the ballots, the roster and the terms."""
    book = Book(record)
    whole, ruled, homes = (book.count(), rulings(book), {row["id"] for row in book.rows if row["kind"] not in ("parking",
        "unsold")})
    cast = {who: [b for b in record["ballots"] if b["household"] in homes and b["capacity"] == who] for who in CAPACITIES}
    buildings = {at: book.count({"buildings": [at],
        "unit": None}) for at in dict.fromkeys(r["building"] for r in book.rows if r["kind"] != "parking")}
    ways = {who: Counter(b["channel"] for b in cast[who]) for who in CAPACITIES}
    turnout = {key: whole[key] for key in ("opinions", "reached", "conflicts", "estimated")}
    turnout["unsold"] = sum(row["kind"] == "unsold" for row in book.rows)
    turnout["counts"] = {basis: whole[basis] for basis in BASES}
    turnout["buildings"] = [{"building": at, **c["households"], "reached": c["reached"]} for at, c in buildings.items()]
    turnout["channels"] = {who: {way: ways[who][way] for way in CHANNELS} for who in CAPACITIES}
    poll = record["poll"]
    ended = min(poll["closed_at"] or poll["closes_at"], poll["closes_at"])
    heading = {"opens_at": poll["opens_at"], "ended_at": ended, "choose": record["menu"]["choose"],
        "buildings": list(buildings)}
    return {"book": book, "heading": heading, "turnout": turnout, "rulings": ruled, "judgement": judged(book, ruled),
        "listed": listed(book), "matters": matters(book),
        "receipts": {who: sorted(b["receipt"] for b in cast[who]) for who in CAPACITIES}}

def row_of(rows: Doc, **keys: Doc) -> Doc:
    """The row that these keys name; an empty one where there is none."""
    return next((row for row in rows if all(row[key] == value for key, value in keys.items())), {})

def truth(found: Doc, c: Doc) -> Doc:
    """What is the case where a claim says something: figures by name, and what may be asked of them."""
    name, turnout, the_list, judged_so = c["claim"], found["turnout"], found["listed"], found["judgement"]
    if "item" in c:
        return of_line(row_of(the_list["lines"], item=c["item"]), c)
    if name == "apart":
        come = [ruled["conclusion"] for ruled in found["rulings"] if ruled["rule"] == c["rule"]]
        return {"scopes": len(come), "passed": lambda n: n <= come.count("passed") <= n + c["hidden"],
            "hidden": lambda n: n <= len(come)}
    if "rule" in c or "matter" in c:
        ruled = (found["matters"][c["matter"]] if "matter" in c else row_of(found["rulings"], rule=c["rule"],
            scope=c["scope"]))
        if name == "check" or name == "out_of_reach":
            check = row_of(ruled.get("checks", []), kind=c["kind"], basis=c["basis"])
            return {**check, "needed": check["most_needed"]} if name == "out_of_reach" else check
        silent, comparison = {"conclusion": ruled.get("with_silence")}, {**ruled, "met": ruled.get("conclusion") == "passed"}
        return {"with_silence": silent, "decided_with_silence": silent, "comparison": comparison,
            "takes": ruled.get("document"), "needs": on_basis(ruled.get("needs"), c) or {},
            "filled_by_noes": {"noes": on_basis(ruled.get("filled_by_noes", ruled.get("filled")), c)}}.get(name, ruled)
    counts = (row_of(turnout["buildings"], building=c["building"]) if "building" in c else
        turnout["counts"].get(c.get("basis")))
    gates, rule, ways = judged_so["gates"], judged_so.get("rule") or {}, turnout["channels"].get(c.get("capacity"), {})
    gate, least, most = row_of(gates, gate=c.get("gate")), *ends(the_list["spent"])
    open_ones = {s: lambda says, s=s: set(says) <= {g["gate"] for g in gates if g["state"] == s} for s in ("failed",
        "undetermined")}
    still = {"conditions": rule.get("conditions", []), "unconfirmed": "" if rule.get("confirmed_by", "").strip() else
        rule.get("name", "")}
    missed = {gate.get("reason"), "not_consented" if gate.get("reason") == "out_of_reach" else None}
    money = {**the_list, "low": lambda says: says <= least, "high": lambda says: most <= says}
    return {"turnout": counts, "poll": found["heading"], "channels": {**ways, "ballots": sum(ways.values())},
        "opinions": turnout["opinions"], "conflicts": {"owners": turnout["conflicts"]},
        "unsold": {"units": turnout.get("unsold", 0)}, "estimated": dict(zip(("part", "whole"), turnout["estimated"])),
        "budget": money, "must_over_budget": {"figure": [the_list["must"], 0], "against": [the_list["budget"], 0],
        "building": ""}, "ranking": {**the_list["ranking"], "weights": [3, 2, 1]}, "judgement": {**still, **judged_so,
        **open_ones}, "gate": {**gate, "reason": lambda says: says in missed}, "verdict": {**judged_so, **open_ones},
        "building": local(found, c) if name == "building" else {}}.get(name, {})

def on_basis(found: Doc, c: Doc) -> Doc:
    """What stands there for a claim's basis, in a table or in rows."""
    return row_of(found, basis=c.get("basis")) if isinstance(found, list) else (found or {}).get(c.get("basis"))

def of_line(line: Doc, c: Doc) -> Doc:
    """What is so of an item of the list, or of one building's part in it."""
    if "building" in c:
        return row_of(line["parts"], building=c["building"])
    same, is_so, (least, most) = set(line["tied_with"]), line["status"], ends(line["support"])
    status = c["status"] if c["claim"] == "status" else STATUS_OF.get(c["claim"], is_so)
    fixed = {"uncosted": line["cost"] is None, "own": line["own_money"]}
    if is_so == "unwanted" and fixed.get(status) or status == "own" == is_so:
        status = is_so
    if is_so == "unwanted" and status in ("skipped_budget",
        "capped"):  # it isn't told that nobody ordered it: it wouldn't have fitted
        line, status = {**line, "left": max(c.get("left", 0), line["left"] or 0)}, is_so
    return {**line, "says_status": status if fixed.get({"own_money": "own"}.get(c["claim"], c["claim"]), True) else
        c["claim"], "costed": line["cost"] is not None, "way": (line.get("names") or {}).get(line["way"], line["way"]),
        "low": lambda says: says <= least, "high": lambda says: most <= says,
        "by": lambda keys: bool(keys) and set(keys) <= set(line["behind"]),
        "tied_with": lambda keys: set(keys) <= same if c["claim"] == "level" else set(keys) == same}

def local(found: Doc, c: Doc) -> Doc:
    """What one building ordered most, among the items of which it is told."""
    lines = [line for line in found["listed"]["lines"] if line["status"] not in ("must", "infeasible")]
    at = {line["item"]: {*line["buildings"], *(stair[0] if isinstance(stair, (list, tuple)) else
        stair["building"] for stair in line.get("stairwells", []))} for line in lines}
    parts = {line["item"]: row_of(line["parts"], building=c["building"]).get("support",
        0) for line in lines if c["building"] in (at[line["item"]] or [c["building"]])}
    least, rest = (min((parts[key] for key in c["most"]), default=0),
        [parts[key] for key in c["among"] if key not in c["most"]])
    return {"answered": row_of(found["turnout"]["buildings"], building=c["building"]).get("answered", 0),
        "hidden": len(parts) - len(c["among"]), "among": lambda keys: set(keys) <= set(parts),
        "most": lambda keys: all(n <= (least if len(keys) == 3 else 0) for n in rest) and (not keys or least > 0)}

def wrong(found: Doc, claim: Doc) -> Doc:
    """What a claim says that isn't so: (figure, what it says, what is found)."""
    facts = truth(found, claim)
    if "says_status" in facts and facts["says_status"] != facts["status"]:
        yield "status", facts["says_status"], facts["status"]
    for name, says in claim.items():
        finds = facts.get(name, "?")
        if (isinstance(finds, dict) and "hidden" in finds) or (says is None and name in ("agree", "actual")):
            continue
        if callable(finds):
            if not finds(says):
                yield name, says, None
        elif name not in NAMED_BY | ({"status"} if "item" in claim else set()) and plain(says) != plain(finds):
            yield name, says, finds

def plain(value: Doc) -> Doc:
    """A value as JSON has it."""
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value

def ends(figure: Doc) -> Doc:
    """The least and the most that a figure may be."""
    return ((figure, figure) if isinstance(figure, int) else (figure["low"] or 0, 10**18 if figure["high"] is None else
        figure["high"]))

def read(path: str) -> Doc:
    """The documents of a package by name, from its archive or from one JSON file. Raises `ValueError` where it is none."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".json")]
                package = {name[:-5]: json.loads(archive.read(name).decode("utf-8")) for name in names}
        else:
            with open(path, encoding="utf-8") as file:
                package = json.load(file)
        kind = package["manifest"]["kind"] if package["manifest"]["format"] == "package-v1" else ""
        if not {"exact": {"record", "sheet", "claims"}, "public": {"outcome", "claims"}}[kind] <= set(package):
            raise KeyError(kind)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile, RecursionError) as error:
        raise ValueError("%s 不是计票包，或者坏了（%s）" % (path, type(error).__name__)) from None
    return package

def against_ballots(package: Doc) -> Doc:
    """An exact package, counted again. Yields (what, differences): where, what the package says, what is found."""
    record, sheet, found = package["record"], package["sheet"], recounted(package["record"])
    terms, seats, texts = record["terms"], Counter((b["household"], b["capacity"]) for b in record["ballots"]), {}
    doors = [[*(r[n] for n in DOOR), texts.setdefault(r["written"], n), r["kind"], r["area_source"],
        *([r["owners"]] if r.get("owners", 1) > 1 else [])] for n, r in enumerate(record["roster"])]
    fixed = {"edition": digest(record["edition"]), "menu": digest(record["menu"]), "roster": digest(doors)}
    code = digest(terms)
    changed = [(key, terms[key], one) for key, one in fixed.items() if terms[key] != one]
    changed += [("规则", sheet["manifest_digest"], code)] if sheet["manifest_digest"] != code else []
    yield "开始前定下的问卷、菜单、户册、规则", changed
    known, counts = {row["id"] for row in record["roster"]}, found["turnout"]["counts"]
    yield "票：%s张" % sum(seats.values()), [(seat, n, 1) for seat, n in seats.items() if n > 1 or seat[0] not in known]
    votes, told = counts["households"], sheet["tally"]["whole"]["votes"]
    other = [(b, row, counts[b]) for b, row in told.items() if any(row[name] != counts[b][name] for name in row)]
    yield "参与：%s户收回%s户，同意%s户" % (votes["total"], votes["answered"], votes["yes"]), other
    come = [(one["rule"]["key"], one["result"]["outcome"]) for one in sheet["rulings"]]
    again = [(one["rule"], one["conclusion"]) for one in found["rulings"]]
    yield "认定：%s处" % len(come), [(a[0], a[1], b[1]) for a, b in zip(come, again) if a != b]
    lines = list(zip(sheet["list"]["lines"], found["listed"]["lines"]))
    other = [("%s/%s" % (a["item"], name), a[name], b[name]) for a, b in lines for name in ON_THE_LIST if a[name] != b[name]]
    yield "清单：%s项，逐项走到预算" % len(lines), other
    yield from claimed(package, found)

def public(package: Doc) -> Doc:
    """What follows from what was posted, without a ballot: sums, bars, verdicts, order and money. Yields as above."""
    posted, unknown, found = json.loads(json.dumps(package["outcome"])), [], []
    turnout, the_list, rows, total = posted["turnout"], posted["listed"], posted["turnout"]["counts"], 0

    def same(at: str, says: Doc, finds: Doc, *sources: Doc) -> None:
        if any(isinstance(one, dict) for one in (says, *sources)):
            unknown.append(at)
        elif says != finds():
            found.append((at, says, finds()))

    for basis, row in rows.items():
        same(basis + "/有效", row["part"], lambda: row["yes"] + row["no"] + row["abstain"], *(row[vote] for vote in VOTES))
        same(basis + "/收回", row["answered"], lambda: row["part"] + row["blank"], row["part"], row["blank"])
    for name in ("total", "answered", "part", *VOTES):
        parts = [building[name] for building in turnout["buildings"]]
        same("各楼/" + name, rows["households"][name], lambda: sum(parts), *parts)
    for at, number in (("回执号", len(posted["receipts"]["owner"])), ("渠道", sum(turnout["channels"]["owner"].values()))):
        same(at, number, lambda: rows["households"]["answered"])
    for ruled in posted["rulings"]:
        ruled["document"], ruled["rule"] = ruled["rule"], ruled["rule"]["key"]
        for check in ruled["checks"]:
            at = "%s/%s/%s" % (ruled["rule"], check["kind"], check["basis"])
            same(at + "/应不少于", check["needed"], lambda: needed(check["bar"], check["whole"]), check["whole"])
            same(at + "/达到", check["ok"], lambda: check["actual"] >= check["needed"], check["actual"], check["needed"])
        missed = {check["kind"] for check in ruled["checks"] if check["ok"] is False}
        if ruled["checks"] and not ruled["empty"]:
            same(ruled["rule"], ruled["conclusion"], lambda: come_out(ruled["document"], missed),
                *(c["ok"] for c in ruled["checks"]))
    states = {gate["state"] if isinstance(gate["state"], str) else "hidden" for gate in posted["judgement"]["gates"]}
    same("五项条件", posted["judgement"]["state"], lambda: together(states))
    for n, line in enumerate(the_list["lines"]):
        line = the_list["lines"][n] = {**UNSAID, "drawn": line["cost"], **line, "behind": line.get("rivals", []),
            "pays": dict(line.get("pays", []))}
        drawn, done, left = line["drawn"] or 0, line["status"] in ("must", "in"), line["left"]
        total = (total + drawn if isinstance(total, int) and isinstance(drawn, int) and done else
            total if isinstance(line["status"], str) else {})
        if done or line["status"] in ("skipped_budget", "capped"):
            same(line["item"] + "/累计", line["total"], lambda: total, total)
        if left is not None and line["status"] in ("in", "skipped_budget"):
            same(line["item"] + "/够不够", line["status"] == "in", lambda: drawn <= left or not drawn, drawn, left)
    must = [line for line in the_list["lines"] if line["status"] == "must"]
    same("必改", the_list["must"], lambda: sum(line["drawn"] or 0 for line in must))
    told = sorted((line["rank"], -line["support"]) for line in the_list["lines"] if all(isinstance(line[n],
        int) for n in ("rank", "support")))
    if the_list.get("ranking", {}).get("by") == "households" and not the_list["basic_first"]:
        same("名次", [support for _, support in told], lambda: sorted(support for _, support in told))
    done = {line["item"] for line in the_list["lines"] if line["status"] in ("must", "in", "own")}
    for line in the_list["lines"]:
        line["lacking"] = [need for need in line["needs"] if need not in done]
    yield "公示的数：各楼加起来、每条杠、结论、名次、累计和预算", found
    posted["matters"] = {one["key"]: {**one["ruling"], "homes": one["homes"],
        "document": one["ruling"]["rule"]} for one in posted.get("matters", [])}
    the_list.update(uncosted_musts=sum(line["cost"] is None for line in must), ranking=the_list.get("ranking",
        {"by": "share", "least": 0}))
    yield from claimed(package, posted)
    yield "查不了的：%s处不公布，算不出来，监票人的包里有" % len(unknown), []

def claimed(package: Doc, found: Doc) -> Doc:
    """What every printed sentence claims, put to what was found; and whether its files are those that were packed."""
    files, claims = package["manifest"]["files"], [(one["text"], c) for one in package["claims"] for c in one["claims"]]
    packed = {name: digest(package[name[:-5]]) for name in files}
    yield "文件和装包时一样", [(name, code, packed[name]) for name, code in files.items() if code != packed[name]]
    proved = [(text, claim) for text, claim in claims if claim["claim"] not in UNPROVEN]
    false = [(text, name, says, finds) for text, claim in proved for name, says, finds in wrong(found, claim)]
    yield "印出来的话：%s句，说了%s件事" % (len(package["claims"]), len(proved)), [
        ("“%s”" % text, "%s=%s" % (name, says), finds) for text, name, says, finds in false]

UNPROVEN = {"equal_shares", "shares_made", "shares_cover_more", "representative", "spread", "band", "unsayable", "drawing",
    "filling", "bands", "unsayable_below", "margin", "margins", "untold", "mandated", "undecided", "own_matter", "swing",
    "coverage", "fulfilled", "building_behind"}
DOOR, UNSAID = (("building", "unit", "floor", "room", "area"), {"own_money": False, "way": "", "decision": None,
    "needs": [], "room": None})
ON_THE_LIST = ("item", "status", "rank", "tied_with", "households", "answered", "support", "tops", "cost", "total", "left")

def main(arguments: Doc) -> int:
    """Recount the package that is named, and say what was found."""
    try:
        package = read(arguments[0] if arguments else "")
    except ValueError as unreadable:
        print(unreadable)
        return 2
    exact, bad = "record" in package, 0
    print("给监票人的包（写着每户怎么选，不要转发）" if exact else "公开的包")
    for what, differences in (against_ballots if exact else public)(package):
        print("%s %s" % ("×" if differences else "✓", what))
        bad += len(differences)
        for at, says, finds in differences[:20]:
            print("    %s：包里写 %s，重新算是 %s" % (at, says, finds))
    code = digest(package["sheet" if exact else "outcome"])
    paper, shown = "汇总表" if exact else "公示表", " ".join(code[n : n + 4] for n in range(0, 16, 4))
    print("校验码 %s（和%s上印的对一对）" % (shown, paper))
    if len(arguments) > 1 and not code.startswith("".join(arguments[1:]).lower().replace(" ", "")):
        print("× 校验码和给的不一样：%s" % " ".join(arguments[1:]))
        bad += 1
    print("未复核：均等份额、代表性名次、名次范围和把握（重排）、差几户、去掉一栋楼会怎样、")
    print("    各家点的列入几项；委托投票和几位房主投得不一样的，只算记下的那一份")
    print("有%s处对不上。" % bad if bad else "全部对得上。")
    return 1 if bad else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
