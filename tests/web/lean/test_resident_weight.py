"""Light enough for one bar of signal, and readable by an old WebView."""

from __future__ import annotations

import base64
import gzip
import re
from hashlib import sha256
from pathlib import Path

import brotli
import pytest

from surveys.services.letter import Letter
from surveys.web.lean.program import BUILT
from surveys.web.lean.squeeze import squeezed_css
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Phone

STATIC = Path(__file__).parents[3] / "static"
SHEETS = [STATIC / "css" / f"{name}.css" for name in ("tokens", "app", "lean", "fields", "door", "ask", "said")]
SCRIPTS = sorted(path for path in (STATIC / "js").glob("*.js") if path.name != "desk.js")


def fetched(phone: Phone, path: str, coding: str = "gzip") -> tuple[int, str]:
    """The bytes on the wire of one answer's body, and its text."""
    answer = phone.get(path, headers={"Accept-Encoding": coding})
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[answer.headers["Content-Encoding"]]
    return len(answer.data), unpack(answer.data).decode()


def test_the_bigger_page_stays_under_25_kilobytes_in_three_requests(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    page, html = fetched(phone, "a?look=big")
    script = re.findall(r'<script src="([^"]+)"', html)[0]
    aloud = re.findall(r'data-read="([^"]+)"', html)[0]
    assert page + fetched(phone, script)[0] + (STATIC / aloud.split("/static/")[1]).stat().st_size <= 25 * 1024


@pytest.mark.parametrize("path", ["a", "r"])
@pytest.mark.parametrize("cast", [False, True])
@pytest.mark.parametrize("coding", ["gzip", "gzip, deflate, br"])
def test_a_page_from_ready_blocks_is_the_page(
    phone: Phone, hood: Neighbourhood, *, path: str, cast: bool, coding: str
) -> None:
    """The compressed answer that is joined from parts unpacks to the plain one; only the submission and the clock differ."""
    phone.scan(hood.letters[6 if not cast else -1])
    if cast and "收到了" not in phone.page("r").h1:
        phone.cast(OWNER)
    path = "a?again=new" if cast and path == "a" else path
    plain = phone.get(path).get_data(as_text=True)
    packed = fetched(phone, path, coding)[1]
    spent = re.compile(r'name="(?:submission|csrf_token|proof|seen)" value="[^"]+"|data-(?:now|shown)="[0-9]+"')
    assert spent.sub("", packed) == spent.sub("", plain)
    assert spent.findall(plain)
    assert "\ue000" not in packed


def test_the_style_inside_is_the_one_that_the_policy_names(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    for path in ("a", "a", "r", "/code", "/help"):
        answer = phone.get(path)
        css = re.findall(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.S)[0]
        name = base64.b64encode(sha256(css.encode()).digest()).decode()
        assert f"'sha256-{name}'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_script_may_be_kept_and_only_under_its_own_name(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    script = re.findall(r'<script src="([^"]+)"', phone.page("a").html)[0]
    assert "immutable" in phone.get(script).headers["Cache-Control"]
    assert phone.get("/p-000000000000.js").headers["Cache-Control"] == "no-cache"


# What Chromium 60 and the WeChat views built on it can't read.
TOO_NEW_CSS = {
    "a new selector": r":(?:is|where|has)\(",
    "gap in flex": r"display:\s*(?:inline-)?flex[^}]*[;{]\s*gap:",
    "a cascade layer": r"@layer",
    "a container": r"@container",
    "mathematics": r"\b(?:min|max|clamp)\(",
    "a new place": r"\binset\s*:",
    "a ratio": r"aspect-ratio\s*:",
}
TOO_NEW_JS = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "catch without a name": r"catch\s*\{",
    "a template literal": "`",
    "a class field": r"#\w+\s*[=;(]",
    "object from entries": r"Object\.fromEntries",
    "flat": r"\.(?:flat|flatMap|at|replaceAll|matchAll|finally|trimStart|trimEnd|allSettled)\(",
    "globalThis": r"\bglobalThis\b",
    "AbortController": r"\bAbortController\b",
    "a module": r"^\s*(?:import|export)\b",
    "an asynchronous loop": r"for await",
    "a lookbehind": r"\(\?<[=!]",
    "a number with gaps": r"\d_\d",
    "power of assignment": r"(?:\*\*|\|\||&&)=",
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_an_old_webview_reads_the_style(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    assert [what for what, found in TOO_NEW_CSS.items() if re.search(found, css)] == []
    nested = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", r"\1", css)
    assert re.search(r"\{[^{}]*\{", nested) is None


@pytest.mark.parametrize("script", [*SCRIPTS, STATIC / BUILT], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_old_webview_reads_the_script(script: Path) -> None:
    code = re.sub(r"//[^\n]*", "", script.read_text())
    assert [what for what, found in TOO_NEW_JS.items() if re.search(found, code, re.M)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_words_for_people_stand_in_a_script(script: Path) -> None:
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", script.read_text(), flags=re.S)
    assert re.findall("[\u4e00-\u9fff]+", code) == []


def test_squeezing_a_style_keeps_what_stands_between_words() -> None:
    assert (
        squeezed_css("a  >  b { color : red; }\n/* gone */ c, d { margin: 0 auto }") == "a>b{color :red}c,d{margin:0 auto}"
    )


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_seven_to_one_and_controls_three_to_one(scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", (STATIC / "css" / "tokens.css").read_text(), re.S)
    colours = dict(re.findall(r"--(\w+): (#\w+);", blocks[scheme]))
    grounds = ("paper", "card", "tint", "straw", "blush")
    for ground in grounds:
        for text in ("ink", "soft"):
            assert contrast(colours[text], colours[ground]) >= 7, (text, ground)
    for text, ground in (("accent", "paper"), ("accent", "card"), ("on", "accent"), ("warn", "paper"), ("warn", "blush")):
        assert contrast(colours[text], colours[ground]) >= 7, (text, ground)
    for ground in ("paper", "card"):
        assert contrast(colours["edge"], colours[ground]) >= 3
