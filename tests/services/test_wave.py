"""Waves: made, and opened as a whole."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from surveys.core.errors import Rejected
from surveys.services import poll as polls
from surveys.services import wave as service
from surveys.services.roster import import_roster
from surveys.store import document
from tests.conftest import Database
from tests.factories import (
    CLOSES,
    DISTRICT,
    EDITION,
    KEYS,
    LI,
    NOW,
    OPENS,
    RANDOM,
    rows,
)
from tests.services.test_poll import drafted, made


def test_a_wave_keeps_its_edition_and_its_dates(database: Database) -> None:
    with database.transaction() as session:
        wave = made(session)
        assert service.wave_list(session, DISTRICT).rows == (wave,)
        assert service.wave_named(session, "W") == wave
        assert (wave.edition, wave.opens_at, wave.closes_at) == (EDITION.digest, OPENS, CLOSES)
        assert document.edition(session, wave.edition) == EDITION


@pytest.mark.parametrize(
    ("title", "closes", "codes"),
    [("W", CLOSES, ["taken"]), ("  ", CLOSES, ["empty"]), ("", OPENS, ["empty", "closes_before_opening"])],
)
def test_a_wave_without_a_title_or_with_its_dates_backwards_is_refused(
    database: Database, title: str, closes: object, codes: list[str]
) -> None:
    with database.transaction() as session:
        made(session)
        with pytest.raises(Rejected) as refused:
            service.make_wave(session, title, EDITION, OPENS, closes, by=LI, now=NOW)  # type: ignore[arg-type]
        assert [problem.code for problem in refused.value.problems] == codes


def test_a_wave_opens_all_its_drafts_or_none(database: Database) -> None:
    with database.transaction() as session:
        wave = made(session)
        drafts = [drafted(session, "101", wave=wave, compound=name) for name in "ABC"]
        session.execute(text("DELETE FROM households WHERE compound_id > 1"))
    with pytest.raises(Rejected) as refused, database.transaction() as session:
        service.open_wave(session, wave.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    assert [(p.code, p.value) for p in refused.value.problems] == [("empty_roster", "B"), ("empty_roster", "C")]
    with database.transaction() as session:
        for name in "BC":
            import_roster(session, rows("101", compound=name), by=LI, now=NOW)
        assert all(poll.terms is None for poll in polls.polls(session, DISTRICT))
        assert len(service.open_wave(session, wave.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)) == len(drafts)
        seeds = {poll.terms.seed for poll in polls.polls(session, DISTRICT) if poll.terms}
        assert len(seeds) == len(drafts)
        assert service.open_wave(session, wave.id, keys=KEYS, random=RANDOM, by=LI, now=NOW) == ()


def test_waves_are_looked_for_by_title_and_come_in_pages(database: Database) -> None:
    with database.transaction() as session:
        for title in ("第一轮", "第二轮_100%", "满意度"):
            service.make_wave(session, title, EDITION, OPENS, CLOSES, by=LI, now=NOW)
        found = service.wave_list(session, DISTRICT, search="轮", page=2, size=1)
        assert ([wave.title for wave in found.rows], found.total) == (["第一轮"], 2)
        assert [wave.title for wave in service.wave_list(session, DISTRICT, search="_1").rows] == ["第二轮_100%"]
        assert service.wave_list(session, DISTRICT, page=9, size=2).rows[0].title == "第一轮"
