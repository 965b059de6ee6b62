"""The published outcome as a document: nothing of it is left out, and it is read as it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.outcome import Hidden, document, from_document, outcome_digest
from surveys.core.outcome.telling import exact, public
from surveys.core.rules import Bar, Rule
from tests.attack.cases import light_outcome
from tests.attack.compounds import compound
from tests.sizes import examples


def missing(value: object, written: object, path: str = "") -> list[str]:
    """The paths of the fields that a document lacks."""
    if isinstance(value, Mapping):
        assert isinstance(written, dict)
        keys = {key.value if isinstance(key, StrEnum) else str(key): one for key, one in value.items()}
        return [found for key, one in keys.items() for found in _within(one, written, key, path)]
    if isinstance(value, tuple):
        assert isinstance(written, list)
        return [found for n, one in enumerate(value) for found in missing(one, written[n], f"{path}/{n}")]
    if is_dataclass(value) and not isinstance(value, Hidden | Bar | Rule):
        assert isinstance(written, dict)
        stated = ((field, getattr(value, field.name)) for field in fields(value))
        said = ((field, held) for field, held in stated if not field.metadata.get("later") or held != field.default)
        return [found for field, held in said for found in _within(held, written, field.name, path)]
    return []


def _within(value: object, written: dict[str, object], key: str, path: str) -> list[str]:
    return missing(value, written[key], f"{path}/{key}") if key in written else [f"{path}/{key}"]


@pytest.mark.parametrize("told_of", [public, exact])
@settings(max_examples=examples(100), deadline=None)
@given(number=st.integers(0, 1_000_000))
def test_every_field_is_in_the_document_and_comes_back(told_of: object, number: int) -> None:
    for dossier, now in compound(number).notices:
        found = told_of(light_outcome(dossier, now=now))  # type: ignore[operator]
        written = document(found)
        assert missing(found, written) == []
        read = from_document(json.loads(json.dumps(written)))
        assert read == found
        assert outcome_digest(read) == outcome_digest(found)
