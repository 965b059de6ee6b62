"""The five conditions on the day of the count: what the consultation came to, and what offices found."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

Doc = Any
WHOLE = {"buildings": [], "unit": None}
GATES = ("willingness", "committee", "clearance", "cooperation", "management")
WILLING = {
    "passed": ("passed", "consented"),
    "not_passed": ("failed", "not_consented"),
    "none": ("undetermined", "no_consent_rule"),
    "insufficient": ("undetermined", "sample_insufficient"),
    "undecidable": ("undetermined", "nothing_to_count"),
}
FOUND = {
    "unknown": ("undetermined", "not_found_yet"),
    "fail": ("failed", "found_failing"),
    "waived": ("passed", "waived"),
    "expired": ("undetermined", "finding_expired"),
    "conditional": ("passed", "promised"),
    "pass": ("passed", "found"),
}
HOLDS_BACK = ("pass", "waived", "conditional", "unknown", "expired", "fail")


def together(states: Doc) -> str:
    """What the five conditions come to."""
    return "failed" if "failed" in states else "passed" if states == {"passed"} else "undetermined"


CHINA = timezone(timedelta(hours=8))


def walked(record: Doc, found: Doc) -> list[Doc]:
    """The five conditions at every checkpoint that began: each as it stood on the day when the next one did."""
    if record["checkpoint"] != "C1":
        return [judged(record, found)]
    course: list[Doc] = []
    for checkpoint in ("C1", "C2", "C3"):
        if course and (course[-1]["state"] != "passed" or checkpoint not in {f["checkpoint"] for f in record["findings"]}):
            break
        left = [f["decided_at"] for f in record["findings"] if f["checkpoint"] > checkpoint]
        days = [str(datetime.fromisoformat(moment).astimezone(CHINA).date()) for moment in left]
        now = judged({**record, "checkpoint": checkpoint}, found)
        then = judged({**record, "checkpoint": checkpoint, "on": min([record["on"], *days])}, found)
        course.append(then if then["state"] == "passed" else now)
    return course


def judged(record: Doc, found: Doc) -> Doc:
    """The five conditions on the day of the count: what the consultation came to, and what offices found."""
    gates, day = [], record["on"]
    asked = [r for r in found if r["document"].get("consent") and r["scope"] == WHOLE]
    first = next((r for r in asked if r["document"]["instrument"] == "consultation"), None)
    for gate in GATES:
        able = [f for f in record["findings"] if f["gate"] == gate and f["checkpoint"] <= record["checkpoint"]]
        if (gate, record["checkpoint"]) == ("management", "C3"):  # looked at anew at acceptance
            able = [f for f in able if f["checkpoint"] == "C3"]
        last = max(
            able,
            key=lambda f: (f["decided_at"], f["checkpoint"], HOLDS_BACK.index(f["status"])),
            default={"status": "unknown", "valid_until": None},
        )
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
    return {
        "state": state,
        "gates": gates,
        "rule": first["document"] if first and not waived else None,
        "checkpoint": record["checkpoint"],
    }
