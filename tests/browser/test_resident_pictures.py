"""The whole walk as pictures, for the handbook: DIANDAN_PICTURES=1 writes them to docs/pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.test_resident_walk import onward, tap, way

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
ACROSS, GAP, HIGH = 7, 12, 740


def sheet(pictures: list[Path], target: Path) -> None:
    """All pictures on one, in reading order."""
    images = [Image.open(picture).convert("RGB") for picture in pictures]
    width, height = images[0].size
    down = -(-len(images) // ACROSS)
    whole = Image.new("RGB", (ACROSS * (width + GAP) + GAP, down * (height + GAP) + GAP), "#b9b2a6")
    for n, image in enumerate(images):
        whole.paste(image, (GAP + n % ACROSS * (width + GAP), GAP + n // ACROSS * (height + GAP)))
    whole.quantize(64).save(target, optimize="DIANDAN_PICTURES" in os.environ)  # seconds, for a smaller file


def keep(picture: Path) -> None:
    """Put a picture into the handbook where DIANDAN_PICTURES asks for it."""
    if os.environ.get("DIANDAN_PICTURES"):
        DOCS.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, DOCS / picture.name)


@pytest.mark.parametrize(
    ("name", "look", "colours"),
    [("resident", "plain", "light"), ("resident-big", "big", "light"), ("resident-dark", "plain", "dark")],
)
def test_the_walk_in_pictures(
    phone: Callable[..., Page], site: Site, letter: Letter, tmp_path: Path, *, name: str, look: str, colours: str
) -> None:
    page = phone(viewport={"width": 360, "height": HIGH}, color_scheme=colours)
    taken: list[Path] = []

    def take() -> None:
        page.wait_for_timeout(150)
        taken.append(tmp_path / f"{len(taken):02}.png")
        page.screenshot(path=taken[-1])

    def answer(*words: str) -> None:
        for word in words:
            tap(page, word)
        take()
        onward(page)

    page.goto(f"{site.url}/code?look={look}")
    take()
    page.goto(site.path(letter))
    take()
    page.get_by_text("对，开始").click()
    answer("我是房主")
    answer("同意")
    answer("屋顶漏水", "停车难")
    take()
    tap(page, "停车位")
    way(page, "lines")
    answer("屋面防水")
    for words in ("停车位", "屋面防水"):
        page.locator(".pick button", has_text=words).click()
    take()
    onward(page)
    answer("比较需要")
    onward(page)
    for words in ("看是什么项目", "没有", "请物业公司"):
        tap(page, words)
        onward(page)
    page.locator("#q-more").fill("楼道的灯坏了很久")
    take()
    onward(page)
    take()
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    take()
    for path in ("/help", "/privacy"):
        page.goto(f"{site.url}{path}")
        take()
    sheet(taken, tmp_path / f"{name}.png")
    assert len(taken) == 14
    keep(tmp_path / f"{name}.png")


def screens(page: Page, folder: Path, name: str) -> list[Path]:
    """A long page as screens from top to bottom."""
    page.screenshot(path=folder / "whole.png", full_page=True)
    whole = Image.open(folder / "whole.png")
    found = []
    for number, top in enumerate(range(0, whole.height, HIGH)):
        part = Image.new("RGB", (whole.width, HIGH), whole.getpixel((2, whole.height - 2)))
        part.paste(whole.crop((0, top, whole.width, min(whole.height, top + HIGH))), (0, 0))
        found.append(folder / f"{name}{number}.png")
        part.save(found[-1])
    return found


@pytest.mark.parametrize(("name", "look", "lang"), [("result", "plain", "zh-CN"), ("result-big", "big", "zh-CN")])
def test_the_result_in_pictures(
    phone: Callable[..., Page], site: Site, tmp_path: Path, *, name: str, look: str, lang: str
) -> None:
    page = phone(viewport={"width": 360, "height": HIGH})
    page.goto(f"{site.url}/help?look={look}&lang={lang}")
    page.goto(site.path(site.town.letters[5]))
    taken = screens(page, tmp_path, "own")
    page.goto(f"{site.url}/p/{site.town.poll.id}/receipts?receipt={site.town.receipts[5]}")
    page.screenshot(path=tmp_path / "list.png")
    sheet([*taken[:13], tmp_path / "list.png"], tmp_path / f"resident-{name}.png")
    assert len(taken) >= 5
    keep(tmp_path / f"resident-{name}.png")


def test_english_in_pictures(phone: Callable[..., Page], site: Site, letter: Letter, tmp_path: Path) -> None:
    page = phone(viewport={"width": 360, "height": HIGH})
    taken: list[Path] = []

    def take() -> None:
        page.wait_for_timeout(150)
        taken.append(tmp_path / f"{len(taken):02}.png")
        page.screenshot(path=taken[-1])

    for path in ("/?lang=en", "/code", "/privacy"):
        page.goto(site.url + path)
        take()
    page.goto(site.path(letter))
    take()
    page.get_by_text("Yes, start").click()
    while not page.get_by_text("Not sent yet").is_visible():
        first = page.locator(".q:visible .o").first
        if first.count():
            first.click()
        if len(taken) < 10:
            take()
        page.get_by_role("button", name="Next").click()
    take()
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    take()
    page.goto(site.path(site.town.letters[5]))
    take()
    page.goto(f"{site.url}/p/{site.town.poll.id}")
    take()
    sheet(taken, tmp_path / "resident-english.png")
    assert len(taken) == 14
    keep(tmp_path / "resident-english.png")
