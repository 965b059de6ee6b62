"""python -m tests.bench.hot: what each request of the walk costs in processor time, in process, beside a bare Flask app.

The product, the bare app that makes the same requests, rows and pages, and the floor take turns, home by home, in one
thread: the machine's drift falls on all of them alike. Shown are medians.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gzip
import os
import pstats
import re
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import bare, floor, inside
from tests.bench.phones import Answer, Connection, Walk

RECEIPT = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")
_ALWAYS = {
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "SCRIPT_NAME": "",
    "HTTP_HOST": "127.0.0.1:8000",
    "HTTP_USER_AGENT": "bench",
    "HTTP_ACCEPT": "text/html",
    "HTTP_ACCEPT_ENCODING": "gzip",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class Inside(Connection):
    """A phone without a network: each request is a call, and what it cost is kept under its method and kind of page."""

    def __init__(self, application: Any, spent: dict[str, list[float]], profile: cProfile.Profile | None = None) -> None:
        super().__init__("127.0.0.1", 8000)
        self._application, self._spent, self._profile = application, spent, profile
        self.pages: list[str] = []

    async def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        """Send one request and read its answer."""
        place, _, query = path.partition("?")
        sent = {"REQUEST_METHOD": method, "PATH_INFO": place, "QUERY_STRING": query, "wsgi.input": BytesIO(body)}
        if self.cookies:
            sent["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
            sent["HTTP_ORIGIN"] = "http://127.0.0.1:8000"
        environ, started = {**_ALWAYS, **sent}, []
        if self._profile:
            self._profile.enable()
        began = time.thread_time()
        result = self._application(environ, lambda status, headers, _error=None: started.append((status, headers)))
        content = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        kind = f"{method} {re.sub(r'[0-9]+', 'N', place) if place.startswith('/h/') else place[:2]}"
        self._spent[kind].append(time.thread_time() - began)
        if self._profile:
            self._profile.disable()
        return self._answer(*started[0], content)

    def _answer(self, status: str, headers: list[tuple[str, str]], content: bytes) -> Answer:
        told = {name.lower(): value for name, value in headers}
        given = [value.split(";")[0].partition("=") for name, value in headers if name.lower() == "set-cookie"]
        cookies = {name: value for name, _, value in given}
        self.cookies |= cookies
        text = (gzip.decompress(content) if told.get("content-encoding") == "gzip" else content).decode()
        self.pages.append(text)
        return Answer(int(status[:3]), told, cookies, text, len(content))


class Walked:
    """One application, and what its walks cost so far."""

    def __init__(self, application: Any, paths: Iterator[str], done: re.Pattern[str]) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.profile: cProfile.Profile | None = None
        self.last: Inside | None = None
        self._paths, self._application = paths, application
        self._walk = Walk("127.0.0.1", 8000, done, connect=self._connect)

    def _connect(self, _host: str, _port: int) -> Connection:
        self.last = Inside(self._application, self.spent, self.profile)
        return self.last

    def go(self) -> None:
        """One complete answer."""
        asyncio.run(self._walk.go(next(self._paths)))

    def cost(self) -> Mapping[str, float]:
        """Milliseconds of each request."""
        return {kind: median(seconds) * 1000 for kind, seconds in self.spent.items()}


def record(pages: Sequence[str], folder: Path) -> None:
    """Keep the product's own pages for the bare app."""
    folder.mkdir(exist_ok=True)
    for name, text in zip(bare.PAGES, filter(None, pages), strict=True):
        (folder / f"{name}.html").write_text(text, "utf-8")


def prepared(
    place: Path, database: str = "", fill: Callable[..., inside.District] = inside.filled
) -> tuple[dict[str, Walked], inside.District]:
    """The applications to be compared, each in a database of its own in `place`."""
    kept = place / "secret"
    if fresh := not kept.exists():
        kept.write_text(secrets.token_urlsafe(48))
    ours_at = database or f"sqlite:///{place / 'ours.sqlite'}"
    district = fill(place, kept.read_text(), ours_at, "http://127.0.0.1:8000", fresh=fresh)
    ours = Walked(district.app, iter(district.links), RECEIPT)
    while not (ours.last and bare.is_whole(ours.last.pages[-1])):  # a ballot that waits has another receipt
        ours.go()
    record(ours.last.pages, place / "pages")
    for name in ("floor.sqlite", "bare.sqlite"):
        (place / name).unlink(missing_ok=True)
    os.environ |= {"FLOOR_PATH": str(place / "floor.sqlite"), "BARE_PATH": str(place / "bare.sqlite")}
    os.environ["BARE_PAGES"] = str(place / "pages")
    walked = {
        "ours": ours,
        "bare": Walked(bare.create_app(), (f"/q/{n}" for n in count(1)), RECEIPT),
        "floor": Walked(floor.create_app(), (f"/s/{n}" for n in count()), re.compile(floor.DONE)),
    }
    return walked, district


def table(walked: Mapping[str, Walked]) -> Iterator[str]:
    """What each request costs, in milliseconds and in walks of the floor."""
    whole = sum(walked["floor"].cost().values())
    for name, one in walked.items():
        parts = one.cost()
        yield f"{name}: {sum(parts.values()):.3f} ms, {sum(parts.values()) / whole:.2f} floors"
        for kind, cost in parts.items():
            yield f"  {cost:>8.3f} ms {cost / whole:>6.2f}  {kind}"
    ours, least = (sum(walked[name].cost().values()) for name in ("ours", "bare"))
    yield f"ours / bare: {ours / least:.2f}"


def profiled(one: Walked, walks: int, lines: int) -> str:
    """Where an application's time goes, by functions of its own."""
    one.profile = cProfile.Profile(time.thread_time)
    for _ in range(walks):
        one.go()
    out = StringIO()
    stats = pstats.Stats(one.profile, stream=out).strip_dirs()
    for order in ("tottime", "cumtime"):
        stats.sort_stats(order).print_stats(lines)
    one.profile = None
    return out.getvalue()


def main(arguments: list[str], say: Callable[[str], None] = print) -> int:
    """Print the table, and a profile where one is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hot", description=__doc__)
    parser.add_argument("--walks", type=int, default=150, help="complete answers of each application")
    parser.add_argument("--folder", default="", help="where the filled district is kept for the next run")
    parser.add_argument("--profile", type=int, default=0, metavar="LINES", help="profile ours, so many lines of it")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hot-") as folder:
        walked, _district = prepared(Path(options.folder or folder))
        for _ in range(10):
            for one in walked.values():
                one.go()
        for one in walked.values():
            one.spent.clear()
        for _ in range(options.walks):
            for one in walked.values():
                one.go()
        for line in table(walked):
            say(line)
        if options.profile:
            say(profiled(walked["ours"], options.walks // 2, options.profile))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
