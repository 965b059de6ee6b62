"""The page of one household: when and how it answered, which letter it holds, and the form for a new one."""

from __future__ import annotations

from flask import abort, render_template
from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Optional

from surveys.core.print_run import ANEW, PrintReason
from surveys.core.staff import Right
from surveys.services.compound import poll_desk
from surveys.services.print_run import doorstep
from surveys.web.desk.forms import stripped
from surveys.web.desk.pages import me, my_scope
from surveys.web.desk.settings import papers_of
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.web.typed import TypedForm
from surveys.words.print_run import REASONS


class ReissueForm(TypedForm):
    """Why a home gets a new letter."""

    reason = RadioField(
        _("为什么补发"),
        [InputRequired(_("选一个原因"))],
        choices={reason.value: REASONS[reason] for reason in ANEW},
        validate_choice=False,
    )
    remark = StringField(_("其他原因"), [Optional()], [stripped])

    def chosen(self) -> PrintReason | None:
        """The reason, None where what came is none."""
        text = self.reason.data
        return PrintReason(text) if text in list(PrintReason) else None


def door_page(poll_id: int, household_id: int, form: ReissueForm) -> str:
    """When and how a household answered, never what, and which of its letters is valid."""
    with looking() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
        step = doorstep(session, poll_id, household_id) if me().may(Right.LETTERS) else None
        papers = papers_of(session, [desk.compound])
    line = next((line for line in desk.doors if line.household.id == household_id), None)
    if line is None:
        abort(404)
    page = {"desk": desk, "line": line, "home": line.household, "step": step, "form": form, "papers": papers}
    return render_template("desk/ballot/door.html", **page)
