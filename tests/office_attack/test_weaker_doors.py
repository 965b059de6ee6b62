"""A search that finds nothing proves nothing: each protection taken away, it finds what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from surveys.core.ballot import Capacity
from surveys.services import ballot, casting, household, queue, waiting
from surveys.services.code import Door
from surveys.services.household import AnswerPage
from surveys.store import entry
from surveys.web.lean.resident import answering, receipt
from tests.office_attack.scene import Scene, scene
from tests.office_attack.walking import order, walk
from tests.sizes import sized

MOST, LENGTH = 40, 40
Patch = pytest.MonkeyPatch


def a_letter_changes_what_was_cast(patch: Patch) -> None:
    patch.setattr(casting.AtDoor, "theirs", lambda *_: True)


def a_letter_shows_what_was_cast(patch: Patch) -> None:
    page = household.answer_page

    def opened(*arguments: Any, **more: Any) -> AnswerPage:
        found = page(*arguments, **more)
        return replace(found, opened=frozenset(found.last))

    for module in (receipt, answering, waiting):
        patch.setattr(module, "answer_page", opened)


def a_new_letter_waits_for_nothing(patch: Patch) -> None:
    patch.setattr(ballot, "beside", lambda *_: None)
    patch.setattr(ballot, "refuse_unless_next", lambda *_: None)


def another_flat_waits_for_nothing(patch: Patch) -> None:
    patch.setattr(waiting, "_of_flats", lambda *_: None)


def a_new_letter_shuts_the_casting_browser_out(patch: Patch) -> None:
    checked = household.checked

    def strict(visit: Any, door: Door, history: Any) -> Any:
        return checked(visit, door if visit is None or visit.epoch == door.epoch else replace(door, casts={}), history)

    patch.setattr(household, "checked", strict)
    patch.setattr(casting, "checked", strict)


def letters_leave_without_an_entry(patch: Patch) -> None:
    enter = entry.enter
    patch.setattr(entry, "enter", lambda *told, **more: None if told[1] == "letters_printed" else enter(*told, **more))


def whoever_had_a_hand_decides(patch: Patch) -> None:
    for module in (waiting, queue):
        patch.setattr(module, "hands", lambda *_: frozenset())


def staff_fill_in_over_what_was_said(patch: Patch) -> None:
    refuse = casting.refuse_unless_next
    patch.setattr(ballot, "refuse_unless_next", lambda errand, who: None if errand.act.by else refuse(errand, who))


def a_letter_disposes_of_what_waits(patch: Patch) -> None:
    page = waiting.answer_page
    patch.setattr(waiting, "answer_page", lambda *a, **m: replace(page(*a, **m), opened=frozenset(Capacity)))


Weaker = Callable[[Patch], None]
OFTEN: list[Weaker] = [
    a_letter_changes_what_was_cast,
    a_letter_shows_what_was_cast,
    a_new_letter_waits_for_nothing,
    a_new_letter_shuts_the_casting_browser_out,
    letters_leave_without_an_entry,
    staff_fill_in_over_what_was_said,
    a_letter_disposes_of_what_waits,
]
SELDOM: list[Weaker] = [another_flat_waits_for_nothing, whoever_had_a_hand_decides]
"""What it takes several acts in one order to find."""
WEAKER = sized(OFTEN, [*OFTEN, *SELDOM], [*OFTEN, *SELDOM])


@contextmanager
def weakened(how: Weaker) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        how(patch)
        yield


@pytest.fixture(scope="module")
def attacked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(sqlite_template, tmp_path_factory.mktemp("weaker")) as made:
        yield made


@pytest.mark.parametrize("weaker", WEAKER, ids=lambda how: how.__name__)
def test_what_a_weaker_door_lets_through_is_found(attacked: Scene, weaker: Weaker) -> None:
    with weakened(weaker):
        found = next((went.robbed for n in range(MOST) if (went := walk(attacked, order(n, LENGTH))).robbed), "")
    assert found
