"""What the district and its office are called, asked at the first start, shown on the desk, refused in passwords; and where
residents reach this installation, which stands on every letter."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from surveys.core.act import turned
from surveys.core.errors import Problem, Rejected
from surveys.core.place import District, read_district
from surveys.core.site import Addresses
from surveys.core.staff import Actor, Installation, Right, needs
from surveys.store import district as stored
from surveys.store import entry
from surveys.store.db import Connection


def district(session: Connection) -> District | None:
    """The district, once it has been named."""
    return stored.district(session)


def site(session: Connection, addresses: Addresses) -> str:
    """Where residents reach this installation: what goes into every QR code and onto every paper."""
    named = stored.district(session)
    return addresses.chosen(named.site if named else "")


@needs(Right.SETTINGS)
def name_district(
    session: Connection, name: str, office: str, site: str | None = None, *, by: Actor, now: datetime
) -> District:
    """Write down what the district and its office are called and where residents reach them; as it was already, nothing is
    written. Without `site` the address stays.

    Raises `Rejected`: also site_downgraded, since letters with an https address are out and two people may hang on it.
    """
    before = stored.district(session)
    stands = before.site if before else ""
    named = read_district(name, office, stands if site is None else site)
    if stands.startswith("https:") and not named.site.startswith("https:") and not isinstance(by, Installation):
        raise Rejected([Problem("site_downgraded", "site", value=stands)])
    if named != before:
        stored.name_district(session, named)
        told = turned(asdict(before) if before else {}, asdict(named))
        entry.enter(session, "district_named", by=by, now=now, poll_id=None, **told)
    return named
