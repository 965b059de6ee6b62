"""Accounts of staff; the first one and its password, which the first start makes up: nothing is ever preset."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from surveys.cli.errand import INSTALLATION, data_folder, errand, now
from surveys.cli.place import compound_called
from surveys.core.errors import NotFound, SignInRefused
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.services.compound import compound_lines
from surveys.services.staff import add_staff as take_on
from surveys.services.staff import check_password, staff_members
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


def _scope(session: Connection, street: str | None, compound: str | None) -> Jurisdiction:
    if compound is not None:
        return Jurisdiction(compound=compound_called(session, compound, now=now()).compound.id)
    if street is None:
        return DISTRICT
    streets = {line.compound.street.name: line.compound.street.id for line in compound_lines(session, DISTRICT, now=now())}
    if street not in streets:
        raise NotFound("street", street)
    return Jurisdiction(street=streets[street])


OFFICE = "office"

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def password_file() -> Path:
    """Where the first password is kept, readable by this user alone, until it is changed."""
    return data_folder() / "first-password"


def new_password() -> str:
    """A password of 59 bits that can be read out and typed."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))


def ensure_office(session: Connection) -> None:
    """Make the district's account where nobody can sign in yet, and keep its password beside the database."""
    if staff_members(session):
        return
    password = new_password()
    _keep(password)
    make_account(session, OFFICE, "区改造办公室", password, role=Role.DISTRICT)


def make_account(
    session: Connection, username: str, name: str, password: str, *, role: Role, scope: Jurisdiction = DISTRICT
) -> None:
    """Add a member of staff, with fresh salt at this hour."""
    salt = secrets.token_bytes(16)
    take_on(session, username, name, password, role=role, scope=scope, random=salt, by=INSTALLATION, now=now())


def first_password(session: Connection) -> str:
    """The first password, empty once it was changed or its file is gone."""
    file = password_file()
    password = file.read_text("utf-8").strip() if file.is_file() else ""
    if not password:
        return ""
    try:
        claim = check_password(session, OFFICE, password, who="cli", now=now())
    except SignInRefused:  # somebody guesses passwords just now, which says nothing about this one
        return password
    return password if claim.staff_id is not None else ""


def _keep(password: str) -> None:
    file = password_file()
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(password + "\n")
