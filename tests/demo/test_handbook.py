"""What the handbook says and shows is what the product says and shows."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app import create_app
from config import Config
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact
from surveys.core.place import DISTRICT
from surveys.core.staff import Installation, Role
from surveys.demo.plots import Story
from surveys.paper.letter import letters_pdf
from surveys.services.compound import compound_lines
from surveys.services.letter import LettersWanted, print_letters
from surveys.services.staff import add_staff
from surveys.store.db import reading, transaction
from surveys.words.priorities import status_words, why_words
from surveys.words.rules import check_words, result_words
from tests.browser.conftest import Quiet
from tests.conftest import Database
from tests.demo.conftest import NOW
from tests.factories import BASE_URL
from tests.office import PASSWORD

DOCS = Path(__file__).parents[2] / "docs"


def test_every_figure_that_the_handbook_quotes_is_the_demos(sheets: Mapping[Story, Outcome]) -> None:
    outcome = exact(sheets[Story.PASSES])
    said = {sentence for ruling in outcome.rulings for sentence in result_words(ruling, closed=True)}
    said |= {f"{check_words(one, matter.ruling)}。" for matter in outcome.matters for one in matter.ruling.checks}
    for told in (outcome, exact(sheets[Story.CONSENT]), exact(sheets[Story.TIE])):
        said |= {f"{line.name} {status_words(line)}。{why_words(line, told)}" for line in told.listed.lines}
    quoted = re.findall(r"^> (.+)$", (DOCS / "how-the-result-is-made.md").read_text("utf-8"), re.M)
    assert len(quoted) == 11
    assert [quote for quote in quoted if quote not in said] == []


@dataclass(frozen=True)
class Shown:
    """The demo district at an address, its best-known compound, a poll whose result nobody has published yet, and letters
    of one that is open."""

    url: str
    compound: int
    poll: int
    pending: int
    letter: bytes


@pytest.fixture(scope="module")
def shown(demo: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The demo district, served from a copy."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copy(demo.url.removeprefix("sqlite:///"), folder / "demo.db")
    app = create_app(Config(secret=b"a secret of the handbook's pictures", database_url=f"sqlite:///{folder}/demo.db"))
    with app.app_context():
        letter = _printed(app)
        with transaction() as session:
            names = {"by": Installation("setup"), "now": NOW, "random": b"r" * 32}
            add_staff(session, "painter", "区改造办公室", PASSWORD, role=Role.DISTRICT, scope=DISTRICT, **names)
        with reading() as session:
            lines = compound_lines(session, DISTRICT, now=NOW)
            line, pending = lines[0], next(line.poll for line in lines if line.compound.name == "青砖里")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert line.poll
    assert pending
    yield Shown(f"http://127.0.0.1:{server.server_port}", line.compound.id, line.poll.id, pending.id, letter)
    server.shutdown()
    server.server_close()


def _printed(app: Flask) -> bytes:
    """A letter of an open poll, printed on the demo's day: after it nothing is printed."""
    with transaction() as session:
        poll = next(line.poll for line in compound_lines(session, DISTRICT, now=NOW) if line.compound.name == "油灯里")
        assert poll
        few = LettersWanted(building="1号楼", unit="1单元")
        keys, by = app.config["KEYS"], Installation("cli")
        made = print_letters(session, DISTRICT, poll.id, few, keys=keys, base_url=BASE_URL, by=by, now=NOW)
    return letters_pdf(made, printed_at=NOW)


@pytest.fixture
def desk(browser: Browser, shown: Shown) -> Iterator[Page]:
    """An office PC on which somebody signed in."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{shown.url}/staff/sign-in")
    page.get_by_label("用户名").fill("painter")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk")
    yield page
    context.close()


def keep(picture: Path) -> None:
    """Put a picture into the handbook where DIANDAN_PICTURES asks for it."""
    if os.environ.get("DIANDAN_PICTURES"):
        shutil.copy(picture, DOCS / "pictures" / picture.name)


def test_the_desk_in_pictures(desk: Page, shown: Shown, tmp_path: Path) -> None:
    pages = {
        "today": ("/desk", "今天要办"),
        "desk": ("/desk/compounds", "点列名排序"),
        "compound": (f"/desk/compounds/{shown.compound}", "谁家答了"),
        "wave": ("/desk/waves/new", "保存草稿"),
        "result": (f"/desk/polls/{shown.poll}/result", "可以改造"),
        "publish": (f"/desk/polls/{shown.pending}/publish", "公示以后"),
    }
    for name, (path, words) in pages.items():
        desk.goto(shown.url + path)
        assert words in desk.inner_text("body")
        desk.screenshot(path=tmp_path / f"{name}.png")
        keep(tmp_path / f"{name}.png")


def test_the_paper_in_pictures(desk: Page, shown: Shown, tmp_path: Path) -> None:
    desk.goto(f"{shown.url}/desk/polls/{shown.poll}/papers")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="记下并下载：汇总表").click()
    for name, content in {"letter": shown.letter, "sheet": Path(download.value.path()).read_bytes()}.items():
        first = pypdfium2.PdfDocument(content)[0].render(scale=80 / 72).to_pil()
        first.quantize(32).save(tmp_path / f"{name}.png", optimize=True)
        keep(tmp_path / f"{name}.png")


def test_the_handbook_shows_pictures_that_exist() -> None:
    for document in DOCS.glob("*.md"):
        for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", document.read_text("utf-8")):
            assert (DOCS / picture).is_file(), f"{document.name}: {picture}"
