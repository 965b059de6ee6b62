"""A first visit on a slow phone: seconds until the letter's door, and then its first question, can be used.

Chromium, with the wires and processors by which others were measured: Fast 3G with a processor four times slower, Slow 3G
with one six times slower. Every visit is a new browser that has kept nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.contest import spread


@dataclass(frozen=True)
class Line:
    """A wire, in milliseconds and kilobits a second, and how many times slower the processor is."""

    name: str
    latency: int
    kilobits: int
    slower: int


LINES = (Line("Fast 3G, 4 x slower", 150, 1600, 4), Line("Slow 3G, 6 x slower", 400, 400, 6))


@dataclass(frozen=True)
class Visit:
    """Seconds to the door, from the tap on its link to the first question, and how far anything jumped."""

    door: float
    question: float
    shift: float


_SHIFT = """window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true});"""
# The door is a page with a link: it can be used as soon as it is seen.
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def visits(base: str, links: Iterator[str], times: int) -> Iterator[tuple[Line, Visit]]:
    """So many visits on every line, in turn."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for link in islice(links, times):
            for line in LINES:
                yield line, _visit(browser, f"{base}{link}", line)
        browser.close()


def told(found: Sequence[tuple[Line, Visit]]) -> Iterator[str]:
    """A line about every wire."""
    yield "a first visit, seconds: the door; from the tap to the first question; how far anything jumped"
    for line in LINES:
        seen = [visit for at, visit in found if at == line]
        figures = (spread([getattr(one, part) for one in seen]) for part in ("door", "question", "shift"))
        yield f"  {line.name:22} {'  '.join(figures)}"


def _visit(browser: Browser, address: str, line: Line) -> Visit:
    context = browser.new_context(viewport={"width": 360, "height": 720}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(_SHIFT)
    _slow(page, line)
    page.goto(address, wait_until="networkidle")
    door = page.evaluate(_PAINTED)
    began = page.evaluate("performance.now()")
    page.locator("[data-start]").click()
    page.locator(".q:visible h2").first.wait_for(timeout=60_000)
    question = (page.evaluate("performance.now()") - began) / 1000
    found = Visit(float(door), float(question), float(page.evaluate("window.shift")))
    context.close()
    return found


def _slow(page: Page, line: Line) -> None:
    session = page.context.new_cdp_session(page)
    speed = line.kilobits * 1000 / 8
    wire = {"offline": False, "latency": line.latency, "downloadThroughput": speed, "uploadThroughput": speed}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", wire)
    session.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})
