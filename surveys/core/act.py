"""What people responsible do, as the ledger knows it, and what that is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

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
    DOCUMENT = "document"
    ENTRY_LOT = "entry_lot"
    ENTRY_CHECK = "entry_check"
    ENTRY_MARK = "entry_mark"
    RECHECK = "recheck"
    RECHECK_DOOR = "recheck_door"
    PAPER = "paper"


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
    Subject.DOCUMENT: ("digest",),
    Subject.ENTRY_LOT: ("poll_id", "lot"),
    Subject.ENTRY_CHECK: ("check",),
    Subject.ENTRY_MARK: ("entry",),
    Subject.RECHECK: ("poll_id",),
    Subject.RECHECK_DOOR: ("poll_id", "drawn"),
    Subject.PAPER: ("poll_id", "printed"),
}
"""Which fields of an entry name what it is about."""

COLUMNS = ("poll_id", "wave", "compound", "community", "street", "household")
"""What every entry may name, so that it is found by it."""


class Act(StrEnum):
    """Every act that is entered."""

    LEDGER_BEGAN = "ledger_began"
    SEALING_BEGAN = "sealing_began"
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
    HOME_ADDED = "home_added"
    HOME_CHANGED = "home_changed"
    HOME_REMOVED = "home_removed"
    HOME_RESTORED = "home_restored"
    OWNER_CHANGED = "owner_changed"
    OWNERS_MERGED = "owners_merged"
    OWNER_SPLIT = "owner_split"
    OWNER_PHONE_SHOWN = "owner_phone_shown"
    BUILDING_RENAMED = "building_renamed"
    COMPOUND_CHANGED = "compound_changed"
    COMPOUNDS_MERGED = "compounds_merged"
    COMPOUND_DELETED = "compound_deleted"
    DOCUMENT_SAVED = "document_saved"
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
    LOT_LOCKED = "lot_locked"
    LOT_ROLLED = "lot_rolled"
    LOT_OPENED = "lot_opened"
    LOT_ACCEPTED = "lot_accepted"
    FORM_TYPED_AGAIN = "form_typed_again"
    TYPINGS_DECIDED = "typings_decided"
    ENTRY_MARKED = "entry_marked"
    RECHECK_LOCKED = "recheck_locked"
    RECHECK_ROLLED = "recheck_rolled"
    RECHECK_UNMET = "recheck_unmet"
    RECHECK_COMPARED = "recheck_compared"
    FORM_ENTERED = "form_entered"
    FORM_ENTRY_UNDONE = "form_entry_undone"
    LETTER_REISSUED = "letter_reissued"
    PHONE_SHOWN = "phone_shown"
    LIST_EXPORTED = "list_exported"
    ROSTER_EXPORTED = "roster_exported"
    ARCHIVE_EXPORTED = "archive_exported"
    LETTERS_PRINTED = "letters_printed"
    PAPER_PRINTED = "paper_printed"
    FORMS_PRINTED = "forms_printed"
    FORMS_PRINTED_AGAIN = "forms_printed_again"
    FORMS_ISSUED = "forms_issued"
    FORMS_RETURNED = "forms_returned"
    FORMS_SPOILED = "forms_spoiled"
    FORMS_TAKEN_BACK = "forms_taken_back"
    PACKAGE_GIVEN = "package_given"
    BALLOTS_GIVEN = "ballots_given"
    PB_GIVEN = "pb_given"
    FORM_PHOTOS_KEPT = "form_photos_kept"
    FORM_PHOTO_READ = "form_photo_read"
    FORM_PHOTO_DROPPED = "form_photo_dropped"
    FORM_PHOTOS_FORGOTTEN = "form_photos_forgotten"
    CLOCK_ACCEPTED = "clock_accepted"
    SECRET_ACCEPTED = "secret_accepted"  # noqa: S105
    POLL_FORGOTTEN = "poll_forgotten"
    SECOND_ASKED = "second_asked"
    SECOND_CONFIRMED = "second_confirmed"
    SECOND_WITHDRAWN = "second_withdrawn"


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
