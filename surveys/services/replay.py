"""Rebuilding from the ledger what it speaks of, and comparing that with the database."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.core.replay import Difference, differences, replayed
from surveys.store.db import Connection
from surveys.store.ledger import lines_since_it_began
from surveys.store.replay import standing


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it: how many lines were gone through, how many personal values are forgotten and weren't compared, how
    many things the lines speak of, and all that doesn't agree."""

    lines: int
    forgotten: int
    things: int
    differences: tuple[Difference, ...]


def replay_ledger(session: Connection) -> Replayed:
    """Go through the whole ledger once, in one consistent look at the database."""
    replay = replayed(lines_since_it_began(session))
    found = differences(replay, standing(session))
    return Replayed(replay.lines, replay.forgotten, len(replay.state), found)
