"""What all commands have in common: how a refusal ends, and how figures leave for other programs.

Exit status 0: done. 1: refused, or nothing of that name. 2: bad usage or a bad file.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from surveys.cli.private import private_folder
from surveys.cli.start import check_ours, trouble_words
from surveys.core.code import Keys
from surveys.core.errors import Problem, Rejected, SurveyError
from surveys.core.site import Addresses
from surveys.core.staff import Installation
from surveys.log import event, failure_of, reference
from surveys.paper.press import PressFailed
from surveys.services.district import site
from surveys.services.installation import check
from surveys.store.db import Connection, reading
from surveys.words.refusal import cli_problem, cli_refusal

REFUSED, BAD_INPUT = 1, 2
INSTALLATION = Installation("cli")
"""Whoever may type commands here may read and write the database as well: no right is kept from them."""
FILE = click.argument("file", type=click.Path(path_type=Path))


class FileTrouble(click.ClickException):
    """A file that can't be read or written."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:
        """Say so without the word Error in front."""
        click.echo(self.message, err=True, file=file)


class Errand(click.Command):
    """A command that tells people what was refused and why, and never shows them a traceback for it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ends with status 1 or 2 where the errand is refused."""
        try:
            return super().invoke(ctx)
        except Rejected as refusal:
            for problem in refusal.problems:
                click.echo(cli_problem(problem), err=True)
            ctx.exit(BAD_INPUT)
        except PressFailed:
            click.echo("PDF没有做出来，什么也没有改动；过一会儿再试一次", err=True)
            ctx.exit(REFUSED)
        except SurveyError as refusal:
            click.echo(cli_refusal(refusal), err=True)
            ctx.exit(REFUSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if words := trouble_words(error):
                click.echo(words, err=True)
                ctx.exit(REFUSED)
            fault = failure_of(error)
            number = reference(fault)
            event("command_failed", logging.ERROR, fault, id=number, what=self.name)
            click.echo(f"没有做完：{fault.kind}，在{fault.place}。编号{number}，经过写在日志里。", err=True)
            ctx.exit(REFUSED)


def errand(name: str, *, sound: bool = True) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function the command of this name, run inside the application: only on a database that is ours, all there and
    made with this secret, except where `sound` is False because it needs none or mends one."""

    def command(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(*arguments: Any, **options: Any) -> None:
            check_ours()
            if sound:
                with reading() as session:
                    check(session, current_app.config["FINGERPRINT"])
            function(*arguments, **options)

        return click.command(name, cls=Errand)(with_appcontext(run))

    return command


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many are done of how many, once it has taken more than two seconds; on the side of what is printed."""
    begun, shown = time.monotonic(), -1

    def step(done: int, whole: int) -> None:
        nonlocal shown
        part = done * 20 // max(whole, 1)
        if part != shown and time.monotonic() - begun > 2:
            shown = part
            click.echo(f"\r{label} {'█' * part}{'·' * (20 - part)} {part * 5}%", err=True, nl=False)

    yield step
    if shown >= 0:
        click.echo(err=True)


def tell(document: Any) -> None:
    """Print a document as JSON for other programs."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def now() -> datetime:
    """The server's clock; below this floor the time is an argument."""
    return datetime.now(UTC)


def keys() -> Keys:
    """The keys of this installation's links and codes."""
    found: Keys = current_app.config["KEYS"]
    return found


def data_folder() -> Path:
    """Where this installation keeps its files: beside a SQLite database, so that two databases never share a password."""
    scheme, _, path = str(current_app.config["SQLALCHEMY_DATABASE_URI"]).partition(":///")
    folder = Path(path).parent if scheme.startswith("sqlite") and path else Path(current_app.instance_path)
    return folder if folder.exists() else private_folder(folder)


def addresses() -> Addresses:
    """Where residents might reach this installation; where it is served is where the service was last started."""
    known: Addresses = current_app.config["ADDRESSES"]
    kept = Path(current_app.instance_path) / "base_url"
    return replace(known, served=kept.read_text("utf-8").strip()) if kept.is_file() else known


def base_url(session: Connection) -> str:
    """Where residents reach this installation."""
    return site(session, addresses())


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises `FileTrouble` where it can't be opened."""
    try:
        return path.read_bytes()
    except OSError:
        raise FileTrouble(f"打不开文件 {path}") from None


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file and say so. Raises `FileTrouble`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise FileTrouble(f"写不进文件 {path}：{error.strerror}") from None
    click.echo(f"写好了：{path}（{-(-len(data) // 1024)} KB）")


def read_text(path: Path) -> str:
    """A file's text. Raises `FileTrouble`, and `Rejected` where it isn't UTF-8."""
    return file_text(read_bytes(path))


def file_text(data: bytes) -> str:
    """The text that these bytes of a file are. Raises `Rejected` where it isn't UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected([Problem("not_utf8", row=data.count(b"\n", 0, error.start) + 1)]) from None
