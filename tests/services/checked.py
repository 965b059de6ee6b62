"""A poll whose paper forms were typed in, for the tests of what is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from surveys.core.ballot import Channel
from surveys.core.code import Keys
from surveys.core.entry_lot import LotCheck, LotRuling
from surveys.core.form_entry import Transcript
from surveys.core.paper_form import FormBatch, FormLayout, form_number
from surveys.core.poll import Poll
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.services.ballot import fill_in
from surveys.services.code import Door
from surveys.services.entry_check import decide_typings
from surveys.services.entry_lot import PollChecks, lock_lot, poll_checks, roll_dice
from surveys.services.second_typing import type_again
from surveys.store.ballot import history
from surveys.store.db import Connection
from surveys.store.paper_form import batches_t, entries_t, forms_t, keep_layout
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, KEYS, LI, RANDOM, WANG, answers, at_home
from tests.services.typed_in import told_batch

DICE, WITNESSES = "31415 24613 52461 42356", "赵一、钱二"
ZHAO, QIAN = Installation("zhao"), Installation("qian")
LAYOUT = FormLayout("e", "m", False, 2, ())


@dataclass
class Drawer:
    """Forms as they lie in the drawer, each home's in door order; `said` is what stands on the paper of each home."""

    database: Database
    poll: Poll
    doors: list[Door]
    numbers: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def print_forms(self) -> None:
        """A form for each home."""
        self.numbers = [form_number((n * 7919).to_bytes(8, "big")) for n in range(1, len(self.doors) + 1)]
        homes = {number: door.household_id for number, door in zip(self.numbers, self.doors, strict=True)}
        batch = FormBatch(1, DURING, "li", "li", "", "", False, False, len(homes), LAYOUT.digest)
        with self.database.transaction() as session:
            keep_layout(session, LAYOUT)
            told_batch(session, self.poll.id, batch, 1, homes)
        self.said = dict.fromkeys(self.numbers, "yes")

    def were_blank(self) -> None:
        """Say that the forms were printed for nobody, and tied to their homes by being typed in."""
        with self.database.transaction() as session:
            session.execute(update(batches_t).values(blank=True))

    def type_in(self, *places: int, by: Installation = LI, lies: Mapping[int, str] | None = None, **more: object) -> None:
        """Type forms in for the first time, as they say unless whoever types `lies` about some."""
        with self.database.transaction() as session:
            for place in places:
                agree = (lies or {}).get(place, self.said[self.numbers[place]])
                typed_in(session, self.poll, self.doors[place], self.numbers[place], agree, by=by, **more)

    def lock(self, by: Installation = LI, now: datetime = DURING) -> None:
        with self.database.transaction() as session:
            lock_lot(session, DISTRICT, self.poll.id, random=RANDOM, by=by, now=now)

    def roll(self, number: int = 1, **more: object) -> None:
        given = {"dice": DICE, "witnesses": WITNESSES, "by": ZHAO, "now": DURING, **more}
        with self.database.transaction() as session:
            roll_dice(session, DISTRICT, self.poll.id, number, **given)  # type: ignore[arg-type]

    def checks(self) -> PollChecks:
        with self.database.reading() as session:
            return poll_checks(session, DISTRICT, self.poll.id, now=DURING)

    def lot(self, number: int = 1) -> LotCheck:
        return self.checks().numbered(number)

    def type_again(
        self, number: str, *, agree: str = "", by: object = WANG, who: str = "o", **more: object
    ) -> tuple[str, ...]:
        """Type a form in again, as it says unless something else is given."""
        home = self.doors[self.numbers.index(number)].household_id
        fields = answers(agree or self.said[number], who=who)
        said = Transcript(fields, Channel.PAPER, number, seconds=30)
        home = int(str(more.pop("home", home)))
        given = {"by": by, "now": DURING, **more}
        with self.database.transaction() as session:
            return type_again(session, DISTRICT, self.poll.id, home, said, **given)  # type: ignore[arg-type]

    def type_all_again(self, number: int = 1, by: object = WANG) -> None:
        """Type in again whatever waits in a lot."""
        while waiting := self.lot(number).to_type:
            self.type_again(waiting[0].number, by=by)

    def decide(self, check_id: int = 1, ruling: LotRuling = LotRuling.SECOND, **more: object) -> bool:
        given = {"why": "照着纸看的", "keys": KEYS, "random": RANDOM, "by": QIAN, "now": DURING, **more}
        with self.database.transaction() as session:
            return decide_typings(session, DISTRICT, self.poll.id, check_id, ruling, **given)  # type: ignore[arg-type]

    def decide_all(self) -> None:
        """Decide whatever differs for what the paper says."""
        for lot in self.checks().lots:
            for check in lot.differing:
                self.decide(check.id)

    def counts(self, place: int) -> str:
        """What the ballot of a home says that stands."""
        with self.database.reading() as session:
            stands = [kept for kept in history(session, self.doors[place].household_id) if kept.standing]
        return ",".join(str(kept.ballot().answers["agree"]) for kept in stands)


def typed_in(
    session: Connection,
    poll: Poll,
    door: Door,
    number: str,
    agree: str,
    *,
    by: Installation = LI,
    now: datetime = DURING,
    seconds: int = 40,
    keys: Keys = KEYS,
    who: str = "o",
) -> None:
    """A form typed in for the first time, as the entry screen does it."""
    there, origin = at_home(session, door, f"form-{number}")
    given = {"origin": Origin(origin.submission, origin.seen), "keys": keys, "random": RANDOM, "now": now}
    kept = fill_in(session, there, answers(agree, who=who), channel=Channel.PAPER, by=by, **given)  # type: ignore[arg-type]
    form = session.execute(select(forms_t.c.id).where(forms_t.c.number == number)).scalar_one()
    values = {"poll_id": poll.id, "form_id": form, "round": 1, "household_id": door.household_id, "content": kept.content}
    values |= {"capacity": kept.capacity.value, "channel": "paper", "by": by.username, "at": now, "seconds": seconds}
    session.execute(insert(entries_t).values(photo_read=False, revision=kept.revision, **values))


LATER = DURING + timedelta(hours=1)
