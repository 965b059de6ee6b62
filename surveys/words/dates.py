"""Dates and times as people in the compound say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# The whole country keeps one time without summer time; a fixed offset needs no zone database, which Windows hasn't.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"


def day_words(moment: datetime) -> str:
    """The day: 12月15日."""
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日"


def date_words(moment: datetime) -> str:
    """The day with its year: 2026年12月15日."""
    return f"{moment.astimezone(CHINA).year}年{day_words(moment)}"


def day_in_year(day: date) -> str:
    """A day with its year: 2027年11月14日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_words(moment: datetime) -> str:
    """The day of the week: 星期二."""
    return f"星期{_WEEKDAYS[moment.astimezone(CHINA).weekday()]}"


def time_words(moment: datetime) -> str:
    """Day and time: 2026年12月15日 20:00."""
    return f"{date_words(moment)} {moment.astimezone(CHINA):%H:%M}"


def deadline(moment: datetime) -> tuple[str, str]:
    """The last day and the hour on it: ("12月15日", "星期二 20:00"). Midnight is 24:00 of the day that it ends."""
    local = moment.astimezone(CHINA)
    if (local.hour, local.minute) == (0, 0):
        eve = local - timedelta(days=1)
        return day_words(eve), f"{weekday_words(eve)} 24:00"
    return day_words(local), f"{weekday_words(local)} {local:%H:%M}"
