"""The parser of requests: addresses, query strings, cookies, forms of both kinds, to every page of a furnished office."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from surveys.core.place import DISTRICT
from surveys.services.letter import letters
from surveys.store.db import transaction
from tests.conftest import migrated
from tests.factories import BASE_URL
from tests.fuzz.files import ROOT
from tests.fuzz.parser import Parser
from tests.office import Office, office
from tests.phone import Page, Phone
from tests.web.routes import addresses, routes

_ASKED = re.compile(r"request\.(?:args|form|files|cookies)(?:\.get(?:list)?\(|\[)[\"']([\w-]+)[\"']")
_TAKEN = ("content-type", "cookie")
_MADE, _MADE_FROM = b"@made-from@", re.compile(rb'name="made_from" value="([^"]+)"')
_BOUNDARY = "fuzzfuzzfuzz"
FORM, PARTS = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={_BOUNDARY}"


class Broken(Exception):
    """The answer was a failure of ours."""


@dataclass
class _Site:
    office: Office
    desk: Phone
    home: Phone

    def send(self, data: bytes) -> None:
        """Send what these bytes say: a line with method and address, lines of headers, an empty line, the body."""
        head, _, body = data.partition(b"\n\n")
        first, *rest = head.decode("utf-8", "replace").split("\n")
        method, _, address = first.partition(" ")
        method = method if method in ("GET", "POST", "HEAD", "OPTIONS") else "POST"
        path, _, query = (address.strip() if address.startswith("/") else "/" + address.strip()).partition("?")
        headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in rest)]
        given = [(n, v.replace("\r", "").encode("latin-1", "replace").decode("latin-1")) for n, v in headers if n in _TAKEN]
        if _MADE in body:
            found = _MADE_FROM.search(self.desk.client.get(path).get_data())
            body = body.replace(_MADE, found[1] if found else b"")
        who = self.home if path.startswith("/h/") else self.desk
        answer = who.client.open(path, method=method, query_string=query, data=body, headers=given, buffered=True)
        if answer.status_code >= 500:
            raise Broken(f"{answer.status_code} {method} {path[:80]}")


_KEPT = ExitStack()


@cache
def _site() -> _Site:
    folder = Path(mkdtemp(prefix="diandan-fuzz-"))
    _KEPT.callback(shutil.rmtree, folder, ignore_errors=True)
    template = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "template.db"
    if not template.exists():
        migrated(f"sqlite:///{template}")
    made = _KEPT.enter_context(office(template, folder))
    made.app.config["WTF_CSRF_ENABLED"] = False
    desk, home = made.signed_in("office"), Phone(made.app.test_client())
    with made.app.app_context(), transaction() as session:
        letter = letters(session, DISTRICT, made.open.id, keys=made.app.config["KEYS"], base_url=BASE_URL).letters[0]
    home.scan(letter)
    return _Site(made, desk, home)


def close() -> None:
    """Take down what was furnished."""
    _KEPT.close()


@cache
def _names() -> Sequence[str]:
    """What the pages ask an address for."""
    files = (ROOT / "surveys" / "web").rglob("*.py")
    return sorted({name for file in files for name in _ASKED.findall(file.read_text("utf-8"))})


def _forms() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Every form of every page, as a browser would send it untouched, and every place that takes one bare."""
    site = _site()
    for rule in routes(site.office, "GET"):
        for address in addresses(site.office, rule, [site.office.open]):
            if "sign-out" in address or address.endswith((".pdf", ".xlsx", ".csv", ".zip", ".css")):
                continue
            who = site.home if address.startswith("/h/") else site.desk
            answer = who.client.get(address)
            if answer.mimetype == "text/html":
                page = Page(answer)
                yield from ((action or address, form) for action, form in zip(page.actions, page.forms, strict=True))
    for rule in routes(site.office, "POST"):
        for address in addresses(site.office, rule, [site.office.open]):
            yield address, {name: ["1"] for name in _names()}


@cache
def _posts() -> Sequence[bytes]:
    seeds = []
    for action, form in _forms():
        if "sign-out" in action or not action.startswith("/"):
            continue
        pairs = [(name, value) for name, values in form.items() for value in values if name != "csrf_token"]
        seeds.append(f"POST {action}\nContent-Type: {FORM}\n\n{'&'.join(f'{n}={v}' for n, v in pairs)}".encode())
        parts = "".join(f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in pairs)
        for name in ("file", "files", "photos", "count"):
            parts += f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="a.json"\r\n\r\n{_COUNT}\r\n'
        seeds.append(f"POST {action}\nContent-Type: {PARTS}\n\n{parts}--{_BOUNDARY}--\r\n".encode())
    return list(dict.fromkeys(seeds))


_COUNT = (
    '{"tally": {"whole": {"votes": {"households": {"total": 9, "part": 8, "yes": 7}, '
    '"owners": {"total": 9, "part": 8, "yes": 7}, "area": {"total": 900, "part": 800, "yes": 700}}}}}'
)


@cache
def _gets() -> Sequence[bytes]:
    site = _site()
    asked = "&".join(f"{name}=1" for name in _names())
    seeds = [
        f"GET {address}?{asked}\nCookie: name=value; session=abc.def\n\n".encode()
        for rule in routes(site.office, "GET")
        for address in addresses(site.office, rule, [site.office.open])
        if "sign-out" not in address and not address.endswith((".pdf", ".css"))
    ]
    return [*seeds, *(seed.replace(b"=1", b"=2026-11-28T00:00:00") for seed in seeds[::3])]


def page_parsers() -> Iterator[Parser]:
    """What reaches every page from outside."""
    yield Parser("forms", _posts, lambda data: _site().send(data), refusals=(), seconds=10, often=20)
    yield Parser("addresses", _gets, lambda data: _site().send(data), refusals=(), seconds=10, often=20)
