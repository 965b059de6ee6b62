"""Paper forms from the press to the drawer: whatever is done, they add up, and the ledger says who did it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.form_register import FROM, FormStep
from surveys.core.paper_form import FormLayout, FormState
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services.contact import forget_contacts
from surveys.services.form_plan import FormsWanted, plan_forms
from surveys.services.form_register import form_told, forms_desk, take_step
from surveys.services.paper_form import FormSides, PrintedForms, print_forms, print_forms_again, printed_batches
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, DURING, LI, WANG, opened

BLANK = FormsWanted(blank=12)


def printed(session: Connection, poll: Poll, wanted: FormsWanted = BLANK, seed: int = 0) -> tuple[PrintedForms, ...]:
    plans = plan_forms(session, DISTRICT, poll.id, wanted, now=DURING)
    layout = FormLayout("e", "m", False, 2, ())
    sides = {plan.asked.key: FormSides(b"%PDF", layout) for plan in plans}
    return print_forms(session, DISTRICT, poll.id, wanted, sides, random=Random(seed).randbytes, by=LI, now=DURING)


def step(session: Connection, poll: Poll, which: FormStep, typed: str, said: str = "") -> None:
    take_step(session, DISTRICT, poll.id, which, typed, said=said, by=WANG, now=DURING)


def sums(session: Connection, poll: Poll) -> dict[FormState, int]:
    return dict(forms_desk(session, DISTRICT, poll.id, now=DURING).sums)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(FormStep), st.integers(1, 26), st.integers(0, 6), st.integers(0, 9)), max_size=14))
def test_forms_add_up_whatever_is_done_with_them(sqlite: Database, acts: list[tuple[FormStep, int, int, int]]) -> None:
    with sqlite.transaction() as session:
        kept = session.begin_nested()
        poll = opened(session)
        total = sum(len(batch.forms) for batch in printed(session, poll))
        for which, first, more, print_too in acts:
            before = forms_desk(session, DISTRICT, poll.id, now=DURING)
            states = {line.form.serial: line.form.state for line in before.lines}
            allowed = all(states.get(serial) in FROM[which] for serial in range(first, first + more + 1))
            if allowed:
                step(session, poll, which, f"{first}-{first + more}", "wet")
            else:
                with pytest.raises(Rejected):
                    step(session, poll, which, f"{first}-{first + more}", "wet")
                assert sums(session, poll) == before.sums
            if not print_too:
                total += sum(len(batch.forms) for batch in printed(session, poll, seed=total))
            found = sums(session, poll)
            assert sum(found.values()) == total
            assert set(found) == set(FormState)
        kept.rollback()


def test_a_form_goes_out_comes_back_and_may_be_taken_back_a_step(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (batch,) = printed(session, poll)
        number = batch.forms[3].number
        step(session, poll, FormStep.ISSUE, "1-6", "组长王芳")
        step(session, poll, FormStep.RETURN, f"{number[:4]} {number[4:8]} {number[8:]}, 2 D{batch.forms[4].number}P2")
        step(session, poll, FormStep.SPOIL, "6、12", "淋湿了")
        assert sums(session, poll) == {
            FormState.PRINTED: 5, FormState.ISSUED: 2, FormState.RETURNED: 3, FormState.ENTERED: 0,
            FormState.CONFIRMED: 0, FormState.SPOILED: 2,
        }  # fmt: skip
        step(session, poll, FormStep.UNDO, "6, 4")
        lines = forms_desk(session, DISTRICT, poll.id, now=DURING).lines
        assert [line.form.state for line in lines[3:6]] == [FormState.ISSUED, FormState.RETURNED, FormState.ISSUED]
        assert lines[5].form.issued_to == "组长王芳"
        told = session.execute(text("SELECT act, detail FROM entries WHERE act LIKE 'forms_%' ORDER BY id")).all()
        assert [act for act, _detail in told] == [
            "forms_printed", "forms_issued", "forms_returned", "forms_spoiled", "forms_taken_back",
        ]  # fmt: skip
        assert '"serials":"2、4-5"' in told[2][1]
        assert "王芳" not in told[1][1]


def test_what_comes_back_without_having_been_given_out_was_given_out(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        printed(session, poll)
        step(session, poll, FormStep.RETURN, "7")
        step(session, poll, FormStep.UNDO, "7")
        assert sums(session, poll)[FormState.ISSUED] == 1
        step(session, poll, FormStep.UNDO, "7")
        assert sums(session, poll)[FormState.PRINTED] == 12


@pytest.mark.parametrize(
    ("which", "typed", "said", "code"),
    [
        (FormStep.ISSUE, "13", "", "forms_missing"),
        (FormStep.ISSUE, "1-2000", "", "forms_too_many"),
        (FormStep.ISSUE, " ，", "", "forms_none"),
        (FormStep.ISSUE, "三楼的", "", "forms_unreadable"),
        (FormStep.ISSUE, "123456789012", "", "form_number"),
        (FormStep.ISSUE, "1", "长" * 41, "form_said_long"),
        (FormStep.SPOIL, "1", " ", "form_why"),
        (FormStep.UNDO, "1-3", "", "form_printed"),
    ],
)
def test_nothing_is_written_down_of_what_cannot_be(
    database: Database, which: FormStep, typed: str, said: str, code: str
) -> None:
    with database.transaction() as session:
        poll = opened(session)
        printed(session, poll)
        with pytest.raises(Rejected) as refused:
            step(session, poll, which, typed, said)
        assert codes(refused) == [code]
        assert sums(session, poll)[FormState.PRINTED] == 12


def test_a_home_gets_one_form_until_that_is_void(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (batch,) = printed(session, poll, FormsWanted())
        assert [(form.building, form.room) for form in batch.forms] == [("1", room) for room in ("101", "102", "201", "202")]
        with pytest.raises(Rejected) as refused:
            printed(session, poll, FormsWanted("1"), seed=1)
        assert codes(refused) == ["forms_nothing"]
        step(session, poll, FormStep.SPOIL, "2", "弄丢了")
        (again,) = printed(session, poll, FormsWanted("1"), seed=2)
        assert [form.room for form in again.forms] == ["102"]
        assert again.forms[0].serial == 5
        assert len(printed(session, poll, FormsWanted("1", again=True), seed=3)[0].forms) == 4
        with pytest.raises(NotFound):
            printed(session, poll, FormsWanted("9"))


def test_a_batch_is_printed_again_as_it_was_though_its_blank_forms_were_tied_to_homes(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (made,) = printed(session, poll)
        session.execute(text("UPDATE paper_forms SET household_id = (SELECT min(id) FROM poll_households) WHERE serial = 1"))
        assert printed_batches(session, DISTRICT, poll.id, [1]) == (made,)
        assert print_forms_again(session, DISTRICT, poll.id, 1, by=WANG, now=DURING) == made
        with pytest.raises(NotFound):
            print_forms_again(session, DISTRICT, poll.id, 2, by=WANG, now=DURING)


def test_no_two_forms_have_one_number_though_chance_repeats_itself(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first = printed(session, poll, seed=5)[0].forms
        second = printed(session, poll, seed=5)[0].forms
        assert len({form.number for form in (*first, *second)}) == 24
        assert [form.serial for form in second] == list(range(13, 25))


def test_after_the_end_nothing_is_printed_or_given_out_and_what_lies_about_still_comes_back(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        printed(session, poll)
        for act in (
            lambda: plan_forms(session, DISTRICT, poll.id, BLANK, now=AFTER),
            lambda: print_forms_again(session, DISTRICT, poll.id, 1, by=LI, now=AFTER),
            lambda: take_step(session, DISTRICT, poll.id, FormStep.ISSUE, "1", by=LI, now=AFTER),
        ):
            with pytest.raises(NotAllowed) as refused:
                act()
            assert refused.value.reason == "closed"
        take_step(session, DISTRICT, poll.id, FormStep.RETURN, "1", by=LI, now=AFTER + timedelta(days=1))


def test_a_form_is_found_by_its_place_its_number_and_its_door(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (made,) = printed(session, poll, FormsWanted())
        printed(session, poll, seed=9)
        for find, serials in (
            ("3", [3]), (made.forms[1].number, [2]), ("1-1-202", [4]), ("9-9-999", []), ("", list(range(1, 17))),
        ):  # fmt: skip
            desk = forms_desk(session, DISTRICT, poll.id, find=find, now=DURING)
            assert [line.form.serial for line in desk.lines] == serials
            assert desk.found == len(serials)
        assert forms_desk(session, DISTRICT, poll.id, state=FormState.ISSUED, now=DURING).found == 0


def test_who_types_a_number_learns_that_it_came_back_and_nothing_else(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (made,) = printed(session, poll)
        numbers = [form.number for form in made.forms]
        assert form_told(session, numbers[0]) is None
        step(session, poll, FormStep.ISSUE, "1-3")
        assert form_told(session, numbers[0]) is None
        step(session, poll, FormStep.RETURN, "1-3")
        assert form_told(session, numbers[0]) is FormState.RETURNED
        step(session, poll, FormStep.SPOIL, "2", "空白")
        assert form_told(session, numbers[1]) is None
        assert form_told(session, "000000000098") is None
        with pytest.raises(Rejected):
            form_told(session, "123456789012")


def test_what_came_back_in_time_is_not_taken_from_the_drawer_after_the_end(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        printed(session, poll)
        step(session, poll, FormStep.RETURN, "1-2")
        for which in (FormStep.SPOIL, FormStep.UNDO):
            with pytest.raises(Rejected) as refused:
                take_step(session, DISTRICT, poll.id, which, "1-2", said="看不清", by=WANG, now=AFTER)
            assert codes(refused) == ["form_in_time"]
        take_step(session, DISTRICT, poll.id, FormStep.RETURN, "3", by=WANG, now=AFTER)
        take_step(session, DISTRICT, poll.id, FormStep.UNDO, "3", by=WANG, now=AFTER)
        assert sums(session, poll)[FormState.RETURNED] == 2


def test_to_whom_a_form_was_given_is_forgotten_with_the_polls_numbers(database: Database) -> None:
    names = text("SELECT count(*) FROM entry_values WHERE value LIKE '%王芳%'")
    with database.transaction() as session:
        poll = opened(session)
        printed(session, poll)
        step(session, poll, FormStep.ISSUE, "1-6", "组长王芳")
        forget_contacts(session, now=AFTER)
        assert session.execute(names).scalar_one() == 1
        forget_contacts(session, now=AFTER.replace(year=2028))
        assert session.execute(names).scalar_one() == 0
        assert {line.form.issued_to for line in forms_desk(session, DISTRICT, poll.id, now=DURING).lines} == {""}
