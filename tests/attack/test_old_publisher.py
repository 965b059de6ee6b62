"""What used to be published falls: the holes that the attacker is for, each by its own small input, and closed now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from surveys.core.outcome.outcome import Outcome
from surveys.core.roster import Roster
from surveys.core.rules import Rule
from surveys.services.outcome import Dossier
from tests.attack.attacker import attack
from tests.attack.cases import Case, light_outcome
from tests.attack.compounds import CLOSES
from tests.attack.old_publisher import OldLine, locks, missing, old_line, per_mille, supports
from tests.core.small_polls import EDITION, MENU, PRESETS, home, vote
from tests.core.test_outcome import poll

SPECIAL = PRESETS["civil-278-special"]


def case(areas: Sequence[int], agree: Iterable[int], answered: Iterable[int], rule: Rule = SPECIAL) -> Case:
    """Homes with these areas, of which some answer and some of those agree."""
    asked, yes = poll(rule), set(agree)
    assert asked.terms
    roster = Roster(tuple(home(n, area=area) for n, area in enumerate(areas)))
    cast = tuple(vote(n, "yes" if n in yes else "no") for n in answered)
    return Case("made", ((Dossier(asked, asked.terms, roster, EDITION, MENU, cast, ()), CLOSES),))


def outcome(found: Case) -> Outcome:
    return light_outcome(found.dossier, now=CLOSES)


def sets_that_fit(areas: Sequence[int], number: int, fits: Callable[[int], bool]) -> list[tuple[int, ...]]:
    """Every set of so many owners whose area would have been published the same."""
    return [some for some in combinations(range(len(areas)), number) if fits(sum(areas[n] for n in some))]


def test_in_a_compound_of_eleven_answers_order_and_ties_told_every_hidden_support() -> None:
    ranked = [(6, 1), (5, 2), (4, 3), *[(3, 4)] * 3, *[(2, 7)] * 5, *[(1, 13)] * 3, (2, 7), (0, 16)]
    lines = [old_line(rank, support, 11, scoped=support == 5) for support, rank in ranked]
    hidden = [n for n, line in enumerate(lines) if line.support is None]
    found = supports(lines)
    assert len(hidden) == 14
    assert {n: found[n] for n in hidden} == {n: {ranked[n][0]} for n in hidden}


def test_a_hidden_support_between_two_others_was_not_always_found() -> None:
    lines = [OldLine(1, 30, 12, False), OldLine(2, 30, None, False), OldLine(3, 30, 0, False)]
    assert supports(lines)[1] == {1, 2, 3, 4}


def test_the_lock_of_a_building_of_three_told_its_one_answer() -> None:
    building = PRESETS["shanghai-lift-2014-building"]
    said = [locks(outcome(case([8000] * 3, agree, [0], building))) for agree in ([0], [])]
    assert said == [["open"], ["failed"]]


def test_the_rule_of_a_building_of_three_tells_nothing_any_more() -> None:
    """Another building has as many of either mind, so that the counts of the compound tell nothing by themselves."""
    building = PRESETS["shanghai-lift-2014-building"]
    asked = poll(building)
    assert asked.terms
    roster = Roster(tuple(home(n, building="1" if n < 3 else "2") for n in range(20)))
    cast = tuple(vote(n, "yes" if n % 2 else "no") for n in range(20) if n not in (0, 2))
    found = Case("made", ((Dossier(asked, asked.terms, roster, EDITION, MENU, cast, ()), CLOSES),))
    assert attack(found).leaks == ()


def test_what_was_missing_told_the_flat_of_the_only_one_who_agreed() -> None:
    areas = [5000 + 137 * n for n in range(1, 41)]
    found, needed = case(areas, [2], range(40)), -(-3 * sum(areas) // 4)
    told = missing(outcome(found))
    assert (told, needed) == (228844, 234255)
    assert sets_that_fit(areas, 1, lambda area: needed - area == told) == [(2,)]
    assert attack(found).leaks == ()


def test_what_was_missing_told_the_largest_owner_who_refused() -> None:
    areas = [200_000, *[6647] * 6, *[6646] * 33]
    found, needed = case(areas, range(1, 40), range(40)), -(-3 * sum(areas) // 4)
    told = missing(outcome(found))
    assert told == 85200
    assert sets_that_fit(areas, 39, lambda area: needed - area == told) == [tuple(range(1, 40))]
    assert attack(found).leaks == ()


def test_the_drawn_bar_fitted_two_of_three_hundred_and_thirty_sets_of_homes() -> None:
    areas = [6137, 7402, 5555, 9010, 8888, 4747, 6666, 7123, 8291, 5995, 7777, 6868]
    answered = [n for n in range(12) if n != 1]
    took_part, whole = [areas[n] for n in answered], 77057
    fitting = [some for some in combinations(answered, 4) if 1000 * sum(areas[n] for n in some) // whole == 394]
    found = case(areas, fitting[0], answered)
    assert per_mille(outcome(found)) == 394
    assert len(sets_that_fit(took_part, 4, lambda area: 1000 * area // whole == 394)) == len(fitting) == 2
    assert attack(found).leaks == ()
