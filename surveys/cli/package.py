"""What watchers, auditors and everybody get, so that they can count again with a program that isn't ours."""

from __future__ import annotations

from pathlib import Path

import click

from surveys.cli.errand import INSTALLATION, REFUSED, errand, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.paper.package import public_package, sealed
from surveys.services.notice import published
from surveys.services.package import Exact, hand_out
from surveys.store.db import reading, transaction

FOR = click.option("--for", "--to", "to", default="", help="给谁（监票人、审计人员的姓名），记在台账上")
REASON = click.option("--reason", default="", help="为什么给，记在台账上")


def give(compound: str, out: Path, kind: Exact, to: str, reason: str) -> None:
    """Write an exact file of a compound's poll, once it is written down who gets it and why."""
    at = now()
    with reading() as session:
        made = sealed(session, DISTRICT, poll_of(session, compound, now=at).id, kind, now=at)
    with transaction(now) as session:
        content = hand_out(session, DISTRICT, made, to=to, reason=reason, by=INSTALLATION, now=at)
    write_bytes(out, content)
    click.echo(f"给了{to.strip()}，记在台账上。文件的摘要 {made.digest}", err=True)


@errand("package")
@click.argument("compound")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--public", "for_everybody", is_flag=True, help="公开的包：只有公示过的内容")
@FOR
@REASON
@click.pass_context
def package(ctx: click.Context, *, compound: str, out: Path, for_everybody: bool, to: str, reason: str) -> None:
    """做一个计票包，用 recount.py 可以重新计票。不加 --public 的写着每户怎么选，只给监票人和审计人员，给谁会记下来。"""
    if not for_everybody:
        give(compound, out, Exact.PACKAGE, to, reason)
        return
    with reading() as session:
        notice = published(session, poll_of(session, compound, now=now()).id).notice()
    if notice.outcome is None:
        click.echo("这次公示是旧版本做的，已停止显示，重新公示以后才有公开的包", err=True)
        ctx.exit(REFUSED)
    write_bytes(out, public_package(notice))
