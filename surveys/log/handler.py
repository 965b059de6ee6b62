"""Where the library's records become lines: JSON in the file, short words on the terminal.

Records of ours carry named fields. Of everybody else's, whose messages hold whatever came, only the place is told, and what
kind of exception they carry.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from surveys.log.event import LOGGER, event, failure_of
from surveys.log.file import append
from surveys.log.gather import Gathering
from surveys.log.words import spoken

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_SPEAKS = ("_granian", "alembic")
"""Libraries whose messages are about processes and migrations. What looks like an address, a code or a word isn't told."""
_PLAIN = re.compile(r"(?!.*(?:\d{8}|[A-Za-z0-9_-]{24}))[A-Za-z0-9 ,.:;()'_-]{1,200}")
_SILENT = ("granian.access", "waitress.queue")
_HUSHED = ("werkzeug", "waitress", "sqlalchemy", "psycopg", "py.warnings", "flask", "_granian", "granian")


class LogLines(logging.Handler):
    """Writes records as lines of one worker."""

    def __init__(self, folder: Path, worker: str, *, terminal: bool) -> None:
        super().__init__()
        self._folder, self._worker, self._terminal = folder, worker, terminal
        self._gathering, self._process = Gathering(), os.getpid()

    def emit(self, record: logging.LogRecord) -> None:
        """Write what a record says. A full disk must not end a request: what can't be written is lost."""
        if record.name in _SILENT:
            return
        with suppress(Exception):
            if self._process != os.getpid():  # a fork has said nothing yet
                self._gathering, self._process = Gathering(), os.getpid()
            level = record.levelname.lower()
            line = {"level": level, **_told(record)}
            self._write(self._gathering.taken(line, record.created), record.created)

    def flush(self) -> None:
        """Write the counts of this minute: nothing will be said any more."""
        with suppress(Exception):
            now = datetime.now(UTC).timestamp()
            self._write(self._gathering.due(now, all_of_them=True), now)

    def _write(self, lines: list[dict[str, Any]], now: float) -> None:
        if lines and (dropped := self._gathering.dropped(now)):
            lines = [*lines, {"level": "warning", "event": "dropped", "count": dropped}]
        moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        for line in lines:
            told = {"at": moment, "worker": self._worker, "pid": self._process, **line}
            data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            if self._gathering.affords(len(data), now) or line["event"] == "dropped":
                append(self._folder, data)
                if self._terminal and line["level"] in ("warning", "error", "critical"):
                    print(spoken(told), file=sys.stderr, flush=True)  # noqa: T201


def _told(record: logging.LogRecord) -> dict[str, Any]:
    told = getattr(record, "told", None)
    if isinstance(told, dict):
        return told
    error = record.exc_info[1] if record.exc_info else None
    found = {"event": "library", "what": record.name, "place": f"{Path(record.pathname).name}:{record.lineno}"}
    if error is not None:
        fault = failure_of(error)
        return {**found, "kind": fault.kind, "cause": fault.cause, "place": fault.place, "stack": fault.stack}
    if record.name.split(".")[0] in _SPEAKS and _PLAIN.fullmatch(said := record.getMessage()):
        return {**found, "said": said}
    return found


def set_up(folder: Path, *, worker: str, level: str = "INFO", terminal: bool = True) -> LogLines:
    """Write every record of this process into `folder` from now on, and nothing anywhere else; may be called again."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, LogLines)]:
        old.flush()
        root.removeHandler(old)
    made = LogLines(folder, worker, terminal=terminal)
    root.addHandler(made)
    root.setLevel(min(root.level or logging.WARNING, logging.WARNING))
    LOGGER.setLevel(level)
    for name in [*_HUSHED, *logging.root.manager.loggerDict]:
        if (logger := logging.getLogger(name)) is not root:
            logger.handlers = [kept for kept in logger.handlers if not _prints(kept)]
            logger.propagate = True
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a record that can't be written would be printed with all its arguments
    sys.excepthook, threading.excepthook = _uncaught, _uncaught_in_thread
    sys.unraisablehook = lambda unraisable: _told_of(unraisable.exc_value, "unraisable")
    return made


def _prints(handler: logging.Handler) -> bool:
    return isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _told_of(error, "crashed")


def _uncaught_in_thread(arguments: Any) -> None:
    if arguments.exc_type is not SystemExit:
        _told_of(arguments.exc_value, "crashed")


def _told_of(error: BaseException | None, name: str) -> None:
    if error is not None:
        event(name, logging.ERROR, failure_of(error))
