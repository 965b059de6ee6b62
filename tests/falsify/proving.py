"""What is so where a printed sentence claims something: every claim of the search, also those that recount.py leaves out."""

from __future__ import annotations

from typing import Any

from recount import row_of

Doc = Any
STATUS_OF = {
    "must": "must",
    "infeasible": "infeasible",
    "excluded": "excluded",
    "waiting": "waiting",
    "free": "in",
    "capped": "capped",
    "fits": "in",
    "skipped": "skipped_budget",
}
NAMED_BY = {"claim", "basis", "building", "capacity", "rule", "scope", "kind", "gate", "item", "matter"}
UNPROVEN = {
    "equal_shares",
    "shares_made",
    "shares_cover_more",
    "representative",
    "drawing",
    "filling",
    "bands",
    "unsayable_below",
    "margin",
    "margins",
    "untold",
    "mandated",
    "undecided",
    "own_matter",
    "swing",
    "coverage",
    "fulfilled",
    "building_behind",
}


def truth(found: Doc, c: Doc) -> Doc:
    """What is the case where a claim says something: figures by name, and what may be asked of them."""
    name, turnout, the_list, course = c["claim"], found["turnout"], found["listed"], found["checkpoints"]
    judged_so = row_of(course, checkpoint=c.get("checkpoint", course[0]["checkpoint"])) or {"gates": [], "state": None}
    if "item" in c:
        return of_line(row_of(the_list["lines"], item=c["item"]), c)
    if name == "apart":
        come = [ruled["conclusion"] for ruled in found["rulings"] if ruled["rule"] == c["rule"]]
        return {
            "scopes": len(come),
            "passed": lambda n: n <= come.count("passed") <= n + c["hidden"],
            "hidden": lambda n: n <= len(come),
        }
    if "rule" in c or "matter" in c:
        one = row_of(found["rulings"], rule=c.get("rule"), scope=c.get("scope"))
        ruled = found["matters"].get(c["matter"], {}) if "matter" in c else one
        if name in ("check", "out_of_reach"):
            check = row_of(ruled.get("checks", []), kind=c["kind"], basis=c["basis"])
            return {**check, "needed": check["most_needed"]} if name == "out_of_reach" else check
        silent, comparison = {"conclusion": ruled.get("with_silence")}, {**ruled, "met": ruled.get("conclusion") == "passed"}
        return {
            "with_silence": silent,
            "decided_with_silence": silent,
            "comparison": comparison,
            "takes": ruled.get("document"),
            "needs": on_basis(ruled.get("needs"), c) or {},
            "filled_by_noes": {"noes": on_basis(ruled.get("filled_by_noes", ruled.get("filled")), c)},
        }.get(name, ruled)
    counts = (
        row_of(turnout["buildings"], building=c["building"]) if "building" in c else turnout["counts"].get(c.get("basis"))
    )
    gates, rule, ways = judged_so["gates"], judged_so.get("rule") or {}, turnout["channels"].get(c.get("capacity"), {})
    gate, least, most = row_of(gates, gate=c.get("gate")), *ends(the_list["spent"])
    open_ones = {
        s: lambda says, s=s: set(says) <= {g["gate"] for g in gates if g["state"] == s} for s in ("failed", "undetermined")
    }
    still = {
        "conditions": rule.get("conditions", []),
        "unconfirmed": "" if rule.get("confirmed_by", "").strip() else rule.get("name", ""),
    }
    missed = {gate.get("reason"), "not_consented" if gate.get("reason") == "out_of_reach" else None}
    money = {**the_list, "low": lambda says: says <= least, "high": lambda says: most <= says}
    return {
        "turnout": counts,
        "poll": found["heading"],
        "channels": {**ways, "ballots": sum(ways.values())},
        "opinions": turnout["opinions"],
        "conflicts": {"owners": turnout["conflicts"]},
        "unsold": {"units": turnout.get("unsold", 0)},
        "estimated": dict(zip(("part", "whole"), turnout["estimated"], strict=True)),
        "budget": money,
        "must_over_budget": {"figure": [the_list["must"], 0], "against": [the_list["budget"], 0], "building": ""},
        "ranking": {**the_list["ranking"], "weights": [3, 2, 1]},
        "judgement": {**still, **judged_so, **open_ones},
        "gate": {**gate, "reason": lambda says: says in missed},
        "verdict": {**judged_so, **open_ones},
        "building": local(found, c) if name == "building" else {},
    }.get(name, {})


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
    if (is_so == "unwanted" and fixed.get(status)) or status == "own" == is_so:
        status = is_so
    if is_so == "unwanted" and status in (
        "skipped_budget",
        "capped",
    ):  # it isn't told that nobody ordered it: it wouldn't have fitted
        line, status = {**line, "left": max(c.get("left", 0), line["left"] or 0)}, is_so
    return {
        **line,
        "says_status": status if fixed.get({"own_money": "own"}.get(c["claim"], c["claim"]), True) else c["claim"],
        "costed": line["cost"] is not None,
        "way": (line.get("names") or {}).get(line["way"], line["way"]),
        "low": lambda says: says <= least,
        "high": lambda says: most <= says,
        "by": lambda keys: bool(keys) and set(keys) <= set(line["behind"]),
        "tied_with": lambda keys: set(keys) <= same if c["claim"] == "level" else set(keys) == same,
    }


def local(found: Doc, c: Doc) -> Doc:
    """What one building ordered most, among the items of which it is told."""
    lines = [line for line in found["listed"]["lines"] if line["status"] not in ("must", "infeasible")]
    at = {
        line["item"]: {
            *line["buildings"],
            *(stair[0] if isinstance(stair, (list, tuple)) else stair["building"] for stair in line.get("stairwells", [])),
        }
        for line in lines
    }
    parts = {
        line["item"]: row_of(line["parts"], building=c["building"]).get("support", 0)
        for line in lines
        if c["building"] in (at[line["item"]] or [c["building"]])
    }
    least, rest = (
        min((parts[key] for key in c["most"]), default=0),
        [parts[key] for key in c["among"] if key not in c["most"]],
    )
    return {
        "answered": row_of(found["turnout"]["buildings"], building=c["building"]).get("answered", 0),
        "hidden": len(parts) - len(c["among"]),
        "among": lambda keys: set(keys) <= set(parts),
        "most": lambda keys: all(n < least if len(keys) > 2 else n == 0 for n in rest) and (not keys or least > 0),
    }


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
    return (
        (figure, figure)
        if isinstance(figure, int)
        else (figure["low"] or 0, 10**18 if figure["high"] is None else figure["high"])
    )
