"""Forms are looked at again by somebody else: which ones nobody knows before the lot is locked and the dice have rolled."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import select, update

from surveys.core.ballot import Channel
from surveys.core.entry_lot import LotRuling, LotState, lot_digest
from surveys.core.errors import NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.form_entry import Transcript
from surveys.core.outcome.entered import EnteredForms
from surveys.core.paper_form import FormState
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.services.entry_lot import lock_lot, roll_dice
from surveys.services.invitation import invite
from surveys.services.second_typing import type_again
from surveys.services.staff import add_staff
from surveys.store.paper_form import entries_t, form_numbered, forms_t
from tests.acts import acts
from tests.conftest import Database
from tests.factories import AFTER, DURING, LI, RANDOM, WANG, answers, posted
from tests.services.checked import DICE, LATER, WITNESSES, ZHAO, Drawer
from tests.witness import member

FIRST, SECOND, NEITHER = LotRuling.FIRST, LotRuling.SECOND, LotRuling.NEITHER


def test_a_lot_goes_from_locked_to_accepted_and_confirms_its_forms(drawer: Drawer) -> None:
    drawer.lock()
    lot = drawer.lot()
    assert (lot.lot.state, len(lot.forms), lot.lot.size, lot.chosen) == (LotState.LOCKED, 25, 20, ())
    assert lot.lot.digest == lot_digest(lot.lot.salt, lot.forms)
    drawer.roll()
    assert drawer.lot().lot.state is LotState.DRAWN
    assert len(drawer.lot().to_type) == 20
    drawer.type_all_again()
    assert drawer.lot().lot.state is LotState.ACCEPTED
    assert drawer.checks().entered == EnteredForms(25, 25, 25, 0, 0)
    with drawer.database.reading() as session:
        assert form_numbered(session, drawer.poll.id, drawer.numbers[0]).state is FormState.CONFIRMED
        assert form_numbered(session, drawer.poll.id, drawer.numbers[25]).state is FormState.PRINTED
        told = [line.act for line in acts(session) if line.act.startswith(("lot_", "form_typed"))]
    assert told == ["lot_locked", "lot_rolled", *["form_typed_again"] * 20, "lot_accepted"]


def test_anybody_draws_the_sample_again_from_what_was_written_on_paper(drawer: Drawer) -> None:
    drawer.lock()
    drawer.roll()
    lot = drawer.lot()
    dice = DICE.replace(" ", "")
    order = sorted(drawer.numbers[:25], key=lambda n: sha256(f"{lot.lot.digest}|{dice}|{n}".encode()).hexdigest())
    assert [form.number for form in lot.chosen] == order[:20]


def test_no_lot_is_rolled_twice_or_before_it_is_locked(drawer: Drawer) -> None:
    with pytest.raises(NotAllowed, match="no_lot"):
        drawer.roll()
    drawer.lock()
    drawer.roll()
    for dice in (DICE, DICE[::-1]):
        with pytest.raises(NotAllowed, match="rolled_before"):
            drawer.roll(dice=dice)


def test_what_is_typed_in_later_is_in_the_next_lot(drawer: Drawer) -> None:
    drawer.lock()
    with pytest.raises(NotAllowed, match="nothing_to_lock"):
        drawer.lock()
    drawer.type_in(25, 26)
    assert len(drawer.lot().forms) == 25
    drawer.lock()
    assert [form.number for form in drawer.lot(2).forms] == drawer.numbers[25:27]
    drawer.roll(2)
    assert len(drawer.lot(2).to_type) == 2
    assert drawer.lot(1).lot.state is LotState.LOCKED


@pytest.mark.parametrize(
    ("lacks", "code"),
    [
        ({"dice": "123"}, "dice_few"),
        ({"dice": "7" * 20}, "dice_faces"),
        ({"dice": "6" * 20}, "dice_alike"),
        ({"witnesses": ""}, "witnesses_few"),
        ({"witnesses": "赵一"}, "witnesses_few"),
        ({"witnesses": "赵一、赵一"}, "witnesses_few"),
        ({"witnesses": "\u200b、 "}, "witnesses_few"),
        ({"witnesses": "长" * 121}, "text_too_long"),
    ],
)
def test_dice_need_their_faces_and_two_witnesses(drawer: Drawer, lacks: dict[str, str], code: str) -> None:
    drawer.lock()
    with pytest.raises(Rejected, match=code):
        drawer.roll(**lacks)
    assert drawer.lot().lot.state is LotState.LOCKED


def test_who_typed_any_of_a_lot_in_does_not_roll_its_dice(drawer: Drawer) -> None:
    drawer.type_in(25, by=WANG)
    drawer.lock()
    for by in (LI, WANG):
        with pytest.raises(NotAllowed, match="had_a_hand"):
            drawer.roll(by=by)


def test_only_forms_that_were_drawn_are_typed_in_again_and_once(drawer: Drawer) -> None:
    with pytest.raises(NotAllowed, match="not_drawn"):
        drawer.type_again(drawer.numbers[0])
    drawer.lock()
    with pytest.raises(NotAllowed, match="not_drawn"):
        drawer.type_again(drawer.numbers[0])
    drawer.roll()
    chosen = {form.number for form in drawer.lot().chosen}
    for number in set(drawer.numbers) - chosen:
        with pytest.raises(NotAllowed, match="not_drawn"):
            drawer.type_again(number)
    first = drawer.lot().to_type[0].number
    drawer.type_again(first)
    with pytest.raises(NotAllowed, match="not_drawn"):
        drawer.type_again(first)


def test_nobody_types_in_again_what_they_typed_in_themselves(drawer: Drawer) -> None:
    drawer.lock()
    drawer.roll()
    with pytest.raises(NotAllowed, match="had_a_hand"):
        drawer.type_again(drawer.lot().to_type[0].number, by=LI)


def test_two_accounts_of_which_one_let_the_other_in_are_not_two_people(database: Database, drawer: Drawer) -> None:
    with database.transaction() as session:
        scope = Jurisdiction(street=drawer.poll.compound.street.id)
        made = {
            "random": RANDOM,
            "now": DURING,
            "role": Role.COMMITTEE,
            "scope": Jurisdiction(compound=drawer.poll.compound.id),
        }
        chief = add_staff(
            session, "chief", "Chief", "plum rain on tiles", role=Role.STREET, scope=scope, random=RANDOM, by=LI, now=DURING
        )
        ghost = add_staff(session, "ghost", "Ghost", None, by=chief, **made)  # type: ignore[arg-type]
        invite(session, ghost.id, random=b"i" * 32, by=chief, now=DURING)
    drawer.type_in(25, by=chief)  # type: ignore[arg-type]
    drawer.lock()
    with pytest.raises(NotAllowed, match="hand_invited"):
        drawer.roll(by=ghost)
    drawer.roll()
    number = next((form.number for form in drawer.lot().to_type if form.by == "chief"), None)
    if number is None:
        drawer.type_in(26, by=chief)  # type: ignore[arg-type]
        drawer.lock()
        drawer.roll(2)
        number = drawer.lot(2).to_type[0].number
    with pytest.raises(NotAllowed, match="hand_invited"):
        drawer.type_again(number, by=ghost)


def test_a_lot_is_checked_after_closing_and_never_after_the_result_is_out(drawer: Drawer) -> None:
    drawer.type_in(25, lies={25: "no"})
    drawer.lock(now=AFTER)
    drawer.roll(now=AFTER)
    drawer.type_again(drawer.numbers[25], now=AFTER)
    drawer.decide(now=AFTER)
    assert drawer.counts(25) == "yes"
    with drawer.database.transaction() as session:
        posted(session, drawer.poll.id, until=(AFTER.date().replace(day=AFTER.day + 8)))
    for act in (drawer.lock, drawer.roll, lambda now: drawer.type_again(drawer.numbers[0], now=now)):
        with pytest.raises(PollNotOpen, match="published"):
            act(now=AFTER)


def test_checks_need_their_right_and_their_place(drawer: Drawer) -> None:
    drawer.lock()
    elsewhere = Jurisdiction(compound=drawer.poll.compound.id + 1)
    said, home = Transcript(answers(), Channel.PAPER, drawer.numbers[0]), drawer.doors[0].household_id
    with drawer.database.transaction() as session:
        for role in (Role.HELPER, Role.OWNERS):
            with pytest.raises(NotEntitled):
                lock_lot(session, DISTRICT, drawer.poll.id, random=RANDOM, by=member(role), now=DURING)
        with pytest.raises(NotEntitled):
            type_again(session, DISTRICT, drawer.poll.id, home, said, by=member(Role.OWNERS), now=DURING)
        for act in (
            lambda: lock_lot(session, elsewhere, drawer.poll.id, random=RANDOM, by=LI, now=DURING),
            lambda: type_again(session, elsewhere, drawer.poll.id, home, said, by=WANG, now=DURING),
            lambda: roll_dice(session, elsewhere, drawer.poll.id, 1, dice=DICE, witnesses=WITNESSES, by=ZHAO, now=DURING),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_form_whose_first_typing_was_undone_stays_in_its_lot(database: Database, drawer: Drawer) -> None:
    drawer.lock()
    drawer.roll()
    victim = drawer.lot().to_type[0]
    with database.transaction() as session:
        session.execute(update(entries_t).where(entries_t.c.id == victim.entry).values(undone_at=LATER))
    assert victim.number in {form.number for form in drawer.lot().to_type}
    drawer.type_all_again()
    with database.reading() as session:
        unconfirmed = session.scalars(select(forms_t.c.number).where(forms_t.c.confirmed_at.is_(None)))
        assert set(unconfirmed) == {victim.number, *drawer.numbers[25:]}


def test_a_form_printed_for_a_home_is_typed_in_again_for_no_other(drawer: Drawer) -> None:
    drawer.lock()
    drawer.roll()
    first = drawer.lot().to_type[0]
    other = next(door.household_id for door in drawer.doors if door.household_id != first.home.id)
    with pytest.raises(Rejected) as refused:
        drawer.type_again(first.number, home=other)
    assert [problem.code for problem in refused.value.problems] == ["form_of_another_home"]
