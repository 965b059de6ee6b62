"""What only the clerk can say about a roster file: the question, and what may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.roster_file import ChoiceKind, RosterAnswer, RosterChoice
from surveys.words.roster_file.remark import spots_words

_QUESTIONS: Mapping[ChoiceKind, str] = {
    ChoiceKind.COMPOUND: "文件里没有小区这一列：是哪个小区的户册？",
    ChoiceKind.STREET: "文件里没有镇街这一列：小区在哪个镇街？",
    ChoiceKind.HIDDEN: "有{count}行是隐藏或筛选掉的：也算户吗？",
    ChoiceKind.ADDRESS: "楼栋、单元、房号写在一格里：这样拆对吗？",
    ChoiceKind.FLOOR: "楼层写的是“{text}”：是第几层？",
    ChoiceKind.FLOOR_UNSAID: "{count}户看不出是第几层：写哪一层？",
    ChoiceKind.OWNERS_SPACED: "业主中间有空格：是几个人，还是一个名字？",
    ChoiceKind.OWNERS_RELATED: "业主里写了家人：家人也是业主吗？",
    ChoiceKind.OWNERS_COUNTED: "业主里写了还有别人：也算业主吗？",
    ChoiceKind.PHONES: "有{count}户的电话认不出来：空着，还是改好再导入？",
}
_HINTS: Mapping[ChoiceKind, str] = {
    ChoiceKind.COMPOUND: "写成“镇街/小区”，例如“示范街道/梧桐里”",
    ChoiceKind.STREET: "写镇街的全名",
    ChoiceKind.FLOOR: "写数字，地下一层写-1",
    ChoiceKind.FLOOR_UNSAID: "写数字，地下一层写-1",
}
_REPLIES: Mapping[RosterAnswer, str] = {
    RosterAnswer.IN: "也算户",
    RosterAnswer.OUT: "不算，不读这些行",
    RosterAnswer.SPLIT: "对，这样拆",
    RosterAnswer.SEVERAL: "都是业主",
    RosterAnswer.FIRST: "只有第一个人是业主",
    RosterAnswer.ONE: "是一个名字",
    RosterAnswer.EMPTY: "先空着",
    RosterAnswer.MEND: "不对，我改好再导入",
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
    called: Mapping[str, str] = {reply.value: words for reply, words in _REPLIES.items()}
    return ChoiceWords(
        question=_QUESTIONS[choice.kind].format(count=f"{len(choice.cells):,}", text=choice.text),
        hint=_HINTS.get(choice.kind, ""),
        options=tuple((option, called.get(option, option)) for option in choice.options),
        where=spots_words(cell.spot for cell in choice.cells),
        examples=tuple(f"{before} → {after}" for before, after in choice.examples),
    )
