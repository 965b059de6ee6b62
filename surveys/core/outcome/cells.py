"""Which counts may be told: each so far from nobody and from everybody that no household's choice follows.

The reader may know who answered, the roster with its areas, and what up to three households chose. A count from 7 to 7 less
than all leaves at least four others on either side, and any two of them could have chosen the other way round: the same
document comes of it. Of a hidden count at least the class is known, and a class has at least seven values. Whether a whole
table is told hangs on all its cells at once, so that no cell is found by subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.core.outcome.figures import Figure, Hidden, Why

MARGIN = 7
"""The fewest that must have chosen so, and the fewest otherwise: three that the reader may know, and four more."""
FEW_CHOICES = 3
"""Up to so many a household may name and still, with few answers, few sets of counts be bound by it."""
FEWEST_FOR_FEW_CHOICES = 28
"""With fewer answers to such a question nothing of it is told: to hide just the sets that are bound would tell them."""


def too_few_homes(homes: int) -> bool:
    """Whether a compound is so small that no count of what was ordered can ever be told; before it is opened, the office has
    to know."""
    return homes < 2 * MARGIN


def middling(count: int, of: int) -> bool:
    """Whether a count tells of nobody: it is far from none and far from all."""
    return MARGIN <= count <= of - MARGIN


def banded(count: int, of: int) -> Figure:
    """A count that adds up to nothing known, such as of ticks; where it is hidden, whether few or nearly all chose so."""
    if middling(count, of):
        return count
    if of < 2 * MARGIN:
        return Hidden(Why.FEW, 0, of)
    return Hidden(Why.FEW, 0, MARGIN - 1) if count < MARGIN else Hidden(Why.FEW, of - MARGIN + 1, of)


def exclusive(counts: Sequence[int]) -> tuple[Figure, ...]:
    """Counts of which each answer is in exactly one, their sum known: those hidden are at least two, and so many answers are
    in them that each keeps three values and more; else all are hidden. Of so few answers that none could be told, a band
    would tell that nearly all chose alike."""
    of = sum(counts)
    if of < 2 * MARGIN:
        return tuple(Hidden(Why.FEW, 0, of) for _ in counts)
    few = [not middling(count, of) for count in counts]
    rest, cells = sum(count for count, hide in zip(counts, few, strict=True) if hide), sum(few)
    below = all(count < MARGIN for count, hide in zip(counts, few, strict=True) if hide)
    fits = below and cells >= 2 and MARGIN <= rest <= (MARGIN - 1) * cells - 2
    if cells and not fits:
        return tuple(Hidden(Why.FEW, 0, of) for _ in counts)
    return tuple(Hidden(Why.FEW, 0, MARGIN - 1) if hide else count for count, hide in zip(counts, few, strict=True))


def ends(figure: Figure) -> tuple[int, int]:
    """The least and the most that a figure may be, as far as it is told."""
    return (figure.low or 0, figure.high or 0) if isinstance(figure, Hidden) else (figure, figure)


def are_tight(figures: Sequence[Figure], least: int, most: int) -> bool:
    """Whether hidden counts have fewer values than their bands say, as all counts together come to `least` or more and to
    `most` or less: a household may name only so many, or has to name one."""
    hidden = [ends(figure) for figure in figures if isinstance(figure, Hidden)]
    if not hidden:
        return False
    low, high = sum(ends(figure)[0] for figure in figures), sum(ends(figure)[1] for figure in figures)
    needed = min(MARGIN - 1, max(upper - lower for lower, upper in hidden))
    return most - low < needed or high - least < needed


def are_few_choices(options: int, of: int, most: int) -> bool:
    """Whether so few answered, and could name so few of the options, that no count of theirs may be told."""
    return most < min(options, FEW_CHOICES + 1) and of < FEWEST_FOR_FEW_CHOICES


def ticks(counts: Sequence[int], blank: int, of: int, *, most: int, alone: int | None, required: bool) -> tuple[Figure, ...]:
    """How often each option was named, and last how many named none, where each of `of` answers may name up to `most`; the
    option at the place `alone` only by itself, and at least one where that is `required`."""
    shown = [banded(count, of) for count in counts]
    empty: Figure = blank if required else banded(blank, of)
    fewest, single = ends(empty)[0], ends(shown[alone])[0] if alone is not None else 0
    few = of < 2 * MARGIN or are_few_choices(len(counts), of, most)
    # Whoever named the one that stands alone, or none, named none of the others: each of them has to fit beside these two.
    beside = [empty, shown[alone]] if alone is not None else [empty]
    apart = any(are_tight([*beside, figure], 0, of) for place, figure in enumerate(shown) if place != alone)
    if few or apart or are_tight([*shown, empty], of, most * (of - fewest - single) + single + fewest):
        return (*(Hidden(Why.FEW, 0, of) for _ in counts), blank if required else Hidden(Why.FEW, 0, of))
    return (*shown, empty)


def breakdown(parts: Sequence[tuple[int, int]]) -> tuple[Figure, ...]:
    """Counts in each part of a whole whose own count is known, from pairs of (count, of how many): all, or none of them."""
    if all(middling(count, of) for count, of in parts):
        return tuple(count for count, _ in parts)
    return tuple(Hidden(Why.FEW, 0, of) for _, of in parts)
