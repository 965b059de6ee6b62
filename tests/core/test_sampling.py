"""The sample of a lot: its size, its members, and how likely it finds a clerk who cheats."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from hashlib import sha256
from random import Random

import pytest

from surveys.core.sampling import CHECK_RULE, chance_to_find, drawn, read_dice

NUMBERS = [f"{n:012}" for n in range(1000)]
DICE = "31415246135246142356"


@pytest.mark.parametrize(
    ("number", "size"), [(0, 0), (1, 1), (19, 19), (20, 20), (21, 20), (200, 20), (201, 21), (1000, 100), (5000, 500)]
)
def test_a_tenth_is_looked_at_and_at_least_twenty_and_all_of_few(number: int, size: int) -> None:
    assert CHECK_RULE.size(number) == size


@pytest.mark.parametrize(
    ("wrong", "size", "opens"),
    [(0, 20, False), (1, 20, True), (1, 50, False), (2, 100, False), (3, 100, True), (1, 49, True)],
)
def test_more_than_two_in_a_hundred_open_the_lot(wrong: int, size: int, opens: bool) -> None:
    assert CHECK_RULE.opens(wrong, size) is opens


def test_a_clerk_who_falsifies_one_in_twenty_of_a_thousand_is_found_nearly_always() -> None:
    found, opened = chance_to_find(1000, 50, 100), chance_to_find(1000, 50, 100, at_least=3)
    assert Fraction(9955, 10000) < found < Fraction(9956, 10000)
    assert Fraction(8943, 10000) < opened < Fraction(8944, 10000)
    dice, hits, opens = Random(13), 0, 0
    cheated = set(NUMBERS[:50])
    for _ in range(1000):
        rolled = "".join(dice.choice("123456") for _ in range(20))
        in_sample = len(cheated & set(drawn("d" * 64, rolled, NUMBERS, 100)))
        hits, opens = hits + (in_sample > 0), opens + (in_sample > 2)
    assert 990 <= hits <= 1000  # 995.5 expected, standard deviation 2.1
    assert 855 <= opens <= 933  # 894.4 expected, standard deviation 9.7


def test_a_sample_of_all_finds_everything_and_of_none_nothing() -> None:
    assert chance_to_find(20, 1, 20) == 1
    assert chance_to_find(20, 0, 20) == 0
    assert chance_to_find(20, 3, 0) == 0
    assert chance_to_find(10, 1, 3) == Fraction(3, 10)


def test_anybody_draws_the_same_sample_again_in_any_order() -> None:
    sample = drawn("d" * 64, DICE, NUMBERS, 100)
    by_hand = sorted((sha256(("d" * 64 + "|" + DICE + "|" + n).encode()).hexdigest(), n) for n in NUMBERS)[:100]
    assert sample == tuple(n for _, n in by_hand) == drawn("d" * 64, DICE, reversed(NUMBERS), 100)
    assert drawn("d" * 64, DICE, NUMBERS, 101)[:100] == sample


def test_another_roll_or_another_lot_draws_others() -> None:
    sample = set(drawn("d" * 64, DICE, NUMBERS, 100))
    for other in (drawn("d" * 64, DICE[::-1], NUMBERS, 100), drawn("e" * 64, DICE, NUMBERS, 100)):
        assert len(sample & set(other)) < 30


def test_no_form_is_drawn_more_often_than_another() -> None:
    few, dice, times = NUMBERS[:7], Random(7), Counter[str]()
    for _ in range(7000):
        times.update(drawn("d" * 64, "".join(dice.choice("123456") for _ in range(20)), few, 1))
    assert sum((n - 1000) ** 2 / 1000 for n in times.values()) < 22.5  # one in a thousand at six degrees


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "dice_few"),
        ("1234561234561234561", "dice_few"),
        ("3141524613524614235７", "dice_faces"),
        ("3141524613524614235a", "dice_faces"),
        ("31415246135246142350", "dice_faces"),
        ("1" * 20, "dice_alike"),
        ("16" * 10, "dice_alike"),
        (DICE * 6, "dice_many"),
    ],
)
def test_what_no_dice_showed_is_refused(text: str, code: str) -> None:
    assert [problem.code for problem in read_dice(text)[1]] == [code]


@pytest.mark.parametrize("text", [DICE, "31415 24613 52461 42356", "３１４１５、２４６１３，52461\n42356"])
def test_dice_are_read_in_groups_and_in_any_width(text: str) -> None:
    assert read_dice(text) == (DICE, ())
