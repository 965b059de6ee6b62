"""A household that sends while PostgreSQL can't do it: told within three seconds, nothing typed is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest

from tests.faults.breaking import filled
from tests.faults.server import Server, on_a_small_disk, server
from tests.faults.site import SOON, UNKNOWN, Caller, Site, caller, gets_through, served, told_nothing_is_lost
from tests.phone import Page


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture(scope="module")
def site(postgres: Server) -> Iterator[Site]:
    with served(postgres.url(), postgres.home) as made:
        yield made


def no_page(one: Caller) -> None:
    """A page that can't be had says so soon."""
    began = time.monotonic()
    answer = one.phone.get("a")
    assert time.monotonic() - began < SOON
    assert (answer.status_code, Page(answer).h1) == (503, "这一页暂时打不开")
    assert answer.headers["Retry-After"]


def test_the_server_is_stopped_and_comes_back(site: Site, postgres: Server) -> None:
    one = caller(site)
    with postgres.stopped():
        page = told_nothing_is_lost(one.send(), one.fields)
        no_page(one)
        assert "write gone" in site.ready().get_data(as_text=True)
    gets_through(one, page)
    assert site.ready().status_code == 200


def test_the_server_is_there_and_says_nothing(site: Site, postgres: Server) -> None:
    one = caller(site)
    with postgres.frozen():
        page = told_nothing_is_lost(one.send(), one.fields)
        no_page(one)
    gets_through(one, page)


@contextmanager
def locked(postgres: Server, mode: str) -> Iterator[None]:
    """All tables held by another program."""
    with psycopg.connect(postgres.url().replace("+psycopg", "")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        ]
        connection.execute(f"LOCK TABLE {', '.join(names)} IN {mode} MODE")
        yield
        connection.rollback()


def test_another_program_holds_the_tables_against_writers(site: Site, postgres: Server) -> None:
    one, reader = caller(site), caller(site)
    with locked(postgres, "EXCLUSIVE"):
        page = told_nothing_is_lost(one.send(), one.fields)
        assert reader.phone.get("a").status_code == 200
        assert "write busy" in site.ready().get_data(as_text=True)
    gets_through(one, page)


def test_another_program_holds_the_tables_against_everybody(site: Site, postgres: Server) -> None:
    one = caller(site)
    with locked(postgres, "ACCESS EXCLUSIVE"):
        page = told_nothing_is_lost(one.send(), one.fields)
        no_page(one)
    gets_through(one, page)


def test_there_are_too_many_connections(site: Site, postgres: Server) -> None:
    one = caller(site)
    site.reconnect()
    with ExitStack() as others:
        address = postgres.url().replace("+psycopg", "")
        try:
            while True:
                others.enter_context(psycopg.connect(address))
        except psycopg.OperationalError as full:
            said = str(full)
        assert "too many clients" in said
        page = told_nothing_is_lost(one.send(), one.fields)
        no_page(one)
    gets_through(one, page)


def test_the_server_takes_no_writes(site: Site, postgres: Server) -> None:
    one, reader = caller(site), caller(site)
    postgres.asked("ALTER DATABASE site SET default_transaction_read_only = on")
    site.reconnect()
    try:
        page = told_nothing_is_lost(one.send(), one.fields)
        assert "write read_only" in site.ready().get_data(
            as_text=True
        )  # before a reader's connection says READ WRITE itself
        assert reader.phone.get("a").status_code == 200
    finally:
        with psycopg.connect(postgres.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("ALTER DATABASE site RESET default_transaction_read_only")
        site.reconnect()
    gets_through(one, page)


@pytest.mark.parametrize("kept", [True, False])
def test_the_line_breaks_while_it_keeps_the_ballot(site: Site, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    """Whether the ballot was kept or not: nobody knows, and sending the page once more is right in both cases."""
    one = caller(site)
    commit = psycopg.Connection.commit

    def broken(connection: psycopg.Connection) -> None:
        if kept:
            commit(connection)
        connection.pgconn.finish()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as breaking:
        breaking.setattr(psycopg.Connection, "commit", broken)
        page = told_nothing_is_lost(one.send(), one.fields, UNKNOWN)
    assert len(site.revisions(one.letter)) == kept
    gets_through(one, page)


def grow_to_the_last_page(small: Server) -> None:
    """Take what is left in pages that were given out already."""
    with pytest.raises(psycopg.errors.DiskFull), psycopg.connect(small.url().replace("+psycopg", "")) as connection:
        connection.execute("INSERT INTO grown SELECT repeat('x', 600) FROM generate_series(1, 100000)")


def test_the_disk_of_the_server_is_full() -> None:
    """Its tables can't grow any more, though its log still has room."""
    with on_a_small_disk("256m") as small, served(small.url(), small.home) as site:
        one, reader = caller(site), caller(site)
        small.asked("CREATE TABLE grown (what text)")
        with filled(small.home):
            grow_to_the_last_page(small)
            page = told_nothing_is_lost(one.send(), one.fields)
            assert reader.phone.get("a").status_code == 200
            assert "write full" in site.ready().get_data(as_text=True)
        gets_through(one, page)
        assert site.ready().status_code == 200
