"""The menu of one compound's draft: what it offers, what that costs and who pays; filled in, copied, frozen at opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import turned
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.menu import Menu
from surveys.core.menu_reading import TableRead, read_table
from surveys.core.menu_table import AMOUNTS, MenuColumn, Signature, Table, write_signature, write_table
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Roster
from surveys.core.scope_text import Whereabouts
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import menu_words, places_of
from surveys.store import document, entry
from surveys.store import draft as stored
from surveys.store import poll as stored_poll
from surveys.store import roster as stored_roster
from surveys.store.clock import moment
from surveys.store.db import Connection

_COPIED = (MenuColumn.OFFERED, MenuColumn.MUST, MenuColumn.UNIT, MenuColumn.UNIT_COST, MenuColumn.OWN_MONEY)
_PAYERS = (MenuColumn.GOVERNMENT, MenuColumn.OWNERS, MenuColumn.COMPANY, MenuColumn.FUND)


@dataclass(frozen=True)
class MenuDesk:
    """The menu of a poll with what it is filled in against: the living roster and the budget, in fen."""

    poll: Poll
    menu: Menu
    places: Whereabouts
    budget: int | None

    @property
    def table(self) -> Table:
        """The menu as it is filled in."""
        return write_table(self.menu, menu_words(), self.places)

    @property
    def frozen(self) -> bool:
        """Whether the poll has opened: the menu is part of what was fixed."""
        return self.poll.terms is not None


def menu_desk(session: Connection, scope: Jurisdiction, poll_id: int, *, hold: bool = False) -> MenuDesk:
    """The menu of a poll within `scope`. Raises `NotFound`."""
    poll = stored_poll.poll(session, scope, poll_id, hold=hold)
    plan = stored_poll.plan(session, poll_id)
    menu = document.menu(session, poll.terms.menu if poll.terms else plan.menu)
    places = places_of(Roster(stored_roster.living(session, poll.compound.id)))
    return MenuDesk(poll, menu, places, plan.budget)


@needs(Right.MENU)
def fill_in_menu(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    table: Table,
    signature: Mapping[Signature, str],
    *,
    by: Actor,
    now: datetime,
) -> TableRead:
    """Give a draft the menu that the table says; what it doesn't mention stays. `signature` says who made the estimate.

    Raises `NotFound`, `NotAllowed`: menu_is_frozen, and `Rejected` with every cell that can't be taken, as `read_table`.
    """
    desk = menu_desk(session, scope, poll_id, hold=True)
    now = moment(session, now)
    if desk.frozen:
        raise NotAllowed("menu_is_frozen")
    today = now.astimezone(CHINA).date()
    read = read_table(desk.menu, table, signature, menu_words(), desk.places, today=today)
    document.keep_menu(session, read.menu)
    stored.set_menu(session, poll_id, read.menu.digest)
    if told := turned({"menu": desk.menu.digest}, {"menu": read.menu.digest}):
        items = "、".join(changed_items(desk.menu, read.menu))
        entry.enter(session, "menu_filled_in", by=by, now=now, poll_id=poll_id, items=items, **told)
    return read


def changed_items(before: Menu, after: Menu) -> list[str]:
    """The names of the items of which two menus of one compound say something else."""
    was = {item.key: (item, before.offers(item.key)) for item in before.whole}
    return [item.name for item in after.whole if was.get(item.key) != (item, after.offers(item.key))]


@dataclass(frozen=True, slots=True)
class MenuSource:
    """Another poll whose menu may be copied, and how many of its items are estimated."""

    poll: Poll
    costed: int


def menu_sources(session: Connection, scope: Jurisdiction, desk: MenuDesk) -> tuple[MenuSource, ...]:
    """The other polls within `scope` that have costs for items of the same names, the latest wave first."""
    polls = [poll for poll in stored_poll.polls(session, scope) if poll.id != desk.poll.id]
    menus = stored.menus_of(session, [poll.id for poll in polls])
    keys = {item.key for item in desk.menu.whole}
    found = []
    for poll in polls:
        costed = sum(1 for item in menus[poll.id].whole if item.key in keys and item.costs)
        if costed:
            found.append(MenuSource(poll, costed))
    return tuple(found)


def copied_table(
    session: Connection, scope: Jurisdiction, desk: MenuDesk, source_id: int, *, quantities: bool
) -> tuple[Table, Mapping[Signature, str]]:
    """The table of `desk` with what another poll's menu says, not kept yet: what is offered, unit costs and who pays; with
    `quantities` also these, lump sums, and who made the estimate. Where and what can't be done stays its own.

    Raises `NotFound`.
    """
    source = menu_desk(session, scope, source_id)
    columns = {*_COPIED, *_PAYERS, *(AMOUNTS if quantities else ())}
    theirs = source.table
    table = {
        key: {column: theirs.get(key, row)[column] if column in columns else text for column, text in row.items()}
        for key, row in desk.table.items()
    }
    menu = replace(source.menu, estimated=source.menu.estimated or desk.menu.estimated) if quantities else desk.menu
    return table, write_signature(menu)


def template_of(session: Connection, menu: Menu) -> Menu:
    """The district's menu that this one was fitted from; itself where it wasn't."""
    if not menu.template:
        return menu
    try:
        return document.menu(session, menu.template)
    except NotFound:
        return menu
