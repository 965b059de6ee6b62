"""Where each compound stands: the list with the district's numbers on top, and one compound door by door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from flask import Response, render_template, request, url_for
from flask_babel import lazy_gettext as _

from surveys.core.ballot import Capacity
from surveys.core.compound_list import ListAsked, ListOrder
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.paper.table_file import compounds_file
from surveys.services.compound import CompoundDesk, DoorLine, compound_desk
from surveys.services.compound_list import all_listed, compound_list
from surveys.services.queue import pending
from surveys.services.turnout import arrivals
from surveys.web.audience import may
from surveys.web.desk.compound.facade import Facade, Visited, facades
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.ways import next_after_rosters
from surveys.web.made_from import looking
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.words.ballot import CHANNELS
from surveys.words.poll import poll_state_words
from surveys.words.queue import pending_words
from surveys.words.turnout import lacking_amounts, turnout_words
from surveys.words.visit import OUTCOMES, SUMMED

FILTERS = ("q", "street", "area", "state", "sort")
ROWS = 40
_ORDERS = {
    "": _("按地方"),
    "-lacking": _("还差最多的在前"),
    "closes": _("最快截止的在前"),
    "turnout": _("参与最少的在前"),
    "-households": _("户数最多的在前"),
    "state": _("按状态"),
    "name": _("按名称"),
    "street": _("按镇街"),
}


@pages.get("/compounds")
@may(Right.LOOK)
def compounds() -> str:
    """The compounds within reach, with participation, as the address narrows and sorts them."""
    form = _filters()
    with looking() as session:
        found = compound_list(session, my_scope(), asked_for(form), page=asked_page(), size=ROWS, now=now())
        following = next_after_rosters(session)
    kept = {name: value for name, value in form.items() if value}
    return render_template(
        "desk/compound/compounds.html",
        found=found,
        next=following,
        lacking_amounts=lacking_amounts,
        orders=_ORDERS,
        states={state.value: poll_state_words(state) for state in PollState} | {"none": poll_state_words(None)},
        form=form,
        args=kept,
        back=urlencode(kept | ({"page": str(asked_page())} if asked_page() > 1 else {})),
        page=counted_page(found.lines, found.total, size=ROWS),
    )


@pages.get("/compounds.xlsx")
@may(Right.LOOK)
def compounds_table() -> Response:
    """The same compounds as a table: all that were looked for."""
    with looking() as session:
        lines = all_listed(session, my_scope(), asked_for(_filters()), now=now())
    made = compounds_file(lines, at=now(), by=me().name)
    return download(made.content, made.name)


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:60] for name in FILTERS}


def asked_for(form: Mapping[str, str]) -> ListAsked:
    """What an address asks of the list; an order that it doesn't know is none."""
    order = form["sort"].removeprefix("-")
    by = ListOrder(order) if order in list(ListOrder) else ListOrder.PLACE
    return ListAsked(form["q"], form["street"], form["area"], form["state"], by, falling=form["sort"].startswith("-"))


def _list_address() -> str:
    """Back to the list as it was looked at; whatever isn't the list's is left behind."""
    kept = dict(parse_qsl(request.args.get("back", "")[:400]))
    query = urlencode({name: kept[name] for name in (*FILTERS, "page") if name in kept})
    return f"{url_for('desk.compounds')}?{query}" if query else url_for("desk.compounds")


@pages.get("/compounds/<int:compound_id>")
@may(Right.LOOK)
def compound(compound_id: int) -> str:
    """One compound: who has answered, not what, and what can be done now."""
    with looking() as session:
        poll_id = request.args.get("poll", type=int)
        desk = compound_desk(session, my_scope(), compound_id, now=now(), poll_id=poll_id)
        left = pending_words(pending(session, desk.poll.id), desk.state) if desk.poll and desk.state else ()
    came = arrivals(desk, now=now())
    visited = {line.household.id: line.knock for line in desk.doors if line.knock}
    return render_template(
        "desk/compound/compound.html",
        desk=desk,
        came=came,
        bars=turnout_words(came.rules) if came else (),
        channels=CHANNELS,
        facades=_facades(desk, visited),
        outcomes=OUTCOMES,
        summed=SUMMED,
        visited=visited,
        at=now(),
        left=left,
        list_url=_list_address(),
    )


def _facades(desk: CompoundDesk, visited: Visited) -> tuple[Facade, ...]:
    households = [line.household for line in desk.doors]
    return facades(households, _cast(desk.doors, Capacity.OWNER), _cast(desk.doors, Capacity.OCCUPANT), visited)


def _cast(doors: Iterable[DoorLine], capacity: Capacity) -> set[int]:
    return {line.household.id for line in doors if any(cast.capacity is capacity for cast in line.casts)}
