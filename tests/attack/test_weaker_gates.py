"""The attacker finds what a weaker gate would tell: each part of the policy, taken out, leaks in a compound known for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from surveys.core.outcome import areas, cells, gates, rulings, supports, turnout
from tests.attack import attacker
from tests.attack.compounds import compound
from tests.sizes import sized


def exact_places(lines: Any, named: Any, ranking: Any) -> dict[str, int]:
    """The order of ties as importance parts them, whoever few named what."""
    return {line.item.key: 2 * place for place, line in enumerate(lines)}


def loose_votes_alone(ruling: Any) -> bool:
    """The lock told where no vote could be turned, whether or not some might be blank."""
    counts = ruling.result.counts.values()
    return not any(count.loose_yes or count.loose_no or count.loose_abstain for count in counts)


WEAKER: list[tuple[object, str, Callable[..., object], int]] = [
    (supports, "banded", lambda count, of: count, 0),
    (turnout, "exclusive", tuple, 0),
    (cells, "are_tight", lambda figures, least, most: False, 1021),
    (gates, "lock_is_public", loose_votes_alone, 987),
    (supports, "_are_bound", lambda lines, shown, most: False, 55),
    (areas.AreaBand, "_may_end_at", lambda band, bar: True, 17),
    (supports, "_told_places", exact_places, 1015),
    (turnout, "breakdown", lambda parts: tuple(count for count, _ in parts), 45),
    (rulings, "_is_all_there_is", lambda ruling, outcome: True, 23),
]
"""Where it stands, what it is called, what takes its place, and the number of a compound; the quickest first."""


@pytest.mark.parametrize(("room", "name", "weaker", "number"), WEAKER[: sized(5, 9, 9)])
def test_a_gate_without_one_of_its_parts_leaks(
    monkeypatch: pytest.MonkeyPatch, room: object, name: str, weaker: Callable[..., object], number: int
) -> None:
    monkeypatch.setattr(attacker, "TRIES", 20)
    monkeypatch.setattr(room, name, weaker)
    assert attacker.attack(compound(number)).leaks


def test_rows_opened_although_a_count_is_hidden_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacker, "TRIES", 20)
    monkeypatch.setattr("tests.attack.cases.is_opened", lambda _unit, _said: True)
    assert any(attacker.attack(compound(number)).leaks for number in range(4))
