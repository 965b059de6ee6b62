"""A rule as a text: everything it may say, how long, and what is told where it can't stand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from surveys.core.errors import Problem, Rejected
from surveys.core.rules import (
    Instrument,
    Of,
    Reach,
    Rule,
    Silence,
    Treatment,
    read_bar,
    read_rules,
)
from surveys.core.tally import Basis

RULE = '[[rule]]\nkey = "k"\nname = "n"\nsource = "s"\ninstrument = "decision"\nbases = ["area", "owners"]\n'


FULL = (
    RULE
    + """coverage = "at least 1/5"
participation = "at least 2/3"
consent = "more than 1/2"
of = "all"
reach = "stairwell"
parking = true
abstention = "left_out"
invalid = "takes_part"
silence = "follows_majority"
conditions = ["one", "two"]
confirmed_by = "bureau"
clause = "article 12"
"""
)


def problems(text: str) -> list[Problem]:
    with pytest.raises(Rejected) as refused:
        read_rules(text)
    return list(refused.value.problems)


def test_everything_that_a_rule_may_say_is_read() -> None:
    assert read_rules(FULL) == (
        Rule(
            key="k",
            name="n",
            source="s",
            instrument=Instrument.DECISION,
            bases=(Basis.OWNERS, Basis.AREA),
            coverage=read_bar("at least 1/5"),
            participation=read_bar("at least 2/3"),
            consent=read_bar("more than 1/2"),
            of=Of.ALL,
            reach=Reach.STAIRWELL,
            parking=True,
            abstention=Treatment.LEFT_OUT,
            invalid=Treatment.TAKES_PART,
            silence=Silence.FOLLOWS_MAJORITY,
            conditions=("one", "two"),
            confirmed_by="bureau",
            clause="article 12",
        ),
    )


@pytest.mark.parametrize("name", ["coverage", "participation", "consent"])
def test_one_bar_is_enough_and_the_rest_has_its_defaults(name: str) -> None:
    bar = read_bar("at least 1/2")
    (found,) = read_rules(RULE + f'{name} = "at least 1/2"\n')
    bases = (Basis.OWNERS, Basis.AREA)
    assert found == Rule("k", "n", "s", Instrument.DECISION, bases, **{name: bar})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "most"), [("name", 80), ("source", 300), ("confirmed_by", 80), ("consent", 30), ("clause", 500)]
)
def test_a_text_may_be_as_long_as_is_said_and_no_longer(key: str, most: int) -> None:
    def told(length: int) -> list[tuple[str, str]]:
        lines = [line for line in FULL.splitlines() if not line.startswith(f"{key} =")]
        text = "\n".join([*lines, f'{key} = "{"x" * length}"'])
        try:
            read_rules(text)
        except Rejected as refused:
            return [(problem.code, problem.field) for problem in refused.problems if problem.code == "toml_text_long"]
        return []

    assert (told(most), told(most + 1)) == ([], [("toml_text_long", key)])


@pytest.mark.parametrize(("key", "most"), [("conditions", 80), ("bases", 20)])
def test_an_entry_of_a_list_may_be_as_long_as_is_said_and_no_longer(key: str, most: int) -> None:
    def told(length: int) -> bool:
        lines = [line for line in FULL.splitlines() if not line.startswith(f"{key} =")]
        text = "\n".join([*lines, f'{key} = ["{"x" * length}"]'])
        try:
            read_rules(text)
        except Rejected as refused:
            return any(problem.code == "toml_type" for problem in refused.problems)
        return False

    assert (told(most), told(most + 1)) == (False, True)


def test_a_repeated_and_an_unknown_basis_are_told_with_what_is_allowed() -> None:
    allowed = {"allowed": "households, owners, area", "nearest": ""}
    assert problems(RULE.replace('"area", "owners"', '"area", "area", "votes"') + 'consent = "at least 1/2"\n') == [
        Problem("toml_repeated", "bases", 6, "area", {"first": 6}),
        Problem("toml_choice", "bases", 6, "votes", allowed),
    ]


def test_a_bar_and_a_silence_that_do_not_stand_are_told_with_what_was_written() -> None:
    text = FULL.replace("more than 1/2", "most").replace('"decision"', '"consultation"')
    assert problems(text) == [
        Problem("rule_bar", "consent", 9, "most"),
        Problem("rule_silence_in_consultation", "silence", 15, "follows_majority"),
    ]


def test_a_share_may_have_nine_digits_above_and_below() -> None:
    bar = read_bar("at least 123456789/987654321")
    assert bar
    assert bar.ratio == Fraction(123456789, 987654321)
    assert read_bar("at least 1/1234567890") is None
    assert read_bar("at least 1234567890/1234567890") is None
