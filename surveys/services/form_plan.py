"""Which paper questionnaires would be printed, for whom, and what each asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from surveys.core.canonical import digest
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.form_register import MOST_AT_ONCE
from surveys.core.matter import Matter, matters_of, with_every_voter, with_matters
from surveys.core.menu import Item, Menu
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition
from surveys.core.roster import Entrance, Household
from surveys.services.edition import matter_pattern
from surveys.services.print_run import opened
from surveys.store import document, form_register, turnout
from surveys.store import household as stored_household
from surveys.store.db import Connection


@dataclass(frozen=True)
class FormAsked:
    """What a paper questionnaire of an opened poll asks: `edition` with the `matters` in it, the `items` that may be ordered
    and those `given` in any case. `blank` is one that anybody may fill in, which asks all that anybody is asked."""

    poll: Poll
    edition: Edition
    menu: Menu
    items: tuple[Item, ...]
    given: tuple[Item, ...]
    matters: tuple[Matter, ...]
    homes_by_entrance: Mapping[Entrance, int]
    blank: bool = False

    @cached_property
    def homes(self) -> int:
        """How many households the poll asks."""
        return sum(self.homes_by_entrance.values())

    def homes_for(self, item: Item) -> int:
        """How many households an item is for."""
        if not item.is_local:
            return self.homes
        return sum(homes for entrance, homes in self.homes_by_entrance.items() if item.concerns(entrance))

    @property
    def key(self) -> str:
        """What names these sides within a poll: whoever is asked the same gets the same."""
        homes = [[*entrance, count] for entrance, count in sorted(self.homes_by_entrance.items())]
        return digest([self.edition.digest, self.menu.digest, [item.key for item in self.items], self.blank, homes])

    @property
    def edition_digest(self) -> str:
        """The digest of the questionnaire as it was sent out, without the matters of this poll."""
        return self.poll.terms.edition if self.poll.terms else self.edition.digest


@dataclass(frozen=True, slots=True)
class FormsWanted:
    """Which forms somebody wants to print: so many `blank` ones, or one for each home of the poll, of a building or of one
    of its stairwells that hasn't answered and has none yet; `again` for those that have one as well."""

    building: str = ""
    unit: str = ""
    blank: int = 0
    big: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Forms with the same sides: what they ask, and for which homes they are; None for each blank one."""

    asked: FormAsked
    homes: tuple[Household | None, ...]


def plan_forms(
    session: Connection, scope: Jurisdiction, poll_id: int, wanted: FormsWanted, *, now: datetime
) -> tuple[FormPlan, ...]:
    """What would be printed, by sides.

    Raises `NotFound`, `NotAllowed` with the state of a poll that takes no answers any more, and `Rejected`: forms_count,
    forms_nothing, forms_too_many.
    """
    poll = opened(session, scope, poll_id)
    if not (state := poll.state(now)).running:
        raise NotAllowed(state.value)
    if wanted.blank:
        if not 0 < wanted.blank <= MOST_AT_ONCE:
            raise Rejected([Problem("forms_count", "blank", value=str(wanted.blank), detail={"most": MOST_AT_ONCE})])
        return (FormPlan(_for_anybody(session, _whole(session, poll)), (None,) * wanted.blank),)
    homes = _homes_wanted(session, poll, wanted)
    if not homes:
        raise Rejected([Problem("forms_nothing", "building")])
    if len(homes) > MOST_AT_ONCE:
        raise Rejected([Problem("forms_too_many", "building", value=str(len(homes)), detail={"most": MOST_AT_ONCE})])
    return _by_sides(session, poll, homes)


def _homes_wanted(session: Connection, poll: Poll, wanted: FormsWanted) -> list[Household]:
    every = [row.household for row in stored_household.frozen(session, poll.id)]
    if wanted.building and wanted.building not in {home.building for home in every}:
        raise NotFound("building", wanted.building)
    left_out = turnout.answered_as_owners(session, poll.id)
    if not wanted.again:
        left_out |= form_register.homes_with_forms(session, poll.id)
    there = (home for home in every if wanted.building in ("", home.building) and wanted.unit in ("", home.unit))
    return [home for home in there if home.kind.is_household and home.id not in left_out]


def _by_sides(session: Connection, poll: Poll, homes: Sequence[Household]) -> tuple[FormPlan, ...]:
    whole = _whole(session, poll)
    plans: dict[str, tuple[FormAsked, list[Household | None]]] = {}
    for home in homes:
        mine = _for_home(whole, home)
        plans.setdefault(mine.key, (mine, []))[1].append(home)
    return tuple(FormPlan(asked, tuple(theirs)) for asked, theirs in plans.values())


def _whole(session: Connection, poll: Poll) -> FormAsked:
    assert poll.terms is not None
    menu, edition = document.menu(session, poll.terms.menu), document.edition(session, poll.terms.edition)
    doors = stored_household.homes_by_entrance(session, poll.id)
    given = tuple(item for item in menu.items if item.must)
    items = tuple(item for item in menu.items if not item.must and not item.infeasible)
    return FormAsked(poll, edition, menu, items, given, matters_of(poll.terms), doors)


def _for_home(whole: FormAsked, home: Household) -> FormAsked:
    return replace(
        whole,
        edition=with_matters(whole.edition, whole.matters, matter_pattern(), home),
        items=whole.menu.orderable(home.entrance),
        given=tuple(item for item in whole.given if item.concerns(home.entrance)),
        matters=tuple(matter for matter in whole.matters if matter.scope.covers(home)),
    )


def _for_anybody(session: Connection, whole: FormAsked) -> FormAsked:
    owners = max((row.household.owners for row in stored_household.frozen(session, whole.poll.id)), default=1)
    edition = with_every_voter(whole.edition, whole.matters, matter_pattern(), owners)
    return replace(whole, edition=edition, blank=True)
