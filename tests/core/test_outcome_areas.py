"""What may be told of areas: bands that only public facts decide."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from surveys.core.outcome import Hidden, PublicCheck, PublicOutcome, Why, document, told
from surveys.core.outcome.areas import AreaBand
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import CheckKind, Conclusion, Instrument
from surveys.core.tally import Basis
from tests.core.small_polls import PRESETS, home, rule, vote
from tests.core.test_outcome import made, poll

SPECIAL = PRESETS["civil-278-special"]


def voted(numbers: dict[str, int], area: int = 5001) -> Outcome:
    """So many owners of each mind, large and small among them alike, and five who said nothing."""
    said = [choice for choice, number in numbers.items() for _ in range(number)]
    Random(1).shuffle(said)
    roster = Roster(tuple(home(n, area=area + 7 * n) for n in range(len(said) + 5)))
    return made(roster, *(vote(n, choice) for n, choice in enumerate(said)), asked=poll(SPECIAL))


def areas_of(outcome: PublicOutcome) -> dict[str, object]:
    count = outcome.turnout.counts[Basis.AREA]
    return {name: getattr(count, name) for name in ("yes", "no", "abstain")}


def consent_by_area(outcome: PublicOutcome) -> PublicCheck:
    (check,) = [c for c in outcome.rulings[0].checks if (c.kind, c.basis) == (CheckKind.CONSENT, Basis.AREA)]
    return check


@pytest.mark.parametrize(
    "numbers", [{"yes": 40, "no": 12}, {"yes": 40, "no": 3}, {"yes": 10, "no": 10}, {"no": 30, "abstain": 9}]
)
def test_no_sum_of_areas_is_told_unless_all_chose_alike(numbers: dict[str, int]) -> None:
    """Of flats in three sizes an exact sum tells how many of each size agreed, and so does the rest that is left of all."""
    found = areas_of(public(voted(numbers)))
    assert {name for name, figure in found.items() if told(figure)} == {"yes", "no", "abstain"} - set(numbers)
    assert areas_of(public(voted({"yes": 40})))["yes"] == sum(5001 + 7 * n for n in range(40))


def test_the_agreeing_area_is_told_in_a_band_that_ends_at_the_bar() -> None:
    outcome = voted({"yes": 105, "no": 35})
    check = consent_by_area(public(outcome))
    least, bar = sum(5001 + 7 * n for n in range(105)), check.needed
    most = sum(5001 + 7 * n for n in range(35, 140))
    assert least < bar <= outcome.tally.votes.area.yes < most
    assert (check.ok, areas_of(public(outcome))["yes"]) == (True, Hidden(Why.AREA, bar, most))


def test_where_flats_come_in_three_sizes_no_size_is_told_to_have_agreed() -> None:
    """28 homes of 46.33, 71.18 and 67.77 m²: in whole square metres the sum fits one number of each size only."""
    sizes = [(4633, 7118, 6777)[n % 3] for n in range(28)]
    agree = {0, 2, 3, 5, 6, 8, 10, 11, 13, 14, 21, 22, 23, 24, 26, 27}

    def told_of(agreeing: set[int]) -> PublicOutcome:
        roster = Roster(tuple(home(n, area=area) for n, area in enumerate(sizes)))
        return public(made(roster, *(vote(n, "yes" if n in agreeing else "no") for n in range(28)), asked=poll(SPECIAL)))

    assert document(told_of(agree)) == document(told_of(agree - {2} | {9}))


def test_the_area_that_a_single_supporter_owns_stands_nowhere() -> None:
    """40 owners of 50 m² and 1.37 m² more each; the third alone agrees: 54.11 m², and 2,288.44 m² short of 2,342.55."""
    roster = Roster(tuple(home(n, area=5000 + 137 * n) for n in range(1, 41)))
    ballots = [vote(n, "yes" if n == 3 else "no") for n in range(1, 41)]
    found = public(made(roster, *ballots, asked=poll(SPECIAL)))
    text = json.dumps(document(found))
    assert "5411" not in text
    assert "228844" not in text
    other = [vote(n, "yes" if n == 17 else "no") for n in range(1, 41)]
    assert document(public(made(roster, *other, asked=poll(SPECIAL)))) == document(found)


def test_where_only_the_largest_owner_can_make_the_difference_it_isnt_said_which() -> None:
    roster = Roster((home(1, area=200_000), *(home(n, area=7_700) for n in range(2, 41))))
    asking = replace(SPECIAL, instrument=Instrument.CONSULTATION)

    def refusing(number: int) -> PublicOutcome:
        ballots = [vote(n, "no" if n == number else "yes") for n in range(1, 41)]
        return public(made(roster, *ballots, asked=poll(asking)))

    assert document(refusing(1)) == document(refusing(9))
    found = refusing(1)
    assert isinstance(found.rulings[0].conclusion, Hidden)
    assert isinstance(found.judgement.gates[0].state, Hidden)
    assert isinstance(found.judgement.state, Hidden)


def test_an_area_bar_that_the_heads_decide_by_themselves_is_told() -> None:
    found = public(voted({"no": 40}))
    assert consent_by_area(found).ok is False
    assert found.rulings[0].conclusion is Conclusion.NOT_PASSED


def test_a_missed_participation_is_told_whatever_the_hidden_areas_are() -> None:
    roster = Roster(tuple(home(n, area=5001 + 7 * n) for n in range(60)))
    found = public(made(roster, *(vote(n) for n in range(8)), asked=poll(SPECIAL)))
    assert found.rulings[0].conclusion is Conclusion.NOT_PASSED


def test_a_bar_that_few_sets_of_owners_miss_is_not_told_though_it_is_reached() -> None:
    """All but the smallest sets reach it: to say that one doesn't would tell who is in it, so neither is said."""
    band = AreaBand(voted({"yes": 20, "no": 20}).tally)
    assert band.tell(band.low + 1) is None
    assert band.tell(band.low) is True
    assert band.tell(band.high + 1) is False
    assert band.edges == []


def test_a_second_bar_close_to_the_first_is_not_told() -> None:
    outcome = voted({"yes": 60, "no": 60})
    middle = sum(5001 + 7 * n for n in range(120)) // 2
    band = AreaBand(outcome.tally)
    assert band.tell(middle) is not None
    assert [band.reaches(bar) for bar in (middle - 100, middle + 100)].count(None) == 1
    assert [band.tell(bar) for bar in (middle - 100, middle + 100)].count(None) == 1
    assert band.edges == [middle]


def test_an_owner_of_many_who_may_have_chosen_either_way_keeps_the_bar_hidden() -> None:
    """With a holder of twelve flats in it, the area that agrees is either far below the bar or far above."""
    homes = [home(n, f"owner {n}" if n < 40 else "holder", 5000 + 10 * n) for n in range(52)]
    ballots = [vote(n, "yes" if n % 4 else "no") for n in range(52)]
    found = public(made(Roster(tuple(homes)), *ballots, asked=poll(SPECIAL)))
    assert isinstance(consent_by_area(found).ok, Hidden)


def test_the_area_with_parking_is_not_told_beside_the_area_without() -> None:
    parking = rule(Basis.OWNERS, Basis.AREA, consent="1/2", parking=True)
    homes = [home(n, area=5000 + 10 * n) for n in range(60)]
    homes += [home(100 + n, f"owner {n}", 1200, kind=UnitKind.PARKING) for n in range(3)]
    ballots = [vote(n, "yes" if n % 2 else "no") for n in range(60)]
    found = public(made(Roster(tuple(homes)), *ballots, asked=poll(rule(Basis.AREA, consent="1/2"), parking)))
    told_of = [check.ok for ruling in found.rulings for check in ruling.checks if check.basis is Basis.AREA]
    assert [isinstance(ok, Hidden) for ok in told_of] == [False, True]
