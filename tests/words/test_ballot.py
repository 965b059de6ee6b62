"""What residents read: short, plain, and how to go on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveys.core.ballot import Capacity
from surveys.core.errors import CodeRefused
from surveys.core.menu import Item
from surveys.services.edition import edition_named, menu_named
from surveys.words.ballot import answer_lines, condition_words
from surveys.words.code import code_words, refusal_words
from surveys.words.menu import cost_words

EDITION, MENU = edition_named("w1-2026"), menu_named("xuecheng-2021")
ROOT = Path(__file__).parents[2]
SPOKEN = [
    *(ROOT / "surveys" / "words" / f"{noun}.py" for noun in ("ballot", "code", "contact", "menu", "poll")),
    *sorted((ROOT / "templates" / "resident").glob("*.html")),
    *sorted((ROOT / "templates" / "kinds").glob("*.html")),
    ROOT / "templates" / "macros" / "questions.html",
]


@pytest.mark.parametrize("reason", ["empty", "length", "typo", "unknown", "room"])
def test_every_refused_code_has_words_of_its_own(reason: str) -> None:
    reasons = ("empty", "length", "typo", "unknown", "room")
    others = {code_words(CodeRefused(other), "") for other in reasons if other != reason}
    assert code_words(CodeRefused(reason), "") not in others


def test_too_many_tries_name_the_telephone() -> None:
    assert code_words(CodeRefused("room"), "0632-5550123").endswith("或者打电话0632-5550123")


def test_a_letter_issued_anew_is_told_from_an_unknown_one() -> None:
    assert refusal_words("void") != refusal_words("unknown") == refusal_words("anything")


def test_conditions_name_question_and_answer() -> None:
    assert "“不同意”" in condition_words(EDITION.by_key["reasons"], EDITION, MENU)
    assert condition_words(EDITION.by_key["consent"], EDITION, MENU) == ""
    assert "没有选“这些都不需要”" in condition_words(EDITION.by_key["urgent"], EDITION, MENU)


@pytest.mark.parametrize(
    ("fen", "homes", "words"),
    [
        (9_999_00, 0, "9999元"),
        (46_800_00, 90, "4.7万元，每户合520元"),
        (480_000_00, 0, "48万元"),
        (10_000_00, 3, "1万元，每户合3333元"),
        (None, 90, ""),
    ],
)
def test_costs_are_said_in_round_numbers(fen: int | None, homes: int, words: str) -> None:
    assert cost_words(Item("x", "x", "t", unit_cost=fen, quantity=100), homes) == words


def test_the_cost_of_some_buildings_is_not_shared_out_to_all() -> None:
    assert cost_words(Item("x", "x", "t", unit_cost=480_000_00, quantity=100, buildings=("3",)), 90) == "48万元"


def test_answers_are_read_back_in_the_words_that_were_chosen() -> None:
    answers = {
        "who": "owner",
        "consent": "yes",
        "troubles": ("leaks", "dark"),
        "wishes": ("parking",),
        "wishes.how": {"parking": "lines"},
        "urgent": ("parking", "roof"),
        "people": 3,
        "more": "好",
    }
    lines = dict(answer_lines(EDITION, MENU, "3号楼", Capacity.OWNER, answers))
    assert lines["您家想改哪些地方？"] == ("停车位（划线停车）",)
    assert lines["哪三项最要紧？"] == ("最需要：停车位", "第二：屋面防水")
    assert lines["现在住着，哪些事最不方便？"] == ("屋顶漏水", "晚上太黑")
    assert lines["这套房子里平时住几个人？"] == ("3",)
    assert lines["改好以后，小区由谁来管？"] == ()
    assert "不同意，是因为什么？" not in lines
    nothing = dict(answer_lines(EDITION, MENU, "3号楼", Capacity.OWNER, {"wishes": ()}))
    assert nothing["您家想改哪些地方？"] == ("这些都不需要",)
    assert "哪三项最要紧？" not in nothing


def test_what_was_not_asked_is_not_read_back() -> None:
    settled = MENU.fitted({item.key: {"must": True} for item in MENU.items})
    lines = dict(answer_lines(EDITION, settled, "3号楼", Capacity.OWNER, {"who": "owner"}))
    assert "您家想改哪些地方？" not in lines
    assert "哪三项最要紧？" not in lines
    assert lines["您和这套房子是什么关系？"] == ("我是房主",)


def test_every_icon_of_the_menu_is_drawn() -> None:
    drawn = set(re.findall(r'^  "([a-z]+)": ', (ROOT / "templates" / "macros" / "icons.html").read_text(), re.M))
    assert {item.icon for item in MENU.items if item.icon} <= drawn


@pytest.mark.parametrize("place", SPOKEN, ids=lambda path: path.name)
def test_nobody_is_shouted_at_or_scolded(place: Path) -> None:
    """No exclamation marks, no officialese, nothing that can't be read in one breath."""
    text = "\n".join(line for line in place.read_text().splitlines() if not line.strip().startswith(("#", '"""')))
    sentences = re.findall(r"[\u4e00-\u9fff0-9，、：；“”（）]+", text)
    assert "！" not in text
    polite = re.compile("请(?!人|工作人员)|抱歉|无效|禁止|非法|必须")
    assert [sentence for sentence in sentences if polite.search(sentence)] == []
    assert [sentence for sentence in sentences if len(sentence) > 48] == []
