"""A small neighbourhood for the residents' pages: one compound that is asked now, one that will be, one that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.code import Keys
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services.edition import edition_named
from surveys.services.letter import Letter, letters
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.estimates import estimated_menu
from tests.factories import BASE_URL, LI, RANDOM, rooms, rows, with_owner

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Neighbourhood:
    """The polls and the letters of their households, in door order."""

    open: Poll
    scheduled: Poll
    closed: Poll
    letters: tuple[Letter, ...]
    later: tuple[Letter, ...]
    over: tuple[Letter, ...]


def neighbourhood(
    session: Connection, keys: Keys, now: datetime, homes: int = 24, mark: str = "", *, flats: int = 0
) -> Neighbourhood:
    """Three polls with the first-wave edition and the district's menu, around `now`; `mark` makes their names new, and the
    first `flats` homes of each have one owner."""
    dates = {"春风里小区": (-DAY, 14 * DAY), "明天里小区": (DAY, 15 * DAY), "昨天里小区": (-14 * DAY, -DAY)}
    made = [_poll(session, keys, name + mark, now, span=span, homes=(homes, flats)) for name, span in dates.items()]
    (today, first), (tomorrow, second), (yesterday, third) = made
    return Neighbourhood(today, tomorrow, yesterday, first, second, third)


def _poll(
    session: Connection, keys: Keys, name: str, now: datetime, *, span: tuple[timedelta, timedelta], homes: tuple[int, int]
) -> tuple[Poll, tuple[Letter, ...]]:
    begins, ends = span
    listed = rows(*rooms(homes[0]), compound=name, street="槐荫街道", building="3")
    listed = [*with_owner(listed[: homes[1]], "owner of several"), *listed[homes[1] :]]
    compound = import_roster(session, listed, by=LI, now=now - 15 * DAY).compounds[0].compound
    early = min(now, now + begins) - DAY
    wave = make_wave(session, f"{name}意愿征集", edition_named("w1-2026"), now + begins, now + ends, by=LI, now=early)
    draft = add_poll(session, wave.id, compound.id, estimated_menu(), [], budget=None, by=LI, now=early)
    poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by=LI, now=early)
    return poll, letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters
