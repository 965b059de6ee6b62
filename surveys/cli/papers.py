"""What goes on paper: the papers of a result as PDF files."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import base_url, errand, now, write_bytes
from surveys.cli.paper import write_paper
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.paper.papers import NOTICE, SHEET, Printing
from surveys.paper.row import result_address
from surveys.services.notice import notice_desk, posted_pdf
from surveys.store.db import Connection, reading
from surveys.words.community import Asker, asker

COMPOUND = click.argument("compound")


@errand("sheet")
@COMPOUND
@click.option("--pdf", "as_pdf", is_flag=True, help="做成PDF")
@click.option("--posted", "for_posting", is_flag=True, help="公示表：公示了的，和当时的一模一样；还没有公示的，先看样子")
@click.option("--next", "next_one", is_flag=True, help="和 --posted 一起用：已经公示过的，看看更正后的样子")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), required=False)
def sheet(*, compound: str, as_pdf: bool, for_posting: bool, next_one: bool, out: Path | None) -> None:
    """一个小区的汇总表（PDF）。OUT 是写到哪个文件，不写就用小区的名字。"""
    if not as_pdf:
        raise click.UsageError("汇总表做成PDF：加上 --pdf；只看数字用 flask tally")
    if not for_posting:
        write_paper(SHEET.key, compound, out)
        return
    with reading() as session:
        poll = poll_of(session, compound, now=now())
        made = _notice(session, poll.id, next_one)
    write_bytes(out or Path(f"{poll.compound.name}-{NOTICE.title}.pdf"), made)


def _notice(session: Connection, poll_id: int, next_one: bool) -> bytes:
    """The paper of the notice that hangs, as it was pressed; before the first, or if asked for, that of the next one."""
    desk = notice_desk(session, DISTRICT, poll_id, now=now())
    if desk.hanging and not next_one:
        return posted_pdf(session, DISTRICT, poll_id, desk.hanging.number)
    address = result_address(base_url(session), poll_id)
    return NOTICE.pdf(desk.outcome, Printing(now(), _asks(desk.exact.poll), address=address))


def _asks(poll: Poll) -> Asker:
    return asker(poll.compound, current_app.config["OFFICE_PHONE"])
