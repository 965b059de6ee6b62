"""The editions and menus there are: those that came with the product, and those that offices saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition
from surveys.core.sketch import DocumentSort, Paper
from surveys.services.edition import edition_keys, edition_named, menu_keys, menu_named
from surveys.store import document as stored
from surveys.store.db import Connection
from surveys.store.document import SavedDocument


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """An edition or a menu with the waves that it was taken for, by id and title; `saved` is None for one that came with the
    product."""

    paper: Paper
    saved: SavedDocument | None
    waves: tuple[tuple[int, str], ...]


def known_documents(session: Connection, sort: DocumentSort) -> tuple[KnownDocument, ...]:
    """Every document of a sort: those that were saved, the latest first, then those that came with the product."""
    saved = {kept.digest: kept for kept in stored.saved(session, sort)}
    if sort is DocumentSort.EDITION:
        asking = stored.waves_asking(session)
        return tuple(KnownDocument(e, saved.get(e.digest), asking.get(e.digest, ())) for e in _all_editions(session))
    offering = stored.waves_offering(session)
    return tuple(KnownDocument(m, saved.get(m.digest), offering.get(m.key, ())) for m in _all_menus(session))


def editions(session: Connection) -> Mapping[str, Edition]:
    """Every edition that a wave may ask, by key."""
    return {edition.key: edition for edition in _all_editions(session)}


def menus(session: Connection) -> Mapping[str, Menu]:
    """Every menu that a wave may offer, by key."""
    return {menu.key: menu for menu in _all_menus(session)}


def edition_with(session: Connection, digest: str) -> Edition:
    """The edition with this digest, whether it was sent out or not. Raises `NotFound`."""
    shipped = (edition_named(key) for key in edition_keys())
    return next((one for one in shipped if one.digest == digest), None) or stored.edition(session, digest)


def menu_with(session: Connection, digest: str) -> Menu:
    """The menu with this digest, whether it was offered or not. Raises `NotFound`."""
    shipped = (menu_named(key) for key in menu_keys())
    return next((one for one in shipped if one.digest == digest), None) or stored.menu(session, digest)


def document_with(session: Connection, sort: DocumentSort, digest: str) -> Paper:
    """The document with this digest. Raises `NotFound`."""
    return edition_with(session, digest) if sort is DocumentSort.EDITION else menu_with(session, digest)


def _all_editions(session: Connection) -> tuple[Edition, ...]:
    ours = (stored.edition(session, kept.digest) for kept in stored.saved(session, DocumentSort.EDITION))
    return (*ours, *map(edition_named, edition_keys()))


def _all_menus(session: Connection) -> tuple[Menu, ...]:
    ours = (stored.menu(session, kept.digest) for kept in stored.saved(session, DocumentSort.MENU))
    return (*ours, *map(menu_named, menu_keys()))
