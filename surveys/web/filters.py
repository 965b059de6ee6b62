"""How templates write numbers, times and places: the words floor's own functions under short names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask.blueprints import BlueprintSetupState

from surveys.words.dates import day_in_year, deadline, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.figures import area_share_words, area_words, money_words, percent_words, share_words
from surveys.words.places import building_words, door_words, unit_words

_TEN_THOUSAND_SQUARE_METRES = 100 * 10_000


def large_area(area: int) -> str:
    """A floor area for a headline, from hundredths of a square metre: 76.0万平方米."""
    if area < _TEN_THOUSAND_SQUARE_METRES:
        return area_words(area)
    tenths = (10 * area + _TEN_THOUSAND_SQUARE_METRES // 2) // _TEN_THOUSAND_SQUARE_METRES
    return f"{tenths // 10}.{tenths % 10}万平方米"


def thousands(number: int) -> str:
    """A count with its thousands apart: 7,447."""
    return f"{number:,}"


def plain_title(title: str) -> str:
    """A wave's title without the mark of invented data."""
    return unmarked(title)[0]


def deadline_words(moment: datetime) -> str:
    """Until when, with the day of the week: 12月6日（星期日）22:00."""
    day, hour = deadline(moment)
    weekday, _space, time = hour.partition(" ")
    return f"{day}（{weekday}）{time}"


def demo_words(title: str) -> str:
    """That a wave's data are invented; empty for real data."""
    return unmarked(title)[1]


def door(place: tuple[str, str, str]) -> str:
    """A door inside the compound from building, unit and room."""
    return door_words(*place)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "share": share_words,
    "area_share": area_share_words,
    "percent": percent_words,
    "area": area_words,
    "large_area": large_area,
    "money": money_words,
    "thousands": thousands,
    "moment": time_words,
    "day": day_in_year,
    "deadline": deadline_words,
    "building": building_words,
    "unit": unit_words,
    "door": door,
    "plain_title": plain_title,
    "demo": demo_words,
}


def provide(state: BlueprintSetupState) -> None:
    """Give the filters to the app's templates, once."""
    state.app.jinja_env.filters.update(FILTERS)
