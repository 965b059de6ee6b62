"""Backups by hand and by the clock, and the key that locks them."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app

from surveys.cli.errand import BAD_INPUT, FileTrouble, bar, data_folder, errand, now
from surveys.cli.installation import fingerprint
from surveys.core.cipher import KEY_BYTES, key_groups, read_key
from surveys.core.errors import NotAllowed
from surveys.log import event
from surveys.services import backup as service
from surveys.services.backup import last_backup
from surveys.services.watch import note_backup
from surveys.store.copy import schema_version
from surveys.store.db import Connection, reading, transaction
from surveys.store.installation import installation
from surveys.words.backup import last_backup_words

_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)
_TO = click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="放备份的文件夹，不写就是平常那一个")


def backup_folder() -> Path:
    """Where backups go by themselves."""
    return current_app.config["BACKUP_TO"] or data_folder() / "backups"


def key_file() -> Path:
    """Where the key lies that locks them."""
    return current_app.config["BACKUP_KEY_FILE"] or data_folder() / "backup.key"


def backup_key(file: Path | None = None) -> bytes:
    """The key that locks the backups. Raises `NotAllowed`: no_key_file, no_key, key_typo."""
    file = file or key_file()
    try:
        text = file.read_text("utf-8-sig")
    except OSError:
        raise NotAllowed("no_key_file", file=str(file)) from None
    return read_key(text)


def ensure_key() -> bool:
    """Make a key beside the database where nobody chose one, so that no installation is without backups; returns whether one
    was made."""
    if current_app.config["BACKUP_KEY_FILE"] or key_file().exists():
        return False
    _write_key(key_file(), secrets.token_bytes(KEY_BYTES))
    return True


def software() -> str:
    """The version of this software."""
    project = tomllib.loads((Path(current_app.root_path) / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def make_backup(session: Connection, folder: Path, *, counted: bool = True) -> Path:
    """One new backup of what `session` sees; no poll is `counted` where the schema may be another than this software's.

    Raises `FileTrouble` where the folder can't take it.
    """
    key = backup_key()
    facts = service.facts_of(session, schema_version(session), software(), _kept_fingerprint(session), now=now())
    if counted:
        facts = service.counted(facts, session)
    try:
        with bar("正在备份") as step:
            return service.write_backup(session, folder, key, facts, step=step)
    except OSError as error:
        raise FileTrouble(f"备份没有做成，{folder} 里什么也没有留下：{error.strerror}") from None


def _kept_fingerprint(session: Connection) -> str:
    kept = installation(session)
    return kept.fingerprint if kept else fingerprint()


@errand("backup")
@_TO
@click.option("--keep", type=click.IntRange(1), help="最多留几份；满30天的总会删掉")
def backup(to: Path | None, keep: int | None) -> None:
    """做一份备份：全部数据，一个加密的文件，开着服务也能做。做完读一遍，对得上才算。"""

    folder = to or backup_folder()
    ensure_key()
    with reading() as session:
        file = make_backup(session, folder)
    event("backup")
    gone = service.drop_expired(folder, keep or current_app.config["BACKUP_KEEP"], now=now())
    click.echo(f"备份好了：{file}（{-(-file.stat().st_size // 1024)} KB）" + (f"，删掉旧的{len(gone)}份" if gone else ""))


@errand("backups", sound=False)
@_TO
@click.pass_context
def backups(ctx: click.Context, to: Path | None) -> None:
    """有哪几份备份，每一份重新读一遍：打不打得开，坏没坏。"""
    folder, key, bad = to or backup_folder(), backup_key(), 0
    for name in service.backups(folder):
        if not name.whole:
            click.echo(f"{name.file}  更新以前拷的一份，没有加密")
            continue
        try:
            with service.reading_backup(folder / name.file, key) as one:
                for _ in one.rows():
                    pass
            click.echo(f"{name.file}  好的，{sum(one.facts.rows.values()):,}行")
        except NotAllowed as refused:
            bad += 1
            click.echo(f"{name.file}  {'是另一把钥匙锁的' if refused.reason == 'other_key' else '坏了'}", err=True)
    click.echo(last_backup_words(last_backup(folder), now=now()))
    ctx.exit(BAD_INPUT if bad else 0)


@errand("backup-key", sound=False)
@click.option("--typed", is_flag=True, help="照纸上抄的做回来")
def make_key(typed: bool) -> None:
    """备份的钥匙：做一把，印出来抄在纸上。没有它，备份谁也打不开；不要和备份放在一起。"""
    file = key_file()
    if typed:
        if file.exists():
            raise NotAllowed("key_stands", file=str(file))
        _write_key(file, read_key(click.prompt("十四组，每组四个")))
        click.echo(f"做回来了：{file}")
        return
    if not file.exists():
        _write_key(file, secrets.token_bytes(KEY_BYTES))
    groups = key_groups(backup_key()).split()
    click.echo("备份的钥匙。抄在纸上两份，锁在两个地方，不要和备份放在一起，也不要拍照：\n")
    for start in range(0, len(groups), 5):
        click.echo("    " + "  ".join(groups[start : start + 5]))
    click.echo(f"\n机器上的一份在 {file}。抄完用 flask backup-key --typed 在另一台机器上试一遍。")


def _write_key(file: Path, key: bytes) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as opened:
            opened.write(key_groups(key) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        service.sync_folder(file.parent)
    except FileExistsError:
        raise NotAllowed("key_stands", file=str(file)) from None
    except OSError as error:
        raise FileTrouble(f"写不进文件 {file}：{error.strerror}") from None


class DailyBackup:
    """Makes a backup a day by a process of its own, so that the clock never waits for it; tries again an hour after one that
    failed."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._tried: datetime | None = None
        self._noted: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Begin one where it is due."""
        if self._running is not None and self._running.poll() is None:
            return
        self._running = None
        last = last_backup(backup_folder())
        if last is not None and last != self._noted:
            with transaction() as session:
                note_backup(session, last)
            self._noted = last
        if last is not None and last <= now < last + _A_DAY:
            return
        if self._tried is not None and self._tried <= now < self._tried + _AN_HOUR:
            return
        self._tried = now
        command = [sys.executable, "-m", "flask", "--app", "app:create_app", "backup"]
        nice = ["nice", "-n", "19"] if os.name == "posix" else []
        whole = [*nice, *command]
        self._running = subprocess.Popen(whole, cwd=current_app.root_path, stdout=subprocess.DEVNULL)  # noqa: S603
