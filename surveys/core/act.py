"""What people responsible do, as the ledger knows it: one table of acts, and whatever doesn't stand in it isn't entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from surveys.core.canonical import canonical

Value = str | int | None
"""What an entry says in one field; money in fen, moments in ISO 8601, lists as canonical JSON."""


class Subject(StrEnum):
    """What an act may be about, and what replaying the ledger rebuilds."""

    DISTRICT = "district"
    STAFF = "staff"
    COMMUNITY = "community"
    COMPOUND = "compound"
    WAVE = "wave"
    POLL = "poll"
    LETTER = "letter"
    FINDING = "finding"
    SILENCE = "silence"
    MANDATE = "mandate"
    SETTLEMENT = "settlement"
    OBJECTION = "objection"
    AMENDMENT = "amendment"


KEYS: Mapping[Subject, tuple[str, ...]] = {
    Subject.DISTRICT: (),
    Subject.STAFF: ("username",),
    Subject.COMMUNITY: ("community",),
    Subject.COMPOUND: ("compound",),
    Subject.WAVE: ("wave",),
    Subject.POLL: ("poll_id",),
    Subject.LETTER: ("household",),
    Subject.FINDING: ("poll_id", "gate", "checkpoint"),
    Subject.SILENCE: ("poll_id",),
    Subject.MANDATE: ("mandate",),
    Subject.SETTLEMENT: ("household",),
    Subject.OBJECTION: ("objection",),
    Subject.AMENDMENT: ("amendment",),
}
"""Which fields of an entry name what it is about."""

COLUMNS = ("poll_id", "wave", "compound", "community", "street", "household")
"""What every entry may name, so that it is found by it."""


class Act(StrEnum):
    """Every act that is entered."""

    LEDGER_BEGAN = "ledger_began"
    DISTRICT_NAMED = "district_named"
    STAFF_ADDED = "staff_added"
    STAFF_CHANGED = "staff_changed"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    STAFF_INVITED = "staff_invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    PASSWORD_SET = "password_set"  # noqa: S105
    AUTHENTICATOR_ENROLLED = "authenticator_enrolled"
    SESSIONS_ENDED = "sessions_ended"
    COMMUNITY_ADDED = "community_added"
    COMMUNITY_CHANGED = "community_changed"
    COMPOUND_ASSIGNED = "compound_assigned"
    ROSTER_IMPORTED = "roster_imported"
    WAVE_MADE = "wave_made"
    WAVE_CHANGED = "wave_changed"
    POLL_ADDED = "poll_added"
    POLL_CHANGED = "poll_changed"
    POLL_DROPPED = "poll_dropped"
    BUDGETS_SET = "budgets_set"
    MATTERS_SET = "matters_set"
    MENU_FILLED_IN = "menu_filled_in"
    POLL_OPENED = "poll_opened"
    CODE_SKIPPED = "code_skipped"
    POLL_EXTENDED = "poll_extended"
    POLL_PAUSED = "poll_paused"
    POLL_RESUMED = "poll_resumed"
    POLL_CLOSED = "poll_closed"
    POLL_CANCELLED = "poll_cancelled"
    POLL_REVIEWED = "poll_reviewed"
    PUBLISHED = "published"
    PUBLISHED_FINAL = "published_final"
    FINDING_RECORDED = "finding_recorded"
    GATE_REOPENED = "gate_reopened"
    SILENCE_RECORDED = "silence_recorded"
    MANDATE_ENTERED = "mandate_entered"
    MANDATE_CONFIRMED = "mandate_confirmed"
    MANDATE_WITHDRAWN = "mandate_withdrawn"
    CO_OWNERS_SETTLED = "co_owners_settled"
    OBJECTION_RECORDED = "objection_recorded"
    OBJECTION_ANSWERED = "objection_answered"
    AMENDMENT_ASKED = "amendment_asked"
    AMENDMENT_CONFIRMED = "amendment_confirmed"
    AMENDMENT_REFUSED = "amendment_refused"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    WAITING_DECIDED = "waiting_decided"
    DISPUTE_ANSWERED = "dispute_answered"
    LETTER_REISSUED = "letter_reissued"
    PHONE_SHOWN = "phone_shown"
    LIST_EXPORTED = "list_exported"
    ROSTER_EXPORTED = "roster_exported"
    ARCHIVE_EXPORTED = "archive_exported"
    LETTERS_PRINTED = "letters_printed"
    PACKAGE_GIVEN = "package_given"
    BALLOTS_GIVEN = "ballots_given"
    PB_GIVEN = "pb_given"
    SECOND_ASKED = "second_asked"
    SECOND_CONFIRMED = "second_confirmed"
    SECOND_WITHDRAWN = "second_withdrawn"


@dataclass(frozen=True, slots=True)
class Carried:
    """What an act's entry carries: fields in `turns` as they were before and after, those in `tells` once. The `personal`
    among them are kept as commitments. An act that `ends` takes its subject away; one `aside` changes nothing that forms of
    a poll show."""

    about: Subject | None = None
    turns: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    personal: frozenset[str] = field(default_factory=frozenset)
    ends: bool = False
    aside: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """The names under which an entry may carry something."""
        both = (f"{name}_{side}" for name in self.turns for side in ("before", "after"))
        return frozenset((*both, *self.tells, *COLUMNS, *(KEYS[self.about] if self.about else ())))

    def is_personal(self, name: str) -> bool:
        """Whether a field is kept as a commitment."""
        return name in self.personal or name.removesuffix("_before").removesuffix("_after") in self.personal


_ACCOUNT = ("name", "office", "role", "place", "disabled", "password", "authenticator")
_PLAN = ("menu", "rules", "basic_first", "opens_at", "closes_at")
_NOTICE = ("notice", "digest", "until", "final")
_PUT, _SILENT = ("amends", "becomes", "was", "objected"), ("clause", "delivery", "warning")
_RULED, _COUNTED = ("ruled", "why"), ("answered", "touches", "followed")
_NAME, _WORDS = frozenset({"name"}), frozenset({"note", "evidence"})
_GIVEN = Carried(None, tells=("digest", "to", "reason"), personal=frozenset({"to", "reason"}), aside=True)
_ASKED = ("grave", "digest", "closes_at", "reason", "until", "seen", "number")


def _about(subject: Subject, *turns: str, tells: tuple[str, ...] = (), personal: frozenset[str] = frozenset()) -> Carried:
    return Carried(subject, turns, tells, personal)


_COMMUNITY = _about(
    Subject.COMMUNITY,
    *("name", "phone", "address", "hours", "person", "posting", "seals"),
    personal=frozenset({"phone", "person"}),
)
_FOUND = _about(
    Subject.FINDING,
    *("status", "decider", "valid_until", "note", "evidence", "files"),
    tells=("decided_by",),
    personal=_WORDS,
)
ACTS: Mapping[Act, Carried] = {
    Act.DISTRICT_NAMED: _about(Subject.DISTRICT, "name", "office", "site"),
    Act.STAFF_ADDED: _about(Subject.STAFF, *_ACCOUNT, personal=_NAME),
    Act.STAFF_CHANGED: _about(Subject.STAFF, "name", "office", "role", "place", personal=_NAME),
    Act.STAFF_DISABLED: _about(Subject.STAFF, "disabled", tells=("sessions_ended",)),
    Act.STAFF_ENABLED: _about(Subject.STAFF, "disabled"),
    Act.STAFF_INVITED: _about(Subject.STAFF, "password", "authenticator", tells=("sessions_ended",)),
    Act.INVITATION_ACCEPTED: _about(Subject.STAFF, "password", tells=("invited_by",)),
    Act.PASSWORD_SET: _about(Subject.STAFF, "password"),
    Act.AUTHENTICATOR_ENROLLED: _about(Subject.STAFF, "authenticator"),
    Act.SESSIONS_ENDED: _about(Subject.STAFF, tells=("number",)),
    Act.COMMUNITY_ADDED: _COMMUNITY,
    Act.COMMUNITY_CHANGED: _COMMUNITY,
    Act.COMPOUND_ASSIGNED: _about(Subject.COMPOUND, "belongs_to"),
    # The digest is of names as well: alone, a small compound's could be guessed at.
    Act.ROSTER_IMPORTED: Carried(
        None, ("households", "roster"), ("added", "changed", "removed"), personal=frozenset({"roster"})
    ),
    Act.WAVE_MADE: _about(Subject.WAVE, "title", "edition", "opens_at", "closes_at"),
    Act.WAVE_CHANGED: _about(Subject.WAVE, "title", "edition", "opens_at", "closes_at"),
    Act.POLL_ADDED: _about(Subject.POLL, *_PLAN, "budget", "matters"),
    Act.POLL_CHANGED: _about(Subject.POLL, *_PLAN),
    Act.POLL_DROPPED: Carried(Subject.POLL, ends=True),
    Act.BUDGETS_SET: _about(Subject.POLL, "budget"),
    Act.MATTERS_SET: _about(Subject.POLL, "matters"),
    Act.MENU_FILLED_IN: _about(Subject.POLL, "menu", tells=("items",)),
    Act.POLL_OPENED: _about(Subject.POLL, "opened_at", "terms", tells=("letters",)),
    Act.CODE_SKIPPED: _about(Subject.LETTER, "epoch"),
    Act.POLL_EXTENDED: _about(Subject.POLL, "closes_at", tells=("reason",)),
    Act.POLL_PAUSED: _about(Subject.POLL, "paused_at", tells=("reason",)),
    Act.POLL_RESUMED: _about(Subject.POLL, "paused_at", tells=("reason",)),
    Act.POLL_CLOSED: _about(Subject.POLL, "closed_at", tells=("reason",)),
    Act.POLL_CANCELLED: _about(Subject.POLL, "cancelled_at", tells=("reason",)),
    Act.POLL_REVIEWED: _about(Subject.POLL, "reviewed_at"),
    Act.PUBLISHED: _about(Subject.POLL, *_NOTICE, tells=("reason",)),
    Act.PUBLISHED_FINAL: _about(Subject.POLL, *_NOTICE, tells=("reason",)),
    Act.FINDING_RECORDED: _FOUND,
    Act.GATE_REOPENED: _FOUND,
    Act.SILENCE_RECORDED: _about(Subject.SILENCE, *_SILENT, "undelivered", personal=frozenset(_SILENT)),
    Act.MANDATE_ENTERED: _about(
        Subject.MANDATE,
        *("kind", "matters", "acts", "paper", "entered_by", "confirmed_by", "withdrawn"),
        personal=frozenset({"acts", "paper"}),
    ),
    Act.MANDATE_CONFIRMED: _about(Subject.MANDATE, "confirmed_by"),
    Act.MANDATE_WITHDRAWN: _about(Subject.MANDATE, "withdrawn"),
    Act.CO_OWNERS_SETTLED: _about(Subject.SETTLEMENT, "voter", "reason", "paper", personal=frozenset({"reason", "paper"})),
    Act.OBJECTION_RECORDED: _about(
        Subject.OBJECTION, "who", "what", "answer", personal=frozenset({"who", "what", "answer"})
    ),
    Act.AMENDMENT_ASKED: _about(Subject.AMENDMENT, *_PUT, "reason", "source", personal=frozenset({"reason", "source"})),
    Act.AMENDMENT_CONFIRMED: _about(Subject.AMENDMENT, *_RULED, tells=("figures", *_COUNTED), personal=frozenset({"why"})),
    Act.AMENDMENT_REFUSED: _about(Subject.AMENDMENT, *_RULED, personal=frozenset({"why"})),
    Act.AMENDMENT_WITHDRAWN: _about(Subject.AMENDMENT, "ruled"),
    Act.WAITING_DECIDED: Carried(
        None, tells=("waiting", "ruling", "paper", "why"), personal=frozenset({"paper", "why"}), aside=True
    ),
    Act.DISPUTE_ANSWERED: Carried(None, tells=("dispute", "answer"), personal=frozenset({"answer"}), aside=True),
    Act.OBJECTION_ANSWERED: _about(Subject.OBJECTION, "answer", "adopted", personal=frozenset({"answer"})),
    Act.LETTER_REISSUED: Carried(Subject.LETTER, ("epoch",), ("reason",), aside=True),
    Act.LETTERS_PRINTED: Carried(
        None,
        tells=("run", "building", "unit", "letters", "left_out", "reason", "remark", "doors"),
        personal=frozenset({"remark"}),
        aside=True,
    ),
    Act.PHONE_SHOWN: Carried(None, tells=("capacity", "list"), aside=True),
    Act.LIST_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.ROSTER_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.ARCHIVE_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.PACKAGE_GIVEN: _GIVEN,
    Act.BALLOTS_GIVEN: _GIVEN,
    Act.PB_GIVEN: _GIVEN,
    Act.SECOND_ASKED: Carried(None, tells=_ASKED),
    Act.SECOND_CONFIRMED: Carried(None, tells=(*_ASKED, "asked_by")),
    Act.SECOND_WITHDRAWN: Carried(None, tells=(*_ASKED, "asked_by")),
}
"""What each act carries. The one that isn't here says what stood when the ledger began to tell before and after."""


def carried(act: Act, about: Subject | None = None) -> Carried:
    """What an act carries; for the beginning, everything that was ever told of what it is `about`."""
    if act is not Act.LEDGER_BEGAN:
        return ACTS[act]
    rows = [row for row in ACTS.values() if row.about is about]
    turns = dict.fromkeys(name for row in rows for name in row.turns)
    personal = frozenset[str]().union(*(row.personal for row in rows))
    return Carried(about, tuple(turns), ("about",), personal)


def checked(act: str, named: Mapping[str, Value]) -> Carried:
    """What an entry of this act carries. Raises `ValueError` for an act or a field that the table hasn't, and where only one
    side of a field that turns is said."""
    subject = Subject(str(named["about"])) if act == Act.LEDGER_BEGAN else None
    row = carried(Act(act), subject)
    if strange := sorted(set(named) - row.fields):
        raise ValueError(f"{act} carries no {', '.join(strange)}")
    if half := [name for name in row.turns if (f"{name}_before" in named) != (f"{name}_after" in named)]:
        raise ValueError(f"{act} says one side only of {', '.join(half)}")
    return row


def turned(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    """Both sides of every field that differs, as an entry carries them; what wasn't there before was None."""
    told: dict[str, Value] = {}
    for name, value in after.items():
        if before.get(name) != value:
            told |= {f"{name}_before": before.get(name), f"{name}_after": value}
    return told


def made(after: Mapping[str, Value]) -> dict[str, Value]:
    """Both sides of the fields of something new: there was nothing before."""
    return {f"{name}_{side}": value for name, new in after.items() for side, value in (("before", None), ("after", new))}


def moment_value(moment: datetime | None) -> Value:
    """A moment as entries carry it: in UTC, whatever zone it was typed in."""
    return moment.astimezone(UTC).isoformat() if moment else None


def commitment(salt: str, value: Value) -> str:
    """What stands in an entry in a value's place, in hex: it binds to the value, and tells nothing without the salt."""
    return sha256(salt.encode() + b"|" + canonical(value)).hexdigest()
