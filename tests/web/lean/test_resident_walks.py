"""Generated walks of two homes, two browsers and a bad line: what the last page seen said is what is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.services.letter import Letter
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Page, Phone
from tests.sizes import Size, size, sized
from tests.web.lean.kept import standing

CHOICES = ("yes", "no", "abstain")


@dataclass
class Browser:
    """A browser with one tab for each of two homes, and what was last sent from each."""

    phone: Phone
    tabs: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    sent: dict[int, list[dict[str, object]]] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)


def consent(app: Flask, letter: Letter) -> str:
    """What is stored of a home's vote; empty where none stands."""
    kept = standing(app, letter).get("owner")
    return str(json.loads(kept)["consent"]) if kept else ""


def at(browser: Browser, letter: Letter) -> Phone:
    """The browser, at this home."""
    browser.phone.home = f"/h/{letter.household}"
    return browser.phone


def look(browser: Browser, home: int, letter: Letter) -> None:
    """Scan the letter and open the questionnaire: filled with what stands, where this browser may see it."""
    phone = browser.phone
    phone.scan(letter)
    page = phone.page("a?again=owner")
    if "a" in {action.rsplit("/", 1)[-1] for action in page.actions}:
        browser.tabs[home], browser.sent[home], browser.attempts[home] = page.form("a"), [], 0


def send(browser: Browser, home: int, letter: Letter, choice: str) -> Page:
    """Hand in the tab with another choice; the page that it led to."""
    form, earlier = browser.tabs[home], browser.sent[home]
    if not earlier or earlier[-1]["consent"] != choice:
        browser.attempts[home] += 1
    number = f"{form['submission'][0]}.{browser.attempts[home]}"
    body = {**form, **OWNER, "consent": choice, "reasons": [], "submission": number}
    earlier.append(body)
    return _post(browser, letter, body)


def _post(browser: Browser, letter: Letter, body: dict[str, object]) -> Page:
    answer = at(browser, letter).post("a", body)
    return at(browser, letter).page("r") if answer.status_code == 303 else Page(answer)


STEPS = st.tuples(
    st.sampled_from(["look", "send", "lost", "late", "withdraw"]),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from(CHOICES),
)


@settings(
    max_examples=sized(25, 150, 1000),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=size() is not Size.FULL,
)
@given(steps=st.lists(STEPS, min_size=4, max_size=18))
def test_what_the_last_page_seen_said_is_what_is_stored(
    app: Flask, another: Callable[[], Phone], hood: Neighbourhood, steps: list[tuple[str, int, int, str]]
) -> None:
    letters = hood.letters[50:52]
    browsers = [Browser(another()), Browser(another())]
    for act, who, home, choice in steps:
        browser, letter, other = browsers[who], letters[home], letters[1 - home]
        before, beside = consent(app, letter), consent(app, other)
        if home not in browser.tabs or act == "look":
            look(browser, home, letter)
        elif act in ("send", "lost"):
            seen = send(browser, home, letter, choice)
            stored = consent(app, letter)
            received = seen.h1 == "收到了，谢谢您"
            assert stored == (choice if received else before)
            if act == "send" and not received:  # the page that came back is the tab now, with what was typed in it
                assert seen.status == 409
                browser.tabs[home], browser.sent[home], browser.attempts[home] = seen.form("a"), [], 0
                assert seen.form("a")["consent"] == [choice]
            elif act == "send":
                assert re.search({"yes": "同意", "no": "不同意", "abstain": "不表态|说不好|弃权|暂不"}[choice], seen.text)
                browser.tabs.pop(home)
        elif act == "late" and browser.sent[home]:
            _post(browser, letter, browser.sent[home][0])
            newest = browser.sent[home][-1]["consent"]
            assert consent(app, letter) in (before, newest)
        elif act == "withdraw":
            page = at(browser, letter).page("r")
            if any("withdraw" in action for action in page.actions):
                browser.phone.post("r/withdraw", page.form("r/withdraw"))
                assert consent(app, letter) == ""
        assert consent(app, other) == beside
