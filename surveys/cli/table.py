"""Tables as Excel files, and a poll's archive."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, errand, now, write_bytes
from surveys.cli.place import compound_called, poll_of
from surveys.core.place import DISTRICT
from surveys.paper.table_file import ACTS, compounds_file, ledger_file, table_file
from surveys.services.compound import compound_lines
from surveys.services.ledger import ledger_lines
from surveys.store.db import reading, transaction
from surveys.words.table import TableKind

OUT = click.argument("out", type=click.Path(path_type=Path, dir_okay=False))


@errand("export-xlsx")
@click.argument("kind", type=click.Choice([kind.value for kind in TableKind if kind is not TableKind.ARCHIVE]))
@OUT
@click.option("--compound", help="哪个小区；compounds 和 ledger 以外都要写")
def export_xlsx(kind: str, out: Path, compound: str | None) -> None:
    """写一个Excel文件：compounds 小区一览，unanswered 还没答的户，list 可以公开的改造清单，exact-list 准数的清单，
    objections 异议，roster 户册，ledger 台账。exact-list 和 roster 记在台账上。"""
    if kind == TableKind.COMPOUNDS:
        with reading() as session:
            lines = compound_lines(session, DISTRICT, now=now())
        write_bytes(out, compounds_file(lines, at=now(), by=INSTALLATION.username).content)
    elif kind == TableKind.LEDGER:
        with reading() as session:
            made = ledger_file(ledger_lines(session, DISTRICT), personal=True, at=now(), by=INSTALLATION.username)
        write_bytes(out, made.content)
    elif compound is None:
        raise click.UsageError("写明是哪个小区：--compound 小区")
    else:
        _export(TableKind(kind), compound, out)


@errand("archive")
@click.argument("compound")
@OUT
def archive(compound: str, out: Path) -> None:
    """截止以后做一个归档包：汇总表、张贴过的公示和通知、清单、参与情况、异议、规则。记在台账上。"""
    _export(TableKind.ARCHIVE, compound, out)


def _export(kind: TableKind, called: str, out: Path) -> None:
    at, phone = now(), current_app.config["OFFICE_PHONE"]
    with reading() as session:
        if kind is TableKind.ROSTER:
            place = compound_called(session, called, now=at).compound.id
        else:
            place = poll_of(session, called, now=at).id
        made = table_file(session, DISTRICT, kind, place, at=at, by=INSTALLATION.username, phone=phone)
    if act := ACTS.get(kind):
        with transaction(now) as session:
            act(session, DISTRICT, place, digest=made.digest, by=INSTALLATION, now=at)
    write_bytes(out, made.content)
