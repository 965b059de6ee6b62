"""The secret and the database that belong together: written down at the first start, looked at before everything else."""

from __future__ import annotations

import secrets

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, REFUSED, errand, keys, now
from surveys.services.installation import accept_database as take_as_it_is
from surveys.services.installation import accept_secret, begin, check
from surveys.store.db import reading, transaction
from surveys.store.installation import installation, letters_out
from surveys.words.backup import secret_words


def fingerprint() -> str:
    """The fingerprint of this installation's secret."""
    found: str = current_app.config["FINGERPRINT"]
    return found


def new_name() -> str:
    """A name for a mark."""
    return secrets.token_hex(8)


def begin_installation() -> None:
    """Write down whose secret this is where nothing is written yet, and look whether it fits where something is.

    Raises `NotAllowed` with what doesn't fit.
    """
    with transaction() as session:
        begin(session, fingerprint(), keys(), name=new_name(), now=now())
        check(session, fingerprint())


@errand("secret", sound=False)
@click.option("--accept", is_flag=True, help="原来的密钥真的找不到了，用现在的这一个接着用")
@click.pass_context
def secret(ctx: click.Context, accept: bool) -> None:
    """密钥的指纹，和数据库记着的一不一样。密钥不能换：换了，印好的信全都打不开。"""
    with reading() as session:
        kept, letters = installation(session), letters_out(session)
    click.echo(secret_words(fingerprint(), kept.fingerprint if kept else None))
    if not accept or (kept and kept.fingerprint == fingerprint()):
        ctx.exit(0 if kept is None or kept.fingerprint == fingerprint() else REFUSED)
    click.echo(f"用现在的密钥接着用：印好的{letters}封信全都打不开，要重新印、重新发；工作人员的验证器都要重新配。")
    click.confirm("确定吗？", abort=True)
    with transaction() as session:
        accept_secret(session, fingerprint(), name=new_name(), by=INSTALLATION, now=now())
    click.echo("记下了。印好的信要重新印，验证器要重新配。")


@errand("accept-database", sound=False)
@click.option("--yes", is_flag=True, help="不再问一遍")
def accept_database(yes: bool) -> None:
    """数据库旁边没有记号，或者少了最后的几张票，也照现在的样子接着用。先看 docs/backup.md“少了票”。"""
    if not yes:
        click.confirm("少了的票找不回来了，住户手里的回执会查不到。确定照现在的样子接着用吗？", abort=True)
    with transaction() as session:
        take_as_it_is(session, name=new_name())
    click.echo("照现在的样子接着用。")
