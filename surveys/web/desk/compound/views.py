"""Where each compound stands: the list with the district's numbers on top, and one compound door by door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, render_template, request

from surveys.core.ballot import Capacity
from surveys.core.place import Compound
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.paper.table_file import compounds_file
from surveys.services.compound import CompoundDesk, CompoundLine, DoorLine, compound_desk, compound_lines
from surveys.services.queue import pending
from surveys.web.audience import may
from surveys.web.desk.compound.facade import Facade, facades
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import looking
from surveys.web.paging import page_of
from surveys.web.sessions import now
from surveys.words.poll import poll_state_words
from surveys.words.queue import pending_words

FILTERS = ("q", "street", "area", "state")


@dataclass(frozen=True, slots=True)
class CompoundTotals:
    """The numbers of a list of compounds; `asked` and `answered` are those of its open polls."""

    compounds: int
    buildings: int
    households: int
    floor_area: int
    ballots: int
    streets: int
    areas: int
    open: int
    asked: int
    answered: int


@pages.get("")
@may(Right.LOOK)
def compounds() -> str:
    """The compounds within reach, with participation."""
    with looking() as session:
        lines = compound_lines(session, my_scope(), now=now())
    form = _filters()
    return render_template(
        "desk/compound/compounds.html",
        total=_totals(lines),
        streets={str(c.street.id): c.street.name for c in _places(lines)},
        areas={str(c.area.id): c.area.name for c in _places(lines) if c.area},
        states={state.value: poll_state_words(state) for state in PollState} | {"none": poll_state_words(None)},
        form=form,
        args={name: value for name, value in form.items() if value},
        page=page_of([line for line in lines if _wanted(line, form)]),
    )


@pages.get("/compounds.xlsx")
@may(Right.LOOK)
def compounds_table() -> Response:
    """The same compounds as a table: all that were looked for."""
    with looking() as session:
        lines = compound_lines(session, my_scope(), now=now())
    form = _filters()
    made = compounds_file([line for line in lines if _wanted(line, form)], at=now(), by=me().name)
    return download(made.content, made.name)


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:60] for name in FILTERS}


def _places(lines: Iterable[CompoundLine]) -> list[Compound]:
    return [line.compound for line in lines]


def _totals(lines: Sequence[CompoundLine]) -> CompoundTotals:
    open_ = [line for line in lines if line.state is PollState.OPEN]
    return CompoundTotals(
        compounds=len(lines),
        buildings=sum(line.buildings for line in lines),
        households=sum(line.households for line in lines),
        floor_area=sum(line.floor_area for line in lines),
        ballots=sum(line.asked.owners + line.asked.occupants for line in lines),
        streets=len({line.compound.street.id for line in lines}),
        areas=len({line.compound.area.id for line in lines if line.compound.area}),
        open=len(open_),
        asked=sum(line.asked.households for line in open_),
        answered=sum(line.asked.answered for line in open_),
    )


def _wanted(line: CompoundLine, form: Mapping[str, str]) -> bool:
    compound = line.compound
    return (
        form["q"].casefold() in compound.name.casefold()
        and form["street"] in ("", str(compound.street.id))
        and form["area"] in ("", str(compound.area.id) if compound.area else "-")
        and form["state"] in ("", line.state or "none")
    )


@pages.get("/compounds/<int:compound_id>")
@may(Right.LOOK)
def compound(compound_id: int) -> str:
    """One compound: who has answered, not what, and what can be done now."""
    with looking() as session:
        poll_id = request.args.get("poll", type=int)
        desk = compound_desk(session, my_scope(), compound_id, now=now(), poll_id=poll_id)
        left = pending_words(pending(session, desk.poll.id), desk.state) if desk.poll and desk.state else ()
    return render_template("desk/compound/compound.html", desk=desk, facades=_facades(desk), at=now(), left=left)


def _facades(desk: CompoundDesk) -> tuple[Facade, ...]:
    households = [line.household for line in desk.doors]
    return facades(households, _cast(desk.doors, Capacity.OWNER), _cast(desk.doors, Capacity.OCCUPANT))


def _cast(doors: Iterable[DoorLine], capacity: Capacity) -> set[int]:
    return {line.household.id for line in doors if any(cast.capacity is capacity for cast in line.casts)}
