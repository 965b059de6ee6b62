"""The ledger gone through again: does the database keep what was done, and nothing else?"""

from __future__ import annotations

import click

from surveys.cli.errand import BAD_INPUT, errand
from surveys.services.replay import replay_ledger as gone_through
from surveys.store.db import reading
from surveys.words.replay import difference_words


@errand("replay-ledger")
@click.pass_context
def replay_ledger(ctx: click.Context) -> None:
    """只凭台账把账号、社区、轮次、征询、核实、文书、异议和信重做一遍，和数据库比。对不上的逐条写出来，返回码是2。"""
    with reading() as session:
        found = gone_through(session)
    for difference in found.differences:
        click.echo(difference_words(difference), err=True)
    forgotten = f"，{found.forgotten}处内容已删除，不比" if found.forgotten else ""
    click.echo(f"看了{found.lines}条台账，重做了{found.things}项{forgotten}。对不上的：{len(found.differences)}处")
    if found.differences:
        ctx.exit(BAD_INPUT)
