"""How long everything is kept: each column of each table for good, until its poll is forgotten, or for a while only.

Whatever isn't in this table fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from surveys.core.errors import NotAllowed

AFTER_FINAL = timedelta(days=365)
"""How long what is personal in a poll is kept after its final notice."""
WITHOUT_FINAL = timedelta(days=730)
"""How long it is kept after closing where no final notice was posted."""
FORGOTTEN = '"forgotten"'
"""What stands in the place of answers, as JSON. It can't be taken for answers, nor for none."""


class Forgotten(NotAllowed):
    """Somebody asks for answers that were deleted when their time was over."""

    def __init__(self) -> None:
        super().__init__("answers_forgotten")


@dataclass(frozen=True, slots=True)
class Holding:
    """How long a table's columns are kept. Those in `personal` get this value in their place when their poll is forgotten;
    where `goes` with its poll, the rows are deleted. `through` leads to the poll: a column and the table whose id it is.
    What is `passing` is let go by its own store, at the time that `until` names."""

    kept: str = ""
    personal: Mapping[str, str | bytes] = field(default_factory=dict)
    goes: str = ""
    through: tuple[str, str] | None = None
    passing: str = ""
    until: str = ""

    @property
    def columns(self) -> list[str]:
        """Every column that is spoken for."""
        return [*self.kept.split(), *self.personal, *self.goes.split(), *self.passing.split()]


def kept_until(closes_at: datetime, closed_at: datetime | None, final_at: datetime | None) -> datetime:
    """Until when what is personal in a poll is kept."""
    return final_at + AFTER_FINAL if final_at is not None else (closed_at or closes_at) + WITHOUT_FINAL


_ANSWERS = {"answers": FORGOTTEN}
_CASE = "mark id poll_id household_id capacity since"
RETENTION: Mapping[str, Holding] = {
    "revisions": Holding(
        "mark leaf id poll_id household_id capacity revision edition menu channel entered_by submission receipt since"
        " key_hash cast_at"
        " epoch waiting",
        _ANSWERS,
    ),
    "co_votes": Holding("mark id poll_id household_id voter channel entered_by submission receipt cast_at", _ANSWERS),
    "form_entries": Holding(
        "id poll_id form_id round household_id capacity channel by at seconds photo_read revision lot undone_at",
        {"content": FORGOTTEN, "marks": ""},
    ),
    "contacts": Holding(goes="household_id capacity poll_id phone agreed_at"),
    "visits": Holding(
        goes="id poll_id household_id submission outcome at by came_at next_on next_part remark undoes",
    ),
    "form_photos": Holding(goes="id poll_id form_id page digest content by at reading"),
    "form_sides": Holding(goes="batch_id content forms", through=("batch_id", "form_batches")),
    "entry_values": Holding(goes="entry_id field salt value", through=("entry_id", "entries")),
    "evidence_files": Holding("id poll_id digest kind pages size added_by added_at", {"content": b""}),
    "mandates": Holding(
        "mark id poll_id household_id kind matters entered_by entered_at confirmed_by confirmed_at withdrawn_at",
        {"acts": "", "paper": ""},
    ),
    "objections": Holding(
        "id poll_id came_at entered_by adopted answered_by answered_at", {"who": "", "what": "", "answer": ""}
    ),
    "amendments": Holding(
        "mark id poll_id kind household_id holds_for change was objection_id asked_by asked_role asked_at ruling decided_by"
        " decided_role decided_at figures answered touches followed floor room area area_source use owner owners gone",
        {"reason": "", "source": "", "why": ""},
    ),
    "disputes": Holding(f"{_CASE} at closed_at closed_by", {"said": "", "answer": ""}),
    "waiting_ballots": Holding(f"{_CASE} reason beside_id ruling decided_at decided_by", {"paper": "", "why": ""}),
    "settlements": Holding("mark id poll_id household_id voter decided_by decided_at", {"reason": "", "paper": ""}),
    "entry_checks": Holding("id poll_id entry_id second_id ruling decided_by decided_at", {"differs": "[]", "why": ""}),
    "entry_marks": Holding("id poll_id entry_id mark by at", {"reason": ""}),
    "entry_lots": Holding(
        "id poll_id number digest salt size locked_at locked_by dice rolled_at rolled_by opened_at accepted_at",
        {"witnesses": ""},
    ),
    "rechecks": Holding("poll_id digest salt size locked_at locked_by dice rolled_at rolled_by", {"witnesses": ""}),
    "recheck_doors": Holding(
        "id poll_id serial household_id capacity revision outcome second_id visited_by visited_at", {"differs": "[]"}
    ),
    "paper_forms": Holding(
        "id poll_id batch_id serial number household_id issued_at issued_by returned_at returned_by spoiled_at spoiled_by"
        " confirmed_at",
        {"issued_to": "", "spoiled_why": ""},
    ),
    # What was told to everybody, what was done, and what both rest on.
    "polls": Holding(
        "id wave_id compound_id menu rules budget basic_first matters opens_at closes_at opened_at closed_at terms paused_at"
        " reviewed_at cancelled_at published_at final_at"
    ),
    "leaves": Holding("tree place kind row_id leaf mark"),
    "tree_heads": Holding("tree size root at why mark"),
    "open_packages": Holding("poll_id number digest head content"),
    "installations": Holding("id name fingerprint kept_at moved_to"),
    "clock": Holding("id at entries revisions co_votes"),
    "forgettings": Holding("poll_id began_at done_at number"),
    "ballots": Holding("poll_id household_id capacity revision_id"),
    "poll_households": Holding(
        "id poll_id position building unit floor room area area_source kind owner owners added epoch link_hash code_hash"
        " mark"
    ),
    "void_letters": Holding("id poll_id household_id epoch link_hash code_hash voided_at voided_by"),
    "notices": Holding("id poll_id number published_at published_by until reason document sheet_digest pdf final"),
    "poll_changes": Holding("id poll_id number step at by reason until"),
    "findings": Holding("id poll_id gate checkpoint status decider decided_by decided_at valid_until note evidence files"),
    "silence_evidence": Holding("id poll_id clause delivery warning undelivered recorded_by recorded_at"),
    "seconds": Holding("id poll_id act asked digest asked_by asked_at confirmed_by over_at"),
    "entries": Holding("mark id at actor act poll_id detail wave_id compound_id community_id street_id household_id"),
    "paper_files": Holding("id poll_id paper format source digest content"),
    "paper_copies": Holding("id poll_id paper number file_id at by"),
    "form_layouts": Holding("digest document"),
    "form_batches": Holding("id poll_id number at by building unit big blank forms layout"),
    "print_runs": Holding("id poll_id number at by building unit big reason remark letters left_out"),
    "printed_letters": Holding("run_id household_id epoch"),
    "editions": Holding("digest key document"),
    "menus": Holding("digest key document"),
    "saved_documents": Holding("digest sort key title parent at by"),
    "waves": Holding("id title edition opens_at closes_at"),
    # Today's roster, places and accounts: the offices' own, mended and deleted by them.
    "buildings": Holding("id compound_id label"),
    "owners": Holding("id compound_id key name phone"),
    "households": Holding("id compound_id building_id owner_id unit floor room area area_source kind door_order"),
    "streets": Holding("id name"),
    "communities": Holding("id street_id name phone address hours person posting seals"),
    "areas": Holding("id name"),
    "compounds": Holding("id street_id area_id community_id name"),
    "districts": Holding("id name office site"),
    "staff": Holding(
        "id username name office role password street_id community_id compound_id disabled_at invitation invited_at"
        " invited_by authenticator step"
    ),
    # Of use for a while.
    "sketches": Holding(passing="id sort by parent document before version at", until="their writer saves or drops it"),
    "staff_sessions": Holding(passing="key staff_id started_at seen_at device", until="12 hours"),
    "attempts": Holding(passing="id door who at", until="30 days"),
    "sent_forms": Holding(passing="key page at location said version", until="7 days"),
    "uploads": Holding(passing="key name by at content", until="1 day"),
    "wrong_codes": Holding(passing="hour what times", until="the hour after"),
    "watches": Holding(passing="name holder seen_at", until="the next tick"),
}
