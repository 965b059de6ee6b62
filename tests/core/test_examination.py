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
    assert document["shares_raised"] == 13
    assert document["items"]["a"]["equal_shares"] == "bought"
    assert document["items"]["b"] == {
        "equal_shares": "out",
        "representative": 2,
        "margin": {"carried_out": False, "needed": 16, "by_points": False},
        "buildings": [{"name": "1", "support": 0, "answered": 20}, {"name": "2", "support": 5, "answered": 5}],
        "ranks": [2, 2],
        "above": 0,
        "reached": 0,
        "draws": 10,
        "band": "C",
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
    assert document["items"]["a"]["ranks"] is None


def test_occupants_have_an_opinion_beside_the_list_that_is_examined() -> None:
    votes = [ballot(1, "a"), ballot(2, "b", capacity=Capacity.OCCUPANT), ballot(3, "", capacity=Capacity.OCCUPANT)]
    listed = examine(menu(item("a"), item("b")), EDITION, roster(*"111"), votes, terms(), draws=0).listed
    assert [(line.item.key, line.support, line.answered, line.opinion) for line in listed.lines] == [
        ("a", 1, 1, (0, 2)),
        ("b", 0, 1, (1, 2)),
    ]
