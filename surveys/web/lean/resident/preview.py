"""The questionnaire as a household would see it, for whoever prepares it: the residents' own page, which sends nothing."""

from __future__ import annotations

from dataclasses import replace

from surveys.core.ballot import Capacity
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.roster import Entrance
from surveys.web.lean.resident.questionnaire import Filled, drawn
from surveys.web.lean.resident.questions import Form
from surveys.words.language import _

TEMPLATE = "lean/resident/preview.html"
_NOWHERE = Entrance("", "")
_OWN = ("home", "proof", "seen", "submission", "door", "flats")


def preview_page(edition: Edition, menu: Menu, capacity: Capacity) -> str:
    """The page of an edition with everything that a menu offers in any building, begun by somebody of this capacity."""
    everywhere = replace(menu, items=tuple(replace(item, buildings=(), stairwells=()) for item in menu.items))
    who = edition.with_role(QuestionRole.CAPACITY)
    chosen = [option.key for option in who.options if option.counts == capacity] if who else []
    return drawn(
        TEMPLATE,
        Form(edition, everywhere, _NOWHERE, homes=0),
        Filled({who.key: chosen[:1]} if who else {}),
        by_question={},
        compound=_("某小区"),
        address=_("某一户"),
        demo=_("预览：答的内容不交，也不记下来"),
        now="0",
        shown="0",
        digits="",
        open="",
        replaces=False,
        **dict.fromkeys(_OWN, ""),
    )
