"""Accounts of staff."""

from __future__ import annotations

import secrets

import click

from surveys.cli.accounts import make_account, new_password
from surveys.cli.errand import INSTALLATION, errand, now
from surveys.cli.place import compound_called
from surveys.core.errors import NotFound
from surveys.core.place import DISTRICT, Scope
from surveys.core.staff import Role
from surveys.services.compound import compound_lines
from surveys.services.staff import set_password as give_password
from surveys.store.db import Connection, transaction

PASSWORD = click.option("--password", help="密码，至少10个字符；不写就编一个并显示出来")


@errand("add-staff")
@click.argument("username")
@click.option("--name", required=True, help="单位或姓名，工作台上显示")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.COMMITTEE.value, show_default=True)
@click.option("--street", help="只看一个镇街：它的全名")
@click.option("--compound", help="只看一个小区：名字或编号")
@PASSWORD
def add_staff(
    *, username: str, name: str, role: str, street: str | None, compound: str | None, password: str | None
) -> None:
    """给工作人员开账号。"""
    given = password or new_password()
    with transaction() as session:
        scope = _scope(session, street, compound)
        make_account(session, username, name, given, role=Role(role), scope=scope)
    click.echo(f"开好了：用户名 {username}" + ("" if password else f"，密码 {given}"))


@errand("set-password")
@click.argument("username")
@PASSWORD
def set_password(username: str, password: str | None) -> None:
    """给一个账号换密码；已经登录的都要重新登录。"""
    given = password or new_password()
    with transaction() as session:
        give_password(session, username, given, random=secrets.token_bytes(16), by=INSTALLATION, now=now())
    click.echo(f"换好了：用户名 {username}" + ("" if password else f"，密码 {given}"))


def _scope(session: Connection, street: str | None, compound: str | None) -> Scope:
    if compound is not None:
        return Scope(compound=compound_called(session, compound, now=now()).compound.id)
    if street is None:
        return DISTRICT
    streets = {line.compound.street.name: line.compound.street.id for line in compound_lines(session, DISTRICT, now=now())}
    if street not in streets:
        raise NotFound("street", street)
    return Scope(street=streets[street])
