"""Letters to the households, as a PDF file."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, base_url, errand, keys, now, write_bytes
from surveys.cli.place import poll_of
from surveys.cli.settings import TRIAL, tell_settings
from surveys.core.place import DISTRICT
from surveys.core.print_run import AGAIN, PrintReason
from surveys.core.site import check_site
from surveys.paper.letter import letters_pdf
from surveys.services.letter import LettersWanted, print_letters
from surveys.store.db import reading, transaction
from surveys.words.print_run import REASONS, run_words

COMPOUND = click.argument("compound")
_REASONS = "，".join(f"{reason.value}是{REASONS[reason]}" for reason in AGAIN)


@errand("letters")
@COMPOUND
@click.option("--building", default="", help="只印一栋，例如 3号楼")
@click.option("--unit", default="", help="只印一个单元，和 --building 一起用")
@click.option("--big", is_flag=True, help="长辈版：18磅大字，一户两页，给老人多的楼")
@click.option("--again", is_flag=True, help="印过的也再印一次，要写 --reason")
@click.option("--reason", type=click.Choice([reason.value for reason in AGAIN]), help=f"为什么再印：{_REASONS}")
@click.option("--remark", default="", help="其他原因，写明是什么")
@TRIAL
@click.option("--pdf", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写到哪个文件")
def letters(
    *,
    compound: str,
    building: str,
    unit: str,
    big: bool,
    again: bool,
    reason: str | None,
    remark: str,
    trial: bool,
    out: Path,
) -> None:
    """印一个小区或一栋楼的入户信（PDF，一户一页）：没有印过、房主也没有答的。每印一次都记在台账上。"""
    if unit and not building:
        raise click.UsageError("--unit 要和 --building 一起用")
    wanted = LettersWanted(building, unit, big, again, PrintReason(reason) if reason else None, remark)
    with reading() as session:
        poll = poll_of(session, compound, now=now())
    at, by = now(), INSTALLATION
    with transaction(now) as session:
        check_site(site := base_url(session), trial=trial)
        made = print_letters(session, DISTRICT, poll.id, wanted, keys=keys(), base_url=site, by=by, now=at)
        tell_settings(session, [poll.compound])
    write_bytes(out, letters_pdf(made, phone=current_app.config["OFFICE_PHONE"], big=big, printed_at=at))
    if made.run:
        click.echo(f"{run_words(made.run)}，{made.run.letters}封，记在台账上。", err=True)
