"""Once a minute: what happens again and again is written once, and counted until the minute is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MINUTE, HOUR = 60, 3_600
MOST_BYTES = 200_000
"""What one process writes in an hour at most, so that the four of an installation stay below 1 MB."""
_MOST_KINDS, _IDS = 400, 5
_SAME = ("event", "kind", "place", "status", "route", "by", "act", "what", "level")
"""What makes two lines the same. A fault is the same on whatever page it comes up, so its route is left out."""


@dataclass(slots=True)
class _Repeated:
    since: float
    line: dict[str, Any]
    count: int = 0
    ids: list[str] = field(default_factory=list)


class Gathering:
    """What was said in this minute, and what of it was written. `now` is in seconds."""

    def __init__(self) -> None:
        self._said: dict[tuple[object, ...], _Repeated] = {}
        self._stacks: dict[object, float] = {}
        self._hour, self._bytes = 0.0, 0
        self._dropped, self._told_of_dropped = 0, -HOUR * 1.0

    def taken(self, line: dict[str, Any], now: float) -> list[dict[str, Any]]:
        """The lines to write now that this one was said."""
        due = self.due(now)
        key = tuple(None if name == "route" and "place" in line else line.get(name) for name in _SAME)
        if (before := self._said.get(key)) is not None:
            before.count += 1
            if "id" in line:
                before.ids = [*before.ids, line["id"]][-_IDS:]
            return due
        if len(self._said) >= _MOST_KINDS:
            self._dropped += 1
            return due
        self._said[key] = _Repeated(now, line)
        return [*due, self._once_an_hour(line, now)]

    def due(self, now: float, *, all_of_them: bool = False) -> list[dict[str, Any]]:
        """The counts of what was said again, for minutes that are over."""
        over = [key for key, said in self._said.items() if all_of_them or not 0 <= now - said.since < MINUTE]
        counted = []
        for key in over:
            said = self._said.pop(key)
            if said.count:
                kept = {name: value for name, value in said.line.items() if name not in ("stack", "id", "ms")}
                counted.append({**kept, "again": said.count, **({"ids": said.ids} if said.ids else {})})
        return counted

    def affords(self, size: int, now: float) -> bool:
        """Whether this hour still has room for so many bytes; what hasn't is counted."""
        if not 0 <= now - self._hour < HOUR:
            self._hour, self._bytes = now, 0
        if self._bytes + size > MOST_BYTES:
            self._dropped += 1
            return False
        self._bytes += size
        return True

    def dropped(self, now: float) -> int:
        """How many lines were not written since this was last asked, once in some minutes."""
        if not self._dropped or 0 <= now - self._told_of_dropped < 10 * MINUTE:
            return 0
        number, self._dropped, self._told_of_dropped = self._dropped, 0, now
        return number

    def _once_an_hour(self, line: dict[str, Any], now: float) -> dict[str, Any]:
        """The line, without the way a fault took where that was written less than an hour ago."""
        if "stack" not in line:
            return line
        key = (line.get("kind"), tuple(line["stack"]))
        if 0 <= now - self._stacks.get(key, -HOUR) < HOUR:
            return {name: value for name, value in line.items() if name != "stack"}
        if len(self._stacks) >= _MOST_KINDS:
            self._stacks.clear()
        self._stacks[key] = now
        return line
