"""The office of the tests at an address of this machine alone, for scanners that knock from outside."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.services.letter import letters
from surveys.services.staff import add_staff
from surveys.store.db import transaction
from tests.conftest import migrated
from tests.factories import BASE_URL, LI, RANDOM
from tests.office import PASSWORD, Browser, Office, office
from tests.phone import Phone
from tests.scan.rules import Finding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAFF = {"office": Role.DISTRICT, "jie": Role.STREET, "ju": Role.COMMITTEE, "guan": Role.OWNERS, "wang": Role.HELPER}
ROLES = ("nobody", "household", *STAFF)
"""Who looks: an outsider, a resident with a letter, and one member of staff of each role."""


class _Quiet(WSGIRequestHandler):
    def log(self, *_told: object) -> None:
        """Say nothing: the scanner tells what it found."""


@dataclass
class Seen:
    """What the server saw of the scanners: how many requests, how they ended, and which routes were reached."""

    inner: WSGIApplication
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    broken: Counter[str] = field(default_factory=Counter)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let a request pass, and count it."""

        def started(line: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            status, route = int(line[:3]), str(environ.get("diandan.route", "?"))
            self.statuses[status] += 1
            if status < 400:
                self.routes.add(route)
            if status >= 500 and status != 503:  # that one says that it was busy; the counts tell how often
                self.broken[route] += 1
            return start(line, headers, error)

        return self.inner(environ, started)

    def findings(self) -> list[Finding]:
        """What no scanner tells: a request that took a page down."""
        return [Finding("served", "answered 5xx", route) for route, number in self.broken.items() for _ in range(number)]

    def told(self) -> str:
        """The counts in one line."""
        ways = ", ".join(f"{number} × {status}" for status, number in sorted(self.statuses.items()))
        return f"{self.statuses.total()} requests ({ways}), {len(self.routes)} routes opened"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the office is served."""

    address: str
    office: Office
    seen: Seen

    def visitor(self, role: str) -> tuple[str, tuple[str, ...]]:
        """The cookie of a browser on which this role came in, and the pages where it begins."""
        poll = self.office.closed.id
        public = (f"p/{poll}", f"p/{poll}/ledger", f"p/{self.office.open.id}", "code", "form", "help", "privacy")
        if role == "nobody":
            return _cookie(Phone(self.office.app.test_client())), ("", *public, "staff/sign-in")
        if role == "household":
            phone, token = _at_home(self.office)
            door = phone.home.strip("/")
            return _cookie(phone), (f"q/{token}", door, f"{door}/a", f"{door}/r", f"{door}/sealed", *public)
        number = self.office.open.id
        polls = (f"desk/polls/{number}/life", f"desk/polls/{poll}/result")
        desk = ("desk", "desk/compounds", *polls, "desk/visits", "desk/ledger")
        return _cookie(self.office.signed_in(role)), (*desk, "staff/account")


def _cookie(browser: Browser | Phone) -> str:
    """The cookie with the secret of its forms' tokens in it: of whoever sends it, every form is taken."""
    for page in ("/code", "/staff/account"):
        browser.client.get(page)
    found = browser.client.get_cookie("diandan")
    assert found
    return f"diandan={found.value}"


def _at_home(made: Office) -> tuple[Phone, str]:
    phone = Phone(made.app.test_client())
    with made.app.app_context(), transaction() as session:
        letter = letters(session, DISTRICT, made.open.id, keys=made.app.config["KEYS"], base_url=BASE_URL).letters[0]
    phone.scan(letter)
    return phone, letter.url.rpartition("/")[2]


@contextmanager
def demo() -> Iterator[Site]:
    """The office on a database of its own, served on loopback as long as the block runs."""
    with TemporaryDirectory() as folder:
        template = Path(folder, "template.db")
        migrated(f"sqlite:///{template}")
        Path(folder, "served").mkdir()
        with office(template, Path(folder, "served")) as made:
            _owners(made)
            made.app.testing = False
            seen = Seen(made.app)
            server = make_server("127.0.0.1", 0, seen, threaded=True, request_handler=_Quiet)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield Site(f"http://127.0.0.1:{server.server_port}/", made, seen)
            finally:
                server.shutdown()
                server.server_close()


def _owners(made: Office) -> None:
    """The owners' committee of the open poll's compound, whom the office of the tests has no account for."""
    place = Jurisdiction(compound=made.open.compound.id)
    with made.app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        add_staff(session, "guan", "春风里业委会", PASSWORD, role=Role.OWNERS, scope=place, random=RANDOM, by=LI, now=now)
