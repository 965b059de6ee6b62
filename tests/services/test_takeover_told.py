"""What the preview of an import says is exactly what its confirmation does, for generated rosters one after the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.core.roster_file import RosterReading
from surveys.core.takeover import NEW, roster_turn
from surveys.services.takeover import Takeover, look_over, take_over
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import LI, NOW
from tests.services.bringing import line, living, read


class Undone(Exception):
    """Undoes what a test wrote."""


files = st.lists(
    st.tuples(
        st.sampled_from(["501", "502", "503", "504", "A-7"]),
        st.sampled_from(["张伟", "李娜", "王芳、李娜", "不详"]),
        st.sampled_from(["", "10000000001", "10000000002"]),
        st.sampled_from(["住宅", "商铺", "未售", "车位"]),
        st.sampled_from(["", "", "", "A1", "B2"]),
        st.sampled_from(["80", "76.05"]),
        st.sampled_from(["凤凰西区", "凤凰西小区", "梧桐里"]),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda unit: (unit[0], unit[6]),
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(files, st.booleans(), st.integers(0, 3), st.booleans()), min_size=1, max_size=3))
def test_what_the_preview_says_is_what_the_confirmation_does(
    database: Database, steps: list[tuple[list[tuple[str, ...]], bool, int, bool]]
) -> None:
    with suppress(Undone), database.transaction() as session:
        for units, remove, pick, merge in steps:
            lines = [line(u[0], u[1], u[2], kind=u[3], number=u[4], area=u[5], place=("示范街道", u[6])) for u in units]
            reading = read(*lines)
            if reading.mistakes:
                continue
            answers: dict[str, str] = {}
            told = look_over(session, reading.rows, answers, remove=remove)
            while told.unanswered or any(new.key not in answers for new in told.newcomers):
                for new in told.newcomers:
                    answers.setdefault(new.key, new.options[0] if merge else NEW)
                for group in told.namesakes:
                    answers.setdefault(group.key, group.options[pick % len(group.options)])
                told = look_over(session, reading.rows, answers, remove=remove)
                if told.problems:
                    break
            if told.problems:
                continue
            confirmed(session, reading, answers, told, remove)
        raise Undone


def confirmed(session: Connection, reading: RosterReading, answers: dict[str, str], told: Takeover, remove: bool) -> None:
    """Takes it over and compares what became of every compound with what was told; the same file again changes nothing."""
    before = living(session, told)
    did = take_over(session, reading.rows, answers, seen=told.digest, by=LI, now=NOW, remove=remove)
    after = living(session, told)
    for one, change in zip(told.compounds, did.compounds, strict=True):
        filed = [row for row in told.rows if row.place == one.place]
        area = one.turn.area.before if one.turn.area else (filed[0].area if one.compound else None)
        done = roster_turn(
            before.get(one.place, ()), after[one.place], filed, stood_in=str(area) if area is not None else None
        )
        assert plain(done) == plain(one.turn)
        figures = (change.added, change.changed, change.unchanged, change.removed, change.kept)
        assert figures == (
            len(done.added),
            len(done.changed),
            done.same,
            len(done.removed),
            len(done.kept),
        )
    again = look_over(session, reading.rows, answers, remove=remove)
    assert not again.turns
    assert again.namesakes == ()


def plain(turn: object) -> object:
    """A turn without the numbers of rows, which an owner's number and the order of a file change."""

    def bare(rows: object) -> set[object]:
        return {replace(row, row=0, owner_number="", sheet="") for row in rows}  # type: ignore[attr-defined, type-var]

    cells = {(replace(one.row, row=0, owner_number="", sheet=""), one.cells) for one in turn.changed}  # type: ignore[attr-defined]
    parts = (turn.added, turn.removed, turn.kept)  # type: ignore[attr-defined]
    return [*map(bare, parts), cells, turn.same, turn.after]  # type: ignore[attr-defined]
