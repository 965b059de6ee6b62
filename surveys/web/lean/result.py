"""A published result as everybody sees it, and as one household does: the same page, its own part added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask import current_app, request, url_for

from surveys.core.ballot import Ballot, Capacity
from surveys.core.matter import matters_of
from surveys.core.outcome import PublicJudgement, PublicOutcome
from surveys.core.place import CHINA
from surveys.core.roster import Household
from surveys.services.household import AnswerPage
from surveys.services.notice import Published
from surveys.services.roll import is_up
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.sessions import now
from surveys.words.amended import amended_home_words
from surveys.words.co_owner import co_owned_words
from surveys.words.community import asker
from surveys.words.place import door_words
from surveys.words.result import (
    STOPPED,
    BallotWords,
    ballot_result,
    building_result,
    by_owner,
    checkpoint_line,
    ordered_items,
    result_of,
    unanswered,
)


@dataclass(frozen=True, slots=True)
class Own:
    """A household before its compound's result. `hidden` is for whoever fills in for others: no word of what it said."""

    page: AnswerPage
    hidden: bool


def result_page(
    found: Published,
    *,
    since: Sequence[PublicJudgement] = (),
    number: int | None = None,
    own: Own | None = None,
    anew: str = "",
) -> str:
    """The page of the notice `number`, or of the one that stands; `since` is what the gates came to after it, `anew` tells
    of letters that were issued anew."""
    notice, at = found.notice(number), now()
    if (outcome := notice.outcome) is None:
        return stopped_page(found)
    buildings, home = outcome.heading.buildings, own.page.household if own else None
    wanted = home.building if home else request.args.get("building", "")
    building = wanted if wanted in buildings or home else next(iter(buildings), "")
    stay(building=None if own else building, n=number)
    view = own.page if own and not own.hidden else None
    ballots = _opened(view) if view else ()
    return render(
        "lean/result.html",
        found=found,
        shown=notice.number,
        number=number,
        reason=notice.reason,
        words=result_of(outcome, notice, found.notice(), today=at.astimezone(CHINA).date()),
        since=tuple(map(checkpoint_line, since)),
        hidden=bool(own and own.hidden),
        anew=anew,
        roll=is_up(found, at),
        buildings=buildings,
        building=building_result(outcome, building) if building in buildings else None,
        mine=tuple(_counted(outcome, view, ballots)) if view else () if own else None,
        silent=tuple(_silent(outcome, view)) if view else (),
        shut=bool(view and len(view.ballots) > len(ballots)),
        ordered=frozenset().union(*(ordered_items(view.edition, ballot) for ballot in ballots)) if view else frozenset(),
        amended=amended_home_words(own.page.amendments) if own else (),
        **_home(home),
        asks=asker(found.poll.compound, current_app.config["OFFICE_PHONE"]),
    )


def _home(home: Household | None) -> dict[str, str]:
    if home is None:
        return {"home": "", "address": ""}
    return {"home": url_for("resident.door", home=home.id), "address": door_words(home.building, home.unit, home.room)}


def _opened(view: AnswerPage) -> tuple[Ballot, ...]:
    return tuple(view.ballots[capacity] for capacity in view.ballots if capacity in view.opened)


def stopped_page(found: Published) -> str:
    """In place of a notice that is shown no more: why, and where the one is that holds."""
    return render("lean/resident/stopped.html", poll=found.poll, again=found.notice().outcome is not None, stopped=STOPPED)


def _silent(outcome: PublicOutcome, view: AnswerPage) -> Iterator[str]:
    """How a home of which no answer stands was counted, also by what its other owners voted."""
    yield unanswered(outcome, taken_back=bool(view.last))
    yield by_owner(outcome)
    yield from _co_owned(view)


def _co_owned(view: AnswerPage) -> tuple[str, ...]:
    matters = matters_of(view.poll.terms) if view.poll.terms else ()
    first = view.ballots.get(Capacity.OWNER)
    return co_owned_words(view.household.id, first, matters, view.co_owned, view.mandates)


def _counted(outcome: PublicOutcome, view: AnswerPage, ballots: Iterable[Ballot]) -> Iterator[BallotWords]:
    for ballot in ballots:
        found = ballot_result(outcome, view.household, view.edition, view.menu, ballot)
        beside = _co_owned(view) if ballot.capacity is Capacity.OWNER else ()
        yield replace(found, lines=(*found.lines, *beside))
