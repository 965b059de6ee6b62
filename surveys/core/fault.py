"""What is the matter with the database when nothing is the matter with what was asked of it."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why the database can't be used: no room on its disk, nothing may be written, others hold it, it can't be reached, what
    lies there is broken, the disk fails, something else lies there than what this process began with."""

    FULL = "full"
    READ_ONLY = "read_only"
    BUSY = "busy"
    GONE = "gone"
    DAMAGED = "damaged"
    DISK = "disk"
    REPLACED = "replaced"


class StoreUnavailable(Exception):
    """The database did not do what it was asked for.

    `unknown`: it broke while it was keeping what had been done, so that nobody knows whether it did; in all other cases it
    did not. `reason` says more where the database did: a wrong password, a database of that name that isn't there.
    No refusal of ours: whoever handles those must not take it for one.
    """

    def __init__(self, cause: Cause, *, unknown: bool = False, reason: str = "") -> None:
        self.cause, self.unknown, self.reason = cause, unknown, reason
        super().__init__(cause.value)
