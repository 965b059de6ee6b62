"""Every route for every role, inside its place and outside: the table says who gets in, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from surveys.core.place import DISTRICT, Compound, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import RIGHTS, Right, Role, fits
from surveys.services.offices import OFFICES
from surveys.services.staff import add_staff
from surveys.store.db import transaction
from surveys.web.audience import Audience, audience, check_audiences, may
from tests.factories import LI, RANDOM
from tests.office import PASSWORD, Browser, Office, contents
from tests.phone import Page
from tests.web.routes import PLACED, addresses, audience_of, routes
from tests.witness import witness_role

SHOWN, DONE = {200, 303, 409}, {200, 303, 409, 422}
"""What whoever is let in may meet: the page, the way on, a state in which it can't be done, a form to mend."""


@dataclass(frozen=True)
class Visitor:
    """A member of staff in a browser, and the token that their forms carry."""

    role: Role
    scope: Jurisdiction
    browser: Browser
    token: list[str]

    def let_in(self, office: Office, rule: Rule, poll: Poll) -> bool:
        """Whether the table and their place open this route to them."""
        right = getattr(office.app.view_functions[rule.endpoint], "right", None)
        place = office.stranger.compound if "staff_id" in rule.arguments and poll.id != office.open.id else poll.compound
        if "community_id" in rule.arguments:  # one who has a compound alone changes nothing for the community's others
            place = office.open.compound if poll.id == office.open.id else office.stranger.compound
            inside = self.scope.compound is None and self.inside(place, office)
        else:
            inside = not rule.arguments & {*PLACED, "staff_id"} or self.inside(place, office)
        return audience_of(office, rule) is Audience.ACCOUNT or (right in RIGHTS.get(self.role, ()) and inside)

    def inside(self, compound: Compound, office: Office) -> bool:
        """Whether a compound lies in their place; the open poll's and the stranger's have a community of their own."""
        match self.scope:
            case Jurisdiction(street=None, community=None, compound=None):
                return True
            case Jurisdiction(street=None, community=None, compound=there):
                return compound.id == there
            case Jurisdiction(street=None, community=there):
                return (compound.id, there) in ((office.open.compound.id, 1), (office.stranger.compound.id, 2))
            case Jurisdiction(street=there):
                return compound.street.id == there

    def met(self, method: str, address: str) -> int:
        """The status with which a route answers; a form brings nothing but its token."""
        data = {"csrf_token": self.token} if method == "POST" else None
        return self.browser.client.open(address, method=method, data=data, buffered=True).status_code


def visitors(office: Office, roles: Iterable[Role]) -> Iterator[Visitor]:
    """These roles wherever they may be held: everywhere, and in the street, the community and the compound of the open poll
    and of the stranger."""
    both = (office.open.compound, office.stranger.compound)
    scopes = [DISTRICT, *(Jurisdiction(street=place.street.id) for place in both)]
    scopes += [Jurisdiction(community=number) for number in (1, 2)] + [Jurisdiction(compound=place.id) for place in both]
    for role, (place, scope) in product(roles, enumerate(scopes)):
        if fits(role, scope):
            name = f"{role}{place}"
            with office.app.app_context(), transaction() as session:
                now = datetime.now(UTC)
                add_staff(session, name, name, PASSWORD, role=role, scope=scope, random=RANDOM, by=LI, now=now)
            browser = office.signed_in(name)
            yield Visitor(role, scope, browser, browser.page("/staff/password").form("")["csrf_token"])


def for_staff(office: Office, method: str) -> Iterator[tuple[Rule, Poll, str]]:
    """The routes that are for staff, each at its addresses for an open and a closed poll. Nobody is signed out."""
    for rule in routes(office, method):
        if audience_of(office, rule) in (Audience.STAFF, Audience.ACCOUNT) and rule.endpoint != "staff.sign_out":
            for poll in (office.open, office.closed):
                yield from ((rule, poll, address) for address in addresses(office, rule, [poll]))


def test_every_page_shows_itself_to_whom_the_table_names_and_to_nobody_else(ours: Office) -> None:
    wrong, shut = [], 0
    for visitor in visitors(ours, Role):
        for rule, poll, address in for_staff(ours, "GET"):
            status, let_in = visitor.met("GET", address), visitor.let_in(ours, rule, poll)
            shut += not let_in
            if status not in (SHOWN if let_in else {404}):
                wrong.append((visitor.role, visitor.scope, address, status))
    assert wrong == []
    assert shut > 100


def test_every_act_is_done_for_whom_the_table_names_and_for_nobody_else(ours: Office) -> None:
    everybody, forms = list(visitors(ours, Role)), list(for_staff(ours, "POST"))
    sent = [(v, address, v.let_in(ours, rule, poll)) for v in everybody for rule, poll, address in forms]
    before = contents(ours)
    assert [(v.role, address) for v, address, let_in in sent if not let_in and v.met("POST", address) != 404] == []
    assert contents(ours) == before
    assert [(v.role, address) for v, address, let_in in sent if let_in and v.met("POST", address) not in DONE] == []


def test_every_right_is_asked_for_somewhere(ours: Office) -> None:
    views = {getattr(view, "right", None) for view in ours.app.view_functions.values()}
    elsewhere = {*OFFICES.values(), Right.FILL_IN}
    assert set(Right) == (views - {None}) | elsewhere


def bare(declare: Callable[[Callable[[], str]], Callable[[], str]]) -> Flask:
    """An app with one view that `declare` has dressed."""
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/x", "desk.x", declare(lambda: "x"))
    return app


def test_a_view_that_names_nobody_keeps_the_app_from_starting() -> None:
    with pytest.raises(RuntimeError, match=r"desk\.x"):
        check_audiences(bare(lambda view: view))


def test_a_view_for_staff_that_names_no_right_keeps_the_app_from_starting() -> None:
    with pytest.raises(RuntimeError, match=r"desk\.x"):
        check_audiences(bare(audience(Audience.STAFF)))
    check_audiences(bare(may(Right.LOOK)))


def test_no_page_of_the_desk_offers_what_its_reader_may_not_do(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown to somebody who may look and do nothing else."""
    role = witness_role(monkeypatch)
    monkeypatch.setitem(RIGHTS, role, frozenset({Right.LOOK}))  # type: ignore[arg-type]
    visitor, adapter = next(visitors(ours, [role])), ours.app.url_map.bind("localhost")
    offered = set()
    for _rule, _poll, address in for_staff(ours, "GET"):
        answer = visitor.browser.get(address, buffered=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for way in Page(answer).links:
                offered |= {path for path in [urlsplit(way).path] if path.startswith("/desk")}
    ways = {path: adapter.match(path, method="GET") for path in offered}
    assert len(ways) > 10
    assert [
        path for path, (view, _) in ways.items() if getattr(ours.app.view_functions[view], "right", "") != Right.LOOK
    ] == []
