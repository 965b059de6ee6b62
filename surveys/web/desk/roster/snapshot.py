"""The living rosters that a preview was compared with, kept beside its file, so that it can be said what changed since."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file import RosterRow
from surveys.core.takeover import Place

Living = Mapping[Place, Sequence[RosterRow]]
_KIND, _SOURCE = 11, 12


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stood when a preview was made, whose digest was `seen`."""

    seen: str
    at: datetime
    living: Living

    def kept(self) -> bytes:
        """It as it is kept."""
        living = [[list(place), [astuple(row) for row in rows]] for place, rows in self.living.items()]
        return zlib.compress(json.dumps([self.seen, self.at.isoformat(), living], ensure_ascii=False).encode(), 1)


def kept_snapshot(content: bytes | None, seen: str) -> Snapshot | None:
    """The snapshot of the preview whose digest was `seen`, where it is the one that was kept."""
    if not content:
        return None
    known, at, living = json.loads(zlib.decompress(content))
    rosters = {(street, name): tuple(map(_row, rows)) for (street, name), rows in living}
    return Snapshot(known, datetime.fromisoformat(at), rosters) if known == seen else None


def _row(cells: list[str | int]) -> RosterRow:
    cells[_KIND], cells[_SOURCE] = UnitKind(str(cells[_KIND])), AreaSource(str(cells[_SOURCE]))
    return RosterRow(*cells)  # type: ignore[arg-type]
