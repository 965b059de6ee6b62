"""Files of a roster as somebody types them, looked over and taken over."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.roster_file import RosterReading, RosterRow
from surveys.core.takeover import APART, NEW, Place
from surveys.services.roster_file import roster_reading
from surveys.services.takeover import Takeover, living_of, look_over, take_over
from surveys.services.worksheet import Worksheet, write_xlsx
from surveys.store.db import Connection
from surveys.words.table import roster_table
from tests.factories import DISTRICT, LI, NOW

HEADER = [column.name for column in roster_table(()).columns]


def line(
    room: str,
    owner: str = "张伟",
    phone: str = "",
    *,
    kind: str = "",
    number: str = "",
    area: str = "80",
    place: tuple[str, str] = ("示范街道", "凤凰西区"),
    part: str = "",
) -> list[str]:
    """One unit as a file has it."""
    street, compound = place
    return [street, part, compound, "3", "2", "5", room, area, owner, phone, kind, "", number]


def read(*lines: list[str], answers: Mapping[str, str] | None = None) -> RosterReading:
    """What a file of these lines says."""
    return roster_reading(write_xlsx([Worksheet("户册", HEADER, lines)]), answers or {})


def looked(session: Connection, *lines: list[str], answers: Mapping[str, str] | None = None, **more: object) -> Takeover:
    """What taking these lines over would do."""
    return look_over(session, read(*lines).rows, answers or {}, **more)  # type: ignore[arg-type]


def taken(session: Connection, *lines: list[str], answer: str = APART, **more: object) -> Takeover:
    """Looks these lines over, answers every question so (new places are new), and takes them over."""
    first = looked(session, *lines, **more)
    answers = {new.key: NEW for new in first.newcomers}
    answers |= {group.key: answer if answer in group.options else APART for group in first.namesakes}
    second = looked(session, *lines, answers=answers, **more)
    take_over(session, read(*lines).rows, answers, seen=second.digest, by=LI, now=NOW, **more)  # type: ignore[arg-type]
    return second


def living(session: Connection, takeover: Takeover) -> dict[Place, tuple[RosterRow, ...]]:
    """The living rosters of the compounds that it is about."""
    return living_of(session, DISTRICT, takeover.rows)
