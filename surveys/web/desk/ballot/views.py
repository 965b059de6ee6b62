"""One household's door: when and how it answered."""

from __future__ import annotations

from surveys.core.staff import Right
from surveys.web.audience import may
from surveys.web.desk.door_page import ReissueForm, door_page
from surveys.web.desk.pages import pages


@pages.get("/polls/<int:poll_id>/doors/<int:household_id>")
@may(Right.LOOK)
def door(poll_id: int, household_id: int) -> str:
    """One household: when and how it answered, never what."""
    return door_page(poll_id, household_id, ReissueForm(formdata=None))
