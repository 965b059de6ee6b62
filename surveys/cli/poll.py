"""The life of one compound's poll: opening, longer, ended, looked over."""

from __future__ import annotations

import secrets
from datetime import datetime

import click

from surveys.cli.errand import INSTALLATION, base_url, errand, keys, now
from surveys.cli.place import poll_of
from surveys.cli.settings import TRIAL, tell_menus, tell_settings
from surveys.core.place import CHINA, DISTRICT
from surveys.core.site import check_site
from surveys.services import life
from surveys.services import poll as service
from surveys.store.db import transaction
from surveys.words.dates import time_words
from surveys.words.poll import STATES

REASON = click.option("--reason", default="没有写明原因", help="原因，会印在通知上，居民也看得到")


@errand("open-poll")
@click.argument("compound")
@click.option("--meant", is_flag=True, help="这个小区同时还有别的征询，也照样打开")
@TRIAL
def open_poll(compound: str, meant: bool, trial: bool) -> None:
    """打开一个小区的征询：户册和菜单从此不变，每户生成户码。"""
    with transaction(now) as session:
        check_site(base_url(session), trial=trial)
        poll = poll_of(session, compound, now=now())
        chance, who = secrets.token_bytes(32), INSTALLATION
        opened = service.open_poll(session, DISTRICT, poll.id, keys=keys(), random=chance, meant=meant, by=who, now=now())
        tell_settings(session, [opened.compound])
        tell_menus(session, [opened])
    assert opened.terms is not None
    click.echo(f"{opened.compound.name}：{STATES[opened.state(now())]}，规则摘要 {opened.terms.digest}")


@errand("extend-poll")
@click.argument("compound")
@click.argument("until", type=click.DateTime(["%Y-%m-%d %H:%M"]))
@REASON
@click.option("--long", is_flag=True, help="从开始到截止超过180天，就是要这么久")
@click.option("--meant", is_flag=True, help="这个小区同时还有别的征询，也照样延")
def extend_poll(compound: str, until: datetime, reason: str, long: bool, meant: bool) -> None:
    """把一个小区的截止时间往后延，例如 "2026-12-20 20:00"。"""
    last, who = until.replace(tzinfo=CHINA), INSTALLATION
    with transaction(now) as session:
        poll = poll_of(session, compound, now=now())
        made = life.extend(session, DISTRICT, poll.id, last, reason=reason, long=long, meant=meant, by=who, now=now())
    click.echo(f"{made.compound.name}：延到{time_words(made.closes_at)}")


@errand("close-poll")
@click.argument("compound")
@REASON
def close_poll(compound: str, reason: str) -> None:
    """现在就截止一个小区的征询。截止以后不能再打开。"""
    with transaction(now) as session:
        poll = poll_of(session, compound, now=now())
        closed = life.close(session, DISTRICT, poll.id, reason=reason, by=INSTALLATION, now=now())
    click.echo(f"{closed.compound.name}：{time_words(closed.ended_at)}截止")


@errand("review-poll")
@click.argument("compound")
def review_poll(compound: str) -> None:
    """记下一个小区的结果复核过了，然后才能公示。"""
    with transaction(now) as session:
        poll = poll_of(session, compound, now=now())
        life.review(session, DISTRICT, poll.id, by=INSTALLATION, now=now())
    click.echo(f"{poll.compound.name}：复核过了")
