"""What goes on paper: summary sheets as PDF files."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import errand, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.paper.sheet import sheet_pdf
from surveys.services.outcome import decide
from surveys.store.db import reading

COMPOUND = click.argument("compound")


@errand("sheet")
@COMPOUND
@click.option("--pdf", "as_pdf", is_flag=True, help="做成PDF")
@click.option("--posted", "for_posting", is_flag=True, help="做公示表：小数目隐去，可以张贴")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), required=False)
def sheet(compound: str, as_pdf: bool, for_posting: bool, out: Path | None) -> None:
    """一个小区的汇总表（PDF）。OUT 是写到哪个文件，不写就用小区的名字。"""
    if not as_pdf:
        raise click.UsageError("汇总表做成PDF：加上 --pdf；只看数字用 flask tally")
    with reading() as session:
        decided = decide(session, DISTRICT, poll_of(session, compound, now=now()).id, now=now())
    phone = current_app.config["OFFICE_PHONE"]
    made = sheet_pdf(decided, printed_at=now(), phone=phone, for_posting=for_posting)
    kind = "公示表" if for_posting else "汇总表"
    write_bytes(out or Path(f"{decided.poll.compound.name}-{kind}.pdf"), made)
