"""What only the clerk can say about a roster file: the question, and what may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.roster_file import ChoiceKind, RosterAnswer, RosterChoice
from surveys.words.roster_file.remark import spots_words

_LEVEL = "写数字，地下一层写-1"
_QUESTIONS: Mapping[ChoiceKind, tuple[str, str]] = {
    ChoiceKind.COMPOUND: ("没有写小区，{count}户{about}是哪个小区的？", "写成“镇街/小区”，例如“示范街道/梧桐里”"),
    ChoiceKind.STREET: ("没有写镇街：“{text}”在哪个镇街？", "写镇街的全名"),
    ChoiceKind.HIDDEN: ("有{count}行是隐藏或筛选掉的：也算户吗？", ""),
    ChoiceKind.ADDRESS: ("{count}户的楼栋、单元、房号写在一格里：这样拆对吗？", "不对的话，改好文件再导入"),
    ChoiceKind.FLOOR: ("{count}户的楼层写的是“{text}”：是第几层？", _LEVEL),
    ChoiceKind.FLOOR_UNSAID: ("{count}户看不出在第几层：写哪一层？", _LEVEL),
    ChoiceKind.OWNERS_SPACED: ("{count}户的业主中间有空格：是几个人，还是一个名字？", ""),
    ChoiceKind.OWNERS_RELATED: ("{count}户的业主后面写了别的人：也是业主吗？", ""),
    ChoiceKind.OWNERS_COUNTED: ("{count}户的业主写了还有别人：也算业主吗？", "没写名字的写成“共有人”"),
    ChoiceKind.PHONES: ("{count}户的电话认不出来：先空着，还是改好再导入？", ""),
}
_ANSWERS: Mapping[RosterAnswer, str] = {
    RosterAnswer.IN: "也算户",
    RosterAnswer.OUT: "不算，不读这些行",
    RosterAnswer.SPLIT: "对，这样拆",
    RosterAnswer.SEVERAL: "都是业主",
    RosterAnswer.FIRST: "只有第一个人是业主",
    RosterAnswer.ONE: "是一个名字",
    RosterAnswer.EMPTY: "先空着",
    RosterAnswer.MEND: "改好文件再导入",
}


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """A choice in words: `options` are what may be answered and what each is called; `where` are its rows."""

    question: str
    hint: str
    options: tuple[tuple[str, str], ...]
    where: str
    examples: tuple[str, ...]


def choice_words(choice: RosterChoice) -> ChoiceWords:
    """A question to the clerk."""
    called: Mapping[str, str] = {answer.value: words for answer, words in _ANSWERS.items()}
    return ChoiceWords(
        question=question_words(choice.kind, len(choice.cells), choice.text),
        hint=_QUESTIONS[choice.kind][1],
        options=tuple((option, called.get(option, option)) for option in choice.options),
        where=spots_words(cell.spot for cell in choice.cells),
        examples=tuple(f"{before} → {after}" if after else before for before, after in choice.examples),
    )


def question_words(kind: ChoiceKind, count: int, text: str) -> str:
    """The question alone."""
    return _QUESTIONS[kind][0].format(count=f"{count:,}", text=text, about=f"（{text}）" if text else "")
