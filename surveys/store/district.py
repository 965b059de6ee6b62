"""What the district and the office that runs this installation are called, and where residents reach it."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from surveys.core.place import District
from surveys.store.db import Connection
from surveys.store.office_records import DistrictRecord
from surveys.store.records import table_of

districts_t = table_of(DistrictRecord)
SITE = func.coalesce(select(districts_t.c.site).scalar_subquery(), "").label("site")
"""The stored address, empty where there is none: a column for queries that are made anyway."""


def district(session: Connection) -> District | None:
    """The district, once it has been named."""
    row = session.execute(select(districts_t)).one_or_none()
    return None if row is None else District(row.name, row.office, row.site)


def name_district(session: Connection, named: District) -> None:
    """Write down what the district and its office are called, and where residents reach them."""
    session.execute(delete(districts_t))
    session.execute(insert(districts_t).values(id=1, name=named.name, office=named.office, site=named.site))
