"""Every route has its lane: what staff open and what may take its time is never answered in residents' threads."""

from __future__ import annotations

from surveys.web.audience import Audience
from surveys.web.lane import Lane, Lanes, lane_of
from tests.office import Office
from tests.web.routes import addresses, routes

FOR_EVERYBODY = {"public.package", "seal.rows", "seal.rows_alone"}
"""What residents may open and is answered in the desk's threads all the same."""


def test_every_route_of_staff_is_the_desks_and_no_other_but_those_that_are_named(ours: Office) -> None:
    apart = set()
    for rule in ours.app.url_map.iter_rules():
        view = ours.app.view_functions[rule.endpoint]
        staff = rule.rule.startswith(("/desk", "/staff")) or getattr(view, "right", None)
        if staff:
            assert lane_of(ours.app, rule.endpoint) is Lane.DESK, rule
        elif lane_of(ours.app, rule.endpoint) is Lane.DESK:
            apart.add(rule.endpoint)
        if getattr(view, "audience", None) is Audience.HOUSEHOLD:
            assert lane_of(ours.app, rule.endpoint) is Lane.RESIDENTS, rule
    assert apart == FOR_EVERYBODY


def test_whoever_serves_tells_the_lane_of_every_address(ours: Office) -> None:
    lanes = Lanes(ours.app)
    told = 0
    for method in ("GET", "POST"):
        for rule in routes(ours, method):
            for address in addresses(ours, rule, [ours.open]):
                path = address.partition("?")[0]
                assert lanes.desk(path) == (lane_of(ours.app, rule.endpoint) is Lane.DESK), path
                told += 1
    assert told > 150


def test_an_address_that_nobody_knows_is_residents_and_stays_cheap(ours: Office) -> None:
    lanes = Lanes(ours.app)
    assert not any(map(lanes.desk, ("/", "", "/nothing", "/p/", "/p/x/package.zip", "/h/1/a", "/healthz", "*", "/p/\xff")))


def test_whose_a_request_is_comes_from_the_signed_cookie_alone(ours: Office) -> None:
    lanes, name = Lanes(ours.app), ours.app.config["SESSION_COOKIE_NAME"]
    signed = ours.app.session_interface.get_signing_serializer(ours.app)
    cookie = str(signed.dumps({"username": "office", "staff": "x"}))
    assert lanes.who({"HTTP_COOKIE": f"a=b; {name}={cookie}"}) == "office"
    for forged in (cookie[:-2] + "AA", "", "x.y.z"):
        assert lanes.who({"HTTP_COOKIE": f"{name}={forged}"}) == ""
    assert lanes.who({}) == ""
