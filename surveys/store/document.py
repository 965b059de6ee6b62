"""Editions and menus: immutable documents, kept once under their digest and read once a process."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import insert, select

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.menu import Menu, menu_from_document
from surveys.core.questionnaire import Edition, edition_from_document
from surveys.core.sketch import DocumentSort, Paper, sort_of
from surveys.store.db import Connection, Record
from surveys.store.poll import polls_t
from surveys.store.records import EditionRecord, MenuRecord, insert_for, table_of
from surveys.store.sketch_records import SavedDocumentRecord
from surveys.store.staff import staff_t
from surveys.store.wave import waves_t

_EDITIONS: dict[str, Edition] = {}
_MENUS: dict[str, Menu] = {}
_MOST_KEPT = 512
T = TypeVar("T")
saved_t = table_of(SavedDocumentRecord)
editions_t, menus_t = table_of(EditionRecord), table_of(MenuRecord)


def keep_edition(session: Connection, edition: Edition) -> None:
    """Keep `edition`, unless it is already kept."""
    _keep(session, EditionRecord, edition)


def keep_menu(session: Connection, menu: Menu) -> None:
    """Keep `menu`, unless it is already kept."""
    _keep(session, MenuRecord, menu)


def _keep(session: Connection, record: type[Record], thing: Edition | Menu) -> None:
    values = {"digest": thing.digest, "key": thing.key, "document": canonical(thing.document()).decode()}
    session.execute(insert_for(session.dialect.name, record).values(values).on_conflict_do_nothing())


def edition(session: Connection, digest: str) -> Edition:
    """The edition with this digest; a digest names one document forever, so that it is parsed once."""
    found = _EDITIONS.get(digest)
    if found is None:
        found = edition_from_document(json.loads(_document(session, EditionRecord, digest)))
        _remember(_EDITIONS, digest, found)
    return found


def menu(session: Connection, digest: str) -> Menu:
    """The menu with this digest."""
    found = _MENUS.get(digest)
    if found is None:
        found = menu_from_document(json.loads(_document(session, MenuRecord, digest)))
        _remember(_MENUS, digest, found)
    return found


def menus(session: Connection, digests: Collection[str]) -> Mapping[str, Menu]:
    """The menus with these digests, by digest; those that were read before aren't read again."""
    table = table_of(MenuRecord)
    lacking = [digest for digest in digests if digest not in _MENUS]
    rows = session.execute(select(table.c.digest, table.c.document).where(table.c.digest.in_(lacking))) if lacking else ()
    found = {row.digest: menu_from_document(json.loads(row.document)) for row in rows}
    found |= {digest: _MENUS[digest] for digest in digests if digest in _MENUS}
    for digest in lacking:
        _remember(_MENUS, digest, found[digest])
    return found


def _document(session: Connection, record: type[Record], digest: str) -> str:
    table = table_of(record)
    text = session.scalar(select(table.c.document).where(table.c.digest == digest))
    if text is None:
        raise NotFound(str(table.name), digest)
    return str(text)


def _remember(kept: dict[str, T], digest: str, thing: T) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[digest] = thing


@dataclass(frozen=True, slots=True)
class SavedDocument:
    """A document that an office saved: under which digest, made from which, when and by whom, by name where an account has
    one."""

    digest: str
    sort: DocumentSort
    parent: str
    at: datetime
    by: str


def save(session: Connection, paper: Paper, parent: str, by: str, now: datetime) -> None:
    """Keep a document as one that an office saved."""
    keep_edition(session, paper) if isinstance(paper, Edition) else keep_menu(session, paper)
    values = {"digest": paper.digest, "sort": sort_of(paper), "key": paper.key, "title": paper.title}
    session.execute(insert(saved_t).values(values | {"parent": parent, "at": now, "by": by}))


def saved(session: Connection, sort: DocumentSort) -> tuple[SavedDocument, ...]:
    """Everything of a sort that an office saved, the latest first."""
    named = select(saved_t, staff_t.c.name).outerjoin(staff_t, staff_t.c.username == saved_t.c.by)
    rows = session.execute(named.where(saved_t.c.sort == sort).order_by(saved_t.c.at.desc(), saved_t.c.digest))
    return tuple(SavedDocument(r.digest, DocumentSort(r.sort), r.parent, r.at, r.name or r.by) for r in rows)


def waves_asking(session: Connection) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """The id and the title of each wave that an edition was taken for, by the edition's digest."""
    rows = session.execute(select(waves_t.c.edition, waves_t.c.id, waves_t.c.title).order_by(waves_t.c.id))
    return _gathered((row.edition, (row.id, row.title)) for row in rows)


def waves_offering(session: Connection) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """The same of menus, by their keys: every compound fits its own."""
    offered = select(menus_t.c.key, waves_t.c.id, waves_t.c.title).distinct()
    joined = offered.join(polls_t, polls_t.c.menu == menus_t.c.digest).join(waves_t, waves_t.c.id == polls_t.c.wave_id)
    return _gathered((row.key, (row.id, row.title)) for row in session.execute(joined.order_by(waves_t.c.id)))


def _gathered(pairs: Iterable[tuple[str, tuple[int, str]]]) -> Mapping[str, tuple[tuple[int, str], ...]]:
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for key, one in pairs:
        found[key] = (*found.get(key, ()), one)
    return found
