"""A submitted form, checked."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core import answers as module
from surveys.core.answers import page_key, read_answers, visible
from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.errors import Problem, Rejected
from surveys.core.menu import Alternative, Item, Menu, Tier
from surveys.core.questionnaire import Condition, Edition, Option, Question, QuestionRole
from surveys.core.roster import Entrance

CAPACITY = Question(
    "who", "single", "", QuestionRole.CAPACITY, options=(Option("owner", "", "owner"), Option("tenant", "", "occupant"))
)
CONSENT = Question(
    "consent",
    "single",
    "",
    QuestionRole.CONSENT,
    options=(Option("yes", "", "yes"), Option("no", "", "no"), Option("later", "", "abstain")),
)
REASONS = Question(
    "reasons",
    "multiple",
    "",
    options=(Option("noise", ""), Option("money", ""), Option("time", ""), Option("none", "")),
    most=2,
    show_if=(Condition("consent", ("no",)),),
)
COMFORT = Question(
    "comfort", "multiple", "", options=(Option("a", ""), Option("b", "")), show_if=(Condition("reasons", ("noise",)),)
)
ORDER = Question("wishes", "order", "", QuestionRole.ORDER)
URGENT = Question("urgent", "top3", "", QuestionRole.TOP3, from_menu=True)
PEOPLE = Question("people", "number", "", low=0, high=20)
SHED = Question("shed", "single", "", owner_only=True, options=(Option("y", ""), Option("n", "")))
MORE = Question("more", "text", "", length=10, optional=True)

MENU = Menu(
    key="small",
    title="",
    choose=2,
    tiers=(Tier("basic", ""),),
    items=(
        Item("road", "", "basic", must=True),
        Item("parking", "", "basic", alternatives=(Alternative("lines", ""), Alternative("grass", ""))),
        Item("green", "", "basic"),
        Item("lift", "", "basic", buildings=("3号楼",)),
        Item("pool", "", "basic", infeasible="没有地方"),
    ),
)


def asked(*questions: Question) -> Edition:
    return Edition("small", "", "", questions)


DOORS = {number: Entrance(f"{number}号楼", "1") for number in (1, 2, 3)}


def answer(edition: Edition, number: int = 1, **fields: str | Sequence[str]) -> dict[str, Any]:
    return read_answers(edition, MENU, DOORS[number], forms(fields))[1]


def forms(fields: dict[str, str | Sequence[str]]) -> dict[str, Sequence[str]]:
    return {key: [value] if isinstance(value, str) else value for key, value in fields.items()}


def refused(edition: Edition, number: int = 1, **fields: str | Sequence[str]) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as raised:
        read_answers(edition, MENU, DOORS[number], forms(fields))
    return [(problem.code, problem.field) for problem in raised.value.problems]


def test_the_first_answer_says_in_which_capacity_a_person_speaks() -> None:
    edition = asked(CAPACITY)
    assert read_answers(edition, MENU, DOORS[1], {"who": ["owner"]}) == (Capacity.OWNER, {"who": "owner"})
    assert read_answers(edition, MENU, DOORS[1], {"who": ["tenant"]}) == (Capacity.OCCUPANT, {"who": "tenant"})


def test_where_nobody_asks_for_the_capacity_the_household_speaks_as_owner() -> None:
    assert read_answers(asked(CONSENT), MENU, DOORS[1], {"consent": ["yes"]})[0] is Capacity.OWNER


def test_every_question_without_an_answer_is_named_at_once() -> None:
    edition = asked(CAPACITY, CONSENT, ORDER, URGENT, PEOPLE, SHED, MORE)
    missing = ["who", "consent", "wishes", "urgent", "people"]
    assert refused(edition) == [("answer_missing", key) for key in missing]


def test_an_owners_question_is_not_asked_of_a_tenant_and_a_tenants_answer_to_it_is_dropped() -> None:
    edition = asked(CAPACITY, SHED)
    assert answer(edition, who="tenant", shed="y") == {"who": "tenant"}
    assert refused(edition, who="owner") == [("answer_missing", "shed")]


def test_a_hidden_question_takes_no_answer_and_neither_do_those_behind_it() -> None:
    edition = asked(CONSENT, REASONS, COMFORT)
    assert answer(edition, consent="yes", reasons="noise", comfort="a") == {"consent": "yes"}
    assert answer(edition, consent="no", reasons="noise", comfort="a")["comfort"] == ["a"]
    assert refused(edition, consent="no", reasons="bad", comfort="a") == [("answer_unknown", "reasons")]


def test_visible_names_the_questions_that_the_answers_so_far_lead_to() -> None:
    edition = asked(CAPACITY, CONSENT, REASONS, COMFORT, SHED)
    assert visible(edition, MENU, DOORS[1], Capacity.OWNER, {"consent": "yes"}) == (CAPACITY, CONSENT, SHED)
    assert visible(edition, MENU, DOORS[1], Capacity.OCCUPANT, {"consent": "no", "reasons": ("noise",)}) == (
        CAPACITY,
        CONSENT,
        REASONS,
        COMFORT,
    )


def test_a_single_choice_takes_one_known_option() -> None:
    edition = asked(CONSENT)
    assert answer(edition, consent=["", "yes", "yes"]) == {"consent": "yes"}
    assert refused(edition, consent=["yes", "no"]) == [("answer_several", "consent")]
    assert refused(edition, consent="maybe") == [("answer_unknown", "consent")]
    assert refused(edition, consent="  ") == [("answer_missing", "consent")]


def test_an_unknown_value_is_repeated_short_and_harmless() -> None:
    with pytest.raises(Rejected) as raised:
        answer(asked(CONSENT), consent="\u202e\x00" + "x" * 100_000)
    assert raised.value.problems == (Problem("answer_unknown", "consent", value="x" * 40),)


def test_multiple_choice_is_capped_and_comes_out_in_the_declared_order() -> None:
    edition = asked(replace(REASONS, show_if=()))
    assert answer(edition, reasons=["money", "noise", "noise"]) == {"reasons": ["noise", "money"]}
    assert refused(edition, reasons=["money", "noise", "time"]) == [("answer_too_many", "reasons")]
    assert answer(asked(replace(REASONS, show_if=(), optional=True))) == {}


def test_none_of_these_excludes_the_others() -> None:
    edition = asked(replace(REASONS, show_if=()))
    assert answer(edition, reasons="none") == {"reasons": ["none"]}
    assert refused(edition, reasons=["none", "noise"]) == [("answer_none_and_others", "reasons")]
    assert refused(asked(replace(COMFORT, show_if=())), comfort="none") == [("answer_unknown", "comfort")]


def test_only_what_concerns_the_building_can_be_ordered() -> None:
    edition = asked(ORDER)
    assert answer(edition, 3, wishes=["lift", "green"]) == {"wishes": ["green", "lift"]}
    for item in ("lift", "road", "pool"):
        assert refused(edition, 1, wishes=item) == [("answer_unknown", "wishes")]


def test_no_more_is_ordered_than_the_menu_allows() -> None:
    assert refused(asked(ORDER), 3, wishes=["lift", "green", "parking"]) == [("answer_too_many", "wishes")]


def test_ordering_nothing_is_an_answer_too() -> None:
    assert answer(asked(ORDER), wishes="none") == {"wishes": []}
    assert answer(asked(replace(ORDER, optional=True))) == {}


def test_how_an_item_is_done_is_asked_only_of_those_who_order_it() -> None:
    edition = asked(ORDER)
    how = {"wishes.how.parking": ["grass"], "wishes.how.green": [""]}
    both = read_answers(edition, MENU, DOORS[1], {"wishes": ["parking", "green"], **how})[1]
    assert both == {"wishes": ["parking", "green"], "wishes.how": {"parking": "grass"}}
    assert read_answers(edition, MENU, DOORS[1], {"wishes": ["green"], **how})[1] == {"wishes": ["green"]}


@pytest.mark.parametrize("how", [{"parking": ["tower"]}, {"green": ["grass"]}, {"parking": ["grass", "lines"]}])
def test_an_unknown_way_of_doing_an_item_is_refused(how: dict[str, list[str]]) -> None:
    fields = {"wishes": ["parking", "green"], **{f"wishes.how.{item}": values for item, values in how.items()}}
    with pytest.raises(Rejected) as raised:
        read_answers(asked(ORDER), MENU, DOORS[1], fields)
    assert [problem.field for problem in raised.value.problems] == ["wishes"]


def test_the_top_three_keep_their_order_and_close_the_gaps() -> None:
    fields = {"urgent.1": ["lift"], "urgent.2": [""], "urgent.3": ["green"]}
    assert read_answers(asked(URGENT), MENU, DOORS[3], fields)[1] == {"urgent": ["lift", "green"]}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"urgent.1": ["green"], "urgent.2": ["green"]}, "answer_twice"),
        ({"urgent.1": ["road"]}, "answer_unknown"),
        ({"urgent.1": ["green", "parking"]}, "answer_several"),
        ({"urgent": ["green"]}, "answer_missing"),
    ],
)
def test_a_top_three_that_cannot_be_is_refused(fields: dict[str, list[str]], code: str) -> None:
    with pytest.raises(Rejected) as raised:
        read_answers(asked(URGENT), MENU, DOORS[1], fields)
    assert [(problem.code, problem.field) for problem in raised.value.problems] == [(code, "urgent")]


def test_whoever_needs_nothing_is_not_asked_what_they_need_most() -> None:
    edition, top = asked(ORDER, replace(URGENT, optional=False)), {"urgent.1": "green"}
    assert read_answers(edition, MENU, DOORS[1], {"wishes": ["none"], "urgent.1": ["green"]})[1] == {"wishes": []}
    assert answer(edition, wishes="green", **top) == {"wishes": ["green"], "urgent": ["green"]}
    assert answer(asked(replace(ORDER, optional=True), URGENT), **top) == {"urgent": ["green"]}
    assert visible(edition, MENU, DOORS[1], Capacity.OWNER, {"wishes": ()}) == (ORDER,)


def test_questions_about_an_empty_menu_are_not_asked() -> None:
    empty = replace(MENU, items=MENU.items[:1])
    assert read_answers(asked(ORDER, URGENT), empty, DOORS[1], {}) == (Capacity.OWNER, {})
    assert visible(asked(ORDER, URGENT, PEOPLE), empty, DOORS[1], Capacity.OWNER, {}) == (PEOPLE,)


def test_text_is_kept_as_written_without_what_nobody_sees() -> None:
    assert answer(asked(MORE), more="楼道\u202e灯\r\n坏了\ud800 ") == {"more": "楼道灯\n坏了"}
    assert answer(asked(MORE), more=" \u200b\n ") == {}


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(Rejected) as raised:
        answer(asked(MORE), more="长" * 11)
    assert raised.value.problems == (Problem("answer_too_long", "more", detail={"most": 10, "count": 11}),)
    assert refused(asked(MORE), more=["甲", "乙"]) == [("answer_several", "more")]


def test_much_invisible_text_hides_neither_length_nor_marks() -> None:
    assert answer(asked(MORE), more="\u200b" * 1000 + "e\u0301") == {"more": "\u00e9"}


def test_pages_are_shared_by_buildings_that_may_order_the_same() -> None:
    edition = asked(ORDER)
    assert page_key(edition, MENU, DOORS[1]) == page_key(edition, MENU, DOORS[2])
    assert page_key(edition, MENU, DOORS[1]) != page_key(edition, MENU, DOORS[3])
    assert page_key(edition, MENU, DOORS[1]) != page_key(asked(ORDER, MORE), MENU, DOORS[1])
    assert page_key(edition, MENU, DOORS[1]) != page_key(edition, replace(MENU, choose=3), DOORS[1])


def test_forms_of_many_menus_do_not_pile_up() -> None:
    for choose in range(1, 2 * module._KEPT_FORMS):
        read_answers(asked(ORDER), replace(MENU, choose=choose), DOORS[1], {"wishes": ["green"]})
    assert len(module._forms) <= module._KEPT_FORMS


def test_hostile_forms_cost_little() -> None:
    edition = asked(CAPACITY, CONSENT, replace(REASONS, show_if=()), ORDER, URGENT, PEOPLE, MORE)
    marks = "e" + "\u0315\u0300" * 50_000
    fields = {key: [f"{n}" for n in range(10_000)] for key in ("who", "reasons", "wishes", "urgent.1", "people")}
    began = process_time()
    for text in (marks, "\x00" * 100_000, " " * 100_000 + "x"):
        with pytest.raises(Rejected):
            read_answers(edition, MENU, DOORS[3], {**fields, "more": [text]})
    assert process_time() - began < 2


EDITION = asked(CAPACITY, CONSENT, REASONS, COMFORT, ORDER, URGENT, PEOPLE, SHED, MORE)
words = st.one_of(
    st.sampled_from(
        ["owner", "tenant", "yes", "no", "noise", "money", "none", "green", "lift", "parking", "grass", "7", "", "a", "y"]
    ),
    st.text(max_size=12),
)
names = st.sampled_from([*EDITION.by_key, "urgent.1", "urgent.2", "urgent.3", "wishes.how.parking", "csrf_token"])


@settings(deadline=None)
@given(st.dictionaries(names, st.lists(words, max_size=4)), st.sampled_from([1, 3]))
def test_whatever_is_sent_it_is_recorded_or_refused(fields: dict[str, list[str]], number: int) -> None:
    with suppress(Rejected):
        capacity, answers = read_answers(EDITION, MENU, DOORS[number], fields)
        seen = visible(EDITION, MENU, DOORS[number], capacity, answers)
        assert set(answers) <= {question.key for question in seen} | {"wishes.how"}
        canonical(answers)


@settings(deadline=None)
@given(st.permutations(["money", "noise"]), st.permutations(["lift", "green"]))
def test_equal_answers_make_equal_bytes(reasons: list[str], wishes: list[str]) -> None:
    edition = asked(replace(REASONS, show_if=()), ORDER)
    assert (
        canonical(answer(edition, 3, reasons=reasons, wishes=wishes))
        == b'{"reasons":["noise","money"],"wishes":["green","lift"]}'
    )
