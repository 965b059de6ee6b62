"""What a sum of floor areas tells of those whose flats are in it, when their number and everybody's area are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveys.core.outcome.cells import middling

FEWEST_FOR_A_SUM = 28
"""Participants below which a sum in whole square metres often fits a single set of them: with 20 owners in 30 of 100 trials
on made-up areas in hundredths, with 28 in none."""
KNOWN = 3
"""How many of the participants the reader may know."""
SQUARE_METRE = 100


def sum_tells(areas: Sequence[int], number: int, total: int) -> bool:
    """Whether `total`, the area of `number` among owners of these areas, tells of one of them.

    It does where few took part or chose so or otherwise, and where it lies so far out that the largest or the smallest owner
    must be in it or can't be, whichever three others the reader knows. Areas and total in hundredths of a square metre,
    `areas` ascending.
    """
    if len(areas) < FEWEST_FOR_A_SUM or not middling(number, len(areas)):
        return True
    if 2 * number > len(areas):  # of the two sides, the smaller tells more
        number, total = len(areas) - number, sum(areas) - total
    return any(_far_out(areas, number, total, inside) for inside in range(KNOWN + 1))


def _far_out(areas: Sequence[int], number: int, total: int, inside: int) -> bool:
    """Whether the largest or smallest owner's choice follows when `inside` of the three known chose so, the others not."""
    outside, left = KNOWN - inside, number - inside
    small, large = areas[outside:], areas[: len(areas) - outside]
    most_left, least_left = total - sum(areas[:inside]), total - sum(areas[len(areas) - inside :])
    fits = (
        areas[-1] + sum(small[: left - 1]) + SQUARE_METRE <= least_left,  # the largest may be in it
        sum(small[1 : left + 1]) + SQUARE_METRE <= least_left,  # the smallest may be out of it
        areas[0] + sum(large[len(large) - left + 1 :]) - SQUARE_METRE >= most_left,  # the smallest may be in it
        sum(large[len(large) - left - 1 : -1]) - SQUARE_METRE >= most_left,  # the largest may be out of it
    )
    return not all(fits)


def bar_tells(areas: Sequence[int], number: int, needed: int) -> bool:
    """Whether it tells of one owner to say that the area of `number` among these reaches `needed`, or that it doesn't.

    Where only one of the two can be, it tells nothing. Else each owner whom the reader doesn't know must have been able to
    choose either way in both cases, whatever three others chose: only the roster and the number of those who chose so decide
    it, never what is hidden. `areas` ascending.
    """
    if bar_is_forced(areas, number, needed):
        return False
    worst_most = min(_with_known(areas, number, lowest=True), default=None)
    worst_least = max(_with_known(areas, number, lowest=False), default=None)
    return worst_most is None or worst_least is None or worst_most < needed or worst_least >= needed


def bar_is_forced(areas: Sequence[int], number: int, needed: int) -> bool:
    """Whether the number of those who chose so tells already on which side of `needed` their area is. `areas` ascending."""
    return sum(areas[len(areas) - number :]) < needed or sum(areas[:number]) >= needed


def _with_known(areas: Sequence[int], number: int, *, lowest: bool) -> Iterator[int]:
    """The most (if `lowest`, else the least) area that the choice still reaches in the worst case: up to three are known,
    and one more, whose choice is looked at, chose as it is least convenient.

    For the most area that is the smallest owners in the choice and the largest out of it, in every mixture of four.
    """
    order = areas if lowest else areas[::-1]
    for pushed in range(KNOWN + 2):
        kept_out = KNOWN + 1 - pushed
        if pushed > number or number - pushed > len(areas) - pushed - kept_out:
            continue  # the numbers that are published tell this by themselves
        rest = order[pushed : len(order) - kept_out]
        yield sum(order[:pushed]) + sum(rest[len(rest) - (number - pushed) :] if number > pushed else ())
