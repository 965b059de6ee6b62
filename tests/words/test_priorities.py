"""The sentences about the list: one for each item in or out, and one for each thing beside it."""

from __future__ import annotations

from types import SimpleNamespace

from surveys.core.ballot import Ballot
from surveys.core.menu import Alternative, Menu
from surveys.core.outcome.listing import exact_list
from surveys.core.priorities import Alarm, AlarmCode, Coverage, Examination, Swing, examine
from surveys.core.roster import Roster
from surveys.words.menu import asking_words
from surveys.words.outcome.committee import alarm_words, coverage_words, swing_words
from surveys.words.outcome.money import list_notes
from surveys.words.priorities import heading_words, why_words
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms


def examined(items: Menu, *ballots: Ballot, among: Roster | None = None, **fixed: object) -> Examination:
    return examine(items, EDITION, among or roster(*"1" * 10), ballots, terms(**fixed))  # type: ignore[arg-type]


def why(key: str, found: Examination) -> str:
    items = tuple(line.item for line in found.listed.lines)
    shown = exact_list(SimpleNamespace(listed=found.listed, examined=None, menu=Menu("m", "M", 9, (), items)))
    heading = SimpleNamespace(tiers={"t": "完善类"})
    outcome = SimpleNamespace(listed=shown, by_item={line.item: line for line in shown.lines}, heading=heading)
    return why_words(outcome.by_item[key], outcome)


def test_an_item_inside_the_budget_says_what_there_was() -> None:
    found = examined(menu(item("a", 600)), ballot(1, "a"), ballot(2, ""), ballot(3, "a"), budget=1000)
    assert why("a", found) == "应答的3户中的2户（66.7%）点了它，排第1；轮到它时预算还有10元，要6元，够做。"


def test_an_item_that_does_not_fit_says_what_is_lacking() -> None:
    found = examined(menu(item("a", 600), item("b", 500)), ballot(1, "a b"), ballot(2, "a"), budget=1000)
    assert why("b", found) == (
        "应答的2户中的1户（50.0%）点了它，排第2；轮到它时预算只剩4元，要5元，还差1元，余额不足，暂缓。"
    )


def test_what_must_be_done_breaks_the_budget_and_nothing_is_left() -> None:
    found = examined(menu(item("must", 2000, must=True), item("a", 500)), ballot(1, "a"), budget=1000)
    assert why("must", found) == "必改项目，不参加点单，先做。"
    assert "预算已经超出10元，要5元，还差15元" in why("a", found)
    assert [alarm_words(alarm) for alarm in found.checks.alarms] == [
        "必改项目要20元，预算只有10元，要花共同的钱的点单项目都排不上。"
    ]


def test_each_other_standing_has_its_sentence() -> None:
    items = menu(
        item("must", None, must=True), item("gone", infeasible="没有场地。"), item("a", None), item("b"), item("none")
    )
    found = examined(items, ballot(1, "a b"), ballot(2, "a"))
    assert why("must", found) == "必改项目，先做；未估算。"
    assert why("gone", found) == "本小区做不了：没有场地。"
    assert why("a", found) == "应答的2户中的2户（100.0%）点了它，排第1；未估算，估出来再排进预算。"
    assert why("b", found) == "应答的2户中的1户（50.0%）点了它，排第2；没有定预算，只排先后。"
    assert why("none", found) == "应答的2户里没有人点它。"
    assert why("a", examined(items)) == "能点它的户还没有应答的。"


def test_a_tie_says_with_whom_and_what_decided_it() -> None:
    found = examined(menu(item("a", 600), item("b", 500)), ballot(1, "a b"), budget=1000)
    assert "点了它，户数一样多，与“A”并列第1，先后看估算金额；" in why("b", found)


def test_an_item_of_named_buildings_says_so() -> None:
    items = menu(item("lift", buildings=("2", "3")))
    found = examined(items, ballot(1, ""), ballot(2, "lift"), among=roster("1", "2", "3"))
    assert why("lift", found).startswith("2号楼、3号楼应答的1户中的1户（100.0%）点了它，排第1")


def test_coverage_swings_and_alarms_are_said_with_both_parts() -> None:
    found = examined(menu(item("a"), item("b")), ballot(1, "a b"), budget=100)
    assert coverage_words(Coverage(80, 60, 64, (), ())) == (
        "按这张清单，应答的80户中的60户（75.0%）点的至少有一项列入；按均等份额是64户（80.0%）。"
    )
    assert swing_words(Swing("3", ("a",), ("b",)), found.listed) == "不算3号楼的票，“A”会列入，“B”会落下。"
    assert swing_words(Swing("3", (), ("b",)), found.listed) == "不算3号楼的票，“B”会落下。"
    assert alarm_words(Alarm(AlarmCode.SHARES_COVER_MORE, (60, 80), (64, 80))) == (
        "按这张清单，应答的80户中的60户（75.0%）点的至少有一项列入；按均等份额会多4户，到80.0%。定之前议一议。"
    )
    assert alarm_words(Alarm(AlarmCode.BUILDING_BEHIND, (1, 10), (60, 80), "3")) == (
        "3号楼应答的10户中的1户（10.0%）点的至少有一项列入，不到全小区（75.0%）的一半。定之前议一议。"
    )


def test_ways_that_are_level_are_not_called_the_one_most_chose() -> None:
    ways = (Alternative("tower", "立体车位", unit_cost=300), Alternative("lines", "划线", unit_cost=100))
    found = examined(
        menu(item("park", None, alternatives=ways)),
        ballot(1, "park", park="tower"),
        ballot(2, "park", park="lines"),
        budget=500,
    )
    assert "按“划线”算（选的户多的，一样多的算便宜的），要1元" in why("park", found)


def test_where_a_class_comes_first_rivals_and_the_heading_say_so() -> None:
    items = menu(item("a", excludes=("b",)), item("b", tier="basic"))
    found = examined(items, ballot(1, "a"), ballot(2, "a b"), budget=1000, basic_first=True)
    shown = exact_list(SimpleNamespace(listed=found.listed, examined=None, menu=items))  # type: ignore[arg-type]
    assert "不看哪一类先排，“A”按点单排在它前面" in why("b", found)
    assert {heading_words(line, shown) for line in shown.lines} == {"点单项目（第一类先排，再看点的户多的在前）"}
    assert list_notes(shown)[1] == "征询开始前已定：菜单的第一类先排，其他类随后。"
    asked = {words for it in items.items for words in asking_words(it, items, 9, basic_first=True)}
    assert all("不看哪一类先排" in words for words in asked)
