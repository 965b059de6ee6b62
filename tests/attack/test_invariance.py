"""Change a hidden value within its class, and every public document stays the same byte for byte."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Answers, Capacity
from surveys.core.outcome import told
from surveys.core.outcome.cells import middling
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact, public
from tests.attack.cases import Case, Seat, World, light_outcome
from tests.attack.compounds import compound
from tests.attack.consent import Consent
from tests.attack.orders import Orders
from tests.sizes import examples

NUMBERS = st.integers(20_000, 10_000_000)


def outcomes(case: Case, world: World) -> list[Outcome]:
    return [light_outcome(dossier, now=now) for dossier, now in case.in_world(world)]


def merged(case: Case, world: World, keys: tuple[str, ...]) -> World:
    """The world with everybody's other answers as they are."""
    full: dict[Seat, Answers] = {}
    for seat, answers in world.items():
        kept = {key: value for key, value in case.ballots[seat].answers.items() if key not in keys}
        full[seat] = {**kept, **answers}
    return full


def verdicts(found: list[Outcome]) -> list[object]:
    """Whether every bar of every rule is met, in every scope, with silence and without."""
    return [
        (ruling.conclusion, ruling.with_silence, [check.ok for check in ruling.checks])
        for one in found
        for ruling in exact(one).rulings
    ]


def table(found: Outcome) -> list[int] | None:
    """How many agree in each building, where each is far from none and from all."""
    counts = [part.votes.households for part in found.tally.buildings]
    return [c.yes for c in counts] if all(middling(c.yes, c.answered) for c in counts) else None


@settings(max_examples=examples(120), deadline=None)
@given(NUMBERS, st.randoms(use_true_random=False))
def test_votes_with_the_same_counts_and_verdicts_are_told_the_same(number: int, rng: Random) -> None:
    case = compound(number)
    room = Consent(case)
    fitting = room.fitting(frozenset())
    votes = fitting.sample(rng)
    world = room.world(votes if rng.random() < 0.5 else room.leaning(votes, -1, frozenset(), rng))
    before, after = outcomes(case, {}), outcomes(case, merged(case, world, room.keys))
    assume(world and verdicts(before) == verdicts(after) and table(before[0]) == table(after[0]))
    assert case.told(merged(case, world, room.keys), checks=False) == case.told({}, checks=False)


@settings(max_examples=examples(120), deadline=None)
@given(NUMBERS, st.randoms(use_true_random=False))
def test_hidden_supports_may_be_any_of_their_band(number: int, rng: Random) -> None:
    """Of items with hidden supports more or fewer are ordered, nothing else; the bands and what is told stay the same."""
    case = compound(number)
    room = Orders(case)
    lines = {line.item: line for line in public(outcomes(case, {})[0]).listed.lines if line.voted}
    hidden = {key for key, line in lines.items() if not told(line.support)}
    owners = [seat for seat in room.answers if seat[1] is Capacity.OWNER]
    assume(hidden and owners)
    world: dict[Seat, Answers] = {}
    for seat in rng.sample(owners, rng.randint(1, len(owners))):
        before = [key for key in room.ordered(seat) if key not in hidden]
        offered = sorted(hidden & room.offered(seat))
        rng.shuffle(offered)
        added = offered[: rng.randint(0, case.dossier.menu.choose - len(before))]
        world[seat] = {**room.answers[seat], room.order: (*before, *added), f"{room.order}.how": {}}
    full = merged(case, world, room.keys)
    after = {line.item: line for line in public(outcomes(case, full)[0]).listed.lines if line.voted}
    assume({key: after[key].support for key in after} == {key: lines[key].support for key in lines})
    assume({key: line.ways for key, line in after.items()} == {key: line.ways for key, line in lines.items()})
    assert case.told(full, checks=False) == case.told({}, checks=False)
