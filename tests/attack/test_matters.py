"""What is told of matters, under attack: alone, beside each other, and beside who answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest

from surveys.core.ballot import Capacity
from surveys.core.matter import MYSELF, OTHER, VOTER, Matter
from surveys.core.menu import Decision
from surveys.core.outcome import Hidden, matters_told, outcome
from surveys.core.outcome.matters import is_large
from surveys.core.roster import Roster
from surveys.core.rules import CheckKind, Conclusion
from surveys.core.tally import WHOLE, Basis, Scope
from surveys.services.outcome import Dossier
from tests.attack import decisions
from tests.attack.attacker import Siege, attack
from tests.attack.cases import Case, light_outcome
from tests.attack.compounds import CLOSES
from tests.attack.decisions import VOTED, Decisions
from tests.attack.rooms import Target
from tests.core.small_polls import EDITION, MENU, PRESETS, home, vote
from tests.core.test_outcome import poll

FUND = Matter("fund", "Spend the fund?", Decision.SPENDING_FUND, WHOLE, PRESETS["civil-278-ordinary"])
_PUBLIC = matters_told._public


def case(of: int, answered: int, agree: Collection[int], *decided: Matter, refrain: Collection[int] = ()) -> Case:
    """So many homes, two in each building, of which the first answer; of those some refrain from voting, others agree."""
    asked = poll(PRESETS["xuecheng-2021"])
    assert asked.terms
    terms = replace(asked.terms, matters=tuple(one.document() for one in decided))
    roster = Roster(tuple(home(n, area=7000 + 90 * n, building=str(n // 2)) for n in range(of)))
    cast = []
    for n in range(answered):
        said = {one.question.key: "yes" if n in agree else "no" for one in decided if one.scope.covers(roster.households[n])}
        said = {VOTER: OTHER} if n in refrain else {VOTER: MYSELF, **said}
        cast.append(vote(n, ("yes", "no", "abstain")[n % 3], minute=n, **said))
    found = Dossier(replace(asked, terms=terms), terms, roster, EDITION, MENU, tuple(cast), ())
    return Case("made", ((found, CLOSES),))


def verdicts(found: Case) -> list[object]:
    """What is told of each matter."""
    rulings = light_outcome(found.dossier, now=CLOSES).matters.values()
    return [one.ruling.conclusion for one in matters_told.public_matters(rulings, exact=False)]


def leaks(found: Case) -> Iterator[str]:
    """What follows from what is told of matters for those who know nobody, or three homes."""
    siege = Siege(Decisions(found), Random(found.name))
    return (what for known in (frozenset[int](), frozenset({0, 1, 2})) for what in siege.leaks(known))


def may_have_voted(found: Case, household: int) -> bool:
    """Whether some world is told the same in which a home that didn't vote did."""
    siege, target = Siege(Decisions(found), Random(found.name)), Target((household, Capacity.OWNER), VOTED)
    assert not siege.choices[target.seat][VOTED]
    at = (siege.room.group(target.seat), VOTED)
    worlds = siege.room.proposals(target, frozenset(), siege.rng)
    return any((one := siege.attempt(world)) and at in one.changed for world in worlds)


def in_buildings(number: int) -> Matter:
    """The same matter for the first buildings alone."""
    return replace(FUND, key="first", scope=Scope(tuple(str(n) for n in range(number))))


@pytest.mark.parametrize(("answered", "told"), [(14, Conclusion.NOT_PASSED), (18, Hidden), (24, Conclusion.PASSED)])
def test_a_pass_that_takes_almost_all_who_answered_is_not_told(answered: int, told: object) -> None:
    """Of 24 homes the small ones answer: fourteen can't pass it, and of eighteen almost each is needed."""
    found = case(24, answered, range(24), FUND)
    (verdict,) = verdicts(found)
    assert verdict == told or isinstance(verdict, Hidden) is (told is Hidden)
    assert list(leaks(found)) == []


def test_whether_it_is_told_hangs_on_who_answered_and_never_on_how() -> None:
    for answered in range(24):
        votes = [case(24, answered, agree, FUND) for agree in (range(24), range(0, 24, 2), ())]
        shown = [one for found in votes for one in verdicts(found)]
        assert len({isinstance(one, Hidden) for one in shown}) == 1


def test_the_attacker_finds_what_was_told_before_of_those_who_voted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (outcome, decisions):
        monkeypatch.setattr(module, "may_be_told", lambda roster, matter, answered: is_large(roster, matter))
    found = case(24, 18, range(24), FUND)
    assert verdicts(found) == [Conclusion.PASSED]
    assert any("part" in what for what in leaks(found))


def test_the_attacker_finds_the_verdict_of_a_few_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (outcome, decisions):
        monkeypatch.setattr(module, "may_be_told", lambda roster, matter, answered: True)
    assert any("household" in what for what in leaks(case(24, 24, range(24), in_buildings(1))))


def test_the_attacker_finds_votes_where_figures_are_told_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = matters_told._public
    monkeypatch.setattr(matters_told, "_public", lambda one, exact: weaker(one, True))
    assert any("household" in what for what in leaks(case(24, 24, range(24), FUND)))


def with_heads(one: Any, exact: bool) -> Any:
    """A matter as it is told, with how many owners took part where it is told whether it passed."""
    told, all_of_it = _PUBLIC(one, exact), _PUBLIC(one, True)
    heads = [c for c in all_of_it.ruling.checks if (c.kind, c.basis) == (CheckKind.PARTICIPATION, Basis.OWNERS)]
    return replace(told, ruling=replace(told.ruling, checks=tuple(heads) if one.open else ()))


def test_the_attacker_finds_who_kept_away_between_two_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many took part tells of nobody in either matter; the difference is the last stairwell, which didn't vote."""
    monkeypatch.setattr(matters_told, "_public", with_heads)
    made = partial(case, 40, 40, range(40), refrain=(3, 10, 17, 37, 38, 39))
    assert may_have_voted(made(FUND), 38)
    assert may_have_voted(made(in_buildings(19)), 37)
    assert not may_have_voted(made(FUND, in_buildings(19)), 38)


def test_the_attacker_finds_a_list_of_receipts_that_hangs_on_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that lists the receipts of those who voted: no room of one kind of answers sees it, and all together do."""
    whole = outcome._receipts

    def of_voters(roster: Roster, ballots: Any) -> Any:
        return whole(roster, [ballot for ballot in ballots if ballot.answers.get(VOTER) == MYSELF])

    monkeypatch.setattr(outcome, "_receipts", of_voters)
    found = case(24, 24, range(24), FUND, refrain=(5, 6))
    assert any("the same bytes" in one.what for one in attack(found, only=frozenset()).leaks)
