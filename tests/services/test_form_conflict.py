"""What is typed in beside something else: it waits, and is decided by nobody who had a hand in either."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed
from surveys.core.place import Jurisdiction
from surveys.core.staff import Installation, Role
from surveys.core.submission import Origin, Other
from surveys.core.waiting import WaitingReason, WaitingRuling
from surveys.services import waiting as queue_service
from surveys.services.ballot import fill_in
from surveys.services.staff import add_staff
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, KEYS, LI, RANDOM, answers
from tests.services.typing_desk import JIE, KATE, Desk, at_work, refused

WEEKS = timedelta(days=30)


@pytest.fixture
def desk(database: Database) -> Desk:
    return at_work(database)


def test_what_the_household_said_itself_stands_and_the_paper_waits_until_a_stranger_decides(desk: Desk) -> None:
    desk.phone(0, "yes")
    made = desk.typed(0, desk.forms[0], "no")
    assert (made.waits, desk.counts(0)) == (WaitingReason.TYPED, "yes")
    for hand in ("ke", "yin"):  # who typed it in, who printed it
        with refused("had_a_hand"):
            desk.decided(by=Installation(hand))
    desk.decided(take=True)
    assert desk.counts(0) == "no"
    with refused("form_entered"):
        desk.typed(0, desk.forms[0], "yes")


def test_a_paper_waits_also_where_the_household_took_its_own_back(desk: Desk) -> None:
    from surveys.services.ballot import withdraw

    desk.phone(0, "yes")
    with desk.database.transaction() as session:
        door = replace(desk.doors[0], casts={Capacity.OWNER: 1})
        origin = Origin("taking-it-back", {Capacity.OWNER: 1})
        withdraw(session, door, Capacity.OWNER, origin=origin, keys=KEYS, random=RANDOM, now=DURING)
    assert desk.typed(0, desk.forms[0], "no").waits is WaitingReason.TYPED
    assert desk.counts(0) == ""


def test_a_second_paper_waits_for_the_first_and_once_refused_none_waits_again(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "yes")
    assert desk.typed(0, desk.blank[0], "no").waits is WaitingReason.TYPED_TWICE
    assert desk.typed(0, "", "no", who="t").waits is None, "another person of the home"
    desk.decided(take=False)
    with refused("kept_first"):
        desk.typed(0, desk.blank[1], "no")
    assert (desk.counts(0), desk.counts(0, Capacity.OCCUPANT)) == ("yes", "no")


def test_who_holds_the_key_of_a_typed_in_ballot_does_not_decide_what_waits_for_it(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "yes")
    desk.typed(0, desk.blank[0], "no")
    door = replace(desk.doors[0], casts={Capacity.OWNER: 1})
    with pytest.raises(NotAllowed, match="cast_elsewhere"), desk.database.transaction() as session:
        queue_service.decide_at_home(session, door, 1, WaitingRuling.TAKEN, now=DURING)


def test_a_household_that_finds_a_paper_typed_in_for_it_answers_itself_and_that_waits(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "no")
    with refused("cast_elsewhere"):
        desk.phone(0, "yes")
    desk.phone(0, "yes", other=Other.WAIT)
    assert (desk.counts(0), desk.waits()) == ("no", [(WaitingReason.OWN, True)])
    with refused("had_a_hand"):
        desk.decided(by=KATE)
    desk.decided(take=True)
    assert desk.counts(0) == "yes"


def test_a_disowned_paper_goes_to_the_street_and_who_printed_it_does_not_answer(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "no")
    with desk.database.transaction() as session:
        queue_service.disown(session, desk.doors[0], Capacity.OWNER, "这不是我填的", now=DURING)
    for by, reason in ((KATE, "had_a_hand"), (Installation("yin"), "had_a_hand"), (JIE, "")):
        more = {"by": by, "now": DURING}
        if reason:
            with refused(reason), desk.database.transaction() as session:
                queue_service.answer_dispute(session, DISTRICT, desk.poll.id, 1, "问过了", **more)  # type: ignore[arg-type]
            continue
        with desk.database.transaction() as session:
            queue_service.answer_dispute(session, DISTRICT, desk.poll.id, 1, "问过了", **more)  # type: ignore[arg-type]


def test_what_waits_is_taken_back_out_of_the_queue_and_not_once_it_was_decided(desk: Desk) -> None:
    desk.phone(0, "yes")
    desk.typed(0, desk.forms[0], "no")
    desk.undone()
    assert desk.waits() == [(WaitingReason.TYPED, False)]
    desk.typed(0, desk.forms[0], "no")
    desk.decided(2, take=True)
    with refused("decided_before"):
        desk.undone(2)
    assert desk.counts(0) == "no"


def test_no_role_decides_of_which_somebody_typed_one_of_the_two_in(desk: Desk) -> None:
    with desk.database.transaction() as session:
        street = Jurisdiction(street=desk.poll.compound.street.id)
        staff = {
            name: add_staff(
                session, name, name, "correct horse 47", role=role, scope=scope, random=RANDOM, by=LI, now=DURING - WEEKS
            )
            for name, role, scope in (
                ("one", Role.STREET, street),
                ("other", Role.STREET, street),
                ("district", Role.DISTRICT, DISTRICT),
            )
        }
    desk.phone(0, "yes")
    desk.typed(0, desk.forms[0], "no", by=staff["one"])
    with refused("role_entered"):
        desk.decided(by=staff["other"])
    desk.decided(by=staff["district"])
    assert desk.counts(0) == "no"


def test_what_was_typed_in_is_not_replaced_by_filling_in_with_the_households_code(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "yes")
    with desk.database.transaction() as session:
        seen = {Capacity.OWNER: 1}
        more = {"by": KATE, "keys": KEYS, "random": RANDOM, "now": DURING, "channel": Channel.DOOR}
        made = fill_in(session, desk.doors[0], answers("no"), origin=Origin("by-its-code", seen), **more)  # type: ignore[arg-type]
    assert (made.waiting, desk.counts(0)) == (True, "yes")


def test_what_something_waits_for_is_not_taken_back(desk: Desk) -> None:
    desk.typed(0, desk.forms[0], "no")
    desk.phone(0, "yes", other=Other.WAIT)
    with refused("waits_beside"):
        desk.undone()
    assert desk.counts(0) == "no"
