"""The office of the tests at an address of this machine alone, for scanners that knock from outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import migrated
from tests.office import Office, office

ROLES = ("nobody", "household", "office", "jie", "ju", "wang")
"""Who looks: a passer-by, a resident, and one member of staff of each role."""


class _Quiet(WSGIRequestHandler):
    def log(self, *_told: object) -> None:
        """Say nothing: the scanner tells what it found."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the office is served."""

    address: str
    office: Office

    def cookie(self, role: str) -> str:
        """The cookie of a browser on which this role came in; empty for nobody."""
        if role == "nobody":
            return ""
        browser = self.office.at_home() if role == "household" else self.office.signed_in(role)
        found = browser.client.get_cookie("diandan")
        return f"diandan={found.value}" if found else ""


@contextmanager
def demo() -> Iterator[Site]:
    """The office on a database of its own, served on loopback as long as the block runs."""
    with TemporaryDirectory() as folder:
        template = Path(folder, "template.db")
        migrated(f"sqlite:///{template}")
        Path(folder, "served").mkdir()
        with office(template, Path(folder, "served")) as made:
            server = make_server("127.0.0.1", 0, made.app, threaded=True, request_handler=_Quiet)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield Site(f"http://127.0.0.1:{server.server_port}/", made)
            finally:
                server.shutdown()
                server.server_close()
