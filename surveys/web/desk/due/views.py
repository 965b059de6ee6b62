"""The desk's first page: what is to be done today, by whoever looks at it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveys.core.staff import Right
from surveys.services import due as service
from surveys.services.watch import backup_late
from surveys.web.audience import may
from surveys.web.desk.pages import me, pages
from surveys.web.desk.ways import LINKS
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.words.backup import late_words
from surveys.words.due import coming_words, due_words, more_words


@pages.get("")
@may(Right.LOOK)
def today() -> str | Response:
    """What is to be done today; an address of the list as it was before leads to the list."""
    if request.args:
        return redirect(f"{url_for('desk.compounds')}?{urlencode(list(request.args.items(multi=True)))}", 303)
    with looking() as session:
        found = service.today(session, me(), now=now())
        late = backup_late(session, now=now()) if me().may(Right.SETTINGS) else None
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
        backup=late_words(late.last, now=now()) if late else "",
    )
