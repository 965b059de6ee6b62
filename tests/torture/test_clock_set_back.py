"""The real service on a machine whose clock is set back and forward under it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import text

from tests.checkout import Checkout, answers, checkout
from tests.conftest import connected
from tests.phone import OWNER, Page
from tests.sizes import Size, size
from tests.torture.kills import KINDS, SECRET, a_database, letters
from tests.torture.phones import Phone, Reply

# What every process of the checkout takes for the time. Under libfaketime Python can't sleep: clock_nanosleep is refused.
OFF_BY_A_FILE = """

import datetime as _datetime
from pathlib import Path as _Path

import surveys.cli.errand
import surveys.web.sessions


class _Off(_datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return _datetime.datetime.now(tz) + _datetime.timedelta(days=float(_Path(__file__).with_name("off").read_text()))


surveys.cli.errand.datetime = surveys.web.sessions.datetime = _Off
"""


@dataclass
class Machine:
    """The service, and the file that says how far its clock is off."""

    place: Checkout
    off: Path
    base: str
    phone: Phone
    url: str

    def shift(self, days: float) -> None:
        """Set the clock, as `date` would under a running service."""
        self.off.with_suffix(".new").write_text(str(days))
        self.off.with_suffix(".new").replace(self.off)

    def wait_for_the_keeper(self) -> None:
        """Until the end of every poll is written down."""
        until = time.monotonic() + 60
        with connected(self.url) as database:
            while time.monotonic() < until:
                with database.reading() as session:
                    if not session.execute(text("SELECT count(*) FROM polls WHERE closed_at IS NULL")).scalar_one():
                        return
                time.sleep(0.5)
        raise AssertionError("nobody wrote the end down")

    def sent(self, number: int) -> Reply:
        """The household answers, once, whatever comes back; status 0 where no page asks it any more."""
        home = urlsplit(self.phone.once(self.phone.path).location).path
        asked = self.phone.once(f"{home}/a" if number == 1 else f"{home}/a?again=owner")
        page = Page(asked)  # type: ignore[arg-type]
        if not any(action.endswith("/a") for action in page.actions):
            return Reply(0, asked.text, "")
        form = {**page.form("a"), **OWNER, "more": f"number {number}"}
        return self.phone.once(f"{home}/a", urlencode(form, doseq=True).encode())


@contextmanager
def machine(kind: str, folder: Path) -> Iterator[Machine]:
    with a_database(kind, folder) as (url, _postgres):
        path, *_others = letters(url, 2)
        place = checkout(folder / "checkout", DIANDAN_DATABASE=url, DIANDAN_SECRET=SECRET)
        (off := place.folder / "off").write_text("0")
        (app := place.folder / "app.py").write_text(app.read_text("utf-8") + OFF_BY_A_FILE, "utf-8")
        with place.served() as base:
            yield Machine(place, off, base, Phone(base, path, threading.Event()), url)


@pytest.mark.parametrize("kind", KINDS if size() is not Size.SUITE else KINDS[:1])
def test_a_clock_set_back_opens_nothing_and_takes_nothing(kind: str, tmp_path: Path) -> None:
    with machine(kind, tmp_path) as here:
        assert here.sent(1).status_code == 303
        here.shift(-0.5)
        refused = here.sent(2)
        assert refused.status_code == 503
        assert "number 2" in refused.text
        assert not answers(f"{here.base}/readyz")
        assert answers(f"{here.base}/healthz")
        here.shift(0)
        assert here.sent(3).status_code == 303
        here.shift(15)
        assert here.sent(4).status_code == 0
        here.wait_for_the_keeper()
        here.shift(-2)
        assert here.sent(5).status_code != 303
        here.shift(0)
        assert here.sent(5).status_code != 303
        assert "什么都不收" in here.place.typed("flask", "clock").stderr
        assert "照常收" in here.place.typed("flask", "clock", "--accept", "--reason", "the clock was ahead").stdout
        assert here.sent(6).status_code != 303  # what was closed stays closed
        assert answers(f"{here.base}/readyz")
