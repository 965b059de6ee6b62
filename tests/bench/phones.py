"""Phones that open a questionnaire, fill it in and send it, over and over, from this machine to this machine."""

from __future__ import annotations

import asyncio
import gzip
import html
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

HEADERS = "User-Agent: bench\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"
_HIDDEN = re.compile(r"<input\b[^>]*\btype=[\"']?hidden\b[^>]*>", re.I)
_ATTRIBUTE = re.compile(r"\b(name|value)=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_PARTS = re.compile(r"<(?:script|img|link\b[^>]*\brel=\"(?:stylesheet|icon)\")\b[^>]*\b(?:src|href)=\"(/[^\"]*)\"")
_ONWARD = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"[^>]*\bdata-start\b")
_MOST_STEPS = 8


@dataclass
class Answer:
    """What a server answered to one request; `size` counts every byte on the wire."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    text: str
    size: int


@dataclass
class Form:
    """A form that posts: where to, and the choices of its visible fields."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Fills the first choice into every field of every form that posts; of ranks 1, 2, 3 the first, second and third."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._inside = False
        self._met: Counter[str] = Counter()
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value, kind = given.get("name") or "", given.get("value") or "", (given.get("type") or "text").lower()
        if tag == "form":
            self._inside = (given.get("method") or "get").lower() == "post"
            if self._inside:
                self.forms.append(Form(given.get("action") or ""))
        if not self._inside:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and value:
            self._choose(self._select, value)
        elif tag == "input" and name and kind in ("radio", "checkbox"):
            self._choose(name, value)
        elif tag == "input" and name and kind in ("number", "tel"):
            self.forms[-1].fields.append((name, "3"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        self._inside = self._inside and tag != "form"

    def _choose(self, name: str, value: str) -> None:
        self._met[name] += 1
        rank = int(name[-1]) if name[-2:-1] in (".", "_") and name[-1].isdecimal() else 1
        if self._met[name] == rank and ".how." not in name:
            self.forms[-1].fields.append((name, value))


class Connection:
    """One kept connection to the server, as a phone's browser has it."""

    def __init__(self, host: str, port: int) -> None:
        self._place = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Send one request and read its answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._place)
        reader, writer = self._streams
        host = f"{self._place[0]}:{self._place[1]}"
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{HEADERS}"
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        if method == "POST":
            head += f"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"\r\n" + body)
        answer = await _read(reader)
        self.cookies |= answer.cookies
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in lines if ":" in line]
    headers = {name.lower(): value.strip() for name, value in pairs}
    given = [value.strip().split(";")[0].partition("=") for name, value in pairs if name.lower() == "set-cookie"]
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    size = len(head) + len(body)
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    cookies = {name: value for name, _, value in given}
    return Answer(int(first.split()[1]), headers, cookies, body.decode("utf-8", "replace"), size)


def _hidden(text: str) -> Iterator[tuple[str, str]]:
    """The hidden fields of a page as they are now: tokens and submission ids."""
    for found in _HIDDEN.finditer(text):
        given = {m[1]: html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(found[0])}
        if "name" in given:
            yield given["name"], given.get("value", "")


@dataclass
class Walk:
    """The way from a link to a receipt, learnt once: the form of the questionnaire is known, its tokens are read anew."""

    host: str
    port: int
    done: re.Pattern[str]
    form: Form | None = None
    requests: int = 0
    connect: Callable[[str, int], Connection] = Connection

    async def go(self, path: str) -> float:
        """One complete answer on a connection of its own, in seconds. Raises `RuntimeError` where it ends otherwise."""
        connection = self.connect(self.host, self.port)
        began, method, body, sent = time.perf_counter(), "GET", b"", False
        try:
            for _ in range(_MOST_STEPS):
                answer = await connection.ask(method, path, body)
                self.requests += 1
                if answer.status in (302, 303):
                    target = urlsplit(urljoin(path, answer.headers["location"]))
                    method, path, body = "GET", target.path + (f"?{target.query}" if target.query else ""), b""
                elif answer.status != 200:
                    raise RuntimeError(f"{answer.status} at {method} {path.split('/')[1]}")
                elif sent and self.done.search(answer.text):
                    return time.perf_counter() - began
                elif onward := _ONWARD.search(answer.text):  # a page that only leads on, as a door does
                    path = urljoin(path, html.unescape(onward[1]))
                else:
                    method, path, body = "POST", *self._filled(path, answer.text)
                    sent = True
        finally:
            connection.close()
        raise RuntimeError("no receipt")

    async def weigh(self, path: str) -> list[tuple[str, int]]:
        """What a first visit fetches after the link's redirect: each path with its bytes on the wire."""
        connection = Connection(self.host, self.port)
        answer = await connection.ask("GET", path)
        while answer.status in (302, 303):
            path = urljoin(path, answer.headers["location"])
            answer = await connection.ask("GET", path)
        parts = [(path, answer.size)]
        for match in _PARTS.finditer(answer.text):
            address = urljoin(path, html.unescape(match[1]))
            parts.append((address, (await connection.ask("GET", address)).size))
        connection.close()
        return parts

    def _filled(self, path: str, text: str) -> tuple[str, bytes]:
        if self.form is None:
            reader = _Reader()
            reader.feed(text)
            self.form = max(reader.forms, key=lambda form: len(form.fields))
        fields = dict(_hidden(text))
        pairs = [*fields.items(), *(pair for pair in self.form.fields if pair[0] not in fields)]
        action = path if re.search(r"/\d+/", path) else self.form.action  # a form of a household goes to its own page
        return urljoin(path, action), urlencode(pairs).encode()


@dataclass
class Round:
    """What one stretch of load gave: seconds of each complete answer, and what went wrong."""

    wall: float
    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Complete answers a second."""
        return len(self.seconds) / self.wall

    def at(self, quantile: float) -> float:
        """The seconds that this share of the answers took at most."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * quantile))]


async def load(walk: Walk, paths: Iterator[str], *, phones: int, seconds: float) -> Round:
    """Keep `phones` phones busy for `seconds` or until there are no more `paths`, each of which is answered once; for longer
    where nothing came of it by then."""
    began = time.perf_counter()
    result = Round(seconds)

    async def phone() -> None:
        while time.perf_counter() < began + seconds or not (result.seconds or result.errors):
            path = next(paths, None)
            if path is None:
                result.wall = min(result.wall, time.perf_counter() - began)
                return
            try:
                took = await asyncio.wait_for(walk.go(path), timeout=30)
            except (RuntimeError, OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                result.errors[f"{type(error).__name__}: {error}"[:80]] += 1
                await asyncio.sleep(0.01)
                continue
            lasted = time.perf_counter() - began
            if lasted <= seconds or not result.seconds:
                result.seconds.append(took)
                result.wall = max(result.wall, lasted)

    await asyncio.gather(*(phone() for _ in range(phones)))
    return result
