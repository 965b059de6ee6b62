"""A poll door by door with its paper forms, for whoever goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.paper_form import PaperForm
from surveys.core.place import Jurisdiction
from surveys.services.compound import DoorLine
from surveys.services.table import opened_desk
from surveys.store import paper_form
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class DoorRecord:
    """Who answered behind which door, never what, and the forms that were printed."""

    doors: tuple[DoorLine, ...]
    forms: tuple[PaperForm, ...]


def door_record(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> DoorRecord:
    """What the door list and the register are made of. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    desk = opened_desk(session, scope, poll_id, now=now)
    return DoorRecord(desk.doors, paper_form.poll_forms(session, poll_id))
