"""Rules at the places where a small slip would go unnoticed: what is written down, what is read, what still may turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.errors import Problem
from surveys.core.rules import (
    Conclusion,
    Instrument,
    Lock,
    Need,
    Of,
    Reach,
    Result,
    Silence,
    SilenceEvidence,
    Treatment,
    apply,
    apply_totals,
    check_totals,
    read_rules,
    rule_from_document,
    silence_from_document,
)
from surveys.core.tally import Basis, Count
from tests.core.small_polls import counted, homes, rule
from tests.core.test_rule_texts import FULL

EVIDENCE = SilenceEvidence("clause", "delivery", "warning")


def test_a_document_without_conditions_is_a_rule_without_any() -> None:
    document = rule(consent="1/2").document()
    del document["conditions"]
    assert rule_from_document(document) == rule(consent="1/2")


def test_a_result_is_written_down_whole() -> None:
    asked = rule(Basis.OWNERS, participation="2/3", consent=">1/2", instrument=Instrument.DECISION)
    result = apply_totals(asked, {Basis.OWNERS: Count(9, yes=3, no=1, abstain=1, blank=1, invalid=1)})
    assert result.document() == {
        "rule": "r",
        "instrument": "decision",
        "outcome": "not_passed",
        "decides": True,
        "lock": "open",
        "counts": {
            "owners": {
                "total": 9,
                "answered": 6,
                "part": 5,
                "yes": 3,
                "no": 1,
                "abstain": 1,
                "blank": 1,
                "invalid": 1,
                "silent": 2,
            }
        },
        "checks": [
            {
                "kind": "participation",
                "basis": "owners",
                "bar": "at least 2/3",
                "actual": 5,
                "whole": 9,
                "needed": 6,
                "most": 9,
                "most_needed": 6,
                "ok": False,
                "lock": "open",
            },
            {
                "kind": "consent",
                "basis": "owners",
                "bar": "more than 1/2",
                "actual": 3,
                "whole": 5,
                "needed": 3,
                "most": 7,
                "most_needed": 5,
                "ok": True,
                "lock": "open",
            },
        ],
        "needs": {"owners": {"returns": 1, "agree": 1}},
        "filled_by_noes": {},
        "with_silence": None,
    }


def test_an_undecidable_result_shows_its_counts() -> None:
    counts = {Basis.HOUSEHOLDS: Count(0)}
    result = apply_totals(rule(consent="1/2"), counts)
    assert (result.conclusion, result.counts) == (Conclusion.UNDECIDABLE, counts)


def test_a_rule_without_bars_lacks_nothing() -> None:
    assert apply_totals(rule(), {Basis.HOUSEHOLDS: Count(3)}).needs == {Basis.HOUSEHOLDS: Need(0, 0)}


def test_typed_totals_that_can_not_be_are_told_with_their_figures() -> None:
    asked = rule(Basis.OWNERS, Basis.AREA, consent="1/2")
    wrong = {Basis.OWNERS: Count(4, yes=-1, no=2), Basis.AREA: Count(3, yes=6, no=-1)}
    assert check_totals(asked, wrong) == (
        Problem("totals_negative", "owners"),
        Problem("totals_part_over_all", "area", value="5", detail={"all": 3}),
        Problem("totals_yes_over_part", "area", value="6", detail={"part": 5}),
    )


def silent(**votes: int) -> Result:
    """The result with silence counted, of ten owners of whom three are silent though they got their ballot."""
    asked = rule(Basis.OWNERS, consent=">1/2", instrument=Instrument.DECISION, silence=Silence.FOLLOWS_MAJORITY)
    result = apply_totals(asked, {Basis.OWNERS: Count(10, delivered=3, **votes)}, EVIDENCE).with_silence
    assert result
    return result


def test_those_who_followed_are_no_longer_among_the_silent() -> None:
    assert silent(yes=4).counts == {Basis.OWNERS: Count(10, yes=7)}
    assert silent(yes=1, no=4).counts == {Basis.OWNERS: Count(10, yes=1, no=7)}


def test_no_check_is_locked_where_silence_follows_others() -> None:
    result = silent(yes=7)
    found = (result.conclusion, result.lock, [check.lock for check in result.checks])
    assert found == (Conclusion.PASSED, Lock.OPEN, [Lock.OPEN])


def test_an_abstention_that_is_left_out_leaves_fewer_to_convince() -> None:
    # Two of three agree and one may still refuse; whoever abstained doesn't count at all.
    asked, count = rule(consent="2/3"), Count(4, yes=2, abstain=1)
    assert apply_totals(asked, {Basis.HOUSEHOLDS: count}).lock is Lock.OPEN
    assert apply_totals(replace(asked, abstention=Treatment.LEFT_OUT), {Basis.HOUSEHOLDS: count}).lock is Lock.PASSED


def test_a_refusal_that_another_unit_can_turn_is_not_firm() -> None:
    # One refuses for good; the other two are one owner's, whose last unit is still silent.
    asked, count = rule(Basis.OWNERS, consent="2/3"), Count(3, no=3, loose_no=2)
    assert apply_totals(asked, {Basis.OWNERS: count}).lock is Lock.OPEN
    assert apply_totals(asked, {Basis.OWNERS: Count(3, no=3, loose_no=1)}).lock is Lock.FAILED


def test_who_took_part_may_still_come_to_abstain_and_so_be_left_out() -> None:
    # The one vote can be turned into an abstention, and then nobody has taken part.
    loose, firm = Count(2, yes=1, loose_yes=1), Count(2, yes=1)
    asked = rule(Basis.OWNERS, participation="1/2", abstention=Treatment.LEFT_OUT)
    assert [apply_totals(asked, {Basis.OWNERS: count}).lock for count in (loose, firm)] == [Lock.OPEN, Lock.PASSED]
    taking_part = replace(asked, abstention=Treatment.TAKES_PART)
    assert apply_totals(taking_part, {Basis.OWNERS: loose}).lock is Lock.PASSED


def test_a_tally_and_a_rule_that_treat_parking_differently_do_not_go_together() -> None:
    with pytest.raises(ValueError, match=r"^the tally and the rule treat parking differently$"):
        apply(rule(consent="1/2", parking=True), counted(homes(1)))


def test_a_full_rule_survives_its_document_with_the_kinds_of_its_choices() -> None:
    (full,) = read_rules(FULL)
    again = rule_from_document(full.document())
    assert again == full
    chosen = (again.instrument, again.of, again.reach, again.abstention, again.invalid, again.silence)
    assert [type(choice) for choice in chosen] == [Instrument, Of, Reach, Treatment, Treatment, Silence]


def test_a_rule_s_clause_is_written_down_only_where_there_is_one() -> None:
    (full,) = read_rules(FULL)
    assert full.document()["clause"] == "article 12"
    assert "clause" not in replace(full, clause="").document()


def test_silence_may_count_only_in_a_decision_whose_rule_and_clause_both_say_so() -> None:
    (full,) = read_rules(FULL)
    assert full.silence_may_count is True
    for less in (
        {"silence": Silence.NOT_COUNTED},
        {"instrument": Instrument.CONSULTATION},
        {"clause": ""},
        {"clause": " "},
    ):
        assert replace(full, **less).silence_may_count is False  # type: ignore[arg-type]


def test_what_is_on_record_about_silence_survives_its_document() -> None:
    evidence = replace(EVIDENCE, undelivered=(3, 5))
    document = {"clause": "clause", "delivery": "delivery", "warning": "warning", "undelivered": [3, 5]}
    assert evidence.document() == document
    assert silence_from_document(document) == evidence
