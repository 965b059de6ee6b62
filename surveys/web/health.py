"""Whether the service is up, and whether it can take what residents send, for whoever watches it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request

from surveys.core.fault import StoreUnavailable
from surveys.log import event
from surveys.services.installation import still_ours
from surveys.services.readiness import LOOKS, Surroundings, room, written
from surveys.store.db import database_file, reading, transaction
from surveys.store.newest import read_mark
from surveys.store.patience import hurried
from surveys.store.readiness import known_schemas
from surveys.web.audience import Audience, audience
from surveys.web.sessions import now
from surveys.words.readiness import readiness_words

pages = Blueprint("health", __name__)
_FRESH, _PATIENCE = 1.5, 0.7
"""Seconds for which what was found is told again, so that asking often costs nothing; and that a check waits for others."""


@dataclass
class _Found:
    """What was found last, and when: a word for each check, empty where it is sound."""

    at: float = 0.0
    troubles: Mapping[str, str] = field(default_factory=dict)
    replaced: bool = False
    looking: threading.Lock = field(default_factory=threading.Lock)


_found = _Found()


@pages.get("/healthz")
@audience(Audience.PUBLIC)
def alive() -> str:
    """The process answers."""
    return "ok\n"


@pages.get("/readyz")
@audience(Audience.PUBLIC)
def ready() -> Response:
    """What is the matter, a line for each: a write has to reach the disk, and all that must hold has to hold."""
    found = _looked_up()
    wrong = {name: trouble for name, trouble in found.items() if trouble}
    if request.accept_mimetypes.best_match(("text/plain", "application/json")) == "application/json":
        response = jsonify(ready=not wrong, checks={name: trouble or "ok" for name, trouble in found.items()})
    else:
        lines = [f"{name} {trouble}: {readiness_words(trouble)}" for name, trouble in wrong.items()]
        response = Response("\n".join(lines or ["ok"]) + "\n", mimetype="text/plain")
    response.status_code = 503 if wrong else 200
    return response


def _looked_up() -> Mapping[str, str]:
    """What was found in the last second or two, by whoever asked then; only one of all that ask at once looks."""
    if time.monotonic() - _found.at < _FRESH and _found.at:
        return _found.troubles
    if not _found.looking.acquire(blocking=not _found.troubles):
        return _found.troubles
    try:
        if time.monotonic() - _found.at >= _FRESH or not _found.at:
            _found.troubles = dict(_looked())
            _found.at = time.monotonic()
        return _found.troubles
    finally:
        _found.looking.release()


def look_again() -> None:
    """Look whether what lies there is what this process began with; what can't be read says so where it is read."""
    mark = read_mark(file) if (file := database_file()) else None
    with suppress(StoreUnavailable), hurried(_PATIENCE), reading() as session:
        replaced = not still_ours(session, current_app.config["FINGERPRINT"], mark)
        if replaced and not _found.replaced:
            event("replaced", logging.CRITICAL)
        _found.replaced = replaced


def _looked() -> Iterator[tuple[str, str]]:
    yield "disk", _room()
    look_again()
    try:
        with hurried(_PATIENCE), transaction() as session:
            written(session, now=now())
        yield "write", ""
    except StoreUnavailable as unavailable:
        yield "write", unavailable.cause.value
    try:
        with hurried(_PATIENCE), reading() as session:
            about = Surroundings(now(), known_schemas(current_app.config["MIGRATIONS"]))
            for name, look in LOOKS.items():
                yield name, look(session, about)
    except StoreUnavailable as unavailable:
        yield "read", unavailable.cause.value


def _room() -> str:
    """What lacks on the disks that hold what is kept."""
    folders = {Path(current_app.instance_path)} | ({file.parent} if (file := database_file()) else set())
    try:
        return next((found for folder in folders if folder.is_dir() and (found := room(folder))), "")
    except OSError:
        return "missing"
