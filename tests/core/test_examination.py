"""The list with everything beside it, written down."""

from __future__ import annotations

from surveys.core.ballot import Capacity
from surveys.core.canonical import canonical
from surveys.core.priorities import examine
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms


def test_checks_and_standings_are_one_exact_document() -> None:
    votes = [ballot(n, "a" if n <= 20 else "b") for n in range(1, 26)]
    houses = roster(*["1"] * 20, *["2"] * 5)
    found = examine(menu(item("a", 90), item("b", 90)), EDITION, houses, votes, terms(100, "b a"), draws=10)
    document = found.document()
    assert document["completion"] == "add1-walk-down 1 %"
    assert document["tie_order"] == ["b", "a"]
    assert document["alarms"] == [
        {"code": "building_behind", "figure": [0, 5], "against": [20, 25], "building": "2"},
    ]
    assert document["swings"] == [{"without": "1", "entered": ["b"], "left": ["a"]}]
    assert document["coverage"] == {
        "answered": 25,
        "listed": 20,
        "equal_shares": 20,
        "buildings": [{"name": "1", "support": 20, "answered": 20}, {"name": "2", "support": 0, "answered": 5}],
        "fulfilled": [5, 20],
    }
    assert document["strata"] == [
        {
            "parts": [["1", "low"], ["1", "middle"], ["1", "top"], ["2", "low"], ["2", "middle"], ["2", "top"]],
            "households": 25,
            "answered": 25,
            "weight": "1",
        },
    ]
    assert document["items"]["a"]["equal_shares"] == {"standing": "bought", "backed_per_mille": 1000, "spent_on": []}
    assert document["items"]["b"] == {
        "equal_shares": {"standing": "out", "backed_per_mille": 251, "spent_on": []},
        "representative": 2,
        "margin": None,
        "buildings": [{"name": "1", "support": 0, "answered": 20}, {"name": "2", "support": 5, "answered": 5}],
        "floors": [
            {"name": "low", "support": 5, "answered": 25},
            {"name": "middle", "support": 0, "answered": 0},
            {"name": "top", "support": 0, "answered": 0},
        ],
        "ranks_without_one_building": [1, 2],
        "bounds": [5, 5],
        "interval": [5, 5],
        "interval_method": "census",
        "of": 25,
        "ranks": [2, 2],
        "above": 0,
        "draws": 10,
        "band": "C",
        "weighted_rank": 2,
        "weighted_per_mille": 200,
    }
    assert canonical(document) == canonical(
        examine(menu(item("a", 90), item("b", 90)), EDITION, houses, votes[::-1], terms(100, "b a"), draws=10).document()
    )


def test_what_has_no_check_is_none() -> None:
    found = examine(menu(item("a")), EDITION, roster("1"), [], terms())
    document = found.document()
    assert document["coverage"] is None
    assert document["items"]["a"]["equal_shares"] is None
    assert document["items"]["a"]["band"] is None


def test_what_all_answers_order_has_a_thousand_of_a_thousand() -> None:
    document = examine(menu(item("a")), EDITION, roster("1"), [ballot(1, "a")], terms()).document()
    assert document["items"]["a"]["weighted_per_mille"] == 1000


def test_occupants_have_an_opinion_beside_the_list_that_is_examined() -> None:
    votes = [ballot(1, "a"), ballot(2, "b", capacity=Capacity.OCCUPANT), ballot(3, "", capacity=Capacity.OCCUPANT)]
    listed = examine(menu(item("a"), item("b")), EDITION, roster(*"111"), votes, terms(), draws=0).listed
    assert [(line.item.key, line.support, line.answered, line.opinion) for line in listed.lines] == [
        ("a", 1, 1, (0, 2)),
        ("b", 0, 1, (1, 2)),
    ]
