"""Forgetting what is personal once its time is over: by hand, and once a day by whoever keeps the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import BAD_INPUT, INSTALLATION, data_folder, errand, now
from surveys.core.place import CHINA
from surveys.log import event
from surveys.log.file import trim
from surveys.services.retention import Overdue, forget_some, overdue
from surveys.store.db import reading, transaction
from surveys.store.upkeep import empty_log, rewrite
from surveys.words.retention import KINDS_OF_ROWS, size_words

BACKUPS_KEPT = timedelta(days=30)


@errand("forget")
@click.option("--dry-run", is_flag=True, help="只列出要删什么，不删")
@click.option(
    "--before",
    metavar="日期",
    type=click.DateTime(["%Y-%m-%d"]),
    help="只删在这一天以前到期的；和 --dry-run 一起，可以写以后的日子",
)
@click.pass_context
def forget(ctx: click.Context, *, dry_run: bool, before: datetime | None) -> None:
    """最终公示满365天的征询，删掉里面的个人内容；户数、公示、回执号和台账的校验码留着。开着服务时每天自己做。"""
    until = before.replace(tzinfo=CHINA) if before else now()
    if until > now() and not dry_run:
        click.echo("还没有到这一天，只能加 --dry-run 看一看。", err=True)
        ctx.exit(BAD_INPUT)
    with reading() as session:
        waiting = overdue(session, before=until)
    for one in waiting:
        _say(one)
    if not waiting:
        click.echo("没有到期的征询。")
    elif not dry_run:
        total = sum(one.rows for one in waiting)
        with click.progressbar(length=max(total, 1), label="正在删", fill_char="█", empty_char="·") as bar:
            for number in _forgetting(waiting):
                bar.update(number)
        _sweep()
        click.echo(f"删完了：{len(waiting)}个征询，{total}条。")
    for path, gone in _backups():
        click.echo(f"备份里还有：{path.name}，{gone:%Y-%m-%d}以前整份删掉")


def forget_due() -> int:
    """Forget whatever is due; returns in how many rows something stood."""
    trim(Path(current_app.config["LOG"] or data_folder() / "log"), now())
    with reading() as session:
        waiting = overdue(session, before=now())
    number = sum(_forgetting(waiting))
    if waiting:
        _sweep()
        event("forgot", count=number)
    return number


def _forgetting(waiting: tuple[Overdue, ...]) -> Iterator[int]:
    """Step by step, each in a transaction of its own: ballots of others pass between them, and what was begun goes on."""
    for one in waiting:
        number = 1
        while number:
            with transaction(now) as session:
                number = forget_some(session, one.poll.id, by=INSTALLATION, now=now())
            yield number


def _sweep() -> None:
    """Take what was deleted out of the files as well."""
    if not rewrite():
        click.echo("库里有人正在写，旧内容所在的页这次没有清，明天再清。", err=True)
    empty_log()


def _say(one: Overdue) -> None:
    poll = one.poll
    click.echo(f"{poll.compound.name} {poll.wave.title}，{one.since.astimezone(CHINA):%Y-%m-%d}到期：")
    for part in one.personal:
        click.echo(f"  {KINDS_OF_ROWS[part.table]} {part.rows}条，{size_words(part.bytes)}")
    if not one.personal:
        click.echo("  没有个人内容了")


def _backups() -> list[tuple[Path, datetime]]:
    """The backups that there are, which hold what is forgotten here, and when each goes."""
    folder = data_folder() / "backups"
    files = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    return [(path, datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(CHINA) + BACKUPS_KEPT) for path in files]
