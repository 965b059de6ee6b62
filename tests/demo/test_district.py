"""The invented district: its exact size, and that the same seed gives the same one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from surveys.core.answers import read_answers
from surveys.core.ballot import Capacity
from surveys.core.canonical import digest
from surveys.core.menu import Decision, Menu, Payer
from surveys.core.roster import Entrance, UnitKind
from surveys.core.roster_file import read_roster
from surveys.demo.ballot import Reply, replies
from surveys.demo.batches import batches
from surveys.demo.district import Estate, Flat, district
from surveys.demo.matter import planned
from surveys.demo.menu import budget_for, filled_in, menu_for
from surveys.demo.names import AREAS, MARKET, STREETS
from surveys.demo.people import people_of
from surveys.demo.plots import PLOTS, STORIES, Phase
from surveys.demo.roster import HEADER, rows_of
from surveys.demo.turnout import turnouts
from surveys.services.edition import edition_named, menu_named, preset_rules, roster_words

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
ESTATES = district(2021)
TURNOUTS = turnouts(ESTATES, Random(3))


def menu_of(estate: Estate) -> Menu:
    """An estate's menu as its office fills it in."""
    return filled_in(estate, menu_for(estate, menu_named("xuecheng-2021")))


def counted(estates: tuple[Estate, ...]) -> list[Flat]:
    return [flat for estate in estates for flat in estate.flats if flat.kind is not UnitKind.PARKING]


def answered(estate: Estate) -> list[Reply]:
    rng = Random(estate.plot.name)
    batch = batches(NOW)[estate.plot.phase]
    menu = menu_of(estate)
    return replies(people_of(estate, rng), menu, TURNOUTS[estate.plot.name], (batch.midnight, batch.days), rng)


def test_the_district_has_the_size_of_a_real_one() -> None:
    buildings = {(estate.plot.name, flat.building) for estate in ESTATES for flat in estate.flats}
    flats = counted(ESTATES)
    assert (len(STREETS), len(AREAS), len(ESTATES), len(buildings)) == (3, 5, 65, 311)
    assert (len(flats), sum(flat.area for flat in flats)) == (7_447, 760_000_00)


def test_the_first_area_joins_nine_compounds() -> None:
    joined = tuple(estate for estate in ESTATES if estate.plot.area == 0)
    flats = counted(joined)
    assert (len(joined), sum(len(estate.shapes) for estate in joined)) == (9, 43)
    assert (len(flats), sum(flat.area for flat in flats)) == (1_759, 166_500_00)


def test_the_same_seed_gives_the_same_district() -> None:
    def of(seed: int) -> str:
        return digest([[flat.room, flat.area, flat.owner] for estate in district(seed) for flat in estate.flats])

    assert of(2021) == of(2021)
    assert of(2021) != of(2022)


def test_all_kinds_of_units_occur_and_some_owners_hold_several() -> None:
    flats = [flat for estate in ESTATES for flat in estate.flats]
    assert {flat.kind for flat in flats} == set(UnitKind)
    several = Counter((estate.plot.name, flat.owner) for estate in ESTATES for flat in estate.flats)
    assert sum(units > 1 for (_, owner), units in several.items() if owner != MARKET) > 100


def test_every_compound_that_shows_something_exists_once() -> None:
    names = [plot.name for plot in PLOTS]
    assert len(set(names)) == 65
    assert set(STORIES) <= set(names)


def test_every_name_says_that_it_is_invented() -> None:
    told = [STREETS[estate.plot.street] for estate in ESTATES]
    told += [flat.owner for estate in ESTATES for flat in estate.flats]
    told += [batch.title for batch in batches(NOW).values()]
    assert [name for name in told if "演示" not in name] == []
    phones = {flat.phone for estate in ESTATES for flat in estate.flats if flat.phone}
    assert {phone[:9] for phone in phones} == {"000-0000-"}


def test_the_rosters_are_read_as_they_were_meant() -> None:
    words = roster_words()
    for estate in ESTATES:
        rows = read_roster(HEADER, list(rows_of(estate)), words)
        assert [(r.building, r.unit, r.floor, r.room, r.floor_area, r.kind, r.area_source) for r in rows] == [
            (f.building, f.unit, f.floor, f.room, f.area, f.kind, f.source) for f in estate.flats
        ]
        assert len({row.owner_key for row in rows}) == len({flat.owner for flat in estate.flats})


@pytest.mark.parametrize("estate", [e for e in ESTATES if e.plot.name in TURNOUTS], ids=lambda e: e.plot.name)
def test_every_form_is_accepted_and_the_turnout_is_as_planned(estate: Estate) -> None:
    edition, menu = edition_named("w1-2026"), menu_of(estate)
    batch = batches(NOW)[estate.plot.phase]
    last: dict[tuple[Capacity, str, str, str], object] = {}
    for reply in answered(estate):
        assert batch.opens_at <= reply.at < min(batch.closes_at, NOW)
        flat = reply.home.flat
        capacity, said = read_answers(edition, menu, Entrance(flat.building, flat.unit), reply.form)
        last[capacity, flat.building, flat.unit, flat.room] = said["consent"]
    owners = [consent for key, consent in last.items() if key[0] is Capacity.OWNER]
    assert (len(owners), owners.count("yes")) == TURNOUTS[estate.plot.name]


def test_the_forms_of_one_day_are_the_same_at_every_hour() -> None:
    assert batches(NOW) == batches(NOW + timedelta(hours=9))


def test_there_are_about_as_many_ballots_as_the_paper_campaign_had() -> None:
    total = 0
    for estate in ESTATES:
        if estate.plot.name in TURNOUTS:
            total += len({(r.home.flat, r.form["who"][0] in ("owner", "family")) for r in answered(estate)})
    assert 3_450 <= total <= 3_600


def test_the_top_floor_wants_roof_and_lift_and_the_ground_floor_no_lift() -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    asked: Counter[str] = Counter()
    for estate in ESTATES:
        lift = menu_of(estate).by_key["lift"]
        for reply in answered(estate) if estate.plot.name in TURNOUTS else ():
            place = "top" if reply.home.under_the_roof else "ground" if reply.home.ground else "middle"
            if lift.is_local and lift.concerns(Entrance(reply.home.flat.building, reply.home.flat.unit)):
                asked[place] += 1
                wanted.update((place, item) for item in reply.form["wishes"])
    share = {key: count / asked[key[0]] for key, count in wanted.items()}
    assert share["top", "roof"] > 0.5
    assert share["ground", "roof"] < 0.1
    assert share["top", "lift"] > 0.6
    assert share.get(("ground", "lift"), 0) < 0.05


def test_budgets_leave_a_choice() -> None:
    for estate in ESTATES:
        menu = menu_of(estate)
        must = sum(item.cost or 0 for item in menu.items if item.must)
        everything = sum(item.cost or 0 for item in menu.items if not item.infeasible)
        assert must < budget_for(estate, menu) < everything


def test_between_them_the_menus_say_all_that_a_menu_can_say() -> None:
    menus = [menu_of(estate) for estate in ESTATES]
    items = [item for menu in menus for item in menu.items]
    assert {"infeasible", "must", "excludes", "needs", "own_money", "priced_ways", "stairwells", "buildings"} <= {
        name for item in items for name in dir(item) if not name.startswith("_") and getattr(item, name)
    }
    assert {payment.payer for item in items for payment in item.pays} == set(Payer)
    assert any(tier.cap for menu in menus for tier in menu.tiers)
    assert {Decision.SPENDING_FUND, Decision.REBUILDING, Decision.COMMON_PARTS} <= {item.decision for item in items}


def test_the_item_that_waits_for_a_matter_is_for_those_who_decide_it() -> None:
    for estate in ESTATES:
        menu = menu_of(estate)
        for matter in (plan.matter for plan in planned(estate.plot.name, preset_rules()) if plan.matter.item):
            item = menu.by_key[matter.item]
            assert item.decision is matter.decision
            assert {flat for flat in estate.flats if item.concerns(Entrance(flat.building, flat.unit))} == {
                flat for flat in estate.flats if matter.scope.holds(flat.building, flat.unit)
            }


def test_the_phases_cover_what_a_desk_shows() -> None:
    phases = Counter(plot.phase for plot in PLOTS)
    assert phases[Phase.OPEN] > 10
    assert min(phases.values()) >= 2
