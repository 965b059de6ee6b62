"""Whether the service is up, for whoever watches it."""

from __future__ import annotations

from flask import Blueprint

from surveys.core.errors import ClockBehind
from surveys.store.db import transaction
from surveys.web.audience import Audience, audience
from surveys.web.sessions import now

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@audience(Audience.PUBLIC)
def alive() -> str:
    """The process answers."""
    return "ok\n"


@pages.get("/readyz")
@audience(Audience.PUBLIC)
def ready() -> tuple[str, int]:
    """The database takes a write transaction, and the clock isn't behind what was done already."""
    try:
        with transaction(now):
            return "ok\n", 200
    except ClockBehind:
        return "clock\n", 503
