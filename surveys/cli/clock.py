"""The machine's clock, and saying that it is right."""

from __future__ import annotations

import click

from surveys.cli.errand import INSTALLATION, REFUSED, errand, now
from surveys.services.clock import accept_clock, clock_state
from surveys.store.db import reading, transaction
from surveys.words.clock import clock_words, second


@errand("clock")
@click.option("--accept", is_flag=True, help="认定现在的时间是对的，以前记下的时间是错的")
@click.option("--reason", default="", help="为什么，记进台账")
@click.pass_context
def clock(ctx: click.Context, accept: bool, reason: str) -> None:
    """看机器的时间对不对：比已经记下的时间早，就什么都不收，返回码是1。机器的时间曾经快了、现在改对了，用 --accept。"""
    if accept:
        with transaction() as session:  # the one errand that the clock doesn't stop: it puts it right
            accept_clock(session, reason, by=INSTALLATION, now=now())
    with reading() as session:
        state = clock_state(session, now=now())
    if state.behind and state.newest:
        click.echo(clock_words(state.at, state.newest), err=True)
        ctx.exit(REFUSED)
    newest = f"，最晚的记录是{second(state.newest)}" if state.newest else ""
    click.echo(f"机器的时间是{second(state.at)}{newest}。照常收。")
