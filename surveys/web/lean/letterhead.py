"""What stands on every page of a household: who asks, under which number, and the mark of invented data."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g

from surveys.core.code import household_code
from surveys.core.poll import Poll
from surveys.words.community import Asker, asker
from surveys.words.demo_mark import unmarked


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who asks in a poll. `digits` end the household's code, to be compared with the letter; empty on pages for everybody.
    `demo` is empty for real data."""

    poll: int
    asks: Asker
    digits: str
    demo: str


def head_pages(poll: Poll, *, position: int | None = None, epoch: int = 0) -> None:
    """Let every page of this answer, refusals too, say who asks in the poll, and whom: the household at `position`."""
    keys = current_app.config["KEYS"]
    digits = "" if position is None else household_code(keys, poll.id, position, epoch)[-4:]
    asks = asker(poll.compound, current_app.config["OFFICE_PHONE"])
    g.head = Letterhead(poll.id, asks, digits, unmarked(poll.wave.title)[1])


def phone_to_call() -> str:
    """The telephone number that this answer names: of whoever asks, or of the installation; empty where none is known."""
    head: Letterhead | None = g.get("head")
    return head.asks.phone if head else str(current_app.config["OFFICE_PHONE"])
