"""How the paper forms of a poll were checked, as it is told: how many, never which, and so of nobody's choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnteredForms:
    """How many paper forms were typed in and stand, and how many of them are in a lot that was checked and accepted."""

    forms: int
    confirmed: int
