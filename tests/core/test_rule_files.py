"""Rules as files: the presets with their sources, and every mistake of a rule that somebody wrote."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from surveys.core.errors import Rejected
from surveys.core.rules import Bar, Instrument, Of, Reach, Silence, Treatment, read_bar, read_rules, rule_from_document
from surveys.core.tally import Basis
from tests.core.small_polls import PRESETS

RULE = """
[[rule]]
key = "ours"
name = "ours"
source = "meeting of 2026-10-01"
instrument = "decision"
bases = ["area", "owners"]
consent = "more than 1/2"
"""


def problems(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(Rejected) as refused:
        read_rules(text)
    return [(p.code, p.field, p.row) for p in refused.value.problems]


def test_the_presets_are_those_of_the_sources() -> None:
    assert set(PRESETS) == {
        "xuecheng-2021",
        "yizheng",
        "xuchang",
        "luoyang-2022",
        "dongan-2024",
        "naiman-2022",
        "shanghai-lift-2014",
        "shanghai-lift-2014-building",
        "qingdao-fund",
        "civil-278-special",
        "civil-278-ordinary",
    }
    assert all(rule.source and rule.name for rule in PRESETS.values())


def test_the_presets_carry_the_ratios_of_the_sources() -> None:
    at_least = {key: rule.consent and rule.consent.ratio for key, rule in PRESETS.items()}
    assert at_least == {
        "xuecheng-2021": Fraction(2, 3),
        "yizheng": Fraction(2, 3),
        "xuchang": Fraction(2, 3),
        "luoyang-2022": Fraction(4, 5),
        "dongan-2024": Fraction(3, 4),
        "naiman-2022": None,
        "shanghai-lift-2014": Fraction(2, 3),
        "shanghai-lift-2014-building": Fraction(9, 10),
        "qingdao-fund": Fraction(1, 2),
        "civil-278-special": Fraction(3, 4),
        "civil-278-ordinary": Fraction(1, 2),
    }
    assert {key for key, rule in PRESETS.items() if rule.consent and rule.consent.strict} == {
        "qingdao-fund",
        "civil-278-ordinary",
    }
    decisions = {key for key, rule in PRESETS.items() if rule.instrument is Instrument.DECISION}
    assert decisions == {"qingdao-fund", "civil-278-special", "civil-278-ordinary"}
    for key in decisions:
        assert PRESETS[key].bases == (Basis.OWNERS, Basis.AREA)
        assert PRESETS[key].participation == Bar(Fraction(2, 3))
    assert PRESETS["xuecheng-2021"].coverage == Bar(Fraction(17, 20))
    assert len(PRESETS["xuecheng-2021"].conditions) == 4
    assert PRESETS["naiman-2022"].coverage == Bar(Fraction(3, 4))
    assert PRESETS["shanghai-lift-2014-building"].reach is Reach.BUILDING
    assert {key for key, rule in PRESETS.items() if rule.of is Of.PARTICIPANTS} == {
        "xuecheng-2021",
        "naiman-2022",
        *decisions,
    }


def test_no_preset_counts_silence_or_parking_and_none_is_confirmed() -> None:
    for rule in PRESETS.values():
        assert (rule.silence, rule.parking, rule.confirmed_by) == (Silence.NOT_COUNTED, False, "")
        assert (rule.abstention, rule.invalid) == (Treatment.TAKES_PART, Treatment.LEFT_OUT)


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_a_rule_survives_its_document(key: str) -> None:
    rule = rule_from_document(json.loads(json.dumps(PRESETS[key].document())))
    assert rule == PRESETS[key]
    assert isinstance(rule.instrument, Instrument)
    assert all(isinstance(basis, Basis) for basis in rule.bases)


def test_a_rule_that_a_compound_wrote_is_read() -> None:
    (rule,) = read_rules(RULE + 'parking = true\nsilence = "follows_majority"\nconfirmed_by = "bureau"\n')
    assert rule.bases == (Basis.OWNERS, Basis.AREA)
    assert rule.consent == Bar(Fraction(1, 2), strict=True)
    assert (rule.parking, rule.silence, rule.confirmed_by) == (True, Silence.FOLLOWS_MAJORITY, "bureau")


@pytest.mark.parametrize(
    "text", ["", "2/3", "at least 0/3", "at least 4/3", "more than 1/1", "at least 2/0", "at least 66%", "at least ２/３"]
)
def test_a_bar_that_names_no_share_to_reach_is_none(text: str) -> None:
    assert read_bar(text) is None


def test_a_bar_is_written_as_it_is_read() -> None:
    assert [str(read_bar(text)) for text in ("at least 85/100", "more than 1/2", "at least 1/1")] == [
        "at least 17/20",
        "more than 1/2",
        "at least 1/1",
    ]


def test_a_file_that_is_no_toml_names_the_line() -> None:
    assert problems(RULE + "consent == 1") == [("toml_syntax", "", 9)]


def test_a_file_without_rules_says_so() -> None:
    assert problems("") == [("toml_missing", "rule", 1)]


def test_every_mistake_is_told_with_its_line() -> None:
    text = """[[rule]]
key = "a"
name = ""
source = "s"
bases = ["owners", "owners", "votes"]
coverage = "66%"
colour = "red"
[[rule]]
key = "a"
name = "n"
source = "s"
instrument = "consultation"
bases = []
silence = "follows_majority"
of = "everybody"
"""
    assert set(problems(text)) == {
        ("toml_missing", "name", 3),
        ("toml_missing", "instrument", 1),
        ("toml_repeated", "bases", 5),
        ("toml_choice", "bases", 5),
        ("rule_bar", "coverage", 6),
        ("toml_unknown_key", "colour", 7),
        ("toml_repeated", "key", 9),
        ("toml_missing", "bases", 13),
        ("toml_choice", "of", 15),
        ("rule_without_bar", "rule", 8),
        ("rule_silence_in_consultation", "silence", 14),
    }
