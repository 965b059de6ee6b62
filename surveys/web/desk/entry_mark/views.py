"""录入标记: what asks for a look among the entries of a poll, and a mark on one of them."""

from __future__ import annotations

import secrets

from flask import current_app, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.entry_mark import Mark
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.staff import Right
from surveys.services.entry_lot import CHECKED_IN
from surveys.services.entry_mark import entry_review, mark_entry
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.web.typed import TypedForm
from surveys.words import entry_mark as words


class MarkForm(TypedForm):
    """What was found about an entry, and why."""

    mark = RadioField(_("怎么标"), [InputRequired(_("选一个"))])
    reason = TextAreaField(_("理由"), [InputRequired(_("写明理由"))], [stripped])


def mark_shown(session: Connection, poll_id: int, entry_id: int) -> Shown:
    """An entry with the mark that stands."""
    one = entry_review(session, my_scope(), poll_id, now=now()).entry(entry_id)
    known = {mark.value: said for mark, said in words.MARKS_SAID.items()}
    stands = one.marked
    lines = (
        FormLine("mark", gettext("怎么标"), words.MARKS_SAID[stands.mark] if stands else "", known),
        FormLine("reason", gettext("理由"), stands.reason if stands else ""),
    )
    return Shown(
        [stands.mark if stands else "", stands.reason if stands else ""], lines, last_change(session, poll_id=poll_id)
    )


@pages.get("/polls/<int:poll_id>/review")
@may(Right.REVIEW)
def review_entries(poll_id: int) -> str:
    """What asks for a look, what is marked, and where paper stands out."""
    with looking() as session:
        found = entry_review(session, my_scope(), poll_id, now=now())
    asked = [one for one in found.entries if one.id in found.evidence and not one.marked]
    return render_template(
        "desk/entry_mark/review.html",
        found=found,
        poll=found.poll,
        asked=asked,
        marked=[one for one in found.entries if one.marked],
        others=[one for one in found.entries if not one.marked and one.id not in found.evidence],
        shares=[share for share in found.shares if share.stands_out],
        words=words,
    )


@pages.route("/polls/<int:poll_id>/review/<int:entry_id>", methods=["GET", "POST"], endpoint="mark_entry")
@may(Right.REVIEW)
@made_from(mark_shown)
def mark(poll_id: int, entry_id: int) -> Response | tuple[str, int]:
    """One entry, what asks for a look about it, and its mark."""
    form = MarkForm()
    chosen = [one for one in Mark if one is not Mark.VOID or me().may(Right.ANSWER)]
    form.mark.choices = {one.value: words.MARKS_SAID[one] for one in chosen}
    if form.validate_on_submit():
        more = {"keys": current_app.config["KEYS"], "random": secrets.token_bytes(32), "by": me(), "now": now()}
        wanted, reason = Mark(form.mark.data), form.reason.data or ""
        try:
            with writing() as session:
                mark_entry(session, my_scope(), poll_id, entry_id, wanted, reason=reason, **more)
                said = gettext("标好了：%(mark)s", mark=words.MARKS_SAID[wanted])
                return done(said, "desk.review_entries", poll_id=poll_id)
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, words.mark_problem_words(problem), otherwise="reason")
        except NotAllowed as refused:
            return kept_page(gettext("现在还不能这样做"), words.mark_refused_words(refused), standing())
    with looking() as session:
        found = entry_review(session, my_scope(), poll_id, now=now())
    one = found.entry(entry_id)
    void = one.marked is not None and one.marked.mark is Mark.VOID
    open_ = found.state in CHECKED_IN and one.by != me().username and not void
    page = {"found": found, "poll": found.poll, "one": one, "form": form, "open": open_, "words": words}
    return render_template("desk/entry_mark/mark.html", **page), 422 if form.errors else 200
