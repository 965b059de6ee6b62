"""Paper questionnaires, as a PDF file."""

from __future__ import annotations

import secrets
from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, base_url, errand, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.paper.paper_form import forms_pdf, sides_of
from surveys.services.form_plan import FormsWanted, plan_forms
from surveys.services.paper_form import print_forms, print_forms_again
from surveys.store.db import reading, transaction
from surveys.words.form_register import batch_words


@errand("forms")
@click.argument("compound")
@click.option("--blank", type=int, default=0, help="印几份空白表；不写就一户一份")
@click.option("--building", default="", help="只印一栋，例如 3号楼")
@click.option("--unit", default="", help="只印一个单元，和 --building 一起用")
@click.option("--big", is_flag=True, help="长辈版：字大、方框大")
@click.option("--again", is_flag=True, help="印过的户也再印一份")
@click.option("--batch", type=int, default=0, help="原样再印这一批")
@click.option("--pdf", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写到哪个文件")
def forms(*, compound: str, blank: int, building: str, unit: str, big: bool, again: bool, batch: int, out: Path) -> None:
    """印一个小区的纸质问卷（PDF，双面）：一户一份，或者空白表。每印一批都记在台账上。"""
    if unit and not building:
        raise click.UsageError("--unit 要和 --building 一起用")
    wanted, at = FormsWanted(building, unit, blank, big, again), now()
    with reading() as session:
        poll = poll_of(session, compound, now=at)
        plans = () if batch else plan_forms(session, DISTRICT, poll.id, wanted, now=at)
        site = base_url(session)
    pressed = sides_of(plans, phone=current_app.config["OFFICE_PHONE"], site=site, big=big, printed_at=at)
    with transaction(now) as session:
        if batch:
            made = [print_forms_again(session, DISTRICT, poll.id, batch, by=INSTALLATION, now=at)]
        else:
            chance = secrets.token_bytes
            made = [*print_forms(session, DISTRICT, poll.id, wanted, pressed, random=chance, by=INSTALLATION, now=at)]
    write_bytes(out, forms_pdf(made))
    for one in made:
        click.echo(f"第{one.batch.number}批，{batch_words(one.batch)}，{one.batch.forms}份，记在台账上。", err=True)
