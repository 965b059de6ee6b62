"""Rows of a result: what they say is what the notice tells, and of all else they are commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.amendment import AmendmentKind
from surveys.core.ballot import Ballot, Capacity
from surveys.core.open_row import UnitRows, rows_of
from surveys.core.outcome import Hidden, document
from surveys.core.outcome.amended import AmendedRoster, ToldAmendment
from surveys.core.outcome.telling import public
from surveys.core.seal import row_commitment, row_id, row_opening, rows_key
from surveys.services.outcome import Dossier
from tests.attack.cases import Case, light_outcome, rows_read, units_of
from tests.attack.compounds import compound
from tests.sizes import examples

NUMBERS = st.integers(20_000, 10_000_000)


def keys(dossier: Dossier, notice: int = 1) -> Mapping[tuple[int, Capacity], str]:
    cast = dossier.ballots
    return {(b.household, b.capacity): rows_key(f"KEY{b.household}{b.capacity}", notice) for b in cast}


def rows(case: Case, dossier: Dossier | None = None, notice: int = 1) -> tuple[UnitRows, ...]:
    d = dossier or case.dossier
    told = public(light_outcome(d, now=case.notices[0][1]))
    return rows_of(units_of(told, d), d.roster, d.ballots, keys(d, notice))


@settings(max_examples=examples(120), deadline=None)
@given(NUMBERS)
def test_every_unit_that_is_told_is_opened_and_says_just_that(number: int) -> None:
    case = compound(number)
    outcome = public(light_outcome(case.dossier, now=case.notices[0][1]))
    found = {(one.question, one.part, one.capacity): one for one in rows(case)}
    for unit in units_of(outcome, case.dossier):
        made = found.get(unit.name)
        if made is None:
            assert not unit.counts, "told, and no row"
        else:
            assert made.opened is (unit.counts is not None)
            if unit.counts is not None:
                assert Counter(said for _, said in made.rows) == Counter(unit.counts)


@settings(max_examples=examples(120), deadline=None)
@given(NUMBERS)
def test_rows_are_sorted_named_once_and_each_home_finds_its_own(number: int) -> None:
    case = compound(number)
    found, held = rows(case), keys(case.dossier)
    assert [(one.question, one.part, one.capacity) for one in found] == sorted(
        (one.question, one.part, one.capacity) for one in found
    )
    names = [name for one in found for name, _ in one.rows]
    assert len(set(names)) == len(names)
    homes = {home.id for home in case.dossier.roster.households if home.kind.is_household}
    asked = units_of(public(light_outcome(case.dossier, now=case.notices[0][1])), case.dossier)
    for ballot in (b for b in case.dossier.ballots if b.household in homes):
        for unit in (one for one in asked if one.capacity is ballot.capacity):
            at = (held[ballot.household, ballot.capacity], unit.question, unit.part)
            here = [one for one in found if (one.question, one.part, one.capacity) == unit.name]
            mine = [said for one in here for name, said in one.rows if name == row_id(*at)]
            says = unit.read(ballot)
            if mine and not here[0].opened:
                assert mine == [row_commitment(row_opening(*at), says)]
            elif mine:
                assert mine == [says]


def turned(ballot: Ballot, other: Ballot) -> Ballot:
    return replace(ballot, answers=other.answers)


@settings(max_examples=examples(60), deadline=None)
@given(NUMBERS, st.randoms(use_true_random=False))
def test_names_hang_on_keys_alone_whoever_answers_what(number: int, rng: Random) -> None:
    case = compound(number)
    cast = list(case.dossier.ballots)
    others = rng.sample(cast, len(cast))
    world = replace(case.dossier, ballots=tuple(map(turned, cast, others)))
    names = [[{name for name, _ in one.rows} for one in rows(case, d)] for d in (case.dossier, world)]
    assert names[0] == names[1]


@settings(max_examples=examples(120), deadline=None)
@given(NUMBERS, st.randoms(use_true_random=False))
def test_where_the_notice_tells_the_same_other_answers_change_commitments_and_who_is_who(number: int, rng: Random) -> None:
    """Some homes say something else that the notice doesn't tell: beside commitments nothing in the rows is another."""
    case = compound(number)
    seats = list(case.ballots)
    world = {a: case.ballots[b].answers for a, b in zip(seats, rng.sample(seats, len(seats)), strict=True) if a[1] is b[1]}
    (dossier, now), (other, _) = case.notices[0], case.in_world(world)[0]
    told = [public(light_outcome(d, now=now)) for d in (dossier, other)]
    if document(told[0]) != document(told[1]):
        return
    read = [rows_read(d, units_of(outcome, d)) for d, outcome in zip((dossier, other), told, strict=True)]
    assert read[0] == read[1]


def test_a_hidden_answer_changes_commitments_and_not_a_byte_beside() -> None:
    case = next(case for case in map(compound, range(200)) if hidden_item(case))
    item, order = hidden_item(case), "needs"
    cast = list(case.dossier.ballots)
    place = next(n for n, b in enumerate(cast) if b.capacity is Capacity.OWNER and item in b.answers.get(order, ()))  # type: ignore[operator]
    left = tuple(key for key in cast[place].answers[order] if key != item)  # type: ignore[union-attr]
    cast[place] = replace(cast[place], answers={**cast[place].answers, order: left})
    before, after = rows(case), rows(case, replace(case.dossier, ballots=tuple(cast)))
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed
    assert not any(one.opened for pair in changed for one in pair)
    assert all(sum(x != y for x, y in zip(a.rows, b.rows, strict=True)) == 1 for a, b in changed)


def hidden_item(case: Case) -> str:
    """An item that few ordered, by a home of which nothing else hangs on it."""
    if not any(question.key == "needs" for question in case.dossier.edition.questions):
        return ""
    lines = public(light_outcome(case.dossier, now=case.notices[0][1])).listed.lines
    for line in lines:
        if line.voted and isinstance(line.support, Hidden) and line.support.low == 0 and (line.support.high or 0) == 6:
            exact = light_outcome(case.dossier, now=case.notices[0][1]).listed.by_key[line.item].support
            if exact >= 2 and all(isinstance(one.support, Hidden) or one.item != line.item for one in lines):
                return line.item
    return ""


def test_after_a_late_amendment_nothing_is_opened_and_no_row_is_known_again() -> None:
    """Or a row that is missing from the next notice would lead to all the others of its home."""
    case = next(case for case in map(compound, range(100)) if any(one.opened for one in rows(case)))
    d = case.dossier
    told = public(replace(light_outcome(d, now=case.notices[0][1]), amended=late()))
    second = rows_of(units_of(told, d), d.roster, d.ballots, keys(d, 2))
    assert second
    assert not any(one.opened for one in second)
    first = {name for one in rows(case) for name, _ in one.rows}
    assert not first & {name for one in second for name, _ in one.rows}


def late() -> AmendedRoster:
    return AmendedRoster((9,), (8,), (ToldAmendment(AmendmentKind.VOID, "x"),), 1, 0, 0, {}, {}, 1, 1, True)
