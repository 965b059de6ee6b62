"""Editions and menus: immutable documents, kept once under their digest and read once a process."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TypeVar

from sqlalchemy import select

from surveys.core.canonical import canonical
from surveys.core.errors import NotFound
from surveys.core.menu import Menu, menu_from_document
from surveys.core.questionnaire import Edition, edition_from_document
from surveys.store.db import Connection, Record
from surveys.store.records import EditionRecord, MenuRecord, insert_for, table_of

_EDITIONS: dict[str, Edition] = {}
_MENUS: dict[str, Menu] = {}
_MOST_KEPT = 512
T = TypeVar("T")


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
