"""Which compounds the desk's list shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListOrder(StrEnum):
    """The columns that the list may be sorted by; the order of places where none is asked for."""

    PLACE = "place"
    NAME = "name"
    STREET = "street"
    STATE = "state"
    CLOSES = "closes"
    HOUSEHOLDS = "households"
    TURNOUT = "turnout"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class ListAsked:
    """What somebody asks of the list. Empty texts narrow nothing; `area` is a number, `state` one of a poll or `none`;
    `falling` turns the order round."""

    search: str = ""
    street: str = ""
    area: str = ""
    state: str = ""
    order: ListOrder = ListOrder.PLACE
    falling: bool = False
