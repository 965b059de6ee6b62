"""The commitment to a revision: everything that counts of it, open to whoever has its opening, and no word of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.core.answers import counted_parts
from surveys.core.code import receipt_key
from surveys.core.seal import SealedBallot, ballot_leaf, opening, sealed_answers
from surveys.store.db import Connection, keys_of
from surveys.store.document import edition


def sealed_ballot(session: Connection, row: Mapping[str, Any], key: str | None = None) -> tuple[str, SealedBallot]:
    """The opening of a revision and what its commitment binds to; its receipt key is derived where it isn't at hand.

    Raises `NotFound` where its questionnaire isn't kept.
    """
    key = key or receipt_key(keys_of(session), row["household_id"], row["capacity"], row["since"])
    number = row["revision"]
    said = sealed_answers(key, number, row["answers"], counted_parts(edition(session, row["edition"])))
    bound = SealedBallot(row["poll_id"], row["capacity"], number, row["edition"], row["menu"], said)
    return opening(key, number), bound


def commitment_to(session: Connection, row: Mapping[str, Any], key: str | None = None) -> str:
    """The leaf of a revision. Raises `NotFound` where its questionnaire isn't kept."""
    return ballot_leaf(*sealed_ballot(session, row, key))
