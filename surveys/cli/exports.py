"""Files for those who want to count for themselves, and their counting."""

from __future__ import annotations

from pathlib import Path

import click

from surveys.cli.errand import FILE, REFUSED, errand, now, read_text, tell, write_bytes
from surveys.cli.package import FOR, REASON, give
from surveys.cli.place import poll_of
from surveys.core.pb import write_pb
from surveys.core.place import DISTRICT
from surveys.services.exports import public_election, recounted
from surveys.services.package import Exact
from surveys.store.db import reading

COMPOUND = click.argument("compound")
OUT = click.argument("out", type=click.Path(path_type=Path, dir_okay=False))


@errand("export-pb")
@COMPOUND
@OUT
@click.option("--exact", is_flag=True, help="逐票写出，给监票人和审计人员；从中可能认出是哪一户，不能公开，要写给谁")
@FOR
@REASON
def export_pb(*, compound: str, out: Path, exact: bool, to: str, reason: str) -> None:
    """把一个小区的点单写成 Pabulib（.pb）文件，可以公开：只有各项点的户数，没有一张票；户数太少的项目不写。"""
    if exact:
        give(compound, out, Exact.PB, to, reason)
        return
    with reading() as session:
        election = public_election(session, DISTRICT, poll_of(session, compound, now=now()).id, now=now())
    write_bytes(out, write_pb(election))


@errand("export-ballots")
@COMPOUND
@OUT
@FOR
@REASON
def export_ballots(*, compound: str, out: Path, to: str, reason: str) -> None:
    """截止以后，把计票依据的全部内容写成 JSON，给审计人员重新计票。含每户的答案，不能张贴；给谁、为什么记在台账上。"""
    give(compound, out, Exact.BALLOTS, to, reason)


@errand("recount", sound=False)
@FILE
@click.option("--json", "as_json", is_flag=True, help="给程序用：和 flask tally --json 一样的内容")
@click.pass_context
def recount(ctx: click.Context, file: Path, as_json: bool) -> None:
    """不用数据库，按 export-ballots 写的文件重新计票，看结果是不是一样。"""
    dossier, outcome, same = recounted(read_text(file))
    if as_json:
        tell({**outcome.document(), "digest": outcome.digest})
    else:
        click.echo(f"{dossier.poll.compound.name}：{len(dossier.ballots)}张票，结果摘要 {outcome.digest}")
    click.echo("和文件里写的结果一样。" if same else "和文件里写的结果不一样。", err=True)
    if not same:
        ctx.exit(REFUSED)
