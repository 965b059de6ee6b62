"""What was once printed and false is found by the search, so it isn't too tame: one test for each such sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster
from surveys.services.package import package_record
from tests.core import test_calibration as calibration
from tests.core.small_compounds import EDITION, terms
from tests.falsify import acting, counting
from tests.falsify.beside import names_in
from tests.falsify.compounds import NOW, checkpoint_of, compound
from tests.falsify.judging import wrong_in
from tests.falsify.old_code import drawn
from tests.falsify.old_sentences import OLD
from tests.falsify.sentences import printed

WITHIN = 400
"""Compounds after which each of them has to be found."""


def is_found(sentence: str, number: int) -> bool:
    dossier = compound(number)
    made = list(OLD[sentence](dossier, printed(dossier)))
    if not made:
        return False
    record = package_record(dossier, now=NOW, checkpoint=checkpoint_of(dossier))
    found, names = counting.counted(acting.voted_anew(record, dossier)), names_in(record)
    return any(wrong_in(found, names, text)[1] for text in made)


@pytest.mark.parametrize("sentence", OLD)
def test_a_sentence_that_was_false_is_found(sentence: str) -> None:
    assert any(is_found(sentence, number) for number in range(WITHIN)), f"not found in {WITHIN} compounds"


@dataclass(frozen=True)
class Street:
    """What the old intervals are made from."""

    roster: Roster
    menu: Menu
    terms: Terms
    ballots: tuple[Ballot, ...]
    edition: Edition = EDITION


def held(name: str, item: str, trials: int) -> Iterator[bool]:
    """Whether the old interval of one item held the rank that it really had, in compounds that are made up."""
    family, random = calibration.FAMILIES[name], Random(name)
    for trial in range(trials):
        buildings, items = family.buildings(random), calibration.offered(family.scopes)
        homes = calibration.street(buildings)
        fixed = replace(terms(), ranking=family.ranking, seed=trial)
        everybody = calibration.everybody(random, family, items, homes)
        truth = calibration.ranks(items, fixed, homes, everybody)
        start, some = 0, list[Ballot]()
        for size, answering in buildings:
            some += random.sample(everybody[start : start + size], answering)
            start += size
        best, worst, _ = drawn(Street(homes, items, fixed, tuple(some)), truth)[item]
        yield best <= truth[item] <= worst


def test_the_old_interval_of_an_item_of_which_nothing_is_known_hardly_ever_held() -> None:
    found = list(held("items of a building where nothing is known", "i3", 40))
    assert sum(found) < len(found) // 2, sum(found)
