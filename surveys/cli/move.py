"""A whole database put elsewhere: from a backup, or from the database that was served until now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app

from surveys.cli.backup import backup_folder, backup_key, ensure_key, make_backup, software
from surveys.cli.database import known_schema, upgrade
from surveys.cli.errand import FILE, FileTrouble, bar, errand, now
from surveys.cli.installation import fingerprint, new_name
from surveys.core.backup import BackupFacts
from surveys.core.errors import NotAllowed
from surveys.core.installation import shown_fingerprint
from surveys.log import event
from surveys.services import backup as service
from surveys.services import installation as of_installation
from surveys.store import copy as stored
from surveys.store.copy import TableRows
from surveys.store.db import Connection, db, reading, transaction
from surveys.store.elsewhere import (
    elsewhere,
    full_url,
    has_data,
    in_use,
    shown_url,
    sqlite_file,
    take_place,
    without_companions,
)

_REPLACE = click.option("--replace", is_flag=True, help="那里已经有数据也换掉；先给里面的做一份备份")


@dataclass(frozen=True)
class Source:
    """What is put elsewhere: what it says of itself, its rows, and the digests of those once they were gone through."""

    facts: BackupFacts
    rows: Callable[[], Iterable[TableRows]]
    digests: Callable[[], Mapping[str, str]]


@errand("restore", sound=False)
@FILE
@click.option("--into", help="恢复到哪里：sqlite:///文件 或 postgresql://…；不写就是 DIANDAN_DATABASE")
@click.option("--key-file", type=click.Path(path_type=Path), help="备份钥匙的文件，不写就是平常那一个")
@click.option("--other-secret", is_flag=True, help="当时的密钥真的找不到了，用现在的；印好的信全都打不开")
@click.option("--as-it-was", is_flag=True, help="不更新到这个版本的样子，给原来的版本用")
@_REPLACE
def restore(
    *, file: Path, into: str | None, key_file: Path | None, other_secret: bool, as_it_was: bool, replace: bool
) -> None:
    """恢复一份备份 FILE。先对钥匙、完整、版本、密钥，放好以后再读一遍、数一遍，一样才算。"""
    url = full_url(into) if into else str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    try:
        with service.reading_backup(file, backup_key(key_file)) as backup:
            facts = backup.facts
            if not known_schema(facts.schema):
                raise NotAllowed("newer_schema", schema=facts.schema)
            if facts.fingerprint != fingerprint() and not other_secret:
                ours, theirs = shown_fingerprint(fingerprint()), shown_fingerprint(facts.fingerprint)
                raise NotAllowed("backup_other_secret", theirs=theirs, ours=ours)
            db.engine.dispose()
            _free(url, replace=replace)
            source = Source(facts, backup.rows, lambda: backup.digests)
            _fill(url, source, None if as_it_was else "head")
    except FileNotFoundError:
        raise FileTrouble(f"打不开文件 {file}") from None
    event("restored")
    click.echo(f"恢复好了：{shown_url(url)}，{sum(facts.rows.values()):,}行，每一张表、每一个结果都和备份时一样。")


@errand("move-to")
@click.argument("url")
@_REPLACE
def move_to(url: str, replace: bool) -> None:
    """把全部数据搬到另一个数据库：postgresql://…，或者搬回 sqlite:///文件。先停掉服务。"""
    served, url = str(current_app.config["SQLALCHEMY_DATABASE_URI"]), full_url(url)
    if url == served or (sqlite_file(url) and sqlite_file(url) == sqlite_file(served)):
        raise NotAllowed("same_database")
    db.engine.dispose()
    if in_use(served):
        raise NotAllowed("in_use", url=shown_url(served))
    _free(url, replace=replace)
    with _sealed(shown_url(url)), reading() as session:
        tables = stored.schema_of(session)
        facts = service.facts_of(session, stored.schema_version(session), software(), fingerprint(), now=now())
        found = service.Digests(facts.rows)

        def rows() -> Iterator[TableRows]:
            for part in stored.all_rows(session, tables):
                found.add(part.table, part.lines)
                yield part

        counted = service.counted(facts, session)
        _fill(url, Source(counted, rows, found.found), "head")
    click.echo(f"搬好了，{sum(facts.rows.values()):,}行，每一张表、每一个结果都和原来的一样。")
    click.echo(f"把 DIANDAN_DATABASE 改成 {shown_url(url)}（密码照填），再打开服务。原来的一份留着，不再服务。")


@contextmanager
def _sealed(url: str) -> Iterator[None]:
    """Say in the database that it was moved, before it is copied, so that nobody is served from it meanwhile or later; taken
    back where the copy fails."""
    with transaction() as session:
        of_installation.move_away(session, url)
    try:
        yield
    except BaseException:
        with transaction() as session:
            of_installation.move_away(session, "")
        raise


def _free(url: str, *, replace: bool) -> None:
    """Look that nobody uses the place and nothing stands there, or that what stands there is backed up and may go."""
    if in_use(url):
        raise NotAllowed("in_use", url=shown_url(url))
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return
    with elsewhere(url) as session:
        if not has_data(session):
            return
        if not replace:
            raise NotAllowed("has_data", url=shown_url(url))
        ensure_key()
        click.echo(f"里面原来的备份在 {make_backup(session, backup_folder(), counted=False)}")


def _fill(url: str, source: Source, schema: str | None) -> None:
    """Put everything at `url`, and let it count only if what is read there afterwards is the same."""
    file = sqlite_file(url)
    place = file.with_name(f"{file.name}.restoring") if file else None
    if place:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _drop(place)
    try:
        with elsewhere(f"sqlite:///{place}" if place else url, loose=True) as session:
            _put_in(session, source, schema)
        if file and place:
            if in_use(url):
                raise NotAllowed("in_use", url=shown_url(url))
            take_place(place, file)
            service.sync_folder(file.parent)
            with elsewhere(url) as session:
                of_installation.set_mark_as_kept(session)
    finally:
        if place:
            _drop(place)


def _drop(place: Path) -> None:
    with suppress(FileNotFoundError):
        place.unlink()
    without_companions(place)


def _put_in(session: Connection, source: Source, schema: str | None) -> None:
    facts = source.facts
    if session.dialect.name == "postgresql":
        stored.drop_everything(session)
    upgrade(session, facts.schema)
    tables, done, whole = stored.schema_of(session), 0, sum(facts.rows.values())
    with bar("正在放进去") as step:
        for rows in source.rows():
            stored.put_in(session, tables, rows)
            done += len(rows.rows)
            step(done, whole)
    stored.go_on_from(session, tables, facts.numbers)
    with bar("正在再读一遍") as step:
        found = service.digests_of(session, step)
    wanted = source.digests()
    if differing := [table for table in wanted.keys() | found.keys() if wanted.get(table) != found.get(table)]:
        raise NotAllowed("differs", tables="、".join(sorted(differing)))
    if schema:
        upgrade(session, schema)
        service.look_again(session, facts, software())
        of_installation.arrive(session, fingerprint(), name=new_name(), now=now())
