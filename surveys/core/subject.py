"""What acts are about, and by which fields of an entry it is named."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


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
}
"""Which fields of an entry name what it is about."""

COLUMNS = ("poll_id", "wave", "compound", "community", "street", "household")
"""What every entry may name, so that it is found by it."""
