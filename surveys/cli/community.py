"""The communities that ask: what each says of itself on papers, and which compounds are theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from surveys.cli.errand import INSTALLATION, errand, now, tell
from surveys.cli.place import community_called, community_line, compound_called
from surveys.core.place import DISTRICT
from surveys.services import community as service
from surveys.services.community import CommunityLine, community_lines
from surveys.store.db import reading, transaction
from surveys.words.community import community_facts, community_words

CALLED = click.argument("called", metavar="社区")


@click.group("community")
def community() -> None:
    """社区居委会：名称、电话、地址、张贴处、盖章的单位、管哪些小区。信、公示表和居民的页面上写的就是它。"""


def said(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of what a community says of itself."""
    for option, told in (
        ("--posting", "结果和通知贴在哪里，例如小区南门公告栏"),
        ("--person", "联系人，居民找谁"),
        ("--hours", "上班时间，例如周一至周五8:30到17:30"),
        ("--address", "居委会的地址"),
    ):
        command = click.option(option, help=told)(command)
    return click.option("--seal", "seals", multiple=True, help="盖章的单位，例如“业主委员会（章）”，可以写几个")(command)


def _typed(told: Mapping[str, str | None], seals: tuple[str, ...]) -> dict[str, str]:
    return {field: text for field, text in told.items() if text is not None} | ({"seals": "\n".join(seals)} if seals else {})


@errand("add")
@click.argument("name", metavar="名称")
@click.option("--street", required=True, help="镇街的全名")
@click.option("--phone", required=True, help="居委会的电话，印在信上")
@said
def add(name: str, street: str, phone: str, seals: tuple[str, ...], **told: str | None) -> None:
    """添一个社区。镇街随户册来，先导入户册。"""
    more = _typed(told, seals)
    with transaction(now) as session:
        added = service.add_community(session, DISTRICT, street, name, phone, more=more, by=INSTALLATION, now=now())
    click.echo(f"添好了：{community_line(added)}")


@errand("change")
@CALLED
@click.option("--name", help="名称")
@click.option("--phone", help="电话")
@said
def change(called: str, seals: tuple[str, ...], **told: str | None) -> None:
    """改社区印在信和表上的内容；没有写的不变，写成空的就去掉。"""
    _change(called, _typed(told, seals))


def _change(called: str, typed: Mapping[str, str]) -> None:
    with transaction(now) as session:
        found = community_called(session, called)
        changed = service.change_community(session, DISTRICT, found.id, typed, by=INSTALLATION, now=now())
    click.echo(f"改好了：{community_line(changed)}")


@errand("rename")
@CALLED
@click.argument("name", metavar="新名称")
def rename(called: str, name: str) -> None:
    """改社区的名称。社区写名称或编号。"""
    _change(called, {"name": name})


@errand("phone")
@CALLED
@click.argument("phone", metavar="电话")
def change_phone(called: str, phone: str) -> None:
    """改居委会的电话。已经印好的信上还是旧的。"""
    _change(called, {"phone": phone})


@errand("assign")
@CALLED
@click.argument("compounds", nargs=-1, required=True, metavar="小区...")
def assign(called: str, compounds: tuple[str, ...]) -> None:
    """把小区归到一个社区；小区写名字或编号，可以写几个。"""
    with transaction(now) as session:
        found = community_called(session, called)
        chosen = [compound_called(session, name, now=now()).compound.id for name in compounds]
        theirs = service.assign_compounds(session, DISTRICT, found.id, chosen, by=INSTALLATION, now=now())
    click.echo(f"{community_words(found)}：{'、'.join(compound.name for compound in theirs)}")


@errand("list")
@click.option("--json", "as_json", is_flag=True, help="给程序用")
def list_all(as_json: bool) -> None:
    """列出各社区、电话和小区。"""
    with reading() as session:
        lines = community_lines(session, DISTRICT)
    if as_json:
        tell([_document(line) for line in lines])
    for line in () if as_json else lines:
        names = "、".join(compound.name for compound in line.compounds)
        click.echo(f"{community_line(line.community)}：{names or '还没有小区'}")
        for label, text in community_facts(line.community):
            click.echo(f"  {label}：{text}")


for command in (add, change, rename, change_phone, assign, list_all):
    community.add_command(command)


def _document(line: CommunityLine) -> dict[str, object]:
    one = line.community
    names = [compound.name for compound in line.compounds]
    known = {"name": one.name, "phone": one.phone, "address": one.address, "hours": one.hours, "person": one.person}
    papers = {"posting": one.posting, "seals": list(one.seals)}
    return {"id": one.id, "street": one.street.name, **known, **papers, "compounds": names}
