"""Rosters: taking them over from a file, and an empty file to begin with."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from surveys.cli.errand import FILE, INSTALLATION, FileTrouble, errand, now, read_bytes, write_bytes
from surveys.core.errors import Rejected
from surveys.core.roster_file import RosterChoice, RosterReading
from surveys.core.takeover import APART, EXPECTED, read_expected
from surveys.services.roster_file import roster_reading
from surveys.services.roster_file import roster_template as template
from surveys.services.takeover import CompoundTakeover, Takeover, look_over, take_over
from surveys.store.db import reading, transaction
from surveys.words.place import door_words
from surveys.words.roster_file import choice_words, remark_words
from surveys.words.takeover import (
    AskedWords,
    cell_turn_words,
    differing_words,
    door_turn_words,
    namesakes_words,
    newcomer_words,
    total_words,
)

_LATER = re.compile(r"[0-9a-f]{16}")
_MOST_DOORS = 10
_MOST_NAMED = 60


class Unanswered(FileTrouble):
    """There are questions about a file that nobody is there to answer."""


@errand("import-roster")
@FILE
@click.option("--dry-run", is_flag=True, help="只看会改什么，什么都不改")
@click.option("--remove-missing", is_flag=True, help="文件里没有的户从户册里去掉")
@click.option("--answer", "given", multiple=True, metavar="问题=回答", help="回答文件自己说不清的问题，可以写几次")
@click.option("--all-apart", is_flag=True, help="没有回答的同名业主，都不是一个人")
@click.option("--expect", "typed", multiple=True, metavar="项=数", help="应该有多少：homes、owners、floor_area、buildings")
@click.option("--although-differs", is_flag=True, help="合计和应该的不一样，照样导入")
@click.option("--yes", is_flag=True, help="看过就导入，不再问")
def import_roster(
    file: Path,
    *,
    dry_run: bool,
    remove_missing: bool,
    given: tuple[str, ...],
    all_apart: bool,
    typed: tuple[str, ...],
    although_differs: bool,
    yes: bool,
) -> None:
    """导入户册（.xlsx、.xls 或 .csv）：先说会改什么，要么全部导入，要么一行也不导入。"""
    data, answers, expected = read_bytes(file), _pairs(given), read_expected(_pairs(typed))
    there = sys.stdin.isatty() and not dry_run
    read, takeover = _looked_over(data, answers, remove_missing, expected)
    wrong = [f"不能这样回答：{key}={answers[key]}" for key in _strange(read, takeover, answers)]
    if wrong and not there:
        raise Unanswered("\n".join([*wrong, *_unanswered(list(_questions(read, takeover, answers)))]))
    while questions := list(_questions(read, takeover, answers)):
        if all_apart and (more := _apart(takeover, answers)):
            answers |= more
        elif there:
            answers |= {question.key: _ask(question) for question in questions}
        else:
            click.echo("没有导入。")
            raise Unanswered("\n".join(_unanswered(questions)))
        read, takeover = _looked_over(data, answers, remove_missing, expected)
    for said in _report(read, takeover):
        click.echo(said)
    if takeover.differing and not although_differs:
        raise Unanswered("合计不一样，没有导入。核对过没错，加上 --although-differs")
    if dry_run:
        click.echo("只是试一遍，什么都没有改。")
    elif not takeover.turns:
        click.echo("和现有的户册一样，没有改动。")
    elif yes or not there or click.confirm("导入吗？"):
        _take_over(data, answers, remove_missing, takeover, expected)


def _looked_over(
    data: bytes, answers: Mapping[str, str], remove: bool, expected: Mapping[str, int]
) -> tuple[RosterReading, Takeover]:
    read = roster_reading(data, answers)
    if read.mistakes:
        raise Rejected(read.mistakes)
    with reading() as session:
        takeover = look_over(session, read.rows, answers, remove=remove, expected=expected)
    if takeover.problems:
        raise Rejected(takeover.problems)
    return read, takeover


def _take_over(
    data: bytes, answers: Mapping[str, str], remove: bool, looked_at: Takeover, expected: Mapping[str, int]
) -> None:
    with transaction(now) as session:
        take_over(
            session,
            roster_reading(data, answers).rows,
            answers,
            seen=looked_at.digest,
            by=INSTALLATION,
            now=now(),
            remove=remove,
            expected=expected,
            although=looked_at.difference,
        )


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs = (text.rpartition("=") for text in given)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _questions(read: RosterReading, takeover: Takeover, answers: Mapping[str, str]) -> Iterator[AskedWords]:
    """What is still open, in words."""
    yield from (_choice(choice) for choice in read.choices if choice.is_open(answers))
    yield from (newcomer_words(new, answers) for new in takeover.newcomers if new.is_open(answers))
    for group in takeover.namesakes:
        if answers.get(group.key) not in group.options:
            yield namesakes_words(group, answers)


def _choice(choice: RosterChoice) -> AskedWords:
    words = choice_words(choice)
    where = f"（{words.where}）" if words.where else ""
    return AskedWords(
        key=choice.key,
        title=words.hint,
        question=f"{words.question}{where}",
        lines=words.examples,
        options=words.options,
        chosen="",
        free=choice.free,
    )


def _apart(takeover: Takeover, answers: Mapping[str, str]) -> dict[str, str]:
    return {group.key: APART for group in takeover.namesakes if group.key not in answers}


def _ask(question: AskedWords) -> str:
    """What somebody at the terminal answers, by the number of the option or in words of their own."""
    click.echo(question.question)
    for line in filter(None, (*question.lines, question.title if question.free else "")):
        click.echo(f"  {line}")
    for number, (_, words) in enumerate(question.options, 1):
        click.echo(f"  {number}. {words}")
    typed = str(click.prompt("写编号或回答")).strip()
    chosen = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    return question.options[chosen - 1][0] if 0 < chosen <= len(question.options) else typed


def _unanswered(questions: list[AskedWords]) -> Iterator[str]:
    """The questions that wait, and how to answer them here."""
    for question in questions:
        yield f"要您来定：{question.question}"
        yield from (f"  {line}" for line in question.lines if line)
        for value, words in question.options:
            yield f"  --answer '{question.key}={value}'  {words if words != value else ''}".rstrip()
        if question.free:
            yield f"  --answer '{question.key}=…'  {question.title}"


def _strange(read: RosterReading, takeover: Takeover, answers: Mapping[str, str]) -> list[str]:
    """The answers that nobody asked for or that can't be given; what is asked later isn't known before."""
    asked = {new.key: new.options for new in takeover.newcomers}
    asked |= {group.key: group.options for group in takeover.namesakes}
    strange = [key for key in read.strange(answers) if key not in asked and (takeover.rows or not _LATER.fullmatch(key))]
    return [*strange, *(key for key, options in asked.items() if answers.get(key, options[0]) not in options)]


def _report(read: RosterReading, takeover: Takeover) -> Iterator[str]:
    yield from map(remark_words, read.remarks)
    for one in takeover.compounds:
        yield _compound(one)
        if one.turn.area:
            words = cell_turn_words(one.turn.area)
            yield f"  {words.cell}：{words.before} → {words.after}"
        for turn in one.turn.changed[:_MOST_NAMED]:
            door = door_turn_words(turn)
            yield f"  {door.door} " + "；".join(f"{c.cell}：{c.before} → {c.after}" for c in door.cells)
        if len(one.turn.changed) > _MOST_NAMED:
            yield f"  先列出前{_MOST_NAMED}户，一共{len(one.turn.changed):,}户"
    yield "文件里一共：" + "，".join(total_words(key, getattr(takeover.filed, key)) for key in EXPECTED)
    yield from differing_words(takeover.differing)


def _compound(one: CompoundTakeover) -> str:
    turn = one.turn
    said = f"{one.place[1]}：新增{len(turn.added)}户，改动{len(turn.changed)}户，不变{turn.same}户"
    if one.compound is None:
        return f"{said}，是新小区（{one.place[0]}）"
    if turn.removed:
        return f"{said}，去掉{len(turn.removed)}户（{_doors(one, _MOST_NAMED)}）"
    if turn.kept:
        doors = _doors(one, _MOST_DOORS)
        return f"{said}；文件里没有、仍保留{len(turn.kept)}户（{doors}），要去掉就加 --remove-missing"
    return said


def _doors(one: CompoundTakeover, most: int) -> str:
    """The first doors that the file lacks, and how many there are where they are more."""
    missing = one.turn.removed or one.turn.kept
    doors = "、".join(door_words(row.building, row.unit, row.room) for row in missing[:most])
    return doors if len(missing) <= most else f"{doors}等{len(missing):,}户"


@errand("roster-template", sound=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def roster_template(file: Path) -> None:
    """写一个空的户册模板（.xlsx）。"""
    write_bytes(file, template())
