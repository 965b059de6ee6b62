"""Photographs of paper forms in words: what was seen in a box, why to look at it, what to do about a bad picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.core.errors import Problem
from surveys.core.kind import NONE
from surveys.core.menu import Menu
from surveys.core.paper_form import FormState
from surveys.core.paper_photo import MOST_PHOTOS
from surveys.core.paper_reading import BoxReading, Doubt, PageReading, Seen, Unread
from surveys.core.questionnaire import Edition
from surveys.words.advice import mending
from surveys.words.evidence import EVIDENCE
from surveys.words.form_register import FORM_STATES

SEEN_SAID: Mapping[Seen, str] = {Seen.MARKED: "打了勾", Seen.EMPTY: "空着", Seen.UNSURE: "看不准"}
DOUBTS_SAID: Mapping[Doubt, str] = {
    Doubt.FAINT: "有一点印子，太淡",
    Doubt.AROUND: "框外面画了圈或者线",
    Doubt.THROUGH: "有线、章或者污渍穿过框",
    Doubt.HEAVY: "涂得很满，也许是划掉了",
    Doubt.LOST: "没找到这个框",
    Doubt.MANY: "这一题勾得太多",
}
UNREADS_SAID: Mapping[Unread, str] = {
    Unread.NO_PAGE: "没找到纸的四个角。把纸放平，四个角的黑方块都拍进去，光亮一点，再拍一张",
    Unread.NO_CODE: "没读出右上角的二维码。擦干净镜头，离近一点，再拍一张；还不行就照着纸录",
    Unread.OTHER_POLL: "不是这次征询的问卷，照片没有留。到那个征询的页面去传",
    Unread.OTHER_PAGE: "这张问卷没有这一页。看看是不是别的表",
    Unread.CURLED: "纸卷得厉害，框对不上。用书压平，从正上方再拍一张",
}
"""Why nothing was read off a picture, and what to do."""
INSTALL = "这台服务器还没有装读照片的程序。请管系统的人按 requirements-camera.txt 安装，再重新打开服务。没有它，照着纸录就行"
_BROUGHT = {
    **EVIDENCE,
    "photos_none": "还没有选照片",
    "photos_many": f"一次最多传{MOST_PHOTOS}个文件，多的分几次传",
}


def photo_problem_words(problem: Problem) -> str:
    """What is wrong with a file that was brought."""
    return mending(_BROUGHT, problem)


def form_done_words(state: FormState) -> str:
    """Why a form isn't to be typed in any more; empty where it is."""
    return FORM_STATES[state].done


def pages_words(pages: Sequence[int]) -> str:
    """Pages of a form: 第1页、第3页."""
    return "、".join(f"第{page}页" for page in pages)


def reading_words(reading: PageReading) -> str:
    """What a page came to: 勾了5个，2个看不准."""
    marked = sum(1 for box in reading.boxes if box.seen is Seen.MARKED)
    return f"勾了{marked}个" + (f"，{reading.unsure}个看不准" if reading.unsure else "")


def box_words(box: BoxReading) -> str:
    """What was seen in one box."""
    return f"{SEEN_SAID[box.seen]}：{DOUBTS_SAID[box.doubt]}" if box.doubt else SEEN_SAID[box.seen]


def option_words(edition: Edition, menu: Menu, box: BoxReading) -> tuple[str, str]:
    """The question that a box stands in, and what it stands for there."""
    key, _, part = box.question.partition(".")
    question = edition.by_key.get(key)
    if question is None:
        return box.question, box.option
    items = {item.key: item for item in menu.items}
    names = {option.key: option.label for option in question.options}
    names |= {item.key: item.name for item in menu.items} if not names else {}
    names.setdefault(NONE, "都不要")
    if part.startswith("how.") and (item := items.get(part.removeprefix("how."))):
        ways = {way.key: way.name for way in item.alternatives}
        return question.label, f"{item.name}：{ways.get(box.option, box.option)}"
    place = f"第{part}位：" if part else ""
    return question.label, place + names.get(box.option, box.option)
