"""Values that may stand nowhere, and a log that forgets what it said before, so that nothing is left out as a repetition."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surveys.log.gather import Gathering
from surveys.log.handler import LogLines, set_up

CANARIES = {
    "token": "7TKNC4NARYQZ7TKNC4NARYQZ7T",
    "code": "731999246804",
    "spaced code": "7319 9924 6804",
    "phone": "13877770042",
    "answer": "楼道的灯金丝雀坏了",
    "receipt": "RCPTC4NARY",
    "receipt key": "KEYC4NARY2345678",
    "password": "pass-c4nary-word",
    "cookie": "eyJjNG5hcnkiOjF9.c4nary",
    "proof": "proof-c4nary-of-a-form",
}
EVERYTHING = " ".join(CANARIES.values())


def found_in(text: str) -> set[str]:
    """The names of the canaries that stand in a text."""
    return {name for name, value in CANARIES.items() if value in text or value.encode("unicode_escape").decode() in text}


@contextmanager
def logging_to(folder: Path, *, terminal: bool = True) -> Iterator[LogLines]:
    """The process's log in `folder` while the block runs, and everything as it was afterwards."""
    root = logging.getLogger()
    ours = logging.getLogger("diandan")
    kept = (root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook, sys.unraisablehook)
    level, shown = ours.level, warnings.showwarning
    root.handlers = []
    made = set_up(folder, worker="test", terminal=terminal)
    try:
        yield made
    finally:
        made.flush()
        logging.captureWarnings(False)
        root.handlers, level_before, logging.raiseExceptions, sys.excepthook, threading.excepthook, sys.unraisablehook = kept
        root.setLevel(level_before)
        ours.setLevel(level)
        warnings.showwarning = shown


def forget_repetitions(lines: LogLines) -> None:
    """Let the next line be written, whatever was said in this minute."""
    lines._gathering = Gathering()
