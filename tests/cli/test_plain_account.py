"""PostgreSQL by an account that owns its one database and may do nothing else there: everything that is typed works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from surveys.store.db import transaction
from tests.cli.conftest import Installation
from tests.cli.test_move import backed_up, free, served_from
from tests.factories import doors, opened, rooms, voted
from tests.postgres import Pool

ACCOUNT = "plain_diandan"


@pytest.fixture
def plain(postgres_pool: Pool) -> Iterator[str]:
    """The address of an empty database whose owner is no superuser and makes neither databases nor accounts."""
    with postgres_pool.lent() as url:
        server = url.replace("+psycopg", "")
        with psycopg.connect(server, autocommit=True) as session:
            session.execute(f"CREATE ROLE {ACCOUNT} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
            session.execute(f"CREATE DATABASE {ACCOUNT} OWNER {ACCOUNT}")
        before, _, host = url.partition("?")
        try:
            yield f"{before.rpartition('/')[0]}/{ACCOUNT}?{host}".replace("postgres@", f"{ACCOUNT}@")
        finally:
            with psycopg.connect(server, autocommit=True) as session:
                session.execute(f"DROP DATABASE {ACCOUNT} WITH (FORCE)")
                session.execute(f"DROP ROLE {ACCOUNT}")


def test_an_account_that_owns_its_database_and_nothing_else_is_enough(empty: Installation, plain: str) -> None:
    empty.done("prepare")
    with empty.app.app_context(), transaction() as session:
        poll = opened(session, *rooms(6))
        for door in doors(session, poll)[:4]:
            voted(session, door, "yes", "roof", now=poll.opens_at + timedelta(hours=2))
    free(empty)
    with served_from(plain, empty.folder) as city:
        assert "和原来的一样" in empty.done("move-to", plain)
        city.done("prepare")
        assert city.app.test_client().get("/readyz").status_code == 200
        file = backed_up(city)
        for command in ("replay-ledger", "forget", "forget-contacts", "forget-photos", "backups"):
            city.done(command)
        free(city)
        assert "和备份时一样" in city.done("restore", str(file), "--replace")
        with psycopg.connect(plain.replace("+psycopg", ""), autocommit=True) as session:
            session.add_notice_handler(lambda notice: pytest.fail(str(notice.message_primary)))
            session.execute("VACUUM polls")  # whoever may not is told in a notice, and nothing is vacuumed
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute("CREATE DATABASE another")
