"""Values as a person would write them in a TOML file, which is read back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_DELETE = "\x7f"
_BRACKET = re.compile(r"^ *\[")
"""What would look like the head of a table to whoever counts them."""


def toml_string(text: str) -> str:
    """A text in quotes, on one line."""
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")


def toml_lines(text: str) -> str:
    """A text as it stands, line under line where it has several."""
    if "\n" not in text:
        return toml_string(text)
    inside = "\n".join(_BRACKET.sub(r"\\u005b", toml_string(line)[1:-1]) for line in text.split("\n"))
    return f'"""\n{inside}\n"""'


def toml_hundredths(number: int) -> str:
    """Hundredths as a number in whole units, exactly."""
    whole, part = divmod(number, 100)
    return f"{whole}.{part:02}" if part else str(whole)


def toml_value(value: Any) -> str:
    """A text, a number, a yes or no, a list or a small table."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return toml_string(value)
        case Mapping():
            return "{ " + ", ".join(f"{key} = {toml_value(inside)}" for key, inside in value.items()) + " }"
        case Sequence():
            return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(type(value).__name__)


def toml_rows(rows: Iterable[str]) -> str:
    """A list with one entry on each line."""
    return "[\n" + "".join(f"  {row},\n" for row in rows) + "]"


def toml_pairs(pairs: Mapping[str, str]) -> str:
    """Keys with their written values, a line each; what is empty isn't there."""
    return "".join(f"{key} = {value}\n" for key, value in pairs.items() if value)
