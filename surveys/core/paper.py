"""What is printed of a poll: in which of its states and by which right, and each copy that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.core.staff import Right


class PaperSize(StrEnum):
    """What a paper is printed on."""

    A4 = "a4"
    A3 = "a3"


class PaperFormat(StrEnum):
    """What a copy is: pages, or beside them a workbook of the same."""

    PDF = "pdf"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Printable:
    """A paper as far as printing it is allowed: `key` names it, `title` is what people call it; `exact` ones tell what
    residents are not told."""

    key: str
    title: str
    states: frozenset[PollState]
    right: Right
    exact: bool


@dataclass(frozen=True, slots=True)
class PaperCopy:
    """One copy: `number` counts those of one paper of one poll from 1. `digest` is that of the file, which a copy of the
    same content shares with the one before; `by` is a user name and `who` is whose."""

    paper: str
    number: int
    format: PaperFormat
    digest: str
    at: datetime
    by: str
    who: str


RUNNING = frozenset({PollState.SCHEDULED, PollState.OPEN, PollState.PAUSED})
ENDED = frozenset({PollState.CLOSED, PollState.PUBLISHED, PollState.FINAL})
TOLD = frozenset({PollState.PUBLISHED, PollState.FINAL})
_LATER = (
    (PollState.SCHEDULED, "paper_before_opening"),
    (PollState.OPEN, "paper_before_start"),
    (PollState.CLOSED, "paper_before_closing"),
    (PollState.PUBLISHED, "paper_before_notice"),
    (PollState.FINAL, "paper_before_final"),
)
_EARLIER = (
    (PollState.PUBLISHED, "paper_after_final"),
    (PollState.CLOSED, "paper_after_notice"),
    (PollState.OPEN, "paper_after_closing"),
    (PollState.SCHEDULED, "paper_after_start"),
    (PollState.DRAFT, "paper_after_opening"),
)
_PLACES: Mapping[PollState, int] = {state: place for place, state in enumerate(PollState)}


def paper_refusal(printable: Printable, state: PollState) -> str:
    """Why a paper isn't printed in this state of its poll; empty where it is."""
    if state in printable.states:
        return ""
    if state is PollState.CANCELLED:
        return "paper_cancelled"
    if state is PollState.PAUSED and PollState.OPEN in printable.states:
        return "paper_paused"
    here = _PLACES[PollState.OPEN if state is PollState.PAUSED else state]
    if later := [why for then, why in _LATER if then in printable.states and _PLACES[then] > here]:
        return later[0]
    return next((why for then, why in _EARLIER if then in printable.states and _PLACES[then] < here), "paper_not_now")


class PaperNotNow(NotAllowed):
    """A paper of a poll that isn't in the right state; `reason` says what it waits for, or what is over."""
