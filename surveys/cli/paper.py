"""Every paper of a poll, by its name: what the desk prints, at the same times and written down the same."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, base_url, errand, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.paper import PaperFormat
from surveys.core.place import DISTRICT
from surveys.paper.papers import PAPERS
from surveys.paper.printing import Occasion, paper_called, pressed_paper
from surveys.services.paper import print_paper
from surveys.store.db import reading, transaction
from surveys.words.paper import copy_words

_KINDS = "，".join(f"{key}是{row.printable.title}" for key, row in PAPERS.items())


@errand("paper")
@click.argument("kind", type=click.Choice(list(PAPERS)))
@click.argument("compound")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), required=False)
def paper(*, kind: str, compound: str, out: Path | None) -> None:
    """印一个小区的一种纸，记在台账上。OUT 是写到哪个文件，不写就用小区和纸的名字；以 .xlsx 结尾的是Excel，只有一些纸有。"""
    write_paper(kind, compound, out)


paper.epilog = f"KIND 是哪一种：{_KINDS}。"


def write_paper(kind: str, compound: str, out: Path | None) -> None:
    """Print a paper through the service that gates, freezes and logs, and write its file."""
    row, at = paper_called(kind), now()
    wanted = PaperFormat.XLSX if out and out.suffix.lower() == ".xlsx" else PaperFormat.PDF
    with reading() as session:
        poll = poll_of(session, compound, now=at)
        there = Occasion(INSTALLATION, DISTRICT, at, current_app.config["OFFICE_PHONE"], base_url(session))
        pressed, name = pressed_paper(session, poll.id, row, wanted, there)
    with transaction(now) as session:
        copy, content = print_paper(session, DISTRICT, poll.id, row.printable, pressed, by=INSTALLATION, now=at)
    write_bytes(out or Path(name), content)
    click.echo(f"{row.printable.title}：{copy_words(copy)}，记在台账上。", err=True)
