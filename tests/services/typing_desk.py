"""A desk where forms are typed in: a poll, its forms, a clerk who types and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.form_entry import Transcript
from surveys.core.paper_form import PaperForm
from surveys.core.poll import Poll
from surveys.core.staff import Installation
from surveys.core.submission import Origin, Other
from surveys.core.waiting import WaitingReason
from surveys.services import waiting as queue_service
from surveys.services.ballot import cast
from surveys.services.code import Door
from surveys.services.form_entry import Entered, enter, undo_entry
from surveys.services.life import close
from surveys.services.queue import queue
from surveys.store.ballot import history
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, KEYS, LI, RANDOM, answers, doors, opened
from tests.services.typed_in import printed

KATE, JIE = Installation("ke"), Installation("jie")
ASKED = {"paper": "申请第3号，2026年11月25日签", "why": "本人带着证件来过"}


@dataclass
class Desk:
    """A poll with four homes, a form for each of the first three and two blank ones, and a clerk who types in."""

    database: Database
    poll: Poll
    doors: list[Door]
    forms: tuple[PaperForm, ...]
    blank: tuple[PaperForm, ...]
    pages: int = field(default=0)

    def typed(self, home: int, form: PaperForm | str = "", agree: str = "yes", **more: object) -> Entered:
        """Typed in by ke from a fresh page, on paper where there is a form."""
        self.pages += 1
        number = form if isinstance(form, str) else form.number
        who, by, now = str(more.pop("who", "o")), more.pop("by", KATE), more.pop("now", DURING)
        scope, page = more.pop("scope", DISTRICT), more.pop("page", f"page-of-ke-{self.pages:04d}")
        channel = Channel.PAPER if number else Channel.DOOR
        said = Transcript(answers(agree, "roof", who=who), channel, number, **{"seconds": 40, **more})  # type: ignore[arg-type]
        with self.database.transaction() as session:
            seen = {kept.capacity: kept.revision for kept in history(session, self.home(home))}
            given = {"origin": Origin(str(page), seen), "by": by, "keys": KEYS, "random": RANDOM, "now": now}
            return enter(session, scope, self.poll.id, self.home(home), said, **given)  # type: ignore[arg-type]

    def home(self, place: int) -> int:
        return self.doors[place].household_id

    def counts(self, place: int, capacity: Capacity = Capacity.OWNER) -> str:
        """What the ballot that stands says; empty where none does."""
        with self.database.reading() as session:
            kept = [k for k in history(session, self.home(place)) if k.standing and k.capacity is capacity]
        return str(kept[0].ballot().answers["agree"]) if kept else ""

    def phone(self, place: int, agree: str, *, now: datetime = DURING, other: Other | None = None, **casts: int) -> object:
        self.pages += 1
        origin = Origin(f"page-of-home-{self.pages:04d}", {}, other=other)
        with self.database.transaction() as session:
            door = replace(self.doors[place], casts={Capacity(name): since for name, since in casts.items()})
            return cast(session, door, answers(agree), origin=origin, keys=KEYS, random=RANDOM, now=now)

    def undone(self, entry_id: int = 1, by: Installation = KATE, now: datetime = DURING) -> object:
        with self.database.transaction() as session:
            more = {"by": by, "keys": KEYS, "random": RANDOM, "now": now}
            return undo_entry(session, DISTRICT, self.poll.id, entry_id, **more)  # type: ignore[arg-type]

    def waits(self) -> list[tuple[WaitingReason, bool]]:
        with self.database.reading() as session:
            found = queue(session, DISTRICT, self.poll.id, now=DURING).waiting
        return [(line.waits.reason, line.waits.open) for line in found]

    def decided(self, waiting_id: int = 1, *, take: bool = True, by: object = JIE, now: datetime = DURING) -> object:
        with self.database.transaction() as session:
            more = {**ASKED, "by": by, "now": now, "take": take}
            return queue_service.decide(session, DISTRICT, self.poll.id, waiting_id, **more)  # type: ignore[arg-type]

    def closed(self, at: datetime) -> None:
        with self.database.transaction() as session:
            close(session, DISTRICT, self.poll.id, reason="都答完了", by=LI, now=at)


def at_work(database: Database) -> Desk:
    """A desk with nothing typed in yet."""
    with database.transaction() as session:
        poll = opened(session)
        found = doors(session, poll)
        forms = printed(session, poll, *(door.household_id for door in found[:3]), at=DURING)
        blank = printed(session, poll, None, None, at=DURING)
    return Desk(database, poll, found, forms, blank)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Nothing is taken, because of this."""
    with pytest.raises((Rejected, NotAllowed)) as caught:
        yield
    error = caught.value
    assert code in ([p.code for p in error.problems] if isinstance(error, Rejected) else [error.reason])
