"""The first account and its password, which the first start makes up; nothing is ever preset."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from surveys.cli.errand import INSTALLATION, data_folder, now
from surveys.core.errors import SignInRefused
from surveys.core.place import DISTRICT, Scope
from surveys.core.staff import Role
from surveys.services.staff import add_staff, check_password, staff_members
from surveys.store.db import Connection

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
    session: Connection, username: str, name: str, password: str, *, role: Role, scope: Scope = DISTRICT
) -> None:
    """Add a member of staff, with fresh salt at this hour."""
    salt = secrets.token_bytes(16)
    add_staff(session, username, name, password, role=role, scope=scope, random=salt, by=INSTALLATION, now=now())


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
