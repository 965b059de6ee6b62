"""What residents are told where they order: how the list is made, who pays, what excludes or needs what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from surveys.core.menu import Alternative, Decision, Menu, Payer, Payment, RankBy, Ranking
from surveys.core.poll import Terms
from surveys.core.roster import Entrance
from surveys.services.edition import edition_named
from surveys.web.lean.resident.questions import Asked, Form, asked
from tests.core.small_compounds import terms
from tests.estimates import estimated_menu

W1, XUECHENG = edition_named("w1-2026"), estimated_menu()
WAYS = (
    Alternative("stack", "立体车位", unit_cost=2_000_000, quantity=1000),
    Alternative("lines", "划线", unit_cost=15_000, quantity=3100),
)
LIFT = {
    "buildings": (),
    "stairwells": (Entrance("3", "1"),),
    "quantity": 100,
    "own_money": True,
    "pays": (Payment(Payer.OWNERS, 60), Payment(Payer.GOVERNMENT, 40)),
    "decision": Decision.REBUILDING,
}


def told(app: Flask, menu: Menu, fixed: Terms, entrance: Entrance = Entrance("3", "1")) -> str:  # noqa: B008
    with app.test_request_context():
        form = Form(W1, menu, entrance, 100, fixed, {"lift": 12})
        questions = asked(form, {}, {})
        return "".join(widget(app, one) for one in questions if one.ranked)


def widget(app: Flask, one: Asked) -> str:
    macros = app.jinja_env.get_template(f"kinds/{one.question.kind}.html").module
    return str(macros.widget(one))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ranking", "basic_first", "says"),
    [
        (Ranking(), False, ["哪一项点的人家多，哪一项排在前", "两项排得一样前的时候，才看这三项"]),
        (Ranking(), True, ["“基础类”先排。从单子里挑", "两项排得一样前的时候"]),
        (Ranking(RankBy.SHARE, 5), False, ["占应答人家的比例排先后，应答不到5户的排在后面", "两项排得一样前的时候"]),
        (Ranking(RankBy.POINTS), False, ["先后看“最要紧”那一题的分数", "第一要紧3分，第二2分，第三1分"]),
    ],
)
def test_where_things_are_ordered_it_says_how_the_list_will_be_made(
    app: Flask, ranking: Ranking, basic_first: bool, says: list[str]
) -> None:
    page = told(app, XUECHENG, terms(ranking=ranking, basic_first=basic_first))
    assert [words for words in says if words not in page] == []
    assert "就先改哪一项" not in page
    assert "先顾最要紧的" not in page
    assert "一定会改" not in page


def test_who_pays_how_much_a_home_and_what_else_it_takes_stands_beside_the_item(app: Flask) -> None:
    menu = XUECHENG.fitted({"lift": LIFT, "green": {"excludes": ("parking",)}, "plug": {"needs": ("parking",)}})
    page = told(app, menu, terms())
    cost = menu.by_key["lift"].cost
    assert cost
    each = (cost * 60 // 100 // 100 + 6) // 12
    assert f"每户合{each}元；专项补助出" in page
    assert "不占共同的钱" in page
    assert "做之前业主还要另外表决（民法典第278条第七项）" in page
    assert f"和“{menu.by_key['parking'].name}”只能做一项" in page
    assert f"和“{menu.by_key['green'].name}”只能做一项" in page
    assert f"要先做“{menu.by_key['parking'].name}”才能做" in page


def test_an_item_of_one_stairwell_is_offered_to_nobody_else(app: Flask) -> None:
    menu = XUECHENG.fitted({"lift": LIFT})
    assert 'name="wishes" value="lift"' in told(app, menu, terms())
    assert 'name="wishes" value="lift"' not in told(app, menu, terms(), Entrance("3", "2"))


def test_alternatives_that_cost_differently_say_what_each_costs(app: Flask) -> None:
    items = tuple(replace(item, alternatives=WAYS) if item.key == "parking" else item for item in XUECHENG.items)
    page = told(app, replace(XUECHENG, items=items), terms())
    assert "4650元到20万元，看怎么改" in page
    assert page.count('class="cost">20万元<') == 1
    assert page.count('class="cost">4650元<') == 1


def test_who_pays_what_is_said_of_the_dearest_way_where_ways_have_costs_of_their_own(app: Flask) -> None:
    shared = (Payment(Payer.GOVERNMENT, 50), Payment(Payer.OWNERS, 50))
    parked = XUECHENG.fitted({"parking": {"alternatives": WAYS, "pays": shared}})
    assert "按最贵的做法算；共同的钱出10万元；业主出10万元" in told(app, parked, terms())
    alone = XUECHENG.fitted({"parking": {"alternatives": WAYS[:1], "pays": shared}})
    assert "按最贵的做法算" not in told(app, alone, terms())
