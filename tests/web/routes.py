"""Every route of the app with addresses to open it at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from flask import Flask
from werkzeug.routing import Rule

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.roster import RosterSearch
from surveys.services.living import buildings_of, living_homes
from surveys.store.db import reading
from surveys.web.audience import Audience
from tests.office import Office


class Grounds(Protocol):
    """What an address is made of: an app with polls, homes and accounts; `open` is the poll of the office's own place."""

    @property
    def app(self) -> Flask: ...
    @property
    def open(self) -> Poll: ...
    def home(self, poll: Poll) -> int: ...
    def staff_id(self, username: str) -> int: ...


PLACED = {"poll_id", "compound_id"}
"""What an address names where it tells of one compound."""


def routes(office: Grounds, method: str) -> list[Rule]:
    return [rule for rule in office.app.url_map.iter_rules() if method in (rule.methods or ())]


def addresses(office: Grounds, rule: Rule, polls: Sequence[Poll]) -> list[str]:
    """Addresses of a route for these polls; a new kind of argument has to be named here."""
    adapter = office.app.url_map.bind("localhost")
    found = set()
    for poll in polls:
        known: dict[str, object] = {"poll_id": poll.id, "compound_id": poll.compound.id, "wave_id": poll.wave.id}
        known |= {
            "household_id": office.home(poll) if "household_id" in rule.arguments else 0,
            "home": office.home(poll) if "home" in rule.arguments else 0,
            "key": "0" * 16,
            "gate": "committee",
            "token": "0" * 32,
            "errand": "undo",
            "mandate_id": 0,
            "amendment_id": 0,
            "kind": "area",
            "objection_id": 0,
            "waiting_id": 0,
            "dispute_id": 0,
            "entry_id": 0,
            "photo_id": 0,
            "form_id": 0,
            "number": 1,
            "serial": 1,
            "step": "extend",
            "staff_id": office.staff_id(person(office, poll)) if "staff_id" in rule.arguments else 0,
            "community_id": 1 if poll.id == office.open.id else 2,
            "digest": "abc",
            "removal": 0,
            **(living(office, poll) if rule.arguments & LIVING else {}),
            "filename": "css/desk.css",
        }
        found.add(adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}))
    return sorted(found)


LIVING = {"home_id", "owner_id", "building_id"}


def living(office: Grounds, poll: Poll) -> dict[str, int]:
    """The first home of a poll's compound as its roster is today, with its owner and its building."""
    with office.app.app_context(), reading() as session:
        place = poll.compound.id
        (first,) = living_homes(session, DISTRICT, place, RosterSearch(), page=1, size=1)[1]
        buildings = buildings_of(session, DISTRICT, place)
    return {"home_id": first.id, "owner_id": first.owner.id, "building_id": next(iter(buildings))}


def person(office: Grounds, poll: Poll) -> str:
    """Whose account stands in an address beside this poll: that of its own committee, or of one in the other street."""
    return "ju" if poll.id == office.open.id else "zhu"


def everything(office: Office, method: str) -> list[tuple[Rule, str]]:
    polls = [office.open, office.closed]
    return [(rule, address) for rule in routes(office, method) for address in addresses(office, rule, polls)]


def audience_of(office: Grounds, rule: Rule) -> Audience:
    view = office.app.view_functions[rule.endpoint]
    return getattr(view, "audience", Audience.PUBLIC)
