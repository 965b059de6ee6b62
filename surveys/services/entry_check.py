"""What a third person finds about two typings of one form that differ, and the ballot that is put right by it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.ballot import WITHDRAWN
from surveys.core.canonical import canonical
from surveys.core.code import Keys
from surveys.core.entry_lot import LONGEST_FINDING, EntryCheck, EntryLot, LotForm, LotRuling
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.matter import MANDATED, VOTER
from surveys.core.menu import Menu
from surveys.core.place import Jurisdiction
from surveys.core.plain_text import visible_text
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.core.submission import Origin, Submission
from surveys.services.ballot import as_mandated
from surveys.services.casting import AtDoor, Sending, add, begin
from surveys.services.code import Door
from surveys.services.entry_lot import CHECKED_IN, held_checks, poll_checks, settle
from surveys.services.household import documents
from surveys.services.second import apart
from surveys.services.waiting import refuse_hand
from surveys.store import ballot as stored_ballot
from surveys.store import entry, form_entry
from surveys.store import entry_lot as stored
from surveys.store.clock import moment
from surveys.store.db import Connection
from surveys.store.form_entry import PhotoPage


@dataclass(frozen=True, slots=True)
class _Correction:
    """Who puts a ballot right, and with what its receipt is made."""

    poll_id: int
    form: LotForm
    check: EntryCheck
    by: Actor
    keys: Keys
    random: bytes
    now: datetime

    def at(self, session: Connection, household_id: int, page: str) -> AtDoor | None:
        """The door of a household; None where it isn't counted any more."""
        visit = stored_ballot.visit(session, household_id)
        if visit is None or visit.gone:
            return None
        door = Door(household_id, visit.epoch, self.poll_id)
        return begin(session, Sending(door, Origin(page), self.form.channel, self.by, self.keys, self.random, self.now))


@dataclass(frozen=True, slots=True)
class CheckDesk:
    """Two typings of one form as a third person has them before them: the documents that they answer to, the homes that
    they name, the photographs, and whether this one may decide."""

    poll: Poll
    lot: EntryLot
    form: LotForm
    check: EntryCheck
    home: Household
    edition: Edition
    menu: Menu
    photos: tuple[PhotoPage, ...]
    may_decide: bool


def check_desk(
    session: Connection, scope: Jurisdiction, poll_id: int, check_id: int, *, who: str, now: datetime
) -> CheckDesk:
    """Two typings for `who` to decide about. Raises `NotFound` outside `scope`, and `NotAllowed`: draft, no_check."""
    found = poll_checks(session, scope, poll_id, now=now)
    lot, form, check = found.check(check_id)
    visit = stored_ballot.visit(session, check.household)
    assert visit is not None
    edition, menu = documents(session, found.poll, form.home)
    apart_from_both = all(apart(session, hand, who, now) for hand in (form.by, check.by))
    may = check.open and found.state in CHECKED_IN and apart_from_both
    pages = form_entry.photo_pages(session, [form.form]).get(form.form, ())
    return CheckDesk(found.poll, lot.lot, form, check, visit.household, edition, menu, pages, may)


def check_photo(session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int, *, who: str, now: datetime) -> bytes:
    """A photograph of a form whose two typings `who` may decide about. Raises `NotFound` outside `scope`, and `NotAllowed`:
    draft, no_form_photo."""
    found = poll_checks(session, scope, poll_id, now=now)
    waiting = {one.id for lot in found.lots for one in lot.differing}
    for check_id in sorted(waiting):
        desk = check_desk(session, scope, poll_id, check_id, who=who, now=now)
        if desk.may_decide and photo_id in {photo.id for photo in desk.photos}:
            return form_entry.photo(session, poll_id, photo_id)[1]
    raise NotAllowed("no_form_photo")


@needs(Right.REVIEW)
def decide_typings(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    check_id: int,
    ruling: LotRuling,
    *,
    why: str,
    keys: Keys,
    random: bytes,
    by: Actor,
    now: datetime,
) -> bool:
    """Decide which of two typings is what the paper says, as one who typed neither; returns whether a ballot was put right.

    Where it is the second, the ballot that came of the first is replaced by it, unless something else stands there by now:
    what a household said itself is never touched. Where it is neither, a third person types the form in.
    Raises `NotFound`, `Rejected` where the reason lacks, `PollNotOpen`, and `NotAllowed`: no_check, decided_before,
    had_a_hand, hand_invited.
    """
    lot, form, check = held_checks(session, scope, poll_id, now).check(check_id)
    now = moment(session, now)
    if not check.open:
        raise NotAllowed("decided_before")
    refuse_hand(session, {form.by, check.by}, by.username, now)
    why = visible_text(why).strip()
    if not why or len(why) > LONGEST_FINDING:
        detail = {"most": LONGEST_FINDING, "count": len(why)}
        raise Rejected([Problem("text_too_long" if why else "finding_why", "why", detail=detail)])
    stored.decide(session, check.id, ruling, why=why, by=by.username, at=now)
    correction = _Correction(poll_id, form, check, by, keys, random, now)
    corrected = ruling is LotRuling.SECOND and _put_right(session, correction)
    told = turned({}, {"ruled": ruling.value, "why": why})
    about: dict[str, Value] = {"household": form.home.id, "check": check.id, "form": form.serial}
    entry.enter(session, "typings_decided", by=by, now=now, poll_id=poll_id, corrected=int(corrected), **about, **told)
    settle(session, poll_id, lot.lot.number, by, now)
    return corrected


def check_page(check: EntryCheck) -> str:
    """The number under which a ballot that a check put right was sent."""
    return f"entry-check-{check.id}"


def _put_right(session: Connection, what: _Correction) -> bool:
    """Let the second typing stand in the place of the first, where that still stands."""
    form, check = what.form, what.check
    page = check_page(check)
    first = what.at(session, form.home.id, page)
    stands = first.stands(form.capacity) if first else None
    if first is None or stands is None or stands.revision != form.revision:
        return False
    if (check.household, check.capacity) == (form.home.id, form.capacity):
        add(session, first, form.capacity, _counted(session, first, check), Submission(page))
        return True
    add(session, first, form.capacity, WITHDRAWN, Submission(page))
    other = what.at(session, check.household, page)
    # A ballot that stands there came by another paper, and what somebody said or took back themselves is theirs.
    if other and other.stands(check.capacity) is None and all(kept.entered_by for kept in other.of(check.capacity)):
        add(session, other, check.capacity, _counted(session, other, check), Submission(page, 1))
    return True


def _counted(session: Connection, errand: AtDoor, check: EntryCheck) -> str:
    """What of a typing counts: no vote on matters without a signature, and whoever acts for an owner answers what their
    paper covers."""
    answers = json.loads(check.content)
    if not check.signed:
        answers = {key: answer for key, answer in answers.items() if not key.startswith("matter-")}
        return canonical(answers).decode()
    if answers.get(VOTER) != MANDATED:
        return check.content
    return canonical(as_mandated(session, errand, answers)).decode()
