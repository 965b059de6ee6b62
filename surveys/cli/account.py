"""Accounts: who has one, and inviting, changing, shutting and opening them, as the desk does."""

from __future__ import annotations

import click

from surveys.cli.errand import INSTALLATION, errand, now, tell
from surveys.cli.place import scope_called
from surveys.cli.staff import invitation, placed, tell_invitation
from surveys.core.place import DISTRICT
from surveys.core.staff import Role
from surveys.services import account as service
from surveys.services.account import Member, Wanted, account_called
from surveys.services.staff import place_key
from surveys.store.db import reading, transaction
from surveys.words.account import role_words
from surveys.words.dates import day_in_year

USERNAME = click.argument("username", metavar="用户名")
_EVERYBODY = 10_000


@click.group("people")
def people() -> None:
    """账号：列出来，重发邀请，改，停用，恢复，退出所有。"""


@errand("list")
@click.option("--search", default="", help="姓名、用户名、单位或地方")
@click.option("--json", "as_json", is_flag=True, help="给程序用")
def list_all(search: str, as_json: bool) -> None:
    """列出各个账号。"""
    with reading() as session:
        members = [row.member for row in service.account_list(session, DISTRICT, search=search, size=_EVERYBODY).rows]
    if as_json:
        tell([_document(member) for member in members])
    for member in () if as_json else members:
        click.echo(_line(member))


@errand("invite")
@USERNAME
def invite(username: str) -> None:
    """重发邀请：旧密码和验证器不能用了，登录都退出，锁也解开。"""
    with transaction(now) as session:
        link = invitation(session, account_called(session, username).id)
    tell_invitation(link)


@errand("change")
@USERNAME
@click.option("--name", help="姓名")
@click.option("--office", help="单位")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="角色；换了角色，地方要一起写")
@placed
def change(username: str, **told: str | None) -> None:
    """改姓名、单位、角色或管的地方；没有写的不变。"""
    with transaction(now) as session:
        member, places = account_called(session, username), (told["street"], told["community"], told["compound"])
        moved = any(places) or told["role"] == Role.DISTRICT
        scope = scope_called(session, *places, now=now()) if moved else member.scope
        name, office = (member_has if said is None else said for said, member_has in _names(told, member))
        wanted = Wanted(name, office, Role(told["role"] or member.role), scope)
        changed = service.change_account(session, member.id, wanted, by=INSTALLATION, now=now())
    click.echo(f"改好了：{_line(changed)}")


def _names(told: dict[str, str | None], member: Member) -> tuple[tuple[str | None, str], ...]:
    return (told["name"], member.name), (told["office"], member.office)


@errand("disable")
@USERNAME
def disable(username: str) -> None:
    """停用一个账号，马上退出登录。"""
    with transaction(now) as session:
        service.disable_account(session, account_called(session, username).id, by=INSTALLATION, now=now())
    click.echo(f"停用了：{username}")


@errand("enable")
@USERNAME
def enable(username: str) -> None:
    """恢复一个停用的账号。"""
    with transaction(now) as session:
        service.enable_account(session, account_called(session, username).id, by=INSTALLATION, now=now())
    click.echo(f"恢复了：{username}")


@errand("sign-out")
@USERNAME
def sign_out(username: str) -> None:
    """退出一个账号的所有登录。"""
    with transaction(now) as session:
        ended = service.end_sessions(session, account_called(session, username).id, by=INSTALLATION, now=now())
    click.echo(f"退出了{ended}处登录：{username}")


for command in (list_all, invite, change, disable, enable, sign_out):
    people.add_command(command)


def _line(member: Member) -> str:
    where = member.place or "全区"
    shut = f"，{day_in_year(member.disabled_at.date())}停用" if member.disabled_at else ""
    office = f"，{member.office}" if member.office else ""
    return f"{member.username}  {member.name}{office}，{role_words(member.role)}，{where}{shut}"


def _document(member: Member) -> dict[str, object]:
    facts = {"username": member.username, "name": member.name, "office": member.office, "role": member.role}
    return {**facts, "place": place_key(member.scope), "disabled": member.disabled_at is not None}
