"""What people responsible did: append-only, with a commitment in the place of each personal value."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from surveys.core.act import Value
from surveys.core.canonical import canonical
from surveys.core.carried import ACTS, Carried, checked, commitment
from surveys.core.staff import Actor
from surveys.store.clock import judge
from surveys.store.db import Connection, keys_of
from surveys.store.mark import mark_of_act
from surveys.store.office_records import EntryRecord, EntryValueRecord, StaffRecord
from surveys.store.place import communities_t, compounds_t
from surveys.store.poll import polls_t
from surveys.store.records import table_of

entries_t, values_t = table_of(EntryRecord), table_of(EntryValueRecord)
staff_t = table_of(StaffRecord)
_COLUMNS = tuple(column.name for column in entries_t.c if column.name != "id")
_ASIDE = tuple(act.value for act, row in ACTS.items() if row.aside)


def enter(session: Connection, act: str, *, by: Actor, now: datetime, poll_id: int | None = None, **detail: Value) -> None:
    """Write an act into the ledger. Raises `ValueError` for an act or a field that `surveys.core.act` hasn't, and
    `ClockBehind`."""
    row = checked(act, detail)
    judge(session)
    said, kept = _with_commitments(row, detail)
    where = {
        "poll_id": poll_id,
        "wave_id": detail.get("wave"),
        "household_id": detail.get("household"),
        **_place(session, poll_id, detail),
    }
    values = dict.fromkeys(_COLUMNS) | {
        "at": now,
        "actor": by.username,
        "act": str(act),
        "detail": canonical(said).decode(),
        **where,
    }
    values["mark"] = mark_of_act(keys_of(session), values)
    number = session.execute(insert(entries_t).values(values).returning(entries_t.c.id)).scalar_one()
    if kept:
        session.execute(insert(values_t), [{"entry_id": number, **one} for one in kept])


def _with_commitments(row: Carried, detail: Mapping[str, Value]) -> tuple[dict[str, object], list[dict[str, str]]]:
    said: dict[str, object] = {}
    kept = []
    for name, value in detail.items():
        if value is None or not row.is_personal(name):
            said[name] = value
            continue
        # Not handed down like other chance: whoever could choose a salt could say later that it was another value.
        salt = secrets.token_hex(16)
        said[name] = {"sha256": commitment(salt, value)}
        kept.append({"field": name, "salt": salt, "value": canonical(value).decode()})
    return said, kept


def _place(session: Connection, poll_id: int | None, detail: Mapping[str, Value]) -> dict[str, Value]:
    """Where an act belongs: the compound with its street, else the community with its street, else the street."""
    compound, community, street = detail.get("compound"), detail.get("community"), detail.get("street")
    if compound is None and poll_id is not None:
        of_poll = select(polls_t.c.compound_id, compounds_t.c.street_id).join_from(polls_t, compounds_t)
        if (there := session.execute(of_poll.where(polls_t.c.id == poll_id)).one_or_none()) is not None:
            return {"compound_id": there[0], "street_id": there[1]}
    if compound is None and community is None and street is None and "username" in detail:
        named = select(staff_t.c.compound_id, staff_t.c.community_id, staff_t.c.street_id)
        found = session.execute(named.where(staff_t.c.username == detail["username"])).one_or_none()
        compound, community, street = found or (None, None, None)
    if compound is not None:
        street = session.execute(select(compounds_t.c.street_id).where(compounds_t.c.id == compound)).scalar_one_or_none()
        return {"compound_id": compound, "street_id": street}
    if community is not None:
        mine = select(communities_t.c.street_id).where(communities_t.c.id == community)
        return {"community_id": community, "street_id": session.execute(mine).scalar_one_or_none()}
    return {"street_id": street}


def stands(session: Connection, act: str, *, by: Actor, poll_id: int, **detail: str) -> bool:
    """Whether somebody did this act on a poll, with these details among others."""
    query = select(entries_t.c.detail).where(entries_t.c.poll_id == poll_id, entries_t.c.act == act)
    told = session.scalars(query.where(entries_t.c.actor == by.username))
    return any(detail.items() <= json.loads(text).items() for text in told)


def latest(session: Connection, *, poll_id: int | None = None, wave_id: int | None = None) -> tuple[str, datetime] | None:
    """Whose act on this poll or this wave was the last, and when; what changes neither is left aside."""
    where = entries_t.c.wave_id == wave_id if wave_id else entries_t.c.poll_id == poll_id
    query = select(entries_t.c.actor, entries_t.c.at).where(where, entries_t.c.act.not_in(_ASIDE))
    row = session.execute(query.order_by(entries_t.c.at.desc(), entries_t.c.id.desc()).limit(1)).first()
    return (row.actor, row.at) if row else None


def forget(session: Connection, poll_ids: Collection[int], *fields: str, act: str = "") -> int:
    """Delete these personal values of acts on these polls, or of one act; their commitments stay. Returns how many there
    were."""
    theirs = select(entries_t.c.id).where(entries_t.c.poll_id.in_(poll_ids))
    theirs = theirs.where(entries_t.c.act == act) if act else theirs
    gone = delete(values_t).where(values_t.c.entry_id.in_(theirs), values_t.c.field.in_(fields))
    return session.execute(gone).rowcount
