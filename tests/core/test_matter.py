"""Matters: what may decide them, whose vote they are, and that none borrows another's ballots or the consultation's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.ballot import Ballot, Capacity
from surveys.core.canonical import canonical
from surveys.core.errors import Rejected
from surveys.core.matter import Matter, check_matters, matter_from_document, rule_problems, with_matters
from surveys.core.matter_file import read_matters, usual_rule
from surveys.core.menu import Decision
from surveys.core.poll import Terms
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Of, Reach, Treatment
from surveys.core.tally import Basis, Scope
from tests.core.small_polls import EDITION, MENU, PRESETS, bar, home, homes, vote
from tests.core.test_outcome import made, poll

SPECIAL, ORDINARY = PRESETS["civil-278-special"], PRESETS["civil-278-ordinary"]
LIFT = Matter("lift", "Build a lift?", Decision.REBUILDING, Scope(("2",), "1"), SPECIAL, "lift")
FUND = Matter("fund", "Spend the fund?", Decision.SPENDING_FUND, Scope(), ORDINARY)
CHOICES = tuple(Option(key, key.upper(), key) for key in ("yes", "no", "abstain"))
PATTERN = Edition(
    "p",
    "p",
    "",
    (
        Question("matter-voter", "single", "Who?", options=(Option("myself", "I"), Option("other", "not I"))),
        Question("matter-co-owners", "single", "Which?", options=tuple(Option(f"owner-{n}", f"{n}.") for n in range(1, 7))),
        Question("matter", "single", "M", QuestionRole.CONSENT, why="why", options=CHOICES),
    ),
)
ROSTER = Roster(tuple(home(n, building=str(1 + n % 2), unit=str(1 + n // 2 % 2)) for n in range(24)))


def asked(*matters: Matter) -> object:
    found = poll(PRESETS["xuecheng-2021"])
    assert found.terms
    return replace(found, terms=replace(found.terms, matters=tuple(one.document() for one in matters)))


def votes(household: int, capacity: Capacity = Capacity.OWNER, consent: str = "yes", **matters: str) -> Ballot:
    """A ballot with answers to matters by their keys."""
    return vote(household, consent, capacity, **{f"matter-{key}": answer for key, answer in matters.items()})


@pytest.mark.parametrize("decision", Decision)
def test_the_law_s_two_bars_fit_each_class(decision: Decision) -> None:
    special = decision in (Decision.RAISING_FUND, Decision.REBUILDING, Decision.COMMON_PARTS)
    assert int(decision) == list(Decision).index(decision) + 1
    assert rule_problems(SPECIAL, decision) == ()
    assert bool(rule_problems(ORDINARY, decision)) is special
    assert usual_rule(PRESETS.values(), decision) is (SPECIAL if special else ORDINARY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"participation": None}, "matter_rule_participation"),
        ({"participation": bar("1/2")}, "matter_rule_participation"),
        ({"participation": bar("65/100")}, "matter_rule_participation"),
        ({"consent": None}, "matter_rule_consent"),
        ({"consent": bar("2/3")}, "matter_rule_consent"),
        ({"bases": (Basis.OWNERS,)}, "matter_rule_bases"),
        ({"bases": (Basis.HOUSEHOLDS, Basis.OWNERS, Basis.AREA)}, "matter_rule_bases"),
        ({"of": Of.ALL}, "matter_rule_counting"),
        ({"reach": Reach.BUILDING}, "matter_rule_counting"),
        ({"abstention": Treatment.LEFT_OUT}, "matter_rule_counting"),
        ({"invalid": Treatment.TAKES_PART}, "matter_rule_counting"),
        ({"coverage": bar("1/2")}, "matter_rule_counting"),
    ],
)
def test_a_rule_that_asks_for_less_than_the_law_decides_nothing(change: dict[str, object], code: str) -> None:
    assert [problem.code for problem in rule_problems(replace(SPECIAL, **change), Decision.REBUILDING)] == [code]


def test_exactly_half_is_no_majority_and_more_than_the_law_asks_for_is_allowed() -> None:
    half = replace(ORDINARY, consent=bar("1/2"))
    assert [problem.code for problem in rule_problems(half, Decision.OTHER)] == ["matter_rule_consent"]
    assert rule_problems(replace(ORDINARY, consent=bar("51/100"), participation=bar("3/4")), Decision.OTHER) == ()


def test_a_consultation_s_rule_decides_nothing() -> None:
    codes = {problem.code for problem in rule_problems(PRESETS["xuecheng-2021"], Decision.OTHER)}
    assert "matter_rule_consults" in codes


def test_every_problem_of_matters_is_named_with_its_number() -> None:
    wrong = [
        replace(LIFT, wording=" ", item="pool"),
        replace(LIFT, wording="w" * 121, scope=Scope(("1", "9"), "1")),
        replace(FUND, key="lift", scope=Scope(("2",), "7")),
    ]
    found = [(problem.detail["number"], problem.code) for problem in check_matters(wrong, MENU, ROSTER)]
    assert found == [
        (1, "matter_without_wording"),
        (1, "matter_item"),
        (2, "matter_wording_long"),
        (2, "matter_stairwell"),
        (2, "matter_building"),
        (2, "matter_repeated"),
        (3, "matter_nobody"),
        (3, "matter_repeated"),
    ]
    assert check_matters([LIFT, FUND], MENU, ROSTER) == ()


def test_a_file_of_matters_names_the_line_of_each_problem() -> None:
    text = '[[matter]]\nkey = "lift"\nwording = "Lift?"\ndecision = "7"\nbuildings = ["2"]\nunit = "1"\nitem = "lift"\n'
    assert read_matters(text, PRESETS) == (replace(LIFT, wording="Lift?"),)
    wrong = (
        text + '[[matter]]\nkey = "lift"\nwording = "x"\nunit = "1"\ndecision = "7"\nrule = "civil-278-ordinary"\nhow = 1\n'
    )
    with pytest.raises(Rejected) as refused:
        read_matters(wrong, PRESETS)
    lines = [(problem.row, problem.code) for problem in refused.value.problems]
    assert lines == [
        (9, "toml_repeated"),
        (11, "matter_stairwell"),
        (13, "matter_rule_consent"),
        (14, "toml_unknown_key"),
    ]


def test_matters_are_read_as_they_were_written_and_older_terms_keep_their_digest() -> None:
    assert matter_from_document(json.loads(canonical(LIFT.document()))) == LIFT
    older = Terms("e", "m", "r", (), (), 7, False, None, "o", "c")
    assert "matters" not in older.document()
    newer = replace(older, matters=(LIFT.document(),))
    assert Terms.from_document(json.loads(canonical(newer.document()))) == newer
    assert newer.digest != older.digest


def test_a_household_is_asked_the_matters_whose_scope_covers_it() -> None:
    def keys(household: int) -> list[str]:
        edition = with_matters(EDITION, [LIFT, FUND], PATTERN, ROSTER.households[household])
        return [question.key for question in edition.questions[len(EDITION.questions) :]]

    assert keys(1) == ["matter-voter", "matter-lift", "matter-fund"], "building 2, stairwell 1"
    assert keys(3) == ["matter-voter", "matter-fund"], "building 2, stairwell 2"
    assert with_matters(EDITION, [LIFT], PATTERN, ROSTER.households[3]) is EDITION
    whole = with_matters(EDITION, [LIFT, FUND], PATTERN, None)
    question = whole.by_key["matter-lift"]
    assert (question.owner_only, question.label) == (True, "Build a lift?")
    assert question.show_if[0].any_of[:3] == ("myself", "mandated", "owner-1")
    assert "other" not in question.show_if[0].any_of
    several = with_matters(EDITION, [FUND], PATTERN, replace(ROSTER.households[3], owners=2))
    assert [option.key for option in several.by_key["matter-voter"].options] == ["owner-1", "owner-2"]
    assert [option.label for option in question.options] == ["YES", "NO", "ABSTAIN"]
    assert with_matters(EDITION, [LIFT, FUND], PATTERN, None) is whole, "made once"


def test_no_verdict_borrows_the_ballots_of_another_or_of_the_consultation() -> None:
    everybody = [votes(n, consent="no", fund="yes", lift="no") for n in range(24)]
    found = made(ROSTER, *everybody, asked=asked(FUND, LIFT))  # type: ignore[arg-type]
    assert {key: ruling.passed for key, ruling in found.matters.items()} == {"fund": True, "lift": False}
    assert found.tally.votes.households.yes == 0
    assert found.matters["fund"].tally.votes.owners.yes == 24
    assert found.matters["lift"].tally.votes.owners.no == found.matters["lift"].homes == 6


def test_who_isn_t_asked_a_matter_doesn_t_vote_on_it_whatever_the_ballot_says() -> None:
    outside = [votes(n, lift="yes") for n in range(24) if (n % 2, n // 2 % 2) != (1, 0)]
    found = made(ROSTER, *outside, asked=asked(LIFT)).matters["lift"]  # type: ignore[arg-type]
    assert (found.tally.votes.owners.total, found.tally.votes.owners.part) == (6, 0)


def test_an_answer_to_the_consultation_takes_part_in_no_matter() -> None:
    """A family member answers the consultation, and no matter is asked then; an occupant's ballot is an opinion."""
    family = [votes(n) for n in range(24)]
    tenants = [votes(n, Capacity.OCCUPANT, fund="yes") for n in range(24)]
    found = made(ROSTER, *family, *tenants, asked=asked(FUND)).matters["fund"]  # type: ignore[arg-type]
    assert (found.tally.votes.owners.part, found.passed) == (0, False)


def test_unsold_units_are_one_owner_in_a_matter() -> None:
    unsold = [home(n, f"dev {n}" if n < 3 else "dev", kind=UnitKind.UNSOLD) for n in range(40)]
    roster = Roster((*(replace(one, owner="dev") for one in unsold), *(home(n) for n in range(40, 70))))
    against = [votes(n, fund="no") for n in range(40)]
    ballots = [*against, *(votes(n, fund="yes") for n in range(40, 70))]
    found = made(roster, *ballots, asked=asked(FUND))  # type: ignore[arg-type]
    owners = found.matters["fund"].tally.votes.owners
    assert (owners.total, owners.yes, owners.no) == (31, 30, 1)


def test_two_thirds_take_part_and_three_quarters_of_them_agree_in_heads_and_in_area() -> None:
    def passes(part: int, yes: int, *, big: int = 0) -> bool:
        roster = Roster(tuple(home(n, area=200_00 if n < big else 100_00) for n in range(24)))
        lift = replace(LIFT, scope=Scope())
        ballots = [votes(n, lift="yes" if part - yes <= n else "abstain") for n in range(part)]
        return made(roster, *ballots, asked=asked(lift)).matters["lift"].passed  # type: ignore[arg-type]

    assert passes(16, 12)
    assert not passes(15, 15)
    assert not passes(16, 11)
    assert passes(24, 18)
    assert not passes(24, 18, big=6), "six of 24 hold a third of the area"


def test_the_digest_of_a_sheet_without_matters_stays() -> None:
    found = made(homes(12), *(vote(n) for n in range(1, 13)))
    assert "matters" not in found.document()
