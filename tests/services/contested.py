"""A street in which somebody votes by a letter issued anew, or for another flat, and what is decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from surveys.core.ballot import Capacity, Channel, Revision, last_acts
from surveys.core.poll import Poll
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.core.waiting import Waiting, WaitingRuling
from surveys.services import waiting as service
from surveys.services.ballot import cast, fill_in, undo, withdraw
from surveys.services.code import Door, door_by_link
from surveys.services.letter import reissue
from surveys.services.queue import Queue, queue
from surveys.store.ballot import history
from surveys.store.entry import entries_t
from tests.conftest import Database
from tests.factories import (
    BASE_URL,
    DISTRICT,
    DURING,
    KEYS,
    LI,
    RANDOM,
    answers,
)

JIE = Installation("jie")
TAKEN, KEPT, TAKEN_BACK = WaitingRuling.TAKEN, WaitingRuling.KEPT, WaitingRuling.TAKEN_BACK
ASKED = {"paper": "申请第3号，2026年11月25日签", "why": "本人带着证件来过"}


@dataclass
class Street:
    """A poll, and what browsers do at its doors; `sent` numbers the pages."""

    database: Database
    poll: Poll
    doors: list[Door]
    sent: int = field(default=0)

    def vote(self, door: Door, agree: str, *, who: str = "o", by: Installation | None = None, **more: object) -> Revision:
        """A ballot from a page that was opened just now, in a browser that casts what stands in the door."""
        self.sent += 1
        with self.database.transaction() as session:
            given = {"keys": KEYS, "random": RANDOM, "now": DURING, "origin": self.page(session, door), **more}
            if by:
                return fill_in(session, door, answers(agree, who=who), channel=Channel.PAPER, by=by, **given)  # type: ignore[arg-type]
            return cast(session, door, answers(agree, who=who), **given)  # type: ignore[arg-type]

    def page(self, session: object, door: Door) -> Origin:
        seen = {kept.capacity: kept.revision for kept in last_acts(history(session, door.household_id)).values()}  # type: ignore[arg-type]
        return Origin(f"a-page-numbered-{self.sent}", seen)

    def taken_back(self, door: Door) -> Revision:
        self.sent += 1
        given = {"keys": KEYS, "random": RANDOM, "now": DURING}
        with self.database.transaction() as session:
            return withdraw(session, door, Capacity.OWNER, origin=self.page(session, door), **given)  # type: ignore[arg-type]

    def undone(self, door: Door) -> Revision:
        self.sent += 1
        given = {"keys": KEYS, "random": RANDOM, "now": DURING}
        with self.database.transaction() as session:
            return undo(session, door, Capacity.OWNER, origin=self.page(session, door), **given)  # type: ignore[arg-type]

    def renewed(self, door: Door, by: Installation = LI) -> Door:
        """What the letter opens that was issued in place of this door's."""
        told = {"keys": KEYS, "base_url": BASE_URL, "by": by, "now": DURING}
        with self.database.transaction() as session:
            letter = reissue(session, DISTRICT, self.poll.id, door.household_id, **told)  # type: ignore[arg-type]
            return door_by_link(session, letter.url.rsplit("/", 1)[1])

    def counts(self, door: Door, capacity: Capacity = Capacity.OWNER) -> str:
        """What the ballot that stands says; empty where none does."""
        with self.database.reading() as session:
            stands = [kept for kept in history(session, door.household_id) if kept.standing and kept.capacity is capacity]
        return str(stands[0].ballot().answers["agree"]) if stands else ""

    def queue(self) -> Queue:
        with self.database.reading() as session:
            return queue(session, DISTRICT, self.poll.id, now=DURING)

    @property
    def waits(self) -> tuple[Waiting, ...]:
        return tuple(line.waits for line in self.queue().waiting)

    def at_home(self, door: Door, ruling: WaitingRuling, waiting_id: int = 1, **more: object) -> Waiting:
        with self.database.transaction() as session:
            return service.decide_at_home(session, door, waiting_id, ruling, **{"now": DURING, **more})  # type: ignore[arg-type]

    def decided(self, *, take: bool, by: object = JIE, waiting_id: int = 1, **more: object) -> Waiting:
        given = {**ASKED, "by": by, "now": DURING, "take": take, **more}
        scope = given.pop("scope", DISTRICT)
        with self.database.transaction() as session:
            return service.decide(session, scope, self.poll.id, waiting_id, **given)  # type: ignore[arg-type]


def casting(door: Door, revision: Revision) -> Door:
    """The door in the browser that cast this."""
    return replace(door, casts={**door.casts, revision.capacity: revision.since})


@dataclass
class Beside:
    """A first ballot, no, in the browser that cast it; a later one, yes, by a letter issued anew, in another."""

    first: Door
    later: Door


def paper(street: Street, act: str) -> list[str]:
    """Whose acts of this kind are written down."""
    with street.database.reading() as session:
        return list(session.scalars(select(entries_t.c.actor).where(entries_t.c.act == act)))
