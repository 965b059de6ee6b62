"""The published outcome as a JSON document and back, by its types alone: a field that is added can't be left out."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected
from surveys.core.outcome.figures import Hidden
from surveys.core.outcome.public import FORMAT, PublicOutcome
from surveys.core.roster import Entrance
from surveys.core.rules import Bar, Rule, rule_from_document
from surveys.core.rules.rule import read_bar


def document(outcome: PublicOutcome) -> dict[str, Any]:
    """The outcome as a JSON document; equal outcomes give equal bytes."""
    return {"format": FORMAT, **_plain(outcome)}


def outcome_digest(outcome: PublicOutcome) -> str:
    """SHA-256, in hex, over the document; what is posted carries it as its check code."""
    return digest(document(outcome))


def from_document(found: Mapping[str, Any]) -> PublicOutcome:
    """The outcome that `document` wrote. Raises `Rejected` where it is of another format or out of shape."""
    if not isinstance(found, Mapping) or found.get("format") != FORMAT:
        raise Rejected([Problem("outcome_format")])
    try:
        read: PublicOutcome = _read(PublicOutcome, found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Rejected([Problem("outcome_shape", value=str(error)[:80])]) from error
    return read


def _plain(value: Any) -> Any:
    match value:
        case Hidden():
            return {"hidden": value.why.value, "low": value.low, "high": value.high}
        case Bar():
            return str(value)
        case Rule():
            return value.document()
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(_plain(key)): _plain(one) for key, one in value.items()}
        case tuple():
            return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(held) for field in fields(value) if (held := getattr(value, field.name)) != _meant(field)}
    return value


def _read(kind: Any, found: Any) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(inside, found)
    if origin is tuple:
        parts = inside[:1] * len(found) if inside[-1] is Ellipsis else inside
        return tuple(_read(part, one) for part, one in zip(parts, found, strict=True))
    if origin is Mapping:
        return {_read(inside[0], key): _read(inside[1], one) for key, one in found.items()}
    if kind is Rule:
        return rule_from_document(found)
    if kind is Bar:
        return read_bar(found)
    if kind in (datetime, date):
        return kind.fromisoformat(found)
    if isinstance(kind, type) and is_dataclass(kind):
        later = {field.name for field in fields(kind) if _meant(field) is not MISSING}
        hints = {name: hint for name, hint in _hints(kind).items() if name in found or name not in later}
        return kind(**{name: _read(hint, found[name]) for name, hint in hints.items()})
    if issubclass(kind, StrEnum):
        return kind(found)
    if kind is Entrance:
        return Entrance(*(_read(str, part) for part in found))
    if not isinstance(found, kind) or isinstance(found, bool) is not (kind is bool):
        raise TypeError(f"{found!r} is no {kind.__name__}")
    return found


def _meant(field: Field[Any]) -> Any:
    """What a field that came later means where an older document leaves it out."""
    return field.default if field.metadata.get("later") else MISSING


def _one_of(kinds: tuple[Any, ...], found: Any) -> Any:
    if found is None and type(None) in kinds:
        return None
    if isinstance(found, Mapping) and "hidden" in found and Hidden in kinds:
        return Hidden(why=_read(_hints(Hidden)["why"], found["hidden"]), low=found["low"], high=found["high"])
    (kind,) = (kind for kind in kinds if kind not in (type(None), Hidden))
    return _read(kind, found)


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    own = {field.name for field in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in own}
