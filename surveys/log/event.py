"""What is said to the log: events of ours, whose fields are named in one table."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from hashlib import sha256

from surveys.log.hushed import cause_of, kind_of, place_of, stack_of

LOGGER = logging.getLogger("diandan")
LOGGER.addHandler(logging.NullHandler())  # without a log nobody is told; Python would print it beside what was asked for

FIELDS = (
    "id",
    "route",
    "method",
    "status",
    "ms",
    "audience",
    "kind",
    "place",
    "cause",
    "stack",
    "by",
    "act",
    "count",
    "what",
)
"""What an event may carry. Nothing here is a value that somebody typed, scanned or was given."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception as it may be told."""

    kind: str
    place: str
    cause: str
    stack: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Four letters for its kind and place: the same wherever and whenever it happens."""
        return _letters(sha256(f"{self.kind}|{self.place}".encode()).digest()[:4])


def failure_of(error: BaseException) -> Failure:
    """What may be told of an exception."""
    return Failure(kind_of(error), place_of(error), cause_of(error), stack_of(error))


def reference(fault: Failure | None = None) -> str:
    """A number for a page that failed, to be said on the telephone: its first half finds the kind of fault in the log, its
    second is its own."""
    return f"{fault.mark if fault else '0000'}-{_letters(os.urandom(4))}"


def event(name: str, level: int = logging.INFO, fault: Failure | None = None, **fields: object) -> None:
    """Say something to the log. Raises `ValueError` for a field that isn't in the table: a test that looks for secrets
    could not know it."""
    if strange := sorted(set(fields) - set(FIELDS)):
        raise ValueError(f"the log carries no {', '.join(strange)}")
    if fault:
        fields |= {"kind": fault.kind, "place": fault.place, "cause": fault.cause, "stack": fault.stack}
    told = {"event": name, **{key: value for key, value in fields.items() if value not in (None, "", ())}}
    LOGGER.log(level, name, extra={"told": told})


def _letters(data: bytes) -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in data)
