"""Where each thing that is due is done, and the next step on the page that follows an act: one sentence, one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from surveys.core.due import Due, DueKind
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Right
from surveys.services.due import next_step, unplanned
from surveys.store.db import Connection
from surveys.web.desk.pages import me
from surveys.web.sessions import now
from surveys.words.due import next_step_words, unplanned_words

_SECONDS = {"close": "desk.close", "publish": "desk.publish_result", "finalise": "desk.finalise"}


def _compound(poll: Poll) -> str:
    return url_for("desk.compound", compound_id=poll.compound.id, poll=poll.id, _anchor="still")


def _of_poll(endpoint: str) -> Callable[[Due], str]:
    return lambda due: url_for(endpoint, poll_id=due.poll.id if due.poll else 0)


LINKS: Mapping[DueKind, Callable[[Due], str]] = {
    DueKind.SECOND: lambda due: _of_poll(_SECONDS[due.about])(due),
    DueKind.CHECK: _of_poll("desk.checks"),
    DueKind.REVIEW: _of_poll("desk.life"),
    DueKind.PUBLISH: _of_poll("desk.publish_result"),
    DueKind.ANSWER: _of_poll("desk.objections"),
    DueKind.FINALISE: _of_poll("desk.finalise"),
    DueKind.CLOSING: lambda due: _compound(due.poll) if due.poll else "",
    DueKind.WAITING: _of_poll("desk.waiting"),
    DueKind.DISPUTE: _of_poll("desk.waiting"),
    DueKind.AMEND: _of_poll("desk.amendments"),
    DueKind.PRINT: _of_poll("desk.letters"),
    DueKind.MENU: _of_poll("desk.menu"),
    DueKind.OPEN: lambda due: url_for("desk.wave", wave_id=due.poll.wave.id if due.poll else 0),
    DueKind.PLAN: lambda due: url_for("desk.new_wave"),  # noqa: ARG005 - it is about no poll
    DueKind.GATES: _of_poll("desk.gates"),
    DueKind.RUNNING_OUT: lambda _due: url_for("desk.gates_running_out"),
}
"""Where each thing is done."""


@dataclass(frozen=True, slots=True)
class NextShown:
    """The sentence, and the button with where it leads."""

    told: str
    button: str
    link: str


def next_shown(session: Connection, polls: Sequence[Poll]) -> NextShown | None:
    """What comes next in these polls, all of one wave; None where there are none."""
    if not polls:
        return None
    step = next_step(session, me(), polls, now=now())
    poll = (step.due.poll if step.due else None) or (step.coming[0] if step.coming else polls[0])
    said = next_step_words(step, poll.state(now()), now=now())
    if step.due is None:
        return NextShown(said.told, said.button, _onward(poll))
    link = LINKS[step.due.kind](step.due) if step.mine else url_for("desk.life", poll_id=poll.id)
    return NextShown(said.told, said.button, link)


def _onward(poll: Poll) -> str:
    match poll.state(now()):
        case PollState.DRAFT:
            return url_for("desk.wave", wave_id=poll.wave.id)
        case PollState.SCHEDULED if me().may(Right.LETTERS):
            return url_for("desk.letters", poll_id=poll.id)
        case PollState.CLOSED:
            return url_for("desk.result", poll_id=poll.id)
        case PollState.PUBLISHED if me().may(Right.OBJECTIONS):
            return url_for("desk.objections", poll_id=poll.id)
        case PollState.FINAL:
            return url_for("desk.tables", compound_id=poll.compound.id, poll=poll.id)
        case _:
            return _compound(poll)


def next_after_rosters(session: Connection) -> NextShown | None:
    """What comes next where compounds have no poll yet; None where all have."""
    if not (number := unplanned(session, me())):
        return None
    mine = me().may(Right.PLAN)
    said = unplanned_words(number, mine=mine)
    return NextShown(said.told, said.button, url_for("desk.new_wave" if mine else "desk.today"))
