"""Why a telephone number can't be kept, and what to do."""

from __future__ import annotations

from surveys.core.errors import Problem
from surveys.words.language import N_, _

_CONTACTS = {
    "phone_missing": N_("填上电话号码；不想留，回到回执就行"),
    "phone_unreadable": N_("“%(value)s”不像电话号码，手机是11位，座机带上区号"),
    "consent_missing": N_("同意社区用这个电话联系您的，勾一下；不同意就不用留"),
}


def contact_problem_words(problem: Problem) -> str:
    """Why a telephone number can't be kept, and what to do."""
    return _(_CONTACTS[problem.code], value=problem.value)
