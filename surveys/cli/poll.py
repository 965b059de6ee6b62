"""Opening and closing the poll of one compound."""

from __future__ import annotations

import secrets

import click

from surveys.cli.errand import INSTALLATION, errand, keys, now
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.services import poll as service
from surveys.store.db import transaction
from surveys.words.dates import time_words
from surveys.words.poll import STATES


@errand("open-poll")
@click.argument("compound")
def open_poll(compound: str) -> None:
    """打开一个小区的征询：户册和菜单从此不变，每户生成户码。"""
    with transaction() as session:
        poll = poll_of(session, compound, now=now())
        chance = secrets.token_bytes(32)
        opened = service.open_poll(session, DISTRICT, poll.id, keys=keys(), random=chance, by=INSTALLATION, now=now())
    assert opened.terms is not None
    click.echo(f"{opened.compound.name}：{STATES[opened.state(now())]}，规则摘要 {opened.terms.digest}")


@errand("close-poll")
@click.argument("compound")
def close_poll(compound: str) -> None:
    """现在就截止一个小区的征询。截止以后不能再打开。"""
    with transaction() as session:
        poll = poll_of(session, compound, now=now())
        closed = service.close_poll(session, DISTRICT, poll.id, by=INSTALLATION, now=now())
    click.echo(f"{closed.compound.name}：{time_words(closed.ended_at)}截止")
