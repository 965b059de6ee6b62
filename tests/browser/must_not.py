"""What somebody of the office must not do, tried from a second browser; the table of routes says what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser
from werkzeug.routing import Rule

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.staff import RIGHTS, Right, Role
from surveys.services.account import account_called
from surveys.services.compound import compound_lines, poll_desk
from surveys.store.db import reading
from surveys.web.audience import Audience
from surveys.web.made_from import FIELD
from tests.browser.colleagues import COMPOUND, FOREIGN, Colleague, Hall, colleague
from tests.office import PASSWORD, written
from tests.office import Browser as Client
from tests.phone import Page, Values
from tests.web.routes import PLACED, addresses, audience_of, routes

ROLES = {"jie": Role.STREET, "juwei": Role.COMMITTEE, "yewei": Role.OWNERS, "wangge": Role.HELPER}
WRITES_NOTHING = "POST /desk/calculator"
AT_DOORS = re.compile(r"\w+ /desk/(?:visits|polls/\d+/(?:entry|photos|visits|checks/again|recheck/visits))\b")


@dataclass(frozen=True)
class Ground:
    """What addresses are made of: the poll of the colleagues' own compound and that of a compound in another street, with
    an account in each place."""

    hall: Hall
    open: Poll
    foreign: Poll
    accounts: Mapping[str, str]

    @property
    def app(self) -> Flask:
        """The application."""
        return self.hall.app

    def home(self, poll: Poll) -> int:
        """The first household of a poll."""
        with self.app.app_context(), reading() as session:
            return poll_desk(session, DISTRICT, poll.id, now=self.hall.days.now()).doors[0].household.id

    def staff_id(self, username: str) -> int:
        """The account that stands beside the first poll in an address, or beside the other."""
        with self.app.app_context(), reading() as session:
            return account_called(session, self.accounts[username]).id


def ground(hall: Hall, inside: str, outside: str) -> Ground:
    """The grounds of the hall; the two are user names of people in the own street and in the other."""
    with hall.app.app_context(), reading() as session:
        lines = {line.compound.name: line.poll for line in compound_lines(session, DISTRICT, now=hall.days.now())}
    own, foreign = lines[COMPOUND], lines[FOREIGN]
    assert own
    assert foreign
    return Ground(hall, own, foreign, {"ju": inside, "zhu": outside})


@dataclass
class Tried:
    """What was tried, what was left because the role may do it, and what somebody got through with who mustn't."""

    asked: int = 0
    sent: int = 0
    may: list[str] = field(default_factory=list)
    through: list[str] = field(default_factory=list)


def forms_of(ground: Ground, chief: Client) -> dict[str, dict[str, list[str]]]:
    """Every form of the desk by where it goes, with its fields as they stand for somebody who may do everything."""
    found: dict[str, dict[str, list[str]]] = {}
    for _rule, _poll, path in desk(ground, "GET"):
        answer = chief.get(path, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            page = Page(answer)
            found |= {action or path: form for action, form in zip(page.actions, page.forms, strict=True)}
    return found


def desk(ground: Ground, method: str) -> Iterator[tuple[Rule, Poll, str]]:
    """Every page of the desk, or every form, at the addresses of both polls."""
    for rule in routes(ground, method):
        if audience_of(ground, rule) is Audience.STAFF:
            for poll in (ground.open, ground.foreign):
                yield from ((rule, poll, path) for path in addresses(ground, rule, [poll]))


def everything_forbidden(ground: Ground, who: Colleague, role: Role, forms: Mapping[str, Values]) -> Tried:
    """Ask for every page and send every form that this role may not, or that isn't of its place, with their browser's
    cookies, a token of their own and the version from somebody else's page; whatever isn't refused got through."""
    tried, token, client = Tried(), csrf(who), ground.app.test_client()
    for cookie in who.page.context.cookies():
        client.set_cookie(cookie["name"], cookie["value"])  # type: ignore[typeddict-item]
    assert client.get("/staff/account").status_code == 200, "signed in as the browser is"
    before = kept(ground)
    for rule, poll, path in desk(ground, "GET"):
        if not forbidden(ground, rule, poll, role):
            tried.may.append(f"GET {path}")
        else:
            tried.asked += 1
            note(tried, "GET", path, client.get(path).status_code)
    for rule, poll, path in desk(ground, "POST"):
        if not forbidden(ground, rule, poll, role):
            tried.may.append(f"POST {path}")
        else:
            tried.sent += 1
            fields = {**forms.get(path, {FIELD: "none"}), "csrf_token": token}
            note(tried, "POST", path, client.post(path, data=fields).status_code)
    assert kept(ground) == before, f"{who.username} changed something"
    return tried


def forbidden(ground: Ground, rule: Rule, poll: Poll, role: Role) -> bool:
    """Whether the role lacks the right that the route names, or the address leads out of its place."""
    right: Right = ground.app.view_functions[rule.endpoint].right  # type: ignore[attr-defined]
    abroad = poll.id == ground.foreign.id and bool(rule.arguments & {*PLACED, "staff_id"})
    return right not in RIGHTS[role] or (abroad and role is not Role.DISTRICT)


def note(tried: Tried, method: str, path: str, status: int) -> None:
    if status not in (403, 404):
        tried.through.append(f"{method} {path}: {status}")


def csrf(who: Colleague) -> str:
    """The token of somebody's own browser, as every form of theirs carries it."""
    who.go("/staff/account")
    return who.page.locator("[name=csrf_token]").first.get_attribute("value") or ""


def kept(ground: Ground) -> list[str]:
    """Everything that is written down, but for when a browser was last there."""
    return [line for line in written(ground.app) if 'INTO "staff_sessions"' not in line]


def second_browser(browser: Browser, one: Colleague) -> Colleague:
    """The same person on another device."""
    other = colleague(browser, one.hall, one.username)
    other.sign_in()
    return other


def nobody_does_what_they_must_not(served: Hall, seconds: dict[str, Colleague]) -> None:
    """Every page and every form that a role may not have, or that is another street's, from a second browser of each."""
    grounds, chief = ground(served, "juwei", "song"), Client(served.app.test_client())
    assert chief.fill("/staff/sign-in", {"username": "ju", "password": PASSWORD}).status_code == 303
    forms = forms_of(grounds, chief)
    assert len(forms) > 20
    for username, role in ROLES.items():
        tried = everything_forbidden(grounds, seconds[username], role, forms)
        assert tried.through == [], username
        assert tried.asked > 15, username
        assert tried.sent > 15, username
        if role is Role.OWNERS:
            prints = f"POST /desk/polls/{grounds.open.id}/papers"
            assert {way for way in tried.may if way.startswith("POST")} <= {WRITES_NOTHING, prints}, "it reads and witnesses"
        if role is Role.HELPER:
            assert [way for way in tried.may if not AT_DOORS.match(way)] == [], "it knocks, photographs and types in"


def sends_the_confirmation_themselves(again: Colleague, poll: int, confirms: str, reason: str) -> None:
    """Send what only the second person's form has."""
    path = again.hall.url + f"/desk/polls/{poll}/close"
    own = {
        name: again.page.locator(f"form[novalidate] [name={name}]").get_attribute("value") or ""
        for name in ("csrf_token", FIELD)
    }
    answer = again.page.request.post(path, form={**own, "confirms": confirms, "reason": reason}, max_redirects=0)
    assert answer.status == 409
    assert "提出的人自己不能确认" in answer.text()


def a_second_account_of_ones_own_confirms_nothing(hall: Hall, poll: int) -> None:
    """A clerk of the street adds an account, takes the invitation themselves, and confirms what they asked for."""
    clerk, double = Client(hall.app.test_client()), Client(hall.app.test_client())
    assert clerk.fill("/staff/sign-in", {"username": "jie", "password": PASSWORD}).status_code == 303
    place = clerk.page("/desk/people/new").html.partition('value="street:')[2].partition('"')[0]
    person = {"username": "jia", "name": "街道的假人", "role": Role.STREET.value, "place": f"street:{place}"}
    found = re.search(r"/staff/i/[0-9a-f]{64}", Page(clerk.fill("/desk/people/new", person)).text)
    assert found
    double.get(found[0])
    assert double.fill("/staff/invitation", {"new": PASSWORD, "again": PASSWORD}).status_code == 303
    answer = double.fill(f"/desk/polls/{poll}/publish", {})
    assert answer.status_code == 409
    assert "不算两个人" in Page(answer).text
