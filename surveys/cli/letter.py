"""Letters to the households, as a PDF file."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import base_url, errand, keys, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.paper.letter import letters_pdf
from surveys.services.letter import letters as letters_of
from surveys.store.db import reading

COMPOUND = click.argument("compound")


@errand("letters")
@COMPOUND
@click.option("--building", help="只印一栋，例如 3号楼")
@click.option("--big", is_flag=True, help="二维码扫开就是长辈版，给老人多的楼")
@click.option("--pdf", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写到哪个文件")
def letters(*, compound: str, building: str | None, big: bool, out: Path) -> None:
    """一个小区或一栋楼的入户信（PDF，一户一页）。"""
    with reading() as session:
        poll = poll_of(session, compound, now=now())
        found = letters_of(session, DISTRICT, poll.id, building=building, keys=keys(), base_url=base_url(session))
    made = letters_pdf(found, phone=current_app.config["OFFICE_PHONE"], big=big, printed_at=now())
    write_bytes(out, made)
