"""Whether the service is up, for whoever watches it."""

from __future__ import annotations

from flask import Blueprint

from surveys.store.db import transaction
from surveys.web.audience import Audience, audience

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@audience(Audience.PUBLIC)
def alive() -> str:
    """The process answers."""
    return "ok\n"


@pages.get("/readyz")
@audience(Audience.PUBLIC)
def ready() -> str:
    """The database takes a write transaction."""
    with transaction():
        return "ok\n"
