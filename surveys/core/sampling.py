"""Drawing a sample that nobody can know beforehand and everybody can draw again: how large, which, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, comb
from unicodedata import category

from surveys.core.errors import Problem
from surveys.core.plain_text import compact_text

FEWEST_DICE, MOST_DICE = 20, 100
_FACES = frozenset("123456")


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How many of a lot are looked at again: a `share` of them and at least `least`; more than `wrong` of those that were
    looked at being wrong opens the whole lot."""

    least: int
    share: Fraction
    wrong: Fraction

    def size(self, number: int) -> int:
        """How many of so many are looked at; all where they are few."""
        return min(number, max(self.least, ceil(self.share * number)))

    def opens(self, wrong: int, size: int) -> bool:
        """Whether so many wrong ones in a sample of this size open the whole lot."""
        return wrong > self.wrong * size


CHECK_RULE = SampleRule(20, Fraction(1, 10), Fraction(2, 100))
"""The rule of every poll. It is no setting, so that nobody can loosen it before opening or after."""


def chance_to_find(number: int, wrong: int, size: int, *, at_least: int = 1) -> Fraction:
    """How likely a sample of `size` out of `number` holds at least so many of the `wrong` ones, exactly."""
    missed = sum(comb(wrong, found) * comb(number - wrong, size - found) for found in range(min(at_least, size + 1)))
    return 1 - Fraction(missed, comb(number, size))


def read_dice(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The faces that dice showed, and what is wrong with them: dice_faces, dice_few, dice_many, dice_alike."""
    dice = "".join(sign for sign in compact_text(text) if not category(sign).startswith("P"))
    if set(dice) - _FACES:
        return dice, (Problem("dice_faces", "dice"),)
    if len(dice) < FEWEST_DICE:
        return dice, (Problem("dice_few", "dice", detail={"least": FEWEST_DICE, "count": len(dice)}),)
    if len(dice) > MOST_DICE:
        return dice, (Problem("dice_many", "dice", detail={"most": MOST_DICE, "count": len(dice)}),)
    # Twenty real dice show only two faces once in two hundred million rolls: somebody held a key down.
    return dice, (Problem("dice_alike", "dice"),) if len(set(dice)) < 3 else ()


def drawn(digest: str, dice: str, numbers: Iterable[str], size: int) -> tuple[str, ...]:
    """The first `size` of these numbers in the order of SHA-256 over `digest|dice|number`.

    Each number has its place by its own hash alone (as Rivest draws samples for audits of elections), so nothing is divided
    and no remainder favours one, a sample that has to grow keeps what it had, and one line of a shell does it again.
    """
    return tuple(sorted(numbers, key=lambda number: sha256(f"{digest}|{dice}|{number}".encode()).hexdigest())[:size])
