"""What stands before a clerk is in a clerk's words: no JSON, no settings of the server, no names of fields or commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.office import Browser, Office
from tests.phone import Page
from tests.web.routes import everything

ROOT = Path(__file__).parents[3]
KNOWN = {"Excel", "WPS", "PDF", "Ctrl", "Tab", "Esc", "csv", "xlsx", "m²", "QR"}
"""What every clerk who knows Excel has seen, on the keyboard or as the ending of a file."""
TECHNICAL = re.compile(
    r"\bjson\b|\bDIANDAN|\bflask\b|\bpython3?\b|\brun\.py|\b\w+\.(?:py|toml)\b|\btoml\b|环境变量|命令行|--\w+"
    r"|(?<![\w.@/-])[a-z]+(?:_[a-z]+)+\b|\b(?:None|True|False|null|undefined|NaN)\b|\{\w*\}|%\(\w+\)",
    re.I,
)
NAMED_BY_PEOPLE = re.compile(r"https?://\S+|diandan\.\w+|[0-9a-f]{16,}")
LEDGER = "命令行"
"""Who acted without an account: the ledger says so of acts that nobody did at the desk."""


def pages(shown: Office, browser: Browser) -> Iterator[tuple[str, str]]:
    for rule, path in everything(shown, "GET"):
        if rule.endpoint.startswith(("desk.", "staff.")):
            answer = browser.get(path, buffered=True)
            if answer.mimetype == "text/html" and answer.status_code != 404:
                yield path, said(answer.get_data(as_text=True), Page(answer).text)


def said(html: str, text: str) -> str:
    """All that somebody reads or has read to them."""
    told = re.findall(r'(?:title|placeholder|aria-label|alt)="([^"]*)"', html)
    return NAMED_BY_PEOPLE.sub("", " ".join([text, *told]))


def test_no_page_of_the_desk_speaks_of_what_a_clerk_never_saw(shown: Office) -> None:
    found = {}
    for user in ("office", "jie", "ju"):
        for path, text in pages(shown, shown.signed_in(user)):
            if strange := {word for word in TECHNICAL.findall(text) if word not in KNOWN | {LEDGER}}:
                found[path] = strange
    assert found == {}


def test_no_sentence_of_a_view_speaks_of_it_either() -> None:
    """Flashed messages, labels and errors, which no page shows by itself."""
    found = {}
    for path in [*(ROOT / "surveys/web/desk").rglob("*.py"), *DESK_WORDS]:
        tree = ast.parse(path.read_text("utf-8"))
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (
                id(node) not in documents
                and isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search("[一-鿿]", node.value)
            ):
                text = re.sub(r"%\(\w+\)[sd]|\{\w*\}", "", node.value)
                if strange := TECHNICAL.findall(text):
                    found[f"{path.name}: {node.value[:60]}"] = strange
    assert found == {}


DESK_WORDS = [
    ROOT / "surveys/words" / f"{name}.py" for name in ("due", "turnout", "life", "queue", "roster_file", "wave", "account")
]
