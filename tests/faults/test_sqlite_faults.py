"""A household that sends while SQLite's file can't be written: told within three seconds, nothing typed is lost."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.breaking import BY_QUEUE, BY_SQLITE, SHUT, filled, held, mounted, no_byte_written, read_only
from tests.faults.site import (
    SOON,
    UNKNOWN,
    Site,
    caller,
    gets_through,
    moved_to,
    on_sqlite,
    opened,
    told_nothing_is_lost,
)
from tests.phone import Page, Phone


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    with on_sqlite(sqlite_template, tmp_path) as made:
        yield made


def held_back(site: Site, breaking: AbstractContextManager[None], title: str = "还没有收到") -> None:
    """One household meets the fault and gets through after it; another one only reads meanwhile."""
    one, reader = caller(site), caller(site)
    with breaking:
        page = told_nothing_is_lost(one.send(), one.fields, title)
        assert reader.phone.get("a").status_code == 200
        assert reader.phone.get("/").status_code == 200
        assert site.ready().status_code == 503
    gets_through(one, page)
    assert site.ready().status_code == 200


def test_another_program_holds_the_file(site: Site) -> None:
    held_back(site, held(BY_SQLITE, site.path))


def test_a_process_that_is_stopped_holds_the_queue(site: Site) -> None:
    held_back(site, held(BY_QUEUE, site.path, stopped=True))


def test_the_disk_takes_no_byte(site: Site) -> None:
    """It fails while the ballot is being kept, so that nobody knows; sent again, it is there once."""
    held_back(site, no_byte_written(), UNKNOWN)


def test_the_disk_is_full(sqlite_template: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "24m") as disk, on_sqlite(sqlite_template, disk) as site:
        held_back(site, filled(disk))


def test_the_disk_is_to_be_read_only(sqlite_template: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "24m") as disk, on_sqlite(sqlite_template, tmp_path) as before:
        one, reader = caller(before), caller(before)
        for file in tmp_path.glob("d.sqlite*"):
            shutil.copy(file, disk)
        with read_only(disk), opened(f"sqlite:///{disk / 'd.sqlite'}") as app:
            site = Site(app, [], disk)
            there, looking = replace(one, site=site, phone=moved_to(app, one.phone)), Phone(app.test_client())
            page = told_nothing_is_lost(there.send(), one.fields)
            assert looking.opened(reader.letter).status == 200
            assert "write read_only" in site.ready().get_data(as_text=True)
        with opened(f"sqlite:///{disk / 'd.sqlite'}") as app:
            gets_through(replace(one, site=Site(app, [], disk), phone=moved_to(app, one.phone)), page)


def test_another_program_keeps_readers_out_too(site: Site) -> None:
    """Pages that can't be had say so within three seconds as well, and what is sent is kept."""
    one = caller(site)
    site.reconnect()
    with held(SHUT, site.path):
        began = time.monotonic()
        answer = one.phone.get("a")
        assert time.monotonic() - began < SOON
        assert (answer.status_code, Page(answer).h1) == (503, "这一页暂时打不开")
        page = told_nothing_is_lost(one.send(), one.fields)
    gets_through(one, page)


def test_the_file_is_broken(site: Site) -> None:
    one = caller(site)
    site.reconnect()
    whole = site.path.read_bytes()
    site.path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    page = told_nothing_is_lost(one.send(), one.fields)
    assert "damaged" in site.ready().get_data(as_text=True)
    site.reconnect()
    for log in site.path.parent.glob("d.sqlite-*"):
        log.unlink()
    site.path.write_bytes(whole)
    gets_through(one, page)


def test_the_folder_is_gone(site: Site) -> None:
    one, away = caller(site), site.path.parent.with_name("away")
    site.reconnect()
    site.path.parent.rename(away)
    page = told_nothing_is_lost(one.send(), one.fields)
    assert site.ready().status_code == 503
    away.rename(site.path.parent)
    gets_through(one, page)
