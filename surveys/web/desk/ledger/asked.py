"""What somebody looks for in the ledger, as the address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from surveys.core.act import Act
from surveys.core.ledger import Search
from surveys.core.place import CHINA, Jurisdiction
from surveys.services.ledger import at_a_door, by_somebody, going_on
from surveys.store.db import Connection

FIELDS = ("who", "act", "compound", "door", "poll", "household", "since", "until")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class AskedLines:
    """What was typed, what is looked for, and what of it can't be: then nothing is looked for."""

    typed: Mapping[str, str]
    search: Search
    wrong: tuple[str, ...] = ()

    @property
    def named(self) -> dict[str, str]:
        """What was typed, without what is empty."""
        return {name: text for name, text in self.typed.items() if text}


def asked_for(session: Connection, scope: Jurisdiction, arguments: Mapping[str, str]) -> AskedLines:
    """What these arguments of an address look for. Raises `NotFound` where their compound lies outside `scope`."""
    typed = {name: arguments.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    days = {name: _day(typed[name]) for name in ("since", "until") if typed[name]}
    wrong = [_("日期写成2026-12-01这样")] if None in days.values() else []
    search = Search(
        act=Act(typed["act"]) if typed["act"] in set(Act) else None,
        compound=_number(typed["compound"]),
        poll=_number(typed["poll"]),
        households=tuple(filter(None, [_number(typed["household"])])),
        since=_midnight(days.get("since")),
        until=_midnight(days.get("until"), days=1),
    )
    if typed["who"]:
        search = by_somebody(session, search, typed["who"])
    if typed["door"]:
        found = at_a_door(session, scope, search, typed["door"])
        wrong += [] if found else [_("先选小区，再写哪一户，例如3-1-101；或者户册里没有这一户")]
        search = found or search
    if (after := _number(arguments.get("after", ""))) is not None:
        search = going_on(session, search, after)
    return AskedLines(typed, search, tuple(wrong))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    if day is None or not date(2000, 1, 1) <= day <= date(9000, 1, 1):
        return None
    return datetime.combine(day + timedelta(days), time(), CHINA)
