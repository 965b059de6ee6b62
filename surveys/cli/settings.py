"""The settings that end up on paper, as commands show them and ask for them."""

from __future__ import annotations

from collections.abc import Iterable

import click
from flask import current_app

from surveys.cli.errand import base_url
from surveys.core.fitting import must_total
from surveys.core.place import DISTRICT, Compound
from surveys.core.poll import Poll
from surveys.core.site import reach
from surveys.services.menu import menu_desk
from surveys.store.db import Connection
from surveys.words.community import on_paper
from surveys.words.menu_table import menu_filled_words, must_words
from surveys.words.site import REACHES

TRIAL = click.option("--trial", is_flag=True, help="网址只有这台电脑打得开，只是试一试，信不送出去")


def tell_settings(session: Connection, compounds: Iterable[Compound]) -> None:
    """Print to stderr where the QR codes lead, and what the papers of these compounds leave out."""
    address = base_url(session)
    click.echo(f"信上的网址：{address}。{REACHES[reach(address)]}", err=True)
    for line in on_paper(compounds, current_app.config["OFFICE_PHONE"]):
        who = line.asks.committee if line.community else f"{'、'.join(line.compounds)}还没有归到社区"
        if line.missing:
            click.echo(f"{who}，没有写：{'、'.join(line.missing)}", err=True)


def tell_menus(session: Connection, polls: Iterable[Poll]) -> None:
    """Print to stderr how much of each menu is estimated, and the must-do items beside the budget."""
    for poll in polls:
        desk = menu_desk(session, DISTRICT, poll.id)
        must = must_words(*must_total(desk.menu), desk.budget)
        click.echo(f"{poll.compound.name}：改造菜单{menu_filled_words(desk.menu)}；{must}", err=True)
