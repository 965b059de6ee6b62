"""How what was typed in for a poll was checked, as it is told: how many, never which, and so of nobody's choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnteredForms:
    """How many paper forms were typed in and stand, and how many of them are in a lot that was checked and accepted. Of all
    that was typed in, at doors and by telephone too, how many count, are in doubt and still count, and are void."""

    forms: int
    confirmed: int
    counted: int
    queried: int
    void: int


@dataclass(frozen=True, slots=True)
class RecheckFigures:
    """How many homes were drawn after closing to be asked anew, how many were and were compared, how many of these agreed
    anew on whether, and in everything; how many weren't there, and how many didn't want to. For the committee alone."""

    drawn: int
    compared: int
    whether: int
    equal: int
    away: int
    refused: int
