"""What the preview of an import says is what its confirmation does, and what was decided stays decided."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from surveys.core.errors import Rejected
from surveys.core.place import Jurisdiction
from surveys.core.takeover import APART, NEW, ONE
from surveys.paper.table_file import table_file
from surveys.services.roster_file import roster_reading
from surveys.services.takeover import TakeoverTurned, look_over, take_over
from surveys.store import place as stored_place
from surveys.store.db import Connection
from surveys.words.table import TableKind
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW
from tests.services.bringing import line, living, looked, read, taken


def heads(session: Connection) -> int:
    return int(session.execute(text("SELECT count(*) FROM owners")).scalar_one())


def everything(session: Connection) -> list[tuple[object, ...]]:
    tables = ("streets", "areas", "compounds", "buildings", "owners", "households", "entries")
    return [tuple(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


@pytest.mark.parametrize(("answer", "people"), [(APART, 6), (ONE, 1)])
def test_six_of_one_name_without_telephones_are_asked_about_and_as_many_people_as_was_answered(
    database: Database, answer: str, people: int
) -> None:
    file = [line(f"50{n}") for n in range(1, 7)]
    with database.transaction() as session:
        first = looked(session, *file)
        (group,) = first.namesakes
        assert (len(group.holders), group.options) == (6, (APART, ONE))
        assert first.unanswered == (group.key,)
        assert first.filed.owners == 6, "until somebody says otherwise they are different people"
        taken(session, *file, answer=answer)
        assert heads(session) == people


def test_what_was_decided_of_the_same_people_is_not_asked_again(database: Database) -> None:
    file = [line("501"), line("502"), line("503", "李娜", "10000000001"), line("504", "李娜", "10000000002")]
    with database.transaction() as session:
        assert len(looked(session, *file).namesakes) == 2
        taken(session, *file)
        again = looked(session, *file)
        assert (again.namesakes, again.turns) == ((), False)
        mended = looked(session, line("501", area="81"), *file[1:])
        assert mended.namesakes == ()
        assert [turn.row.room for turn in mended.compounds[0].turn.changed] == ["501"]


def test_a_home_more_of_a_known_name_is_asked_about_and_may_be_any_of_the_people_known(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501"), line("502"))
        file = [line("501"), line("502"), line("503")]
        (group,) = looked(session, *file).namesakes
        keys = [holder.key for holder in group.known]
        assert group.options == (APART, *keys)
        taken(session, *file, answer=keys[1])
        found = {row.room: row.owner_key for row in living(session, looked(session, *file))["示范街道", "凤凰西区"]}
        assert found == {"501": keys[0], "502": keys[1], "503": keys[1]}


def test_a_name_that_stands_at_a_door_which_the_file_lacks_is_asked_about_as_well(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501"))
        assert len(looked(session, line("601")).namesakes) == 1
        assert looked(session, line("601"), remove=True).namesakes == ()


def test_the_same_name_with_the_same_telephone_is_one_person_and_nobody_is_asked(database: Database) -> None:
    with database.transaction() as session:
        assert looked(session, line("501", phone="10000000001"), line("502", phone="10000000001")).namesakes == ()
        taken(session, line("501", phone="10000000001"))
        assert looked(session, line("601", phone="10000000001")).namesakes == ()
        taken(session, line("601", phone="10000000001"))
        assert heads(session) == 1


def test_an_office_s_numbers_answer_for_themselves(database: Database) -> None:
    with database.transaction() as session:
        assert looked(session, line("501", number="1"), line("502", number="2")).namesakes == ()
        (group,) = looked(session, line("501", number="1"), line("502")).namesakes
        assert group.options == (APART, ONE)


def test_an_unknown_owner_is_never_one_person_with_another(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501", "不详"), line("502", "不详"), line("503", "无"))
        assert heads(session) == 3


def test_two_telephones_that_nobody_knew_speak_against_what_was_decided_before(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501"), line("502"), answer=ONE)
        file = [line("501", phone="10000000001"), line("502", phone="10000000002")]
        assert len(looked(session, *file).namesakes) == 1


@pytest.mark.by_hand
def test_an_exported_roster_comes_back_unchanged_and_asks_nothing_even_where_nobody_is_known(
    database: Database,
) -> None:
    file = [line("501"), line("502"), line("503", "李娜", "10000000001"), line("504", "李娜"), line("505", "不详")]
    with database.transaction() as session:
        taken(session, *file)
        compound = stored_place.compounds(session, DISTRICT)[0].id
        made = table_file(session, DISTRICT, TableKind.ROSTER, compound, at=NOW, by="李").content
        back = look_over(session, roster_reading(made, {}).rows, {})
        assert (back.namesakes, back.newcomers, back.turns) == ((), (), False)
        for table in ("households", "owners", "buildings"):
            session.execute(text(f"DELETE FROM {table}"))
        anew = look_over(session, roster_reading(made, {}).rows, {})
        assert (anew.namesakes, anew.filed.owners) == ((), back.filed.owners)


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        (("示范街道", "凤凰西小区"), True),
        (("示范街道", "凤凰 西 区"), False),
        (("示范街", "凤凰西区"), True),
        (("另外的街道", "凤凰西区"), True),
        (("示范街道", "凤凰东区"), False),
    ],
)
def test_a_place_that_may_be_a_known_one_in_another_spelling_is_asked_about(
    database: Database, typed: tuple[str, str], likely: bool
) -> None:
    with database.transaction() as session:
        taken(session, line("501"))
        found = looked(session, line("501", place=typed))
        if typed[1] == "凤凰 西 区":
            assert found.newcomers == (), "spaces are no other name"
            return
        asked = [new for new in found.newcomers if new.near]
        assert bool(found.unanswered) is likely
        meant = {new.key: new.near[0].value for new in asked}
        back = looked(session, line("501", place=typed), answers=meant)
        if rest := [new for new in back.newcomers if new.near and new.key not in meant]:
            back = looked(session, line("501", place=typed), answers={**meant, **{n.key: n.near[0].value for n in rest}})
        assert not back.turns, "it is the compound that stands"


def test_two_spellings_in_one_file_are_asked_about_and_may_become_one(database: Database) -> None:
    file = [line("501"), line("502", "李娜", place=("示范街道", "凤凰西小区"))]
    with database.transaction() as session:
        first = looked(session, *file)
        (asked,) = [new for new in first.newcomers if new.near]
        assert asked.compound == "凤凰西小区"
        one = looked(session, *file, answers={asked.key: asked.near[0].value})
        assert [(part.place[1], len(part.turn.added)) for part in one.compounds] == [("凤凰西区", 2)]


def test_places_that_become_one_must_not_have_one_door_twice(database: Database) -> None:
    file = [line("501"), line("501", "李娜", place=("示范街道", "凤凰西小区"))]
    with database.transaction() as session:
        (asked,) = [new for new in looked(session, *file).newcomers if new.near]
        answers = {asked.key: asked.near[0].value}
        one = looked(session, *file, answers=answers)
        assert [problem.code for problem in one.problems] == ["roster_room_twice"]
        with pytest.raises(Rejected):
            take_over(session, read(*file).rows, answers, seen=one.digest, by=LI, now=NOW)


def test_a_clerk_of_a_street_is_asked_about_a_misspelt_street_and_may_not_add_one(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501"))
        scope = Jurisdiction(street=1)
        (asked,) = looked(session, line("501", place=("示范街", "凤凰西区")), scope=scope).newcomers
        assert NEW not in asked.options
        with pytest.raises(Rejected):
            looked(session, line("501", place=("远方镇", "凤凰西区")), scope=scope)


def test_what_was_looked_at_is_not_done_where_the_roster_changed_meanwhile(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501"), line("502", "李娜"))
        seen = looked(session, line("501", area="81")).digest
        taken(session, line("502", "王芳"))
        before = everything(session)
        with pytest.raises(TakeoverTurned) as turned:
            take_over(session, read(line("501", area="81")).rows, {}, seen=seen, by=LI, now=NOW)
        assert everything(session) == before
        take_over(session, read(line("501", area="81")).rows, {}, seen=turned.value.stands.digest, by=LI, now=NOW)


def test_nothing_is_taken_over_with_an_open_question(database: Database) -> None:
    with database.transaction() as session:
        file = [line("501"), line("502")]
        seen = looked(session, *file).digest
        with pytest.raises(Rejected) as refused:
            take_over(session, read(*file).rows, {}, seen=seen, by=LI, now=NOW)
        assert [problem.code for problem in refused.value.problems] == ["roster_unanswered"]
        assert heads(session) == 0


def test_totals_that_differ_have_to_be_agreed_to(database: Database) -> None:
    with database.transaction() as session:
        more: dict[str, object] = {"expected": {"homes": 3, "floor_area": 80_00}}
        found = looked(session, line("501"), **more)
        assert [(one.total, one.expected, one.found) for one in found.differing] == [("homes", 3, 1)]
        given = (session, read(line("501")).rows, {})
        with pytest.raises(Rejected):
            take_over(*given, seen=found.digest, by=LI, now=NOW, **more)  # type: ignore[arg-type]
        take_over(*given, seen=found.digest, by=LI, now=NOW, although=found.difference, **more)  # type: ignore[arg-type]


def test_an_area_that_a_compound_leaves_is_told_and_entered(database: Database) -> None:
    with database.transaction() as session:
        taken(session, line("501", part="东片区"))
        turn = looked(session, line("501")).compounds[0].turn
        assert turn.area is not None
        assert (turn.area.before, turn.area.after) == ("东片区", "")
        taken(session, line("501"))
        assert session.execute(text("SELECT count(*) FROM entries")).scalar_one() == 2
