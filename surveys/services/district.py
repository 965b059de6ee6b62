"""What the district and its office are called: asked at the first start, shown on the desk, refused in passwords."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from surveys.core.act import turned
from surveys.core.place import District, read_district
from surveys.core.staff import Actor, Right, needs
from surveys.store import district as stored
from surveys.store import entry
from surveys.store.db import Connection


def district(session: Connection) -> District | None:
    """The district, once it has been named."""
    return stored.district(session)


@needs(Right.SETTINGS)
def name_district(session: Connection, name: str, office: str, *, by: Actor, now: datetime) -> District:
    """Write down what the district and its office are called; as it was already, nothing is written. Raises `Rejected`."""
    before, named = stored.district(session), read_district(name, office)
    if named != before:
        stored.name_district(session, named)
        told = turned(asdict(before) if before else {}, asdict(named))
        entry.enter(session, "district_named", by=by, now=now, poll_id=None, **told)
    return named
