"""Every request that can be made at a household's door, by whoever has a letter of it or believes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from surveys.core.ballot import Capacity
from surveys.core.submission import seen_text
from surveys.core.waiting import WaitingRuling
from surveys.web.audience import Audience
from tests.office_attack.watching import Watched
from tests.phone import OWNER, TENANT, Page

ASKED = ("", "again=owner", "again=occupant", "capacity=owner", "capacity=occupant", "deleted=1&capacity=owner")
_WAYS: tuple[dict[str, str], ...] = (
    {"editing": ""},
    {"other": ""},
    {"other": "withdraw"},
    {"other": "keep"},
    {"turn": ""},
    {"turn": "on"},
)
WORDS = "写在别人家的话"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `data` is None for a look."""

    path: str
    data: dict[str, object] | None = None

    def sent(self, browser: Watched) -> None:
        """Make it."""
        if self.data is None:
            browser.get(self.path)
        else:
            browser.post(self.path, data=self.data)


def at_home(app: Flask, method: str) -> list[Rule]:
    """The routes of a household's door."""
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return [rule for rule in rules if getattr(app.view_functions[rule.endpoint], "audience", "") == Audience.HOUSEHOLD]


def addresses(app: Flask, method: str, home: int) -> Iterator[str]:
    """Where these routes are for one home, with every value that an address may have."""
    adapter = app.url_map.bind("localhost")
    for rule in at_home(app, method):
        ways: list[dict[str, object]] = [{"home": home}]
        for name, converter in rule._converters.items():
            if name != "home":
                values = sorted(converter.items) if isinstance(converter, AnyConverter) else ["1", "2", "3"]
                ways = [{**way, name: value} for way in ways for value in values]
        yield from (adapter.build(rule.endpoint, way) for way in ways)


def looks(app: Flask, home: int) -> Iterator[Request]:
    """Every page of a home, however it is asked for."""
    for path in addresses(app, "GET", home):
        yield from (Request(f"{path}?{asked}" if asked else path) for asked in ASKED)


def acts(app: Flask, home: int, known: dict[str, str], guesses: list[str], revision: int = 1) -> Iterator[Request]:
    """Every form that a home's routes take, filled so that it would read, change, withdraw or displace; `known` is what the
    pages at hand carry: a proof, and a token of staff who are signed in."""
    for path in addresses(app, "POST", home):
        for body in _bodies(guesses, revision):
            yield Request(path, {**known, "submission": token_hex(16), **body})


def _bodies(guesses: list[str], revision: int) -> Iterator[dict[str, object]]:
    for capacity in Capacity:
        said = OWNER if capacity is Capacity.OWNER else TENANT
        about = {"capacity": capacity, "seen": seen_text(dict.fromkeys(Capacity, revision)), "editing": capacity}
        answers = {**about, **said, "more": WORDS, "matter-voter": "myself", "matter-fund": "no"}
        yield {**about, "phone": "13800000000", "agree": "y", "said": "不是我家交的"}
        yield from ({**answers, **more} for more in _WAYS)
        yield from ({**answers, "helped": "1", "channel": channel} for channel in ("paper", "call"))
        yield from ({**about, "waiting": number, "ruling": ruling} for number in "12" for ruling in WaitingRuling)
        yield from ({**about, "key": guess} for guess in guesses)


def known_from(browser: Watched, home: int) -> dict[str, str]:
    """What the pages of a home that this browser opens put into their forms to prove it."""
    found: dict[str, str] = {}
    for path in (f"/h/{home}/r", f"/h/{home}/a", f"/h/{home}/contact"):
        page = Page(browser.get(path, follow_redirects=True))
        for form in page.forms:
            found |= {name: form[name][-1] for name in ("proof", "csrf_token") if form.get(name)}
    return found
