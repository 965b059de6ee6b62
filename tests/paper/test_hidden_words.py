"""What a notice hides stands in none of its words, bars, ranks and marks: the small inputs that once gave it away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from surveys.core.ballot import Ballot
from surveys.core.outcome import Hidden, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.roster import Roster
from surveys.core.rules import Instrument
from surveys.words.blocks import Box, CheckTable, Listing, Rows
from tests.paper.decided import MENU, RULES, came, decided, exact_sheet, homes, preview, said, vote

TWELVE = [6137, 7402, 5555, 9010, 8888, 4747, 6666, 7123, 8291, 5995, 7777, 6868]
ORDERED = [item.key for item in MENU.items if not item.must and not item.infeasible]


def areas_in(outcome: Outcome) -> set[str]:
    """The areas that the words of a notice name, in square metres."""
    return set(re.findall(r"([\d,]+\.\d\d)平方米", said(preview(outcome))))


def special(living: Roster, cast: Sequence[Ballot]) -> Outcome:
    """A consultation with the bars of Civil Code art. 278, items 6 to 8."""
    return came(living, cast, rules=(replace(RULES["civil-278-special"], instrument=Instrument.CONSULTATION),))


def rows(outcome: Outcome) -> dict[str, object]:
    found = next(block for block in preview(outcome).blocks if isinstance(block, Listing))
    return {row.name: row for group in found.groups for row in group.rows}


def test_the_area_of_the_only_one_who_agrees_is_not_what_is_missing() -> None:
    living = homes([5_000 + 137 * n for n in range(1, 41)])
    outcome = special(living, [vote(n, "yes" if n == 3 else "no") for n in range(1, 41)])
    assert "按面积还差多少不公布" in said(preview(outcome))
    assert "54.11" not in said(preview(outcome))
    assert not areas_in(outcome) & {"2,288.44", "2,289.00", "2,288.00"}


def test_what_is_missing_does_not_name_the_one_big_owner_who_refuses() -> None:
    living = homes([200_000, *(5_000 + 13 * n for n in range(39))])
    outcome = special(living, [vote(n, "no" if n == 1 else "yes") for n in range(1, 41)])
    without = special(living, [vote(n, "no" if n == 2 else "yes") for n in range(1, 41)])
    assert "852" not in said(preview(outcome))
    assert areas_in(outcome) == areas_in(without)


def test_a_bar_of_a_hidden_area_is_not_drawn() -> None:
    answered = [n for n in range(1, 13) if n != 2]
    share = {four: 1000 * sum(TWELVE[n - 1] for n in four) // 77_057 for four in combinations(answered, 4)}
    agree = next(four for four, part in share.items() if part == 394)
    outcome = special(homes(TWELVE), [vote(n, "yes" if n in agree else "no") for n in answered])
    drawn = {row.what: row.part for block in preview(outcome).blocks if isinstance(block, CheckTable) for row in block.rows}
    assert drawn["同意人数"] == 1000 * 4 // 11
    assert drawn["同意面积"] is None
    exact = {
        row.what: row.part for block in exact_sheet(outcome).blocks if isinstance(block, CheckTable) for row in block.rows
    }
    assert exact["同意面积"] == 394


def test_ranks_and_ties_of_hidden_counts_are_not_told() -> None:
    cast = [vote(n, "yes", *ORDERED[n % 4 : n % 4 + 3]) for n in range(1, 12)]
    outcome = came(homes(TWELVE), cast)
    voted = [row for row in rows(outcome).values() if row.name in {MENU.by_key[key].name for key in ORDERED}]
    assert {row.rank for row in voted} == {"—"}
    assert {row.support for row in voted} == {"—"}
    assert {row.part for row in voted} == {None}
    assert not re.search(r"排第|并列第|一样多", said(preview(outcome)))
    assert [row.name for row in voted] == [MENU.by_key[key].name for key in ORDERED]
    assert "它们之间照菜单的顺序排" in said(preview(outcome))


def test_a_rule_in_a_building_of_three_homes_says_the_same_whoever_answered_what() -> None:
    living = homes([6_000] * 43, ["1"] * 40 + ["2"] * 3)
    many = [vote(n, "yes") for n in range(1, 41)]
    agreed, refused = (
        came(living, [*many, vote(41, one)], rules=("xuecheng-2021", "shanghai-lift-2014-building")) for one in ("yes", "no")
    )
    told_rows = [block.rows for block in preview(agreed).blocks if isinstance(block, Rows) and not block.head]
    assert told_rows == [block.rows for block in preview(refused).blocks if isinstance(block, Rows) and not block.head]
    assert "锁定" not in said(preview(agreed)) + said(preview(refused))


def test_that_all_agreed_in_a_small_building_is_not_told_by_its_rule() -> None:
    living = homes([6_000] * 48, ["1"] * 40 + ["2"] * 8)
    cast = [vote(n, "yes") for n in range(1, 49)]
    found = preview(came(living, cast, rules=("shanghai-lift-2014-building",)))
    told_rows = next(block.rows for block in found.blocks if isinstance(block, Rows) and not block.head)
    assert {row.verdict for row in told_rows if "2号楼" in row.cells[0]} == {"不公布"}
    assert "不公布。户太少，公布会看出哪家怎么选，由镇街另行书面告知。" in said(found)


def test_a_hidden_conclusion_colours_nothing() -> None:
    """Of ten, eight agree; whether the one big owner is among them is all that decides."""
    living = homes([60_000, *[6_000] * 9])
    passed, failed = (
        special(living, [vote(n, "no" if n in two else "yes") for n in range(1, 11)]) for two in ((9, 10), (1, 10))
    )
    assert isinstance(public(passed).judgement.state, Hidden)
    assert said(preview(passed)) == said(preview(failed))
    box = next(block for block in preview(passed).top if isinstance(block, Box))
    assert box.title == "结论另行书面告知"
    assert box.lines == ("结论由镇街另行书面告知业主。",)
    assert "“居民愿意改造”一项要靠不公布的数来定" in said(preview(passed))
    assert "这份清单先作参考" in said(preview(passed))


@pytest.mark.parametrize("voting", [{"agree": 96}, {"agree": 50}, {"answer": 99, "agree": 90}, {"answer": 30}])
def test_no_hidden_count_of_a_large_compound_stands_in_its_row(voting: dict[str, int]) -> None:
    outcome = decided(homes=24, draws=0, **voting)
    shown, exact = public(outcome), {line.item.name: line for line in outcome.listed.lines}
    for line in shown.listed.lines:
        row = rows(outcome)[line.name]
        if not told(line.support):
            assert row.part is None
            assert f"{exact[line.name].support}户（" not in row.why
            assert not row.support.startswith(f"{exact[line.name].support}/")
