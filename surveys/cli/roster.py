"""Rosters: taking them over from a file, and an empty file to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from surveys.cli.errand import FILE, INSTALLATION, errand, now, read_bytes, write_bytes
from surveys.core.errors import Rejected
from surveys.core.roster_file import RosterChoice, RosterReading
from surveys.services.roster import CompoundChange, RosterImport
from surveys.services.roster import import_roster as take_over
from surveys.services.roster_file import roster_reading
from surveys.services.roster_file import roster_template as template
from surveys.store.db import transaction
from surveys.words.place import door_words
from surveys.words.roster_file import choice_words, remark_words

_MOST_DOORS = 10
_MOST_REMOVED = 60


class _Rehearsed(Exception):
    def __init__(self, result: RosterImport) -> None:
        self.result = result


@errand("import-roster")
@FILE
@click.option("--dry-run", is_flag=True, help="只看会改什么，什么都不改")
@click.option("--remove-missing", is_flag=True, help="文件里没有的户从户册里去掉")
@click.option("--answer", "answers", multiple=True, metavar="KEY=OPTION", help="文件里看不出、要您来定的，可以写几次")
def import_roster(file: Path, dry_run: bool, remove_missing: bool, answers: tuple[str, ...]) -> None:
    """导入户册（.xlsx、.xls 或 .csv）：要么全部导入，要么一行也不导入，并说清哪一行要改什么。"""
    read = _read(read_bytes(file), dict(_answer(text) for text in answers))
    try:
        with transaction() as session:
            result = take_over(session, read.rows, by=INSTALLATION, now=now(), remove_missing=remove_missing)
            if dry_run:
                raise _Rehearsed(result)
    except _Rehearsed as rehearsed:
        result = rehearsed.result
    _report(read, result, dry_run=dry_run)


def _answer(text: str) -> tuple[str, str]:
    key, _, option = text.rpartition("=")
    return key.strip(), option.strip()


def _read(data: bytes, answers: Mapping[str, str]) -> RosterReading:
    """The file with these answers. Raises `Rejected` after saying what they leave open."""
    read = roster_reading(data, answers)
    for key in read.strange(answers):
        click.echo(f"不能这样回答：{key}={answers[key]}", err=True)
    for choice in read.choices:
        if choice.is_open(answers):
            for line in _open(choice):
                click.echo(line, err=True)
    if read.problems or read.strange(answers):
        raise Rejected(read.mistakes)
    return read


def _open(choice: RosterChoice) -> Iterator[str]:
    """A question that waits, and how to answer it here."""
    said = choice_words(choice)
    yield f"要您来定：{said.question}{f'（{said.where}）' if said.where else ''}"
    for example in said.examples:
        yield f"  {example}"
    for option, words in said.options:
        yield f"  --answer '{choice.key}={option}'  {words if words != option else ''}".rstrip()
    if choice.free:
        yield f"  --answer '{choice.key}=…'  {said.hint}"


def _report(read: RosterReading, result: RosterImport, *, dry_run: bool) -> None:
    for remark in read.remarks:
        click.echo(remark_words(remark))
    for change in result.compounds:
        click.echo(_change(change))
    if dry_run:
        click.echo("只是试一遍，什么都没有改。")
    elif not result.changed_anything:
        click.echo("和现有的户册一样，没有改动。")


def _change(change: CompoundChange) -> str:
    said = f"{change.compound.name}：新增{change.added}户，改动{change.changed}户，不变{change.unchanged}户"
    if change.removed:
        return f"{said}，去掉{change.removed}户（{_doors(change, _MOST_REMOVED)}）"
    if change.kept:
        doors = _doors(change, _MOST_DOORS)
        return f"{said}；文件里没有、仍保留{change.kept}户（{doors}），要去掉就加 --remove-missing"
    return said


def _doors(change: CompoundChange, most: int) -> str:
    """The first doors that the file lacks, and how many there are where they are more."""
    doors = "、".join(door_words(*door) for door in change.missing[:most])
    return doors if len(change.missing) <= most else f"{doors}等{len(change.missing):,}户"


@errand("roster-template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def roster_template(file: Path) -> None:
    """写一个空的户册模板（.xlsx）。"""
    write_bytes(file, template())
