"""The demo's calendar: three batches around today, in China's time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.place import CHINA
from surveys.demo.plots import Phase
from surveys.words.demo_mark import MARK


@dataclass(frozen=True, slots=True)
class Batch:
    """One wave's calendar. `midnight` begins the first day of answering, `days` is how many days have answers so far."""

    title: str
    made_at: datetime
    opened_at: datetime
    opens_at: datetime
    closes_at: datetime
    midnight: datetime
    days: int


def batches(now: datetime) -> Mapping[Phase, Batch]:
    """The batch of each phase. Everything hangs on the day alone: the hour at which the demo is made changes nothing."""
    today = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    first = _batch(f"{MARK}{today.year}年意愿征集 第一批", today - timedelta(days=38), 28, 28)
    second = _batch(f"{MARK}{today.year}年意愿征集 第二批", today - timedelta(days=8), 21, 8)
    third = _batch(f"{MARK}{today.year}年意愿征集 第三批", today + timedelta(days=5), 21, 0)
    return {Phase.CLOSED: first, Phase.OPEN: second, Phase.SCHEDULED: third, Phase.DRAFT: third}


def _batch(title: str, midnight: datetime, length: int, answered: int) -> Batch:
    """A batch that opens on a day at 6 and closes `length` days later at 22."""
    return Batch(
        title=title,
        made_at=midnight - timedelta(days=20),
        opened_at=midnight - timedelta(days=6),
        opens_at=midnight + timedelta(hours=6),
        closes_at=midnight + timedelta(days=length - 1, hours=22),
        midnight=midnight,
        days=answered,
    )
