"""How templates write numbers, times and places: the words floor's own functions under short names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Flask

from surveys.web.choices import here
from surveys.words.account import device_words, role_words
from surveys.words.community import dialled
from surveys.words.dates import day_in_year, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.figure import area_share_words, area_words, hundredths, money_words, percent_words, share_words
from surveys.words.language import in_chinese, said
from surveys.words.paper_form import number_words
from surveys.words.place import building_words, door_words, unit_words
from surveys.words.poll import closes_words, poll_state_words
from surveys.words.print_run import printer_words, run_place_words, run_reason_words

_PHRASE = re.compile(r"[^，：]+[，：]?")
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


def phrases(text: str) -> list[str]:
    """The parts of a heading between which it may break: after each comma or colon; an English one breaks anywhere."""
    return _PHRASE.findall(text) if in_chinese() else [text]


def demo_words(title: str) -> str:
    """That a wave's data are invented; empty for real data."""
    return unmarked(title)[1]


def iso_day(text: str) -> str:
    """A day that was kept as text, 2026-12-14, as people read it."""
    return day_in_year(date.fromisoformat(text))


def door(place: tuple[str, str, str]) -> str:
    """A door inside the compound from building, unit and room."""
    return door_words(*place)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "share": share_words,
    "area_share": area_share_words,
    "percent": percent_words,
    "area": area_words,
    "large_area": large_area,
    "hundredths": hundredths,
    "money": money_words,
    "thousands": thousands,
    "moment": time_words,
    "day": day_in_year,
    "iso_day": iso_day,
    "closes": closes_words,
    "poll_state": poll_state_words,
    "building": building_words,
    "unit": unit_words,
    "door": door,
    "plain_title": plain_title,
    "demo": demo_words,
    "said": said,
    "phrases": phrases,
    "dialled": dialled,
    "role": role_words,
    "device": device_words,
    "printer": printer_words,
    "form_number": number_words,
    "run_place": run_place_words,
    "run_reason": run_reason_words,
}


def provide(app: Flask) -> None:
    """Give the filters, and what else templates ask for, to the app's templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(here=here, in_chinese=in_chinese)
