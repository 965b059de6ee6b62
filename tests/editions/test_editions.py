"""The editions and menus that come with the product."""

import json

import pytest

from surveys.core.answers import read_answers, visible
from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.questionnaire import QuestionRole, edition_from_document
from surveys.core.roster import Entrance
from surveys.services.edition import edition_keys, edition_named, menu_keys, menu_named

EDITIONS, MENUS = edition_keys(), menu_keys()
DOOR = Entrance("1号楼", "1")


def test_the_first_wave_and_the_districts_menu_are_there() -> None:
    assert "w1-2026" in EDITIONS
    assert "xuecheng-2021" in MENUS


@pytest.mark.parametrize("key", EDITIONS)
def test_an_edition_carries_the_name_of_its_file(key: str) -> None:
    assert edition_named(key).key == key


def test_an_edition_that_was_sent_out_stays_the_same_document() -> None:
    """Ballots carry the digest of what they answered: a new edition gets a line here, an old one never another digest."""
    assert {key: edition_named(key).digest for key in EDITIONS} == {
        "w1-2026": "8ba91d35c3cfb14ce06292440ed35a8cab7b2e5fd79ab5cb596fa7dab4f869ae"
    }
    for key in EDITIONS:
        stored = json.loads(canonical(edition_named(key).document()))
        assert edition_from_document(stored) == edition_named(key)


@pytest.mark.parametrize("key", MENUS)
def test_a_menu_carries_the_name_of_its_file(key: str) -> None:
    assert menu_named(key).key == key


@pytest.mark.parametrize("key", ["", "../menu", "menu-xuecheng-2021", "roster", "nothing"])
def test_what_is_not_an_edition_is_not_found(key: str) -> None:
    with pytest.raises(NotFound):
        edition_named(key)
    with pytest.raises(NotFound):
        menu_named(key)


def test_the_first_wave_asks_whether_before_what_and_fits_twelve_screens() -> None:
    edition = edition_named("w1-2026")
    keys = [question.key for question in edition.questions]
    roles = {role: keys.index(question.key) for role in QuestionRole if role and (question := edition.with_role(role))}
    assert roles[QuestionRole.CAPACITY] == 0
    assert roles[QuestionRole.CONSENT] == 1
    assert roles[QuestionRole.CONSENT] < roles[QuestionRole.ORDER] < roles[QuestionRole.TOP3]
    assert len(visible(edition, menu_named("xuecheng-2021"), DOOR, Capacity.OWNER, {"consent": "no"})) <= 12


def test_every_question_of_the_first_wave_says_why_it_is_asked() -> None:
    assert all(question.why for question in edition_named("w1-2026").questions)


def test_no_sentence_of_the_first_wave_shouts_or_pleads() -> None:
    edition, menu = edition_named("w1-2026"), menu_named("xuecheng-2021")
    words = str(edition.document()) + str(menu.document())
    assert not {word for word in ("！", "!", "请", "抱歉", "无效", "禁止") if word in words.replace("请物业公司", "")}


def test_the_quickest_honest_answer_is_accepted_from_owner_and_tenant() -> None:
    edition, menu = edition_named("w1-2026"), menu_named("xuecheng-2021")
    fields = {
        "who": ["owner"],
        "consent": ["abstain"],
        "troubles": ["none"],
        "lift": ["unsure"],
        "share": ["unsure"],
        "structures": ["unsure"],
        "management": ["unsure"],
    }
    owner, answers = read_answers(edition, menu, DOOR, fields)
    assert (owner, len(answers)) == (Capacity.OWNER, 7)
    tenant, answers = read_answers(edition, menu, DOOR, {**fields, "who": ["tenant"]})
    assert (tenant, len(answers)) == (Capacity.OCCUPANT, 5)


def test_the_menu_has_three_tiers_each_with_something_to_order() -> None:
    menu = menu_named("xuecheng-2021")
    assert [tier.name for tier in menu.tiers] == ["基础类", "完善类", "提升类"]
    assert {item.tier for item in menu.orderable(DOOR)} == {tier.key for tier in menu.tiers}
    assert all(menu.by_key[key].must for key in ("road", "drain", "wires", "fire"))
    assert all(menu.by_key[key].alternatives for key in ("parking", "plug", "green"))


def test_nothing_on_the_districts_menu_has_a_cost_before_a_compound_says_so() -> None:
    for key in MENUS:
        assert not any(item.costs or item.quantity is not None for item in menu_named(key).items)


def test_every_item_of_the_menu_is_explained_and_drawn_and_says_what_it_costs_elsewhere() -> None:
    for item in menu_named("xuecheng-2021").items:
        assert item.about
        assert item.icon
        assert item.reference
        assert item.unit


def test_only_numbers_and_texts_have_no_unclear_way_out() -> None:
    ways_out = {"unsure", "abstain", "none", "other"}
    for question in edition_named("w1-2026").questions:
        if question.kind in ("single", "scale", "multiple"):
            assert question.optional or ways_out & {option.key for option in question.options}
