"""The recheck after closing: drawn by dice, asked anew by somebody who typed nothing in there, compared, never counted."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import select

from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.form_entry import Transcript
from surveys.core.outcome.entered import RecheckFigures
from surveys.core.outcome.telling import exact, public
from surveys.core.place import Jurisdiction
from surveys.core.recheck import Recheck, RecheckOutcome, recheck_digest
from surveys.core.staff import Role
from surveys.services.outcome import decide
from surveys.services.recheck import differing_doors, lock_recheck, poll_recheck, roll_recheck
from surveys.services.recheck_visit import doors_for, drawn_door, note_recheck, type_recheck
from surveys.store.paper_form import entries_t
from surveys.words.claim import claims_of
from surveys.words.entered import rechecked_words
from tests.factories import AFTER, DISTRICT, DURING, LI, RANDOM, WANG, answers, posted
from tests.services.checked import DICE, WITNESSES, ZHAO, Drawer
from tests.services.test_rights import member


def lock(drawer: Drawer, **more: object) -> None:
    given = {"random": RANDOM, "by": LI, "now": AFTER, **more}
    with drawer.database.transaction() as session:
        lock_recheck(session, DISTRICT, drawer.poll.id, **given)  # type: ignore[arg-type]


def roll(drawer: Drawer, **more: object) -> None:
    given = {"dice": DICE, "witnesses": WITNESSES, "by": ZHAO, "now": AFTER, **more}
    with drawer.database.transaction() as session:
        roll_recheck(session, DISTRICT, drawer.poll.id, **given)  # type: ignore[arg-type]


def found(drawer: Drawer) -> Recheck:
    with drawer.database.reading() as session:
        return poll_recheck(session, DISTRICT, drawer.poll.id, now=AFTER).locked


def ask(drawer: Drawer, serial: int, agree: str = "yes", who: str = "o", **more: object) -> tuple[str, ...]:
    said, given = Transcript(answers(agree, who=who), Channel.DOOR), {"by": WANG, "now": AFTER, **more}
    with drawer.database.transaction() as session:
        return type_recheck(session, DISTRICT, drawer.poll.id, serial, said, **given)  # type: ignore[arg-type]


def unmet(drawer: Drawer, serial: int, came: RecheckOutcome, **more: object) -> None:
    given = {"by": WANG, "now": AFTER, **more}
    with drawer.database.transaction() as session:
        note_recheck(session, DISTRICT, drawer.poll.id, serial, came, **given)  # type: ignore[arg-type]


@pytest.fixture
def drawn(drawer: Drawer) -> Drawer:
    lock(drawer)
    roll(drawer)
    return drawer


def test_anybody_draws_the_homes_again_from_what_was_written_on_paper(drawn: Drawer) -> None:
    kept, dice = found(drawn), DICE.replace(" ", "")
    assert (len(kept.doors), kept.size) == (25, 20)
    assert kept.digest == recheck_digest(kept.salt, kept.doors)
    order = sorted(range(1, 26), key=lambda n: sha256(f"{kept.digest}|{dice}|{n}".encode()).hexdigest())
    assert [door.serial for door in kept.chosen] == order[:20]


def test_what_is_answered_anew_is_compared_and_changes_nothing_that_counts(drawn: Drawer) -> None:
    with drawn.database.reading() as session:
        before = decide(session, DISTRICT, drawn.poll.id, now=AFTER)
    one, two, three, four, five, *_ = (door.serial for door in found(drawn).chosen)
    assert ask(drawn, one) == ()
    assert ask(drawn, two, "no") == ("agree",)
    assert ask(drawn, three, who="t")[0] == "capacity"
    unmet(drawn, four, RecheckOutcome.AWAY)
    unmet(drawn, five, RecheckOutcome.REFUSED)
    figures = RecheckFigures(drawn=20, compared=3, whether=1, equal=1, away=1, refused=1)
    with drawn.database.reading() as session:
        after = decide(session, DISTRICT, drawn.poll.id, now=AFTER)
        differing = differing_doors(session, poll_recheck(session, DISTRICT, drawn.poll.id, now=AFTER))
        rounds = session.scalars(select(entries_t.c.round).where(entries_t.c.round == 3)).all()
    assert (after.tally, after.receipts, after.entered) == (before.tally, before.receipts, before.entered)
    assert len(rounds) == 3
    assert {one.door.by for one in differing} == {"li"}
    assert [one.door.serial for one in differing] == [two, three]
    assert all(one.entry and one.entry.home == one.door.home for one in differing)
    assert exact(after).rechecked == figures
    assert public(after).rechecked is None
    claimed = {name: n for line in rechecked_words(figures) for c in claims_of(line) for name, n in c.figures.items()}
    assert claimed == {"drawn": 20, "compared": 3, "whether": 1, "equal": 1, "away": 1, "refused": 1}


def test_where_nobody_was_in_one_goes_again_and_never_where_they_refused_or_answered(drawn: Drawer) -> None:
    one, two, *_ = (door.serial for door in found(drawn).chosen)
    unmet(drawn, one, RecheckOutcome.AWAY)
    unmet(drawn, one, RecheckOutcome.AWAY)
    ask(drawn, one)
    unmet(drawn, two, RecheckOutcome.REFUSED)
    for serial in (one, two, 99):
        with pytest.raises(NotAllowed, match="not_drawn"):
            ask(drawn, serial)
    with pytest.raises(NotAllowed, match="no_answer"):
        unmet(drawn, found(drawn).chosen[2].serial, RecheckOutcome.COMPARED)


def test_a_list_is_locked_once_and_its_dice_are_rolled_once(drawer: Drawer) -> None:
    with pytest.raises(NotAllowed, match="not_locked"):
        roll(drawer)
    lock(drawer)
    with pytest.raises(NotAllowed, match="locked_before"):
        lock(drawer)
    assert found(drawer).chosen == ()
    with pytest.raises(Rejected, match="dice_few"):
        roll(drawer, dice="123")
    roll(drawer)
    with pytest.raises(NotAllowed, match="rolled_before"):
        roll(drawer, dice=DICE[::-1])


def test_who_typed_anything_in_neither_rolls_nor_goes_there(drawer: Drawer) -> None:
    drawer.type_in(25, by=WANG)
    lock(drawer)
    for by in (LI, WANG):
        with pytest.raises(NotAllowed, match="had_a_hand"):
            roll(drawer, by=by)
    roll(drawer)
    door = next(door for door in found(drawer).chosen if door.by == "li")
    with pytest.raises(NotAllowed, match="had_a_hand"):
        ask(drawer, door.serial, by=LI)
    with pytest.raises(NotAllowed, match="had_a_hand"):
        unmet(drawer, door.serial, RecheckOutcome.AWAY, by=LI)
    with drawer.database.reading() as session:
        mine = doors_for(session, DISTRICT, drawer.poll.id, "wang", now=AFTER)
        assert all(one.by == "li" for one in mine.doors)
        assert len(mine.doors) + mine.others == 20
        with pytest.raises(NotAllowed, match="had_a_hand"):
            drawn_door(session, DISTRICT, drawer.poll.id, door.serial, "li", now=AFTER)


def test_nothing_is_done_before_closing_or_after_the_result_is_out(drawer: Drawer) -> None:
    with pytest.raises(PollNotOpen, match="open"):
        lock(drawer, now=DURING)
    lock(drawer)
    roll(drawer)
    with drawer.database.transaction() as session:
        posted(session, drawer.poll.id, until=AFTER.date().replace(day=AFTER.day + 8))
    with pytest.raises(PollNotOpen, match="published"):
        ask(drawer, found(drawer).chosen[0].serial)


def test_a_recheck_needs_its_right_its_place_and_something_typed(drawer: Drawer) -> None:
    elsewhere = Jurisdiction(compound=drawer.poll.compound.id + 1)
    with drawer.database.transaction() as session:
        with pytest.raises(NotEntitled):
            lock_recheck(session, DISTRICT, drawer.poll.id, random=RANDOM, by=member(Role.HELPER), now=AFTER)
        with pytest.raises(NotEntitled):
            note_recheck(session, DISTRICT, drawer.poll.id, 1, RecheckOutcome.AWAY, by=member(Role.OWNERS), now=AFTER)
        with pytest.raises(NotFound):
            lock_recheck(session, elsewhere, drawer.poll.id, random=RANDOM, by=LI, now=AFTER)
