"""The roster of a compound a page at a time: as it is today, or as one of its polls froze it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from surveys.core.contact import masked
from surveys.core.errors import NotFound
from surveys.core.plain_text import plain_line
from surveys.core.roster import Household, LivingHome, RosterColumn, RosterSearch
from surveys.core.staff import Right
from surveys.services.living import (
    RosterDesk,
    buildings_of,
    frozen_homes,
    living_homes,
    removals,
    roster_desk,
    show_owner_phone,
    sought,
)
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.paging import Page, asked_page, counted_page
from surveys.web.sessions import now
from surveys.web.shown import Shown, nothing
from surveys.words.living import kind_words

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Looked:
    """What the address asks for: the words as they were typed, the search that they come to, and the poll whose frozen
    roster is looked at."""

    text: str
    search: RosterSearch
    poll: int | None

    def args(self, **other: object) -> dict[str, Any]:
        """The arguments of an address that asks for the same, but for what is `other`."""
        own: dict[str, Any] = {
            "q": self.text,
            "sort": self.search.sort.value,
            "down": int(self.search.down),
            "poll": self.poll,
            **other,
        }
        return {name: value for name, value in own.items() if value and value != RosterColumn.DOOR}

    def sorted_by(self, column: RosterColumn) -> dict[str, Any]:
        """The arguments of an address that sorts by a column, the other way round where it does already."""
        return self.args(sort=column.value, down=int(self.search.sort is column and not self.search.down))


def looked() -> Looked:
    """What the address of this request asks for."""
    text = plain_line(request.args.get("q", "")[:60])
    asked = request.args.get("sort", "")
    sort = RosterColumn(asked) if asked in set(RosterColumn) else RosterColumn.DOOR
    search = RosterSearch(sought(text), sort, request.args.get("down", "") == "1")
    return Looked(text, search, request.args.get("poll", type=int))


@pages.get("/compounds/<int:compound_id>/roster")
@may(Right.ROSTER)
def living_roster(compound_id: int) -> str:
    """A compound's homes, with their owners."""
    return _page(compound_id, {})


def phones_shown(session: Connection, compound_id: int) -> Shown:
    """Nothing that asking for a number could be stale against: it changes nothing but the ledger."""
    roster_desk(session, my_scope(), compound_id, now=now())
    return nothing()


@pages.post("/compounds/<int:compound_id>/roster/phone")
@may(Right.ROSTER)
@made_from(phones_shown)
def owner_phone(compound_id: int) -> str:
    """The same with one owner's telephone number; nobody's where none was asked for."""
    asked = request.form.get("home", "")
    if not asked:
        return _page(compound_id, {})
    if not (asked.isdecimal() and len(asked) < 10):
        raise NotFound("home", asked[:20])
    with writing() as session:
        owner = show_owner_phone(session, my_scope(), compound_id, int(asked), by=me(), now=now())
        back = looked().args(page=asked_page())
        done(gettext("看过的电话记在台账上了"), "desk.living_roster", compound_id=compound_id, **back)
    return _page(compound_id, {owner.id: owner.phone})


def _page(compound_id: int, shown: Mapping[int, str]) -> str:
    asked = looked()
    with looking() as session:
        desk = roster_desk(session, my_scope(), compound_id, now=now(), poll_id=asked.poll)
        poll = next((one for one in desk.opened if one.id == asked.poll), None)
        page = _rows(session, desk, asked)
        buildings = {} if poll else buildings_of(session, my_scope(), compound_id)
        gone = () if poll else removals(session, my_scope(), compound_id, now=now())
    return render_template(
        "desk/roster/living.html",
        desk=desk,
        poll=poll,
        page=page,
        looked=asked,
        columns=RosterColumn,
        buildings=buildings,
        gone=gone,
        shown=shown,
        masked=masked,
        kind_words=kind_words,
    )


def _rows(session: Connection, desk: RosterDesk, asked: Looked) -> Page[LivingHome] | Page[Household]:
    number = asked_page()
    if asked.poll is None:
        total, homes = living_homes(session, my_scope(), desk.compound.id, asked.search, page=number, size=ON_A_PAGE)
        return counted_page(homes, total, size=ON_A_PAGE)
    total, frozen = frozen_homes(session, my_scope(), asked.poll, asked.search, page=number, size=ON_A_PAGE)
    return counted_page(frozen, total, size=ON_A_PAGE)
