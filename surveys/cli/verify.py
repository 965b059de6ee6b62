"""Everything that is kept put to what only this installation can make."""

from __future__ import annotations

import re
import time

import click

from surveys.cli.errand import BAD_INPUT, errand
from surveys.core.verify import Verified
from surveys.services.verify import problems
from surveys.store.db import reading
from surveys.words.seal import looked_words, wrong_words

_HEAD = re.compile(r"([0-9]+):([0-9a-fA-F]{64})")
_QUIET = 2.0
"""Seconds after which it says how far it is."""


@errand("verify")
@click.option("--poll", "poll_id", type=int, help="只核验这一个征询（编号）")
@click.option("--head", "heads", multiple=True, metavar="条数:根", help="纸上印的校验点，核验今天的内容是不是从它长出来的")
@click.pass_context
def verify(ctx: click.Context, poll_id: int | None, heads: tuple[str, ...]) -> None:
    """逐行核验票、台账、户册、公示和封存的校验点。对不上的逐条写出来，返回码是2。"""
    printed = [_head(ctx, typed, poll_id) for typed in heads]
    looked, wrong, began = Verified(), 0, time.monotonic()

    def heard(done: int, of: int) -> None:
        if time.monotonic() - began > _QUIET:
            click.echo(f"\r核验到第{done}个征询，共{of}个", nl=done == of, err=True)

    with reading() as session:
        for found in problems(session, polls=(poll_id,) if poll_id else (), printed=printed, looked=looked, heard=heard):
            wrong += 1
            click.echo(wrong_words(found), err=True)
    click.echo(looked_words(looked, wrong))
    if wrong:
        ctx.exit(BAD_INPUT)


def _head(ctx: click.Context, typed: str, poll_id: int | None) -> tuple[int, str]:
    found = _HEAD.fullmatch(typed.strip())
    if found is None or poll_id is None:
        click.echo("校验点写成 条数:根（根是64个字母和数字），并用 --poll 写明是哪个征询", err=True)
        ctx.exit(BAD_INPUT)
    return int(found[1]), found[2].lower()
