"""What may be told of an exception: its kind, the places in our code that it came through, and a cause from a closed list.

Never its message: "invalid literal for int(): '138…'" is a telephone number, and a driver repeats whole rows.
"""

from __future__ import annotations

import errno
import re
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_MOST_FRAMES, _MOST_CAUSES = 12, 4
# The names of tables, columns and constraints are ours; what stood in them isn't.
_KINDS, _NAME = "UNIQUE|NOT NULL|CHECK|FOREIGN KEY", r"[a-z_]+(?:\.[a-z_]+)?"
_BROKEN = re.compile(rf"^({_KINDS}) constraint failed(?:: ({_NAME}(?:, {_NAME})*))?$")


def kind_of(error: BaseException) -> str:
    """What kind of error it is, with the kinds of what caused it."""
    kinds = [_one_kind(one) for one in islice(_causes(error), _MOST_CAUSES)]
    return " < ".join(dict.fromkeys(kinds))


def cause_of(error: BaseException) -> str:
    """What a machine said of it, in its own codes; empty where it said nothing that may be told."""
    return next((told for one in islice(_causes(error), 2 * _MOST_CAUSES) if (told := _code(one))), "")


def place_of(error: BaseException) -> str:
    """The innermost place in our code that it came through, else the innermost of all."""
    frames = _frames(error.__traceback__)
    return next((told for told, own in reversed(frames) if own), frames[-1][0] if frames else "?")


def stack_of(error: BaseException) -> tuple[str, ...]:
    """The places it came through, from outside to inside: files and lines of ours, and the last one of a library."""
    frames = list(_frames(error.__traceback__))
    ours = [told for told, own in frames if own]
    last = [told for told, own in frames[-1:] if not own]
    return tuple([*ours, *last][-_MOST_FRAMES:])


def hush(context: Any) -> None:
    """Take what a database's driver wrote out of an exception's message, before anybody can print it: it repeats the values
    of a statement, and PostgreSQL the whole row. The codes stay, and the names of what is ours."""
    driver, raised = context.original_exception, context.sqlalchemy_exception
    words = " ".join(part for part in (_one_kind(driver), _code(driver), _plain(driver)) if part)
    if driver.args:
        driver.args = (words,)
    if raised is not None and raised.args:
        raised.args = (words,)


def _one_kind(error: BaseException) -> str:
    return re.sub(r"[^\w.]", "", type(error).__name__)[:60]


def _causes(first: BaseException) -> list[BaseException]:
    """An error and what lies below it, the driver's own among them, each once."""
    found: list[BaseException] = []
    error: BaseException | None = first
    while error is not None and error not in found and len(found) < 2 * _MOST_CAUSES:
        found.append(error)
        driver = getattr(error, "orig", None)
        if isinstance(driver, BaseException) and driver not in found:
            found.append(driver)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _code(error: BaseException) -> str:
    """The codes of an operating system, of SQLite and of PostgreSQL."""
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, str(error.errno))
    if named := getattr(error, "sqlite_errorname", None):
        broken = _BROKEN.match(str(error.args[0])) if error.args else None
        return f"{named} {broken[1]} {broken[2] or ''}".strip() if broken else str(named)
    if (said := getattr(error, "diag", None)) is not None:
        parts = [getattr(error, "sqlstate", None), *(getattr(said, f"{name}_name", None) for name in _NAMED)]
        return " ".join(str(part) for part in parts if part)
    return ""


def _plain(driver: BaseException) -> str:
    """What a driver said in words alone: a sentence that repeats a value has a quote, a colon or a figure in it, or a second
    line."""
    said = str(driver.args[0]).partition("\n")[0] if driver.args else ""
    return said if _WORDS.fullmatch(said) or _GUARDED.fullmatch(said) else ""


_WORDS = re.compile(r"[A-Za-z][A-Za-z -]{3,90}")
_GUARDED = re.compile(r"[a-z_]{3,40} keeps what it has")
"""What our own guards of append-only tables say, with the name of the table."""
_NAMED = ("table", "column", "constraint")


def _frames(trace: TracebackType | None) -> list[tuple[str, bool]]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        own = ROOT in path.parents and ".venv" not in path.parts
        file = path.relative_to(ROOT).as_posix() if own else "/".join(path.parts[-2:])
        found.append((f"{file}:{trace.tb_lineno} {code.co_name}", own))
        trace = trace.tb_next
    return found
