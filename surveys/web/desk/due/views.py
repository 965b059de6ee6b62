"""The desk's first page: what is to be done today, by whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveys.core.due import Due, DueKind
from surveys.core.poll import Poll
from surveys.core.staff import Right
from surveys.services import due as service
from surveys.web.audience import may
from surveys.web.desk.pages import me, pages
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.words.due import coming_words, due_words, more_words

_SECONDS = {"close": "desk.close", "publish": "desk.publish_result", "finalise": "desk.finalise"}


def _compound(poll: Poll) -> str:
    return url_for("desk.compound", compound_id=poll.compound.id, poll=poll.id, _anchor="still")


def _of_poll(endpoint: str) -> Callable[[Due], str]:
    return lambda due: url_for(endpoint, poll_id=due.poll.id if due.poll else 0)


LINKS: Mapping[DueKind, Callable[[Due], str]] = {
    DueKind.SECOND: lambda due: _of_poll(_SECONDS[due.about])(due),
    DueKind.REVIEW: _of_poll("desk.life"),
    DueKind.PUBLISH: _of_poll("desk.publish_result"),
    DueKind.ANSWER: _of_poll("desk.objections"),
    DueKind.FINALISE: _of_poll("desk.finalise"),
    DueKind.CLOSING: lambda due: _compound(due.poll) if due.poll else "",
    DueKind.WAITING: _of_poll("desk.waiting"),
    DueKind.DISPUTE: _of_poll("desk.waiting"),
    DueKind.PRINT: _of_poll("desk.letters"),
    DueKind.OPEN: lambda due: url_for("desk.wave", wave_id=due.poll.wave.id if due.poll else 0),
    DueKind.GATES: _of_poll("desk.gates"),
}
"""Where each thing is done."""


@pages.get("")
@may(Right.LOOK)
def today() -> str | Response:
    """What is to be done today; an address of the list as it was before leads to the list."""
    if request.args:
        return redirect(f"{url_for('desk.compounds')}?{urlencode(list(request.args.items(multi=True)))}", 303)
    with looking() as session:
        found = service.today(session, me(), now=now())
    rows = [
        (due_words(due, found.lacking.get(due.poll.id if due.poll else 0, ()), now=now()), LINKS[due.kind](due), due)
        for due in found.dues.shown
    ]
    return render_template(
        "desk/due/today.html",
        rows=rows,
        more=[more_words(kind, number) for kind, number in found.dues.more.items()],
        coming=coming_words(found.coming, now=now()),
        empty=found.empty,
    )
