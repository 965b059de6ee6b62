"""Amendments: asked for by one, confirmed by another, on top of rows that nobody edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from surveys.core.act import Value
from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling, AmendmentWanted
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services import amendment as service
from surveys.services import objection
from surveys.services.amendment_ruling import confirm, refuse, withdraw
from surveys.services.compound import poll_desk
from surveys.services.letter import letters
from surveys.services.outcome import poll_record
from surveys.services.print_run import print_desk
from surveys.store import household as stored_household
from surveys.store import roster as stored_roster
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import (
    AFTER,
    BASE_URL,
    DURING,
    KEYS,
    LI,
    WANG,
    doors,
    opened,
    opened_with,
    posted,
    rows,
    voted,
    with_owner,
)

K = AmendmentKind
UNTIL = date(2026, 12, 31)


def homes(session: Connection, poll: Poll) -> list[int]:
    return [home.household.id for home in stored_household.placed(session, poll.id)]


def asked(session: Connection, poll: Poll, kind: AmendmentKind, home: int | None, **more: Any) -> Amendment:
    """A request with whatever it changes; `at` and `objection` aside."""
    at, objected, by = more.pop("at", DURING), more.pop("objected", None), more.pop("by", LI)
    change: dict[str, Value] = more
    wanted = AmendmentWanted(kind, home, change, "登记时抄错了", "不动产权证 2026-15号", objected)
    return service.ask(session, DISTRICT, poll.id, wanted, by=by, now=at)


def amend(session: Connection, poll: Poll, kind: AmendmentKind, home: int | None, **more: Any) -> Amendment:
    """The same, confirmed by another."""
    at = more.get("at", DURING)
    one = asked(session, poll, kind, home, **more)
    return confirm(session, DISTRICT, poll.id, one.id, why="核对过", keys=KEYS, by=WANG, now=at)


def counted(session: Connection, poll: Poll) -> tuple[int, int, int]:
    """Households, owners and square metres as they are counted."""
    desk = service.amendment_desk(session, DISTRICT, poll.id, now=DURING)
    whole = desk.counted.whole
    return whole.homes, whole.owners, whole.area // 100


NEW = {
    "building": "1", "unit": "1", "floor": 9, "room": "901", "area": 70_00, "area_source": "register", "use": "home",
    "owners": 1, "same_as": 0,
}  # fmt: skip


def test_nothing_changes_before_somebody_else_confirms(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        one = asked(session, poll, K.REMOVE, homes(session, poll)[0])
        assert counted(session, poll) == (4, 4, 320)
        with pytest.raises(NotAllowed, match="had_a_hand"):
            confirm(session, DISTRICT, poll.id, one.id, why="对", keys=KEYS, by=LI, now=DURING)
        done = confirm(session, DISTRICT, poll.id, one.id, why="对", keys=KEYS, by=WANG, now=DURING)
        assert done.figures == {
            "whole": {"before": [4, 4, 32000], "after": [3, 3, 24000]},
            "building 1": {"before": [4, 4, 32000], "after": [3, 3, 24000]},
        }
        assert counted(session, poll) == (3, 3, 240)
        with pytest.raises(NotAllowed, match="decided_before"):
            confirm(session, DISTRICT, poll.id, one.id, why="对", keys=KEYS, by=WANG, now=DURING)


def test_frozen_rows_stay_as_they_were_and_give_the_digest_of_the_terms(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first, second, third, fourth = homes(session, poll)
        amend(session, poll, K.AREA, first, area=95_50, area_source="survey")
        amend(session, poll, K.USE, second, use="shop")
        amend(session, poll, K.OWNER, third, same_as=fourth, owners=2)
        amend(session, poll, K.ROOM, fourth, room="999", floor=9)
        amend(session, poll, K.ADD, None, **NEW)
        assert poll.terms is not None
        assert stored_household.frozen_roster(session, poll.id).digest == poll.terms.roster
        now = poll_record(session, DISTRICT, poll.id).roster.households
        assert [h.area for h in now] == [95_50, 80_00, 80_00, 80_00, 70_00]
        assert [str(h.kind) for h in now] == ["home", "shop", "home", "home", "home"]
        assert now[2].owner == now[3].owner
        assert now[2].owners == 2
        assert [h.room for h in now][3:] == ["999", "901"]
        assert counted(session, poll) == (5, 4, 405)


def test_everything_that_counts_or_lists_follows(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        doors_before = doors(session, poll)
        gone, void = homes(session, poll)[:2]
        voted(session, doors_before[1], "no")
        voted(session, doors_before[2], "yes")
        amend(session, poll, K.REMOVE, gone)
        amend(session, poll, K.VOID, void)
        desk = poll_desk(session, DISTRICT, poll.id, now=DURING)
        assert (desk.asked.households, desk.asked.answered) == (2, 1)
        assert len(desk.doors) == 2
        assert len(print_desk(session, DISTRICT, poll.id, now=DURING).doorsteps) == 2
        assert len(letters(session, DISTRICT, poll.id, keys=KEYS, base_url=BASE_URL).letters) == 2
        record = poll_record(session, DISTRICT, poll.id)
        assert [ballot.household for ballot in record.ballots] == [homes(session, poll)[2]]


def test_a_home_with_an_answer_is_voided_and_never_removed(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        home = homes(session, poll)[0]
        with pytest.raises(Rejected, match="nobody_answered"):
            asked(session, poll, K.VOID, home)
        voted(session, door, "no")
        with pytest.raises(Rejected, match="somebody_answered"):
            asked(session, poll, K.REMOVE, home)
        done = amend(session, poll, K.VOID, home)
        assert done.answered
        assert done.touches
        with pytest.raises(NotAllowed, match="amended_out"):
            voted(session, door, "yes", submission="later-submission")
        amend(session, poll, K.RESTORE, home)
        assert [ballot.household for ballot in poll_record(session, DISTRICT, poll.id).ballots] == [home]


def test_a_home_that_answered_after_it_was_asked_to_be_removed_stays(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        one = asked(session, poll, K.REMOVE, homes(session, poll)[0])
        voted(session, doors(session, poll)[0], "no")
        with pytest.raises(NotAllowed, match="somebody_answered"):
            confirm(session, DISTRICT, poll.id, one.id, why="对", keys=KEYS, by=WANG, now=DURING)


def test_an_added_home_has_a_letter_and_answers(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        amend(session, poll, K.ADD, None, **NEW)
        door = doors(session, poll)[-1]
        ballot = voted(session, door, "yes")
        assert ballot in poll_record(session, DISTRICT, poll.id).ballots
        with pytest.raises(Rejected, match="door_taken"):
            asked(session, poll, K.ADD, None, **NEW)


def test_a_letter_stays_valid_when_the_room_was_typed_wrong(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        door = doors(session, poll)[0]
        amend(session, poll, K.ROOM, homes(session, poll)[0], room="1O1", floor=1)
        assert doors(session, poll)[0] == door
        voted(session, door, "yes")


def test_two_flats_told_apart_wrongly_are_one_head_and_namesakes_two(database: Database) -> None:
    with database.transaction() as session:
        poll = opened_with(session, [*with_owner(rows("101", "102"), "张伟"), *rows("201", "202")])
        assert counted(session, poll) == (4, 3, 320)
        first, _, third, fourth = homes(session, poll)
        amend(session, poll, K.OWNER, first, same_as=0, owners=1)
        assert counted(session, poll) == (4, 4, 320)
        amend(session, poll, K.OWNER, third, same_as=fourth, owners=1)
        assert counted(session, poll) == (4, 3, 320)
        with pytest.raises(Rejected, match="unchanged"):
            asked(session, poll, K.OWNER, first, same_as=0, owners=1)


def test_the_living_roster_follows_where_it_said_the_same(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first, second, third, fourth = homes(session, poll)
        amend(session, poll, K.AREA, first, area=95_50, area_source="survey")
        amend(session, poll, K.REMOVE, second)
        amend(session, poll, K.OWNER, third, same_as=fourth, owners=1)
        amend(session, poll, K.ADD, None, **NEW)
        living = stored_roster.living(session, poll.compound.id)
        assert [(h.room, h.area) for h in living] == [("101", 95_50), ("201", 80_00), ("202", 80_00), ("901", 70_00)]
        assert living[1].owner == living[2].owner


def test_after_closing_only_an_objection_that_was_adopted_allows_it(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        home = homes(session, poll)[0]
        with pytest.raises(NotAllowed, match="closed"):
            asked(session, poll, K.REMOVE, home, at=AFTER)
        posted(session, poll.id, until=UNTIL)
        with pytest.raises(NotAllowed, match="objection_needed"):
            asked(session, poll, K.REMOVE, home, at=AFTER)
        one = objection.record(session, DISTRICT, poll.id, "1-101", "没有这一户", by=LI, now=AFTER)
        with pytest.raises(NotAllowed, match="objection_needed"):
            asked(session, poll, K.REMOVE, home, at=AFTER, objected=one.id)
        objection.answer(session, DISTRICT, poll.id, one.id, "属实", adopted=True, by=LI, now=AFTER)
        done = amend(session, poll, K.REMOVE, home, at=AFTER, objected=one.id)
        assert done.objection == one.id
        assert not done.late


def test_the_same_home_amended_twice_keeps_both_and_the_last_holds(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        home = homes(session, poll)[0]
        early = asked(session, poll, K.AREA, home, area=90_00, area_source="survey")
        with pytest.raises(Rejected, match="waits"):
            asked(session, poll, K.ROOM, home, room="111", floor=1)
        confirm(session, DISTRICT, poll.id, early.id, why="对", keys=KEYS, by=WANG, now=DURING)
        amend(session, poll, K.ROOM, home, room="111", floor=1)
        found = stored_household.placed(session, poll.id)[0].household
        assert (found.area, found.room) == (90_00, "111")
        kept = service.amendment_desk(session, DISTRICT, poll.id, now=DURING).amendments
        assert [one.ruling for one in kept] == [AmendmentRuling.CONFIRMED] * 2


def test_what_is_refused_or_taken_back_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first, second = homes(session, poll)[:2]
        one, other = asked(session, poll, K.REMOVE, first), asked(session, poll, K.REMOVE, second)
        with pytest.raises(NotAllowed, match="had_a_hand"):
            refuse(session, DISTRICT, poll.id, one.id, why="不对", by=LI, now=DURING)
        assert refuse(session, DISTRICT, poll.id, one.id, why="不对", by=WANG, now=DURING).ruling is AmendmentRuling.REFUSED
        with pytest.raises(NotAllowed, match="not_yours"):
            withdraw(session, DISTRICT, poll.id, other.id, by=WANG, now=DURING)
        assert withdraw(session, DISTRICT, poll.id, other.id, by=LI, now=DURING).ruling is AmendmentRuling.WITHDRAWN
        assert counted(session, poll) == (4, 4, 320)


@pytest.mark.parametrize("reason", ["owner 101的房子", "打13800000000问过", "", "长" * 201])
def test_a_reason_is_written_for_everybody_to_read(database: Database, reason: str) -> None:
    with database.transaction() as session:
        poll = opened(session)
        wanted = AmendmentWanted(K.REMOVE, homes(session, poll)[0], {}, reason, "证明")
        with pytest.raises(Rejected):
            service.ask(session, DISTRICT, poll.id, wanted, by=LI, now=DURING)
        with pytest.raises(Rejected):
            service.ask(session, DISTRICT, poll.id, replace(wanted, reason="没有", source=" "), by=LI, now=DURING)
