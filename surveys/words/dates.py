"""Dates and times as people in the compound say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from surveys.core.place import CHINA
from surveys.words.language import N_, _

_WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))
_MONTHS = (
    *(N_("1月"), N_("2月"), N_("3月"), N_("4月"), N_("5月"), N_("6月")),
    *(N_("7月"), N_("8月"), N_("9月"), N_("10月"), N_("11月"), N_("12月")),
)


def _day(day: date) -> str:
    return _("%(month)s%(day)s日", month=_(_MONTHS[day.month - 1]), day=day.day)


def day_in_year(day: date) -> str:
    """A day with its year: 2027年11月14日."""
    return _("%(year)s年%(day)s", year=day.year, day=_day(day))


def date_words(moment: datetime) -> str:
    """The day of a moment with its year: 2026年12月15日."""
    return day_in_year(moment.astimezone(CHINA))


def weekday_words(moment: datetime) -> str:
    """The day of the week: 星期二."""
    return _(_WEEKDAYS[moment.astimezone(CHINA).weekday()])


def time_words(moment: datetime) -> str:
    """Day and time: 2026年12月15日 20:00."""
    return f"{date_words(moment)} {moment.astimezone(CHINA):%H:%M}"


def deadline(moment: datetime) -> tuple[str, str]:
    """The last day and the hour on it: ("2026年12月15日", "星期二 20:00"). Midnight is 24:00 of the day that it ends."""
    local = moment.astimezone(CHINA)
    if (local.hour, local.minute) == (0, 0):
        eve = local - timedelta(days=1)
        return date_words(eve), f"{weekday_words(eve)} 24:00"
    return date_words(local), f"{weekday_words(local)} {local:%H:%M}"
