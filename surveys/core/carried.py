"""What the entry of each act carries: one table, and whatever doesn't stand in it isn't entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from surveys.core.act import COLUMNS, KEYS, Act, Subject, Value
from surveys.core.canonical import canonical


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
_ROSTER, _OWNER = ("households", "roster"), ("owner", "owner_phone", "owner_number")
_HOME = ("door", "floor", "floor_area", "home_kind", "area_source", *_OWNER, *_ROSTER)
# A roster's digest is of names as well: alone, a small compound's could be guessed at.
_PUT = ("amends", "becomes", "was", "objected")
_RULED, _COUNTED = ("ruled", "why"), ("answered", "touches", "followed")
_NAME, _WORDS, _HELD = frozenset({"name"}), frozenset({"note", "evidence"}), frozenset({*_OWNER, "roster", "reason"})
_GIVEN = Carried(None, tells=("digest", "to", "reason"), personal=frozenset({"to", "reason"}), aside=True)
_ASKED = ("grave", "digest", "closes_at", "reason", "until", "seen", "number")


def _about(subject: Subject, *turns: str, tells: tuple[str, ...] = (), personal: frozenset[str] = frozenset()) -> Carried:
    return Carried(subject, turns, tells, personal)


def _mended(*turns: str, tells: tuple[str, ...] = ()) -> Carried:
    return Carried(None, turns, tells, _HELD & {*turns, *tells})


_SAYS = ("name", "phone", "address", "hours", "person", "posting", "seals")
_COMMUNITY = _about(Subject.COMMUNITY, *_SAYS, personal=frozenset({"phone", "person"}))
_FOUND = _about(
    Subject.FINDING,
    *("status", "decider", "valid_until", "note", "evidence", "files"),
    tells=("decided_by", "decided_at"),
    personal=_WORDS,
)
ACTS: Mapping[Act, Carried] = {
    Act.SEALING_BEGAN: Carried(None, tells=("revisions", "entries"), aside=True),
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
    Act.ROSTER_IMPORTED: _mended(*_ROSTER, tells=("added", "changed", "removed")),
    Act.HOME_ADDED: _mended(*_HOME),
    Act.HOME_CHANGED: _mended(*_HOME, tells=("home",)),
    Act.HOME_REMOVED: _mended(*_HOME, tells=("reason",)),
    Act.HOME_RESTORED: _mended(*_HOME, tells=("removal",)),
    Act.OWNER_CHANGED: _mended(*_OWNER, *_ROSTER, tells=("homes",)),
    Act.OWNERS_MERGED: _mended(*_OWNER, "owners", *_ROSTER, tells=("homes",)),
    Act.OWNER_SPLIT: _mended(*_OWNER, "owners", *_ROSTER, tells=("homes",)),
    Act.OWNER_PHONE_SHOWN: Carried(None, tells=("home",), aside=True),
    Act.BUILDING_RENAMED: _mended("building", *_ROSTER),
    Act.COMPOUND_CHANGED: _mended("name", "in_street", "in_area"),
    Act.COMPOUNDS_MERGED: _mended(*_ROSTER, tells=("name", "taken")),
    Act.COMPOUND_DELETED: replace(_mended("name", *_ROSTER, tells=("into",)), about=Subject.COMPOUND, ends=True),
    Act.DOCUMENT_SAVED: _about(Subject.DOCUMENT, "sort", "key", "title", "parent"),
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
    Act.PUBLISHED: _about(Subject.POLL, *_NOTICE, tells=("reason", "sheet", "pdf", "rows")),
    Act.PUBLISHED_FINAL: _about(Subject.POLL, *_NOTICE, tells=("reason", "sheet", "pdf", "rows")),
    Act.FINDING_RECORDED: _FOUND,
    Act.GATE_REOPENED: _FOUND,
    Act.SILENCE_RECORDED: _about(
        Subject.SILENCE,
        *("clause", "delivery", "warning", "undelivered"),
        personal=frozenset({"clause", "delivery", "warning"}),
    ),
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
    Act.AMENDMENT_CONFIRMED: _about(
        Subject.AMENDMENT, *_RULED, tells=("figures", *_COUNTED, "roster"), personal=frozenset({"why", "roster"})
    ),
    Act.AMENDMENT_REFUSED: _about(Subject.AMENDMENT, *_RULED, personal=frozenset({"why"})),
    Act.AMENDMENT_WITHDRAWN: _about(Subject.AMENDMENT, "ruled"),
    Act.WAITING_DECIDED: Carried(
        None, tells=("waiting", "ruling", "paper", "why"), personal=frozenset({"paper", "why"}), aside=True
    ),
    Act.DISPUTE_ANSWERED: Carried(None, tells=("dispute", "answer"), personal=frozenset({"answer"}), aside=True),
    Act.FORM_ENTERED: Carried(None, tells=("form", "channel", "waits", "late"), aside=True),
    Act.FORM_ENTRY_UNDONE: Carried(None, aside=True),
    Act.OBJECTION_ANSWERED: _about(Subject.OBJECTION, "answer", "adopted", personal=frozenset({"answer"})),
    Act.LOT_LOCKED: _about(Subject.ENTRY_LOT, "digest", "size", tells=("forms",)),
    Act.LOT_ROLLED: _about(Subject.ENTRY_LOT, "dice", "witnesses", personal=frozenset({"witnesses"})),
    Act.LOT_OPENED: _about(Subject.ENTRY_LOT, "opened", tells=("wrong",)),
    Act.LOT_ACCEPTED: _about(Subject.ENTRY_LOT, "accepted", tells=("forms", "wrong")),
    Act.FORM_TYPED_AGAIN: _about(
        Subject.ENTRY_CHECK, "first", "second", "differs", tells=("form",), personal=frozenset({"differs"})
    ),
    Act.TYPINGS_DECIDED: _about(
        Subject.ENTRY_CHECK, "ruled", "why", tells=("form", "corrected"), personal=frozenset({"why"})
    ),
    Act.ENTRY_MARKED: _about(Subject.ENTRY_MARK, "mark", "reason", personal=frozenset({"reason"})),
    Act.RECHECK_LOCKED: _about(Subject.RECHECK, "digest", "size", tells=("homes",)),
    Act.RECHECK_ROLLED: _about(Subject.RECHECK, "dice", "witnesses", personal=frozenset({"witnesses"})),
    Act.RECHECK_UNMET: _about(Subject.RECHECK_DOOR, "came"),
    Act.RECHECK_COMPARED: _about(Subject.RECHECK_DOOR, "came", "second", "differs", personal=frozenset({"differs"})),
    Act.LETTER_REISSUED: Carried(Subject.LETTER, ("epoch",), ("reason",), aside=True),
    Act.LETTERS_PRINTED: Carried(
        None,
        tells=("run", "building", "unit", "letters", "left_out", "reason", "remark", "doors"),
        personal=frozenset({"remark"}),
        aside=True,
    ),
    Act.PAPER_PRINTED: Carried(Subject.PAPER, ("copy", "format", "digest"), ("title",), aside=True),
    Act.FORMS_PRINTED: Carried(
        None, tells=("batch", "building", "unit", "forms", "serials", "big", "blank", "layout", "digest"), aside=True
    ),
    Act.FORMS_PRINTED_AGAIN: Carried(None, tells=("batch", "forms"), aside=True),
    Act.FORMS_ISSUED: Carried(None, tells=("forms", "serials", "to"), personal=frozenset({"to"}), aside=True),
    Act.FORMS_RETURNED: Carried(None, tells=("forms", "serials"), aside=True),
    Act.FORMS_SPOILED: Carried(None, tells=("forms", "serials", "reason"), personal=frozenset({"reason"}), aside=True),
    Act.FORMS_TAKEN_BACK: Carried(None, tells=("forms", "serials", "was"), aside=True),
    Act.PHONE_SHOWN: Carried(None, tells=("capacity", "list"), aside=True),
    Act.LIST_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.ROSTER_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.ARCHIVE_EXPORTED: Carried(None, tells=("digest",), aside=True),
    Act.PACKAGE_GIVEN: _GIVEN,
    Act.BALLOTS_GIVEN: _GIVEN,
    Act.PB_GIVEN: _GIVEN,
    Act.FORM_PHOTOS_KEPT: Carried(None, tells=("number", "digest"), aside=True),
    Act.FORM_PHOTO_READ: Carried(None, tells=("digest", "form", "page", "unread", "boxes", "unsure"), aside=True),
    Act.FORM_PHOTO_DROPPED: Carried(None, tells=("digest",), aside=True),
    Act.FORM_PHOTOS_FORGOTTEN: Carried(None, tells=("number",), aside=True),
    Act.CLOCK_ACCEPTED: Carried(None, tells=("newest", "reason"), aside=True),
    Act.SECRET_ACCEPTED: Carried(None, ("fingerprint",), aside=True),
    Act.POLL_FORGOTTEN: Carried(None, tells=("number",), aside=True),
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


def commitment(salt: str, value: Value) -> str:
    """What stands in an entry in a value's place, in hex: it binds to the value, and tells nothing without the salt."""
    return sha256(salt.encode() + b"|" + canonical(value)).hexdigest()
