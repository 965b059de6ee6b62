"""Help: how a wave goes from the roster to the final notice, the tools that are no station of it, and the keyboard."""

from __future__ import annotations

from flask import render_template

from surveys.core.staff import Right
from surveys.web.audience import may
from surveys.web.desk.pages import pages


@pages.get("/help")
@may(Right.LOOK)
def help_page() -> str:
    """Where everything is, and what the keys do."""
    return render_template("desk/help/help.html")
