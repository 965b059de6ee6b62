"""Files for those who want to count for themselves, and their counting."""

from __future__ import annotations

import json
from pathlib import Path

import click

from surveys.cli.errand import FILE, REFUSED, errand, now, read_text, tell, write_bytes
from surveys.cli.place import poll_of
from surveys.core.canonical import canonical
from surveys.core.errors import Problem, Rejected
from surveys.core.pb import write_pb
from surveys.core.place import DISTRICT
from surveys.services.exports import audit_document, compound_election, read_audit
from surveys.services.outcome import Dossier, outcome_of, poll_record
from surveys.store.db import reading

COMPOUND = click.argument("compound")
OUT = click.argument("out", type=click.Path(path_type=Path, dir_okay=False))


def _record(called: str) -> Dossier:
    with reading() as session:
        return poll_record(session, DISTRICT, poll_of(session, called, now=now()).id)


@errand("export-pb")
@COMPOUND
@OUT
@click.option("--exact", is_flag=True, help="逐票写出，给监票人和审计人员；从中可能认出是哪一户，不能公开")
def export_pb(compound: str, out: Path, exact: bool) -> None:
    """把一个小区的点单写成 Pabulib（.pb）文件，可以公开：只有各项点的户数，没有一张票；户数太少的项目不写。"""
    write_bytes(out, write_pb(compound_election(_record(compound), exact=exact, now=now())))


@errand("export-ballots")
@COMPOUND
@OUT
def export_ballots(compound: str, out: Path) -> None:
    """截止以后，把计票依据的全部内容写成 JSON，给审计人员重新计票。含每户的答案，不能张贴。"""
    write_bytes(out, canonical(audit_document(_record(compound), now=now())) + b"\n")


@errand("recount")
@FILE
@click.option("--json", "as_json", is_flag=True, help="给程序用：和 flask tally --json 一样的内容")
@click.pass_context
def recount(ctx: click.Context, file: Path, as_json: bool) -> None:
    """不用数据库，按 export-ballots 写的文件重新计票，看结果是不是一样。"""
    try:
        document = json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        raise Rejected([Problem("audit_json", value=str(error)[:80])]) from None
    dossier, counted_at = read_audit(document)
    outcome = outcome_of(dossier, now=counted_at)
    same = outcome.digest == document.get("sheet_digest")
    if as_json:
        tell({**outcome.document(), "digest": outcome.digest})
    else:
        click.echo(f"{dossier.poll.compound.name}：{len(dossier.ballots)}张票，结果摘要 {outcome.digest}")
    click.echo("和文件里写的结果一样。" if same else "和文件里写的结果不一样。", err=True)
    if not same:
        ctx.exit(REFUSED)
