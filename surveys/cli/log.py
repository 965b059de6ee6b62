"""What the operator reads: what went wrong, and who did what, one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app

from surveys.cli.errand import BAD_INPUT, data_folder, errand, now
from surveys.core.act import Act
from surveys.core.ledger import Search
from surveys.core.place import CHINA, DISTRICT
from surveys.log.file import lines
from surveys.log.handler import LEVELS
from surveys.log.words import spoken
from surveys.services.ledger import ledger_lines
from surveys.store.db import reading
from surveys.words.act import ACTS_SAID
from surveys.words.ledger import line_words

_PAUSE = 2
_A_DAY = timedelta(days=1)


@errand("log")
@click.option("--follow", is_flag=True, help="一直看着，来一条印一条；按 Ctrl-C 停")
@click.option("--since", metavar="时间", help="从什么时候起，例如 2026-11-28 或 2026-11-28T09:30；不写是一天以内")
@click.option("--level", default="INFO", type=click.Choice(LEVELS, case_sensitive=False), help="只看到这个程度的")
@click.option("--act", metavar="做的事", help="只看台账里的这件事，例如 published 或 公示")
@click.option("--id", "number", metavar="编号", help="出错页面上的编号，例如 K7QF-3M2P：找同一种错")
@click.pass_context
def log(ctx: click.Context, *, follow: bool, since: str | None, level: str, act: str | None, number: str | None) -> None:
    """出过什么错、谁登录过、谁做了什么，按时间排。不写回答、户码、电话，一条也没有。"""
    try:
        start = datetime.fromisoformat(since) if since else now() - _A_DAY
    except ValueError:
        click.echo("时间写成 2026-11-28 或 2026-11-28T09:30。", err=True)
        ctx.exit(BAD_INPUT)
    start = start if start.tzinfo else start.replace(tzinfo=CHINA)
    acts = _acts(act)
    if act and not acts:
        click.echo(f"台账里没有“{act}”这件事。", err=True)
        ctx.exit(BAD_INPUT)
    seen = start
    while True:
        end = now()
        told = [*_log_lines(seen, end, level, number)] if not act else []
        told += _act_lines(seen, end, acts) if not number and level.upper() in ("DEBUG", "INFO") else []
        for _at, words in sorted(told):
            click.echo(words)
        if not follow:
            return
        seen = end
        time.sleep(_PAUSE)


def _acts(typed: str | None) -> tuple[Act | None, ...]:
    """The acts that somebody means, by name or by a part of their words; every act where nothing was said."""
    if not typed:
        return (None,)
    return tuple(act for act in Act if act.value == typed or typed in ACTS_SAID.get(act, ""))


def _log_lines(since: datetime, until: datetime, level: str, number: str | None) -> Iterator[tuple[datetime, str]]:
    folder = Path(current_app.config["LOG"] or data_folder() / "log")
    least, mark = LEVELS.index(level.upper()), (number or "").upper().partition("-")[0]
    for line in lines(folder):
        at = datetime.fromisoformat(line.get("at", "1970-01-01T00:00:00+00:00"))
        known = str(line.get("level", "info")).upper()
        if not since <= at < until or (known in LEVELS and LEVELS.index(known) < least):
            continue
        if mark and not any(one.startswith(mark) for one in (str(line.get("id", "")), *line.get("ids", ()))):
            continue
        yield at, spoken(line) + _way(line, number)


def _way(line: dict[str, Any], number: str | None) -> str:
    """The way a failure took, for whoever looks for it by its number."""
    return "\n    " + "\n    ".join(line["stack"]) if number and line.get("stack") else ""


def _act_lines(since: datetime, until: datetime, acts: tuple[Act | None, ...]) -> list[tuple[datetime, str]]:
    found = []
    with reading() as session:
        for act in acts:
            for line, names in ledger_lines(session, DISTRICT, Search(act=act, since=since, until=until)):
                sentence = line_words(line, names, personal=False).sentence
                found.append((line.at, f"{line.at.astimezone(CHINA):%m-%d %H:%M:%S} 台账 {sentence}"))
    return found
