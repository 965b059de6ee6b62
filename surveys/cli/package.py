"""What watchers, auditors and everybody get, so that they can count again with a program that isn't ours."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from surveys.cli.errand import INSTALLATION, REFUSED, errand, now, write_bytes
from surveys.cli.place import poll_of
from surveys.core.outcome.telling import exact
from surveys.core.place import DISTRICT
from surveys.paper.package import public_package, watchers_package
from surveys.paper.papers import SHEET, Printing
from surveys.services.notice import published
from surveys.services.outcome import outcome_of
from surveys.services.package import closed_record, hand_out, package_record
from surveys.store.db import reading, transaction
from surveys.words.outcome.charts import charts
from surveys.words.outcome.committee import checks


@errand("package")
@click.argument("compound")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--public", "for_everybody", is_flag=True, help="公开的包：只有公示过的内容")
@click.option("--to", default="", help="给谁（监票人、审计人员），记在台账上")
@click.option("--reason", default="", help="为什么给，记在台账上")
@click.pass_context
def package(ctx: click.Context, *, compound: str, out: Path, for_everybody: bool, to: str, reason: str) -> None:
    """做一个计票包，用 recount.py 可以重新计票。不加 --public 的写着每户怎么选，只给监票人和审计人员，给谁会记下来。"""
    with reading() as session:
        poll = poll_of(session, compound, now=now())
        if for_everybody:
            notice = published(session, poll.id).notice()
            if notice.outcome is None:
                click.echo("这次公示是旧版本做的，已停止显示，重新公示以后才有公开的包", err=True)
                ctx.exit(REFUSED)
            write_bytes(out, public_package(notice))
            return
        dossier = closed_record(session, DISTRICT, poll.id, now=now())
    at = now()
    record, outcome = package_record(dossier, now=at), outcome_of(dossier, now=at)
    beside = checks(outcome.examined) if outcome.examined else None
    sheet = SHEET.make(exact(outcome), Printing(at, digest=outcome.digest, beside=beside))
    drawn = charts(outcome.examined) if outcome.examined else None
    made = watchers_package(record, outcome.document(), {"汇总表": sheet, "图": drawn})
    digest = sha256(made).hexdigest()
    with transaction() as session:
        hand_out(session, DISTRICT, poll.id, to=to, reason=reason, digest=digest, by=INSTALLATION, now=at)
    write_bytes(out, made)
    click.echo(f"给了{to.strip()}，记在台账上。包的摘要 {digest}", err=True)
