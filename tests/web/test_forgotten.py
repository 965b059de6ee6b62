"""A poll whose answers are gone: every page answers, what was told to everybody stands, and who asks for answers is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from surveys.cli.errand import INSTALLATION
from surveys.core.ballot import Capacity
from surveys.core.code import receipt_key
from surveys.services.clock import accept_clock
from surveys.services.retention import forget_some
from surveys.store.db import reading, transaction
from tests.factories import KEYS, LI
from tests.office import Office, copied
from tests.web.routes import everything

RECOUNT = Path(__file__).parents[2] / "recount.py"
LATER = datetime.now(UTC) + timedelta(days=1_000)


@pytest.fixture(scope="module")
def gone(furnished: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, bytes, bytes]]:
    """An office whose closed poll was published and forgotten; the public page and package as they were before."""
    with copied(furnished, tmp_path_factory.mktemp("forgotten")) as made:
        made.publish(made.closed)
        visitor = made.signed_in("")
        before = [visitor.client.get(f"/p/{made.closed.id}{rest}").get_data() for rest in ("", "/package.zip")]
        number = 1
        while number:
            with made.app.app_context(), transaction() as session:
                number = forget_some(session, made.closed.id, by=LI, now=LATER)
        with made.app.app_context(), transaction() as session:  # back from a thousand days later
            accept_clock(session, "测试里拨快过", by=INSTALLATION, now=datetime.now(UTC))
        yield made, before[0], before[1]


def test_what_was_told_to_everybody_stands_as_it_was(gone: tuple[Office, bytes, bytes]) -> None:
    office, page, package = gone
    visitor = office.signed_in("").client
    assert visitor.get(f"/p/{office.closed.id}").get_data() == page
    assert visitor.get(f"/p/{office.closed.id}/package.zip").get_data() == package


def test_the_public_package_is_counted_again_as_before(gone: tuple[Office, bytes, bytes], tmp_path: Path) -> None:
    import subprocess
    import sys
    from zipfile import ZipFile

    ZipFile(BytesIO(gone[2])).extractall(tmp_path)
    counted = subprocess.run([sys.executable, str(RECOUNT), str(tmp_path)], capture_output=True, text=True, check=False)
    assert counted.returncode == 0, counted.stdout + counted.stderr


@pytest.mark.parametrize("who", ["", "office", "jie", "ju", "wang"])
def test_every_page_answers(gone: tuple[Office, bytes, bytes], who: str) -> None:
    office = gone[0]
    browser, said = office.signed_in(who), 0
    for _rule, address in everything(office, "GET"):
        answer = browser.client.get(address)
        assert answer.status_code < 500, (address, answer.get_data(as_text=True)[:300])
        said += answer.status_code in (409, 410) and "已经按期删除" in answer.get_data(as_text=True)
    assert said > 5 or who in ("", "wang", "ju")  # whoever has nothing to do with that compound


def test_a_receipt_says_that_its_answers_are_gone(gone: tuple[Office, bytes, bytes]) -> None:
    office = gone[0]
    with office.app.app_context(), reading() as session:
        query = "SELECT household_id, since FROM revisions WHERE poll_id = :poll AND capacity = 'owner' LIMIT 1"
        home, since = session.execute(text(query), {"poll": office.closed.id}).one()
    key = receipt_key(KEYS, home, Capacity.OWNER, since)
    answer = office.signed_in("").client.get(f"/k/{key}", follow_redirects=True)
    assert answer.status_code == 410
    assert "已经按期删除" in answer.get_data(as_text=True)
