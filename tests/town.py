"""A compound whose result is out, for the pages that show it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain

from surveys.core.ballot import Capacity
from surveys.core.code import Keys, receipt_key
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.services.ballot import cast
from surveys.services.code import door_by_link
from surveys.services.edition import edition_named, rules_named
from surveys.services.letter import Letter, letters
from surveys.services.life import close as close_early
from surveys.services.notice import earliest_end
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.estimates import estimated_menu
from tests.factories import BASE_URL, LI, RANDOM, posted, rooms, rows
from tests.neighbourhood import DAY
from tests.phone import OWNER, TENANT

NOW = datetime.now(UTC)
DOORS = {"1": 30, "2": 24, "3": 8}
SILENT = 3
"""Doors of each building, and how many of the last say nothing. Every fourth door orders the roof, the others parking."""


class Town:
    """A compound whose result is out."""

    def __init__(self, session: Connection, keys: Keys) -> None:
        listed = [rows(*rooms(n), compound="水杉里", street="槐荫街道", building=b) for b, n in DOORS.items()]
        compound = import_roster(session, list(chain.from_iterable(listed)), by=LI, now=NOW - 30 * DAY).compounds[0].compound
        wave = make_wave(
            session, "水杉里的意愿征集", edition_named("w1-2026"), NOW - 9 * DAY, NOW + DAY, by=LI, now=NOW - 20 * DAY
        )
        rules = [rule.document() for rule in rules_named(["xuecheng-2021"])]
        menu = estimated_menu()
        draft = add_poll(session, wave.id, compound.id, menu, rules, budget=130_000_000, by=LI, now=NOW - 20 * DAY)
        self.poll: Poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by=LI, now=NOW - 10 * DAY)
        self.letters: tuple[Letter, ...] = letters(session, DISTRICT, self.poll.id, keys=keys, base_url=BASE_URL).letters
        self.receipts: dict[int, str] = {}
        self._keys = keys
        for place, letter in enumerate(self.letters[:-SILENT]):
            self.receipts[place] = self._cast(session, keys, letter, place)
        self._cast(session, keys, self.letters[0], 99, tenant=True)
        close_early(session, DISTRICT, self.poll.id, reason="all answered", by=LI, now=NOW - DAY)
        self.post(session, NOW - timedelta(hours=2))

    def _cast(self, session: Connection, keys: Keys, letter: Letter, place: int, *, tenant: bool = False) -> str:
        door = door_by_link(session, letter.url.rsplit("/", 1)[1])
        wish = "parking" if place % 4 else "roof"
        own = {**OWNER, "consent": "no" if place < 3 else "yes", "wishes": [wish], "urgent.1": wish, "urgent.2": ""}
        own.pop("wishes.how.parking")
        form = TENANT if tenant else own
        fields = {name: [value] if isinstance(value, str) else list(value) for name, value in form.items()}
        origin, chance = Origin(f"submission-{place}"), bytes([place] * 16)
        return cast(session, door, fields, origin=origin, keys=keys, random=chance, now=NOW - 5 * DAY).receipt

    def key(self, place: int, capacity: Capacity = Capacity.OWNER) -> str:
        """The path that a receipt's QR code leads to."""
        return f"/k/{receipt_key(self._keys, self.letters[place].household, capacity, 1)}"

    def post(self, session: Connection, at: datetime, reason: str = "") -> None:
        posted(session, self.poll.id, until=earliest_end(at), reason=reason, by=Installation("jie"), now=at)
