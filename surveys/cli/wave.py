"""Making a wave and opening all that it holds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from surveys.cli.errand import INSTALLATION, base_url, errand, keys, now, read_text
from surveys.cli.place import compound_called
from surveys.cli.settings import TRIAL, tell_menus, tell_settings
from surveys.core.edition_file import read_edition
from surveys.core.menu import Menu
from surveys.core.menu_file import read_menu
from surveys.core.outcome import too_few_homes
from surveys.core.place import CHINA, DISTRICT
from surveys.core.questionnaire import Edition
from surveys.core.site import check_site
from surveys.services import wave as service
from surveys.services.compound import compound_lines
from surveys.services.draft import Draft, make
from surveys.services.edition import edition_named, menu_named, rules_named
from surveys.store.db import Connection, transaction
from surveys.words.dates import time_words
from surveys.words.poll import few_homes_words

MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%d"])


@errand("wave")
@click.argument("title")
@click.argument("compounds", nargs=-1)
@click.option("--all", "everywhere", is_flag=True, help="全区所有小区")
@click.option("--edition", default="w1-2026", show_default=True, help="问卷：编号，或一个 .toml 文件")
@click.option("--menu", default="xuecheng-2021", show_default=True, help="改造菜单：编号，或一个 .toml 文件")
@click.option("--rule", "rules", multiple=True, default=["xuecheng-2021"], show_default=True, help="认定规则，可以写几个")
@click.option("--opens", type=MOMENT, required=True, help="开始时间，例如“2026-12-01 08:00”")
@click.option("--closes", type=MOMENT, required=True, help="截止时间")
@click.option("--basic-first", is_flag=True, help="基础类排在前面")
@click.option("--long", is_flag=True, help="从开始到截止超过180天，就是要这么久")
def wave(
    *, title: str, compounds: tuple[str, ...], everywhere: bool, opens: datetime, closes: datetime, **plan: str
) -> None:
    """新建一轮征询，每个小区一份草稿；核对以后再打开。COMPOUNDS 是小区名或编号。"""
    if bool(compounds) is everywhere:
        raise click.UsageError("写上小区，或者加 --all")
    with transaction(now) as session:
        chosen = _chosen(session, compounds)
        draft = _draft(title, (opens, closes), chosen, plan)
        made = make(session, draft, by=INSTALLATION, now=now())
        lines = compound_lines(session, DISTRICT, now=now(), wave_id=made.id)
    for line in lines:
        if line.poll and too_few_homes(line.households):
            click.echo(few_homes_words(line.compound.name, line.households), err=True)
    click.echo(f"建好了：{made.title}（编号 {made.id}），{len(chosen)}个小区，{time_words(made.opens_at)}开始")


def _chosen(session: Connection, compounds: tuple[str, ...]) -> frozenset[int]:
    if compounds:
        return frozenset(compound_called(session, called, now=now()).compound.id for called in compounds)
    return frozenset(line.compound.id for line in compound_lines(session, DISTRICT, now=now()))


def _draft(title: str, dates: tuple[datetime, datetime], compounds: frozenset[int], plan: Mapping[str, Any]) -> Draft:
    opens, closes = (moment.replace(tzinfo=CHINA) for moment in dates)
    return Draft(
        title=title,
        edition=_edition(plan["edition"]),
        opens_at=opens,
        closes_at=closes,
        menu=_menu(plan["menu"]),
        rules=[rule.document() for rule in rules_named(plan["rules"])],
        basic_first=plan["basic_first"],
        compounds=compounds,
        long=plan["long"],
    )


def _edition(named: str) -> Edition:
    return read_edition(read_text(Path(named))) if named.endswith(".toml") else edition_named(named)


def _menu(named: str) -> Menu:
    return read_menu(read_text(Path(named))) if named.endswith(".toml") else menu_named(named)


@errand("open-wave")
@click.argument("title")
@click.option("--meant", is_flag=True, help="有的小区同时还有别的征询，也照样打开")
@TRIAL
def open_wave(title: str, meant: bool, trial: bool) -> None:
    """打开一轮里所有的草稿：户册和菜单从此不变，每户生成户码。要么全部打开，要么一个也不打开。"""
    with transaction(now) as session:
        check_site(base_url(session), trial=trial)
        found = service.wave_named(session, title)
        chance = secrets.token_bytes(32)
        who = INSTALLATION
        opened = service.open_wave(session, found.id, keys=keys(), random=chance, meant=meant, by=who, now=now())
        tell_settings(session, [poll.compound for poll in opened])
        tell_menus(session, opened)
    click.echo(f"打开了{len(opened)}个小区。")
