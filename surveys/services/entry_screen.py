"""What whoever types in sees: where they are, which form or home is meant, and the screen for one home, never an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.ballot import UNDO_WITHIN, Capacity, Revision, last_acts
from surveys.core.code import begins_door, is_door, names_door
from surveys.core.errors import NotFound, Rejected
from surveys.core.form_entry import FormEntry
from surveys.core.menu import Menu
from surveys.core.paper_form import PaperForm
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household
from surveys.services.form_entry import form_called, form_problems, visited
from surveys.services.household import documents
from surveys.store import ballot as stored_ballot
from surveys.store import form_entry as stored
from surveys.store import household as stored_household
from surveys.store import poll as stored_poll
from surveys.store.ballot import Visit
from surveys.store.db import Connection
from surveys.store.form_entry import PhotoPage


@dataclass(frozen=True, slots=True)
class EntryDesk:
    """Where somebody types forms in: how many they typed in today, and the last one while they may take it back."""

    poll: Poll
    state: PollState
    today: int
    last: FormEntry | None
    last_home: Household | None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What the screen for one home shows: what is asked there, which form lies before whoever types, and how what stands
    came; never what it says."""

    visit: Visit
    state: PollState
    edition: Edition
    menu: Menu
    history: tuple[Revision, ...]
    form: PaperForm | None
    photos: tuple[PhotoPage, ...]

    @property
    def last(self) -> Mapping[Capacity, Revision]:
        """The latest act in each capacity on what counts."""
        return last_acts(self.history)


def entry_desk(session: Connection, scope: Jurisdiction, poll_id: int, username: str, *, now: datetime) -> EntryDesk:
    """The desk of whoever types in, today in the compound's zone. Raises `NotFound` outside `scope`."""
    poll = stored_poll.poll(session, scope, poll_id)
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = stored.typed_by(session, poll_id, username, min(midnight, now - UNDO_WITHIN))
    today = sum(one.at >= midnight for one in mine)
    last = mine[-1] if mine and now - mine[-1].at <= UNDO_WITHIN else None
    visit = stored_ballot.visit(session, last.household) if last else None
    return EntryDesk(poll, poll.state(now), today, last, visit.household if visit else None)


def entry_page(
    session: Connection, scope: Jurisdiction, poll_id: int, household_id: int, number: str = "", *, now: datetime
) -> EntryPage:
    """The screen for one home, with the form of this number where that is one of the poll's. Raises `NotFound`."""
    visit = visited(session, scope, poll_id, household_id)
    edition, menu = documents(session, visit.poll, visit.household)
    try:
        form = form_called(session, visit, number) if number else None
    except Rejected:
        form = None
    open_ = form is not None and not form_problems(form, household_id)
    photos = stored.photo_pages(session, [form.id]).get(form.id, ()) if form and open_ else ()
    history = stored_ballot.history(session, household_id)
    return EntryPage(visit, visit.poll.state(now), edition, menu, history, form, photos)


def homes_called(session: Connection, poll_id: int, typed: str) -> tuple[Household, ...]:
    """The homes that somebody may mean: the one that is this door, else all that have this room or begin like this."""
    homes = [frozen.household for frozen in stored_household.frozen(session, poll_id)]
    doors = [(home, (home.building, home.unit, home.room)) for home in homes]
    if exact := [home for home, door in doors if is_door(typed, *door)]:
        return tuple(exact)
    return tuple(home for home, door in doors if names_door(typed, *door) or begins_door(typed, *door))


def open_photo(session: Connection, scope: Jurisdiction, poll_id: int, photo_id: int) -> bytes | None:
    """A photograph of a form, None once it is typed in: whoever types in never sees it again. Raises `NotFound` outside
    `scope`."""
    stored_poll.poll(session, scope, poll_id)
    try:
        form, content = stored.photo(session, poll_id, photo_id)
    except NotFound:
        return None
    return None if form is None or stored.is_entered(session, form) else content


def readings(session: Connection, form_id: int) -> tuple[Mapping[str, Any], ...]:
    """What the photographs of a form were read as."""
    return stored.readings(session, form_id)
