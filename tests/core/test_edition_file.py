"""An edition read from the file that a person wrote."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.edition_file import read_edition
from surveys.core.errors import Rejected
from surveys.core.questionnaire import Condition, Option, QuestionRole, edition_from_document

EDITION = """\
key = "small"
title = "小问卷"

[[question]]
key = "who"
kind = "single"
role = "capacity"
label = "您是谁？"
options = [
  { key = "owner", label = "房主", counts = "owner" },
  { key = "tenant", label = "租户", counts = "occupant" },
]

[[question]]
key = "consent"
kind = "single"
role = "consent"
label = "同意吗？"
options = [
  { key = "yes", label = "同意", counts = "yes" },
  { key = "no", label = "不同意", counts = "no" },
]

[[question]]
key = "reasons"
kind = "multiple"
label = "为什么？"
most = 2
show_if = [{ question = "consent", any_of = ["no"] }]
options = [{ key = "noise", label = "吵" }, { key = "money", label = "贵" }]

[[question]]
key = "people"
kind = "number"
label = "几个人？"
owner_only = true
low = 0
high = 9

[[question]]
key = "more"
kind = "text"
label = "还有呢？"
optional = true
length = 20
"""


def problems(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(Rejected) as refused:
        read_edition(text)
    return [(p.code, p.field, p.row) for p in refused.value.problems]


def one_more(question: str) -> list[tuple[str, str, int]]:
    """The problems of the small edition with one more question, whose first line is 48."""
    return problems(f'{EDITION}\n[[question]]\nkey = "extra"\nlabel = "再问"\n{question}\n')


def test_an_edition_is_read_whole() -> None:
    edition = read_edition(EDITION)
    who, consent, reasons, people, more = edition.questions
    assert (who.role, consent.kind) == (QuestionRole.CAPACITY, "single")
    assert consent.options[1] == Option("no", "不同意", "no")
    assert (reasons.most, reasons.show_if) == (2, (Condition("consent", ("no",)),))
    assert (people.low, people.high, people.owner_only) == (0, 9, True)
    assert (more.optional, more.length) == (True, 20)
    assert edition_from_document(edition.document()) == edition


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kind = "number"', 'kind = "nmber"', ("toml_choice", "kind", 34)),
        ('kind = "number"\n', "", ("toml_missing", "kind", 32)),
        ('counts = "occupant"', 'counts = "tenant"', ("edition_counts", "counts", 11)),
        ('counts = "occupant"', 'counts = "owner"', ("edition_counts_lacking", "options", 9)),
        ('counts = "no"', 'counts = "yes"', ("edition_counts_lacking", "options", 19)),
        ('label = "吵"', 'label = "吵", counts = "no"', ("edition_counts_without_role", "counts", 30)),
        ('role = "consent"', 'role = "capacity"', ("edition_role_twice", "role", 17)),
        ('role = "consent"', 'role = "consent"\noptional = true', ("edition_consent_optional", "optional", 18)),
        ('role = "capacity"', 'role = "capacity"\noptional = true', ("edition_capacity_first", "role", 7)),
        ("most = 2", "most = 3", ("edition_most", "most", 28)),
        ("most = 2", "length = 2", ("edition_key_of_other_kind", "length", 28)),
        ("high = 9", "high = 0", ("edition_bounds", "high", 38)),
        ("length = 20\n", "", ("toml_missing", "length", 40)),
        ("length = 20", "length = 9999", ("toml_range", "length", 45)),
        ('question = "consent"', 'question = "people"', ("edition_condition_question", "question", 29)),
        ('any_of = ["no"]', 'any_of = ["nope"]', ("edition_condition_option", "any_of", 29)),
        ('any_of = ["no"]', "any_of = []", ("toml_missing", "any_of", 29)),
        ('key = "money"', 'key = "noise"', ("toml_repeated", "key", 30)),
        ('key = "people"', 'key = "consent"', ("toml_repeated", "key", 33)),
        (', { key = "money", label = "贵" }', "", ("edition_options", "options", 30)),
    ],
)
def test_each_mistake_is_reported_on_its_line(old: str, new: str, expected: tuple[str, str, int]) -> None:
    assert EDITION.count(old) == 1
    assert expected in problems(EDITION.replace(old, new))


def test_a_scale_runs_evenly_and_may_have_answers_beside_it() -> None:
    def scale(*keys: str) -> str:
        options = ", ".join(f'{{ key = "{key}", label = "{key}" }}' for key in keys)
        return f'{EDITION}\n[[question]]\nkey = "extra"\nlabel = "再问"\nkind = "scale"\noptions = [{options}]\n'

    for keys in (("1", "2", "3"), ("5", "4", "3", "2", "1", "unsure")):
        assert read_edition(scale(*keys)).questions[-1].kind == "scale"
    for keys in (("1", "2"), ("1", "3", "5"), ("much", "some", "little"), ("1", "2", "1", "0")):
        assert "edition_scale" in {code for code, _, _ in problems(scale(*keys))}


def test_a_top_three_takes_its_options_from_one_place() -> None:
    both = 'kind = "top3"\nfrom_menu = true\noptions = [{ key = "a", label = "a" }, { key = "b", label = "b" }]'
    assert ("edition_options_twice", "options", 52) in one_more(both)
    assert ("edition_options", "options", 47) in one_more('kind = "top3"')
    none = 'kind = "top3"\noptions = [{ key = "none", label = "a" }, { key = "b", label = "b" }]'
    assert one_more(none) == [("toml_reserved", "options", 51)]


def test_a_role_belongs_to_its_kind() -> None:
    assert one_more('kind = "text"\nrole = "order"\nlength = 5') == [("edition_role_kind", "role", 51)]


def test_only_a_question_after_the_capacity_can_be_the_owners_own() -> None:
    alone = 'key = "k"\ntitle = "t"\n[[question]]\nkey = "q"\nlabel = "l"\nkind = "text"\nlength = 5\nowner_only = true\n'
    assert problems(alone) == [("edition_owner_only", "owner_only", 8)]


def test_the_order_asks_for_nothing_but_the_menu() -> None:
    text = EDITION + '\n[[question]]\nkey = "wishes"\nlabel = "点单"\nkind = "order"\nrole = "order"\n'
    assert read_edition(text).with_role(QuestionRole.ORDER) is not None


def test_an_edition_without_questions_is_refused() -> None:
    assert problems('key = "k"\ntitle = "t"\n') == [("toml_entries", "question", 1)]


lines = st.sampled_from(
    [*EDITION.splitlines(), "[[question.options]]", 'key = "a"', "show_if = [{}]", "low = 99999999999999999999"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(lines, max_size=40).map("\n".join)))
def test_whatever_is_in_the_file_it_is_read_or_refused(text: str) -> None:
    with suppress(Rejected):
        assert read_edition(text).questions
