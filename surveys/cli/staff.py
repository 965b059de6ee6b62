"""Accounts of staff; the first one and its password, which the first start makes up: nothing is ever preset."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, base_url, data_folder, errand, now
from surveys.cli.place import scope_called
from surveys.core.errors import SignInRefused
from surveys.core.password import password_problems
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role, Staff
from surveys.services.district import district
from surveys.services.invitation import invite
from surveys.services.password import known_passwords
from surveys.services.staff import add_staff as take_on
from surveys.services.staff import check_password, staff_members
from surveys.services.staff import set_password as give_password
from surveys.store.db import Connection, transaction

PASSWORD = click.option("--password", help="密码，至少10个字符；不写就编一个并显示出来")


def placed(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name one place."""
    for option, told in (
        ("--compound", "管一个小区：名字或编号"),
        ("--community", "管一个社区"),
        ("--street", "管一个镇街"),
    ):
        command = click.option(option, help=told)(command)
    return command


@errand("add-staff")
@click.argument("username")
@click.option("--name", required=True, help="姓名，工作台上显示")
@click.option("--office", default="", help="单位")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.COMMITTEE.value, show_default=True)
@placed
@click.option("--invite", "invited", is_flag=True, help="不编密码，给一个72小时内有效、只能用一次的邀请链接，由本人设密码")
@PASSWORD
def add_staff(username: str, role: str, password: str | None, *, invited: bool, **told: str | None) -> None:
    """给工作人员开账号。镇街写 --street，居委会和网格员写 --community 或 --compound，业委会写 --compound。"""
    given = None if invited else password or new_password()
    with transaction(now) as session:
        scope = scope_called(session, told["street"], told["community"], told["compound"], now=now())
        name, office = told["name"] or "", told["office"] or ""
        added = make_account(session, username, name, given, role=Role(role), scope=scope, office=office)
        link = invitation(session, added.id) if invited else ""
    shown = f"，密码 {given}" if given and not password else ""
    click.echo(f"开好了：用户名 {username}{shown}")
    tell_invitation(link)


def invitation(session: Connection, staff_id: int) -> str:
    """The link of a new invitation."""
    secret = invite(session, staff_id, random=secrets.token_bytes(32), by=INSTALLATION, now=now())
    return base_url(session) + current_app.url_map.bind("").build("staff.by_invitation", {"token": secret})


def tell_invitation(link: str) -> None:
    """Print the link of an invitation, if there is one."""
    if link:
        click.echo(f"邀请链接，72小时内有效，只能用一次，交给本人：{link}")


@errand("set-password")
@click.argument("username")
@PASSWORD
def set_password(username: str, password: str | None) -> None:
    """给一个账号换密码；已经登录的都要重新登录。"""
    given = password or new_password()
    with transaction(now) as session:
        give_password(session, username, given, random=secrets.token_bytes(16), by=INSTALLATION, now=now())
    click.echo(f"换好了：用户名 {username}" + ("" if password else f"，密码 {given}"))


OFFICE = "office"

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def password_file() -> Path:
    """Where the first password is kept, readable by this user alone, until it is changed."""
    return data_folder() / "first-password"


def new_password() -> str:
    """A password of 59 bits that can be read out and typed."""
    while True:  # one in millions looks like a habit
        password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
        if not any(password_problems(password, [], known_passwords())):
            return password


def ensure_office(session: Connection) -> None:
    """Make the district's account where nobody can sign in yet, and keep its password beside the database."""
    if staff_members(session):
        return
    named, password = district(session), new_password()
    _keep(password)
    make_account(session, OFFICE, named.office if named else "区改造办公室", password, role=Role.DISTRICT)


def make_account(
    session: Connection,
    username: str,
    name: str,
    password: str | None,
    *,
    role: Role,
    scope: Jurisdiction = DISTRICT,
    office: str = "",
) -> Staff:
    """Add a member of staff, with fresh salt at this hour."""
    chance, here = secrets.token_bytes(16), now()
    return take_on(
        session,
        username,
        name,
        password,
        role=role,
        scope=scope,
        office=office,
        random=chance,
        by=INSTALLATION,
        now=here,
    )


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
