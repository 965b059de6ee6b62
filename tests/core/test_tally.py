"""Counting: three bases side by side, owners and occupants apart, every figure with its denominator."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.questionnaire import Edition
from surveys.core.roster import AreaSource, Roster, UnitKind
from surveys.core.tally import Basis, Count, Scope, Share, owners_of, tally
from tests.core.small_polls import EDITION, MENU, counted, home, homes, vote


def test_each_household_counts_by_its_own_owners_ballot() -> None:
    found = counted(homes(5), vote(1), vote(2, "no"), vote(3, "abstain"), vote(4, ""))
    assert found.votes.households == Count(5, yes=1, no=1, abstain=1, blank=1)
    assert found.votes.households.part == 3
    assert found.votes.households.answered == 4
    assert found.votes.households.silent == 1
    assert found.turnout == Share(4, 5)


def test_a_ballot_without_consent_is_still_an_answer_for_the_list() -> None:
    found = counted(homes(2), vote(1, "", needs=("lift",)))
    assert found.votes.households.part == 0
    assert found.questions[1].owners.counts == {"lift": 1, "green": 0}


def test_an_answer_that_the_edition_does_not_know_takes_no_part() -> None:
    found = counted(homes(2), vote(1, "maybe"), replace(vote(2), answers={"consent": ("agree",)}))
    assert found.votes.households == Count(2, blank=2)


def test_without_a_consent_question_every_ballot_is_blank() -> None:
    bare = Edition("e", "e", "", EDITION.questions[1:])
    assert tally(homes(2), bare, MENU, [vote(1)]).votes.households == Count(2, blank=1)


def test_an_owner_of_five_units_is_one_head_with_five_areas() -> None:
    roster = Roster((*(home(n, "one", 1000 * n) for n in range(1, 6)), home(6, area=500)))
    found = counted(roster, vote(2))
    assert found.votes.owners == Count(2, yes=1, loose_yes=1)
    assert found.votes.area == Count(15500, yes=15000, loose_yes=15000)
    assert found.votes.households == Count(6, yes=1)


@pytest.mark.parametrize("answer", ["yes", "no", "abstain"])
def test_a_vote_that_a_silent_unit_could_turn_is_loose_and_still_counts(answer: str) -> None:
    found = counted(Roster((home(1, "one", 10), home(2, "one", 5))), vote(1, answer)).votes
    assert found.owners == Count(1, **{answer: 1, f"loose_{answer}": 1})
    assert found.area == Count(15, **{answer: 15, f"loose_{answer}": 15})


def test_the_latest_ballot_of_an_owner_holds_for_all_their_units() -> None:
    roster = Roster((home(1, "one", 3000), home(2, "one", 1000), home(3)))
    found = counted(roster, vote(1, "yes", minute=1), vote(2, "no", minute=2))
    assert found.votes.owners == Count(2, no=1)
    assert found.votes.area == Count(14000, no=4000)
    assert found.votes.households == Count(3, yes=1, no=1)
    assert found.conflicts == 1


def test_a_later_ballot_without_consent_does_not_take_an_owners_vote_away() -> None:
    roster = Roster((home(1, "one"), home(2, "one")))
    found = counted(roster, vote(1, "yes", minute=1), vote(2, "", minute=2))
    assert found.votes.owners == Count(1, yes=1, loose_yes=1)
    assert found.conflicts == 0


def test_units_that_agree_are_no_conflict() -> None:
    roster = Roster((home(1, "one"), home(2, "one")))
    found = counted(roster, vote(1), vote(2))
    assert found.conflicts == 0
    assert found.votes.owners == Count(1, yes=1)


def test_forty_unsold_units_are_one_head() -> None:
    units = [home(n, "builder", 8000, kind=UnitKind.UNSOLD) for n in range(1, 41)]
    found = counted(Roster((*units, home(41))), vote(7, "no"), vote(41))
    assert found.votes.owners == Count(2, yes=1, no=1, loose_no=1)
    assert found.votes.area.no == 40 * 8000


def test_unsold_units_are_one_head_though_their_papers_name_several() -> None:
    roster = Roster((home(1, "a", kind=UnitKind.UNSOLD), home(2, "b", kind=UnitKind.UNSOLD), home(3, "a")))
    assert counted(roster).votes.owners.total == 2


def test_the_builders_own_shop_belongs_to_the_head_of_its_unsold_units() -> None:
    roster = Roster((home(1, "builder", kind=UnitKind.UNSOLD), home(2, "builder", kind=UnitKind.SHOP), home(3)))
    assert counted(roster).votes.owners.total == 2


@pytest.mark.parametrize(
    ("units", "heads"),
    [
        ("shop 宏达置业, unsold 宏达置业, unsold, home 李娜", 2),
        ("unsold, shop 宏达 置业, unsold 宏达置业, parking 宏达置业, home 李娜", 2),
        ("shop ＨＤ置业, unsold HD置业, home 李娜", 2),
        ("unsold 宏达置业, unsold, unsold 万成置业, unsold, shop 万成置业, home 李娜", 3),
        ("unsold, unsold, home 李娜, shop 宏达置业", 3),
        ("unsold ABC置业, shop abc置业, home 李娜", 2),
        ("home 李娜, home 李娜, unsold 李娜", 1),
    ],
)
def test_a_developer_is_one_head_with_all_that_it_holds(units: str, heads: int) -> None:
    rows = []
    for number, text in enumerate(units.split(", "), 1):
        kind, _, owner = text.partition(" ")
        rows.append(replace(home(number, building=str(number), kind=UnitKind(kind)), owner=owner))
    roster = Roster(tuple(rows))
    assert counted(roster, parking=True).votes.owners.total == heads
    assert counted(roster).votes.households.total == sum("home" in text or "shop" in text for text in units.split(", "))


def test_a_developer_is_one_head_in_a_building_that_does_not_name_it() -> None:
    named = home(1, "宏达置业", kind=UnitKind.UNSOLD)
    shop = home(2, "宏达置业", building="2", kind=UnitKind.SHOP)
    blank = replace(home(3, building="2", kind=UnitKind.UNSOLD), owner="")
    assert counted(Roster((named, shop, blank)), scope=Scope(("2",))).votes.owners.total == 1


def test_units_without_an_owner_on_record_stand_each_by_itself() -> None:
    nobody = [home(n) for n in (1, 2)]
    found = owners_of([type(h)(h.id, h.building, h.unit, h.floor, h.room, h.area, "") for h in nobody])
    assert len(set(found.values())) == 2


@pytest.mark.parametrize("kind", [UnitKind.PARKING, UnitKind.STORAGE])
def test_parking_and_storage_count_as_area_and_heads_only_if_the_rule_says_so(kind: UnitKind) -> None:
    roster = Roster((home(1), home(2, "owner 1", 1200, kind=kind), home(3, area=1200, kind=kind)))
    without, within = counted(roster, vote(1), vote(3)), counted(roster, vote(1), vote(3), parking=True)
    assert without.votes.area == Count(10000, yes=10000)
    assert without.votes.owners == Count(1, yes=1)
    assert within.votes.area == Count(12400, yes=12400, loose_yes=11200)
    assert within.votes.owners == Count(2, yes=2, loose_yes=1)
    assert without.votes.households == within.votes.households == Count(1, yes=1)
    assert [part.reached for part in within.buildings] == [1]


def test_occupants_are_counted_apart() -> None:
    found = counted(homes(4), vote(1), vote(1, "no", Capacity.OCCUPANT), vote(2, "no", Capacity.OCCUPANT))
    assert found.votes.households == Count(4, yes=1)
    assert found.whole.opinions == Count(4, no=2)
    assert found.whole.reached == 2
    assert found.questions[0].owners.counts == {"agree": 1, "refuse": 0, "later": 0}
    assert found.questions[0].occupants.counts == {"agree": 0, "refuse": 2, "later": 0}


def test_invalid_and_delivered_are_known_only_where_no_ballot_counts() -> None:
    found = counted(homes(4), vote(1), invalid={1, 2}, delivered={1, 2, 3})
    assert found.votes.households == Count(4, yes=1, invalid=1, delivered=1)
    assert found.votes.households.silent == 2


def test_an_owner_stands_as_the_strongest_of_the_units_without_a_vote() -> None:
    roster = Roster((home(1, "one"), home(2, "one"), home(3, "two"), home(4, "two"), home(5, "three"), home(6, "three")))
    found = counted(roster, vote(1, ""), invalid={2, 3}, delivered={4, 6})
    assert found.votes.owners == Count(3, blank=1, invalid=1, delivered=1)


def test_buildings_and_stairwells_add_up_in_households_and_area() -> None:
    roster = Roster(
        (home(1, building="1", unit="1"), home(2, building="1", unit="2", area=7), home(3, "owner 1", building="2"))
    )
    found = counted(roster, vote(1), vote(2, "no"))
    assert [(p.building, p.unit) for p in found.buildings] == [("1", ""), ("2", "")]
    assert [(p.building, p.unit) for p in found.stairwells] == [("1", "1"), ("1", "2"), ("2", "1")]
    for basis in (Basis.HOUSEHOLDS, Basis.AREA):
        for parts in (found.buildings, found.stairwells):
            assert sum((p.votes.on(basis) for p in parts), Count(0)) == found.votes.on(basis)
    assert found.buildings[1].votes.households == Count(1)
    assert found.buildings[1].votes.area == Count(10000, yes=10000, loose_yes=10000)


def test_a_scope_counts_as_if_it_were_the_whole() -> None:
    roster = Roster((home(1, "one", building="1"), home(2, "one", building="2"), home(3, building="2", unit="2")))
    ballots = [vote(1, "no", minute=9), vote(2, "yes"), vote(3, "no")]
    one = counted(roster, *ballots, scope=Scope(("2",)))
    assert one.votes.owners == Count(2, yes=1, no=1)
    assert counted(roster, *ballots, scope=Scope(("2",), "2")).votes.area == Count(10000, no=10000)
    assert counted(roster, *ballots, scope=Scope(("1", "2"))).votes == counted(roster, *ballots).votes


def test_a_stairwell_without_a_name_is_not_the_whole_building() -> None:
    roster = Roster((home(1, unit=""), home(2, unit="2")))
    assert counted(roster, scope=Scope(("1",), "")).votes.households.total == 1
    assert counted(roster, scope=Scope(("1",))).votes.households.total == 2


def test_area_is_told_by_its_source() -> None:
    found = counted(Roster((home(1, area=300), home(2, area=100, source=AreaSource.ESTIMATE))))
    assert found.sources[AreaSource.REGISTER] == 300
    assert found.estimated == Share(100, 400)


def test_channels_are_told_for_owners_and_occupants() -> None:
    found = counted(homes(3), vote(1), vote(2, channel=Channel.PAPER), vote(2, capacity=Capacity.OCCUPANT))
    assert found.channels[Capacity.OWNER] == {Channel.PHONE: 1, Channel.PAPER: 1, Channel.DOOR: 0, Channel.CALL: 0}
    assert found.channels[Capacity.OCCUPANT][Channel.PHONE] == 1


def test_every_question_has_its_own_denominator() -> None:
    found = counted(
        homes(3),
        vote(1, lift="5", troubles=("leak", "dark"), years=12, more="x"),
        vote(2, troubles=("leak",), lift=""),
        vote(3, troubles=()),
    )
    by_key = {q.key: q.owners for q in found.questions}
    assert set(by_key) == {"consent", "needs", "lift", "troubles", "years"}
    assert (by_key["lift"].ballots, by_key["lift"].answered, by_key["lift"].counts["5"]) == (3, 1, 1)
    assert (by_key["troubles"].answered, by_key["troubles"].counts) == (2, {"leak": 2, "dark": 1})
    assert by_key["years"].counts == {"12": 1}


def test_an_order_of_nothing_is_an_answer() -> None:
    found = counted(homes(3), vote(1, needs=("lift",)), vote(2, needs=()), vote(3))
    needs = next(q.owners for q in found.questions if q.key == "needs")
    assert (needs.ballots, needs.answered, needs.counts) == (3, 2, {"lift": 1, "green": 0, "none": 1})


def test_the_order_of_ballots_changes_nothing() -> None:
    roster = Roster((home(1, "one"), home(2, "one"), home(3)))
    ballots = [vote(1), vote(2, "no"), vote(3, "abstain"), vote(3, "no", Capacity.OCCUPANT)]
    found = {canonical(counted(roster, *order).document()) for order in permutations(ballots)}
    assert len(found) == 1


def test_two_ballots_of_one_household_in_one_capacity_are_refused() -> None:
    with pytest.raises(ValueError, match="two ballots"):
        counted(homes(1), vote(1), vote(1, "no"))


def test_a_ballot_from_outside_the_roster_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the roster"):
        counted(homes(1), vote(2))


def test_shuffled_ballots_of_a_large_compound_give_the_same_bytes() -> None:
    chance = random.Random(7)
    roster = Roster(tuple(home(n, f"o{n % 150}", 5000 + n, building=str(n % 7), unit=str(n % 2)) for n in range(200)))
    ballots = [vote(n, chance.choice(("yes", "no", "abstain", "")), minute=chance.randrange(3)) for n in range(0, 200, 2)]
    first = canonical(counted(roster, *ballots).document())
    for _ in range(5):
        chance.shuffle(ballots)
        assert canonical(counted(roster, *ballots).document()) == first
