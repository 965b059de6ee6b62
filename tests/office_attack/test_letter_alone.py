"""A letter alone opens an answered home as far as that it was received: every route of the door, every way to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from surveys.core.ballot import Capacity
from tests.office import PASSWORD
from tests.office_attack.doors import acts, at_home, known_from, looks
from tests.office_attack.judging import Judge
from tests.office_attack.residents import Households, Seat
from tests.office_attack.residents import lived_in as households_of
from tests.office_attack.scene import Scene, scene
from tests.office_attack.watching import Watched, forms_of, fresh_browser
from tests.phone import OWNER, TENANT, Page

OWNERS, OCCUPANTS = Capacity.OWNER, Capacity.OCCUPANT
Way = Callable[[Scene, int], Watched]


@pytest.fixture(scope="module")
def built(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(sqlite_template, tmp_path_factory.mktemp("alone")) as made:
        yield made


@pytest.fixture
def lived_in(built: Scene) -> Households:
    """Four seats that have answered."""
    return households_of(built)


def by_link(built: Scene, home: int) -> Watched:
    window = fresh_browser(built.app)
    assert window.get(built.letter(home).path).status_code == 303
    return window


def by_code(built: Scene, home: int) -> Watched:
    window = fresh_browser(built.app)
    form = next(form for form in Page(window.get("/code")).forms if "code" in form)
    assert window.post("/code", data={**form, "code": built.letter(home).code}).status_code == 303
    return window


def after_staff_signed_in_and_out(built: Scene, home: int) -> Watched:
    window = by_link(built, home)
    form = forms_of(window.get("/staff/sign-in"))[0]
    window.post("/staff/sign-in", data={**form.kept, "username": "wang", "password": PASSWORD})
    window.post("/staff/sign-out", data=next(one.kept for one in forms_of(window.get("/staff/account")) if one.kept))
    window.get(built.letter(home).path)
    return window


def rob(households: Households, window: Watched, home: int) -> None:
    """Ask for everything at a home's door, and judge whether anything was read or displaced."""
    judge, app = Judge(households), households.scene.app
    standing = households.standing()
    revision = max(kept.revision for seat, kept in standing.items() if seat.home == home)
    guesses = [kept.receipt for seat, kept in standing.items() if seat.home == home][:1]
    window.answers = []
    known = known_from(window, home)
    assert "proof" in known
    for request in [*looks(app, home), *acts(app, home, known, guesses, revision)]:
        request.sent(window)
    asked = {answer.where.partition(" ")[2] for answer in window.answers}
    assert len(asked) >= len({rule.rule for method in ("GET", "POST") for rule in at_home(app, method)})
    judge.secrets = set(households.scene.letters())  # whose letter it is stands in no question here
    judge.look(window.answers)


@pytest.mark.parametrize("way", [by_link, by_code, after_staff_signed_in_and_out])
def test_whoever_has_only_the_letter_reads_nothing_and_changes_nothing(lived_in: Households, way: Way) -> None:
    home = lived_in.scene.homes[0].id
    rob(lived_in, way(lived_in.scene, home), home)


@pytest.mark.parametrize(("place", "taken", "free", "form"), [(1, OCCUPANTS, OWNERS, OWNER), (5, OWNERS, OCCUPANTS, TENANT)])
def test_one_capacity_that_answered_is_shut_and_the_other_still_answers(
    lived_in: Households, place: int, taken: Capacity, free: Capacity, form: dict[str, object]
) -> None:
    home = lived_in.scene.homes[place].id
    window = by_code(lived_in.scene, home)
    page = Page(window.get(f"/h/{home}/a?again={free}", follow_redirects=True))
    fields = next(one for one in page.forms if "submission" in one and "proof" in one)
    said = {**form, "matter-voter": "myself", "matter-fund": "yes", "more": "另一位说的"}
    assert window.post(f"/h/{home}/a", data={**fields, **said}).status_code == 303
    standing = lived_in.standing()
    assert "另一位说的" in standing[Seat(home, free)].content
    assert standing[Seat(home, taken)].content == lived_in.held[Seat(home, taken)]
    rob(lived_in, by_link(lived_in.scene, home), home)


def test_a_browser_that_staff_used_keeps_no_right_to_what_was_cast_from_it(lived_in: Households) -> None:
    seat = Seat(lived_in.scene.homes[5].id, OWNERS)
    window = lived_in.browser(seat)
    form = forms_of(window.get("/staff/sign-in"))[0]
    window.post("/staff/sign-in", data={**form.kept, "username": "wang", "password": PASSWORD})
    window.post("/staff/sign-out", data=next(one.kept for one in forms_of(window.get("/staff/account")) if one.kept))
    window.get(lived_in.scene.letter(seat.home).path)
    shut(lived_in, window, seat.home)


def test_a_browser_that_cast_for_two_owners_keeps_no_right_to_either(lived_in: Households) -> None:
    homes = [lived_in.scene.homes[place].id for place in (5, 1)]
    window = lived_in.browser(Seat(homes[0], OWNERS))
    window.get(lived_in.scene.letter(homes[1]).path)
    page = Page(window.get(f"/h/{homes[1]}/a?again=owner", follow_redirects=True))
    fields = next(one for one in page.forms if "submission" in one and "proof" in one)
    said = {**OWNER, "matter-voter": "myself", "matter-fund": "yes", "more": "canary of the second owner"}
    assert window.post(f"/h/{homes[1]}/a", data={**fields, **said}).status_code == 200
    lived_in.texts.append("canary of the second owner")
    for home in homes:
        window.get(lived_in.scene.letter(home).path)
        shut(lived_in, window, home)


def shut(households: Households, window: Watched, home: int) -> None:
    """`rob`, for a browser that was the holder's own."""
    before = {seat: kept.content for seat, kept in households.standing().items()}
    households.held.clear()
    rob(households, window, home)
    assert {seat: households.standing()[seat].content for seat in before} == before
