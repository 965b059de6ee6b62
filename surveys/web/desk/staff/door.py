"""What the pages at the door share: where one goes from here, and what a refused password is told."""

from __future__ import annotations

import re

from flask import Blueprint, request, url_for
from wtforms import Field

from surveys.core.errors import Rejected, SignInRefused
from surveys.core.staff import Right
from surveys.web.audience import leads_somewhere
from surveys.web.desk.forms import refuse
from surveys.web.sessions import current_staff
from surveys.words.account import password_problem_words, sign_in_words

pages = Blueprint("staff", __name__, url_prefix="/staff")
_OURS = re.compile(r"/desk[\w/.-]*")


def home() -> str:
    """Where they wanted to go, if there is anything for them, or their own first page."""
    wanted, staff = request.args.get("next", ""), current_staff()
    if staff is None:
        return url_for("staff.sign_in")
    if _OURS.fullmatch(wanted) and leads_somewhere(wanted, staff):
        return wanted
    if staff.may(Right.LOOK):
        return url_for("desk.today")
    return url_for("desk.my_rounds" if staff.may(Right.FILL_IN) else "staff.idle")


def blame(field: Field, refused: SignInRefused) -> None:
    """Say beside a field why the password that was typed opens nothing."""
    refuse(field, refused, sign_in_words(refused), "password")


def blame_password(field: Field, refused: Rejected) -> None:
    """Say beside the field for a new password what is wrong with it."""
    problems = [problem for problem in refused.problems if problem.field == "password"]
    field.errors = [*field.errors, *map(password_problem_words, problems)]
