"""Which rows are told by which acts of the ledger, and in which words, for whoever puts the ones to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.core.act import Act

_POLL = {"poll_id": "poll"}


@dataclass(frozen=True, slots=True)
class Told:
    """Rows of which each is told by one of these acts: `key` leads from a column to what an act says there, and so do the
    columns in `says`; `at` and `by` are the columns of its moment and its actor. Where it is only `stamped`, a later act on
    the same row takes the place of the one before."""

    table: str
    acts: tuple[Act, ...]
    key: Mapping[str, str]
    says: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    by: str = ""
    stamped: bool = False


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _stamp(table: str, acts: tuple[Act, ...], key: Mapping[str, str], at: str, by: str = "") -> Told:
    return Told(table, acts, key, {}, at, by, stamped=True)


CHANGES = {
    Act.POLL_EXTENDED: "extend",
    Act.POLL_PAUSED: "pause",
    Act.POLL_RESUMED: "resume",
    Act.POLL_CLOSED: "close",
    Act.POLL_CANCELLED: "cancel",
}
"""Which step each act is that residents were told of, with a reason."""
_OBJECTION, _LOT, _DRAWN = {"id": "objection"}, _POLL | {"number": "lot"}, _POLL | {"serial": "drawn"}
TOLD: tuple[Told, ...] = (
    Told(
        "findings",
        (Act.FINDING_RECORDED, Act.GATE_REOPENED),
        _POLL | _same("gate", "checkpoint"),
        _same("status", "decider", "valid_until", "note", "evidence", "files", "decided_by", "decided_at"),
    ),
    Told(
        "silence_evidence",
        (Act.SILENCE_RECORDED,),
        _POLL,
        _same("clause", "delivery", "warning", "undelivered"),
        "recorded_at",
        "recorded_by",
    ),
    Told(
        "settlements",
        (Act.CO_OWNERS_SETTLED,),
        _POLL | {"household_id": "household"},
        _same("voter", "reason", "paper"),
        "decided_at",
        "decided_by",
    ),
    Told("entry_checks", (Act.FORM_TYPED_AGAIN,), _POLL | {"id": "check"}, {"entry_id": "first", "second_id": "second"}),
    Told("entry_marks", (Act.ENTRY_MARKED,), _POLL | {"entry_id": "entry"}, _same("mark", "reason"), "at", "by"),
    Told(
        "paper_copies",
        (Act.PAPER_PRINTED,),
        _POLL | {"paper": "printed"},
        {"number": "copy", "format": "format", "digest": "digest"},
        "at",
        "by",
    ),
    Told(
        "print_runs",
        (Act.LETTERS_PRINTED,),
        _POLL | {"number": "run"},
        _same("building", "unit", "letters", "left_out", "reason", "remark", "doors"),
        "at",
        "by",
    ),
    Told(
        "form_batches",
        (Act.FORMS_PRINTED,),
        _POLL | {"number": "batch"},
        _same("building", "unit", "forms", "serials", "big", "blank", "layout", "digest"),
        "at",
        "by",
    ),
    Told("poll_changes", tuple(CHANGES), _POLL, _same("step", "reason", "until") | {"number": "place"}, "at", "by"),
    Told("seconds", (Act.SECOND_ASKED,), _POLL | {"act": "grave", "digest": "digest"}, {}, "asked_at", "asked_by"),
    _stamp("objections", (Act.OBJECTION_RECORDED,), _OBJECTION | _POLL, "came_at", "entered_by"),
    _stamp("objections", (Act.OBJECTION_ANSWERED,), _OBJECTION | _POLL, "answered_at", "answered_by"),
    _stamp("entry_lots", (Act.LOT_LOCKED,), _LOT, "locked_at", "locked_by"),
    _stamp("entry_lots", (Act.LOT_ROLLED,), _LOT, "rolled_at", "rolled_by"),
    _stamp("entry_lots", (Act.LOT_OPENED,), _LOT, "opened_at"),
    _stamp("entry_lots", (Act.LOT_ACCEPTED,), _LOT, "accepted_at"),
    _stamp("entry_checks", (Act.TYPINGS_DECIDED,), _POLL | {"id": "check"}, "decided_at", "decided_by"),
    _stamp("rechecks", (Act.RECHECK_LOCKED,), _POLL, "locked_at", "locked_by"),
    _stamp("rechecks", (Act.RECHECK_ROLLED,), _POLL, "rolled_at", "rolled_by"),
    _stamp("recheck_doors", (Act.RECHECK_UNMET, Act.RECHECK_COMPARED), _DRAWN, "visited_at", "visited_by"),
    _stamp("saved_documents", (Act.DOCUMENT_SAVED,), _same("digest"), "at", "by"),
    _stamp("disputes", (Act.DISPUTE_ANSWERED,), _POLL | {"id": "dispute"}, "closed_at", "closed_by"),
    _stamp("forgettings", (Act.POLL_FORGOTTEN,), _POLL, "done_at"),
    _stamp("staff", (Act.STAFF_INVITED,), _same("username"), "invited_at", "invited_by"),
)
"""Which rows are told by which acts."""
