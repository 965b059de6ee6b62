"""Papers that are posted are functions of the public outcome: change what is hidden, and no byte of them changes."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveys.core.ballot import Ballot
from surveys.core.outcome import Hidden, document, from_document, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.paper.papers import NOTICE, Printing
from tests.paper.decided import AFTER, MENU, came, homes, vote

ROOT = Path(__file__).resolve().parents[2]
ORDERED = [item.key for item in MENU.items if not item.must and not item.infeasible][:6]
RULES = ("xuecheng-2021", "civil-278-special", "civil-278-ordinary", "shanghai-lift-2014-building")
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class World:
    """A small compound, and what its homes said."""

    areas: tuple[int, ...]
    buildings: tuple[str, ...]
    cast: tuple[Ballot, ...]
    rules: tuple[str, ...]

    def outcome(self) -> Outcome:
        return came(homes(self.areas, self.buildings), self.cast, rules=self.rules)


def world(seed: int) -> World:
    random = Random(seed)
    size = random.randint(1, 30)
    likely = random.choice((("yes", "yes", "yes", "no", "abstain", ""), ("yes",), ("yes", "no"), ("no", "no", "yes", "")))
    cast = []
    for home in range(1, size + 1):
        if said := random.choice(likely):
            cast.append(vote(home, said, *random.sample(ORDERED, random.randint(0, 4))))
    return World(
        areas=tuple(random.randint(3_000, 20_000) for _ in range(size)),
        buildings=tuple(sorted(random.choice("1234"[: random.randint(1, 4)]) for _ in range(size))),
        cast=tuple(cast),
        rules=tuple(random.sample(RULES, random.randint(1, 2))),
    )


worlds = st.integers(0, 10**9).map(world)


def other_order(world: World, shown: Sequence[str], home: int) -> World:
    """The same world in which one home ordered otherwise of what is hidden."""
    ballot = world.cast[home % len(world.cast)]
    wished = [key for key in ballot.answers["wishes"] if key in shown]
    other = next(key for key in ORDERED if key not in shown and key not in ballot.answers["wishes"])
    changed = replace(ballot, answers={**ballot.answers, "wishes": (*wished, other)})
    return replace(world, cast=tuple(changed if one is ballot else one for one in world.cast))


def bands(outcome: Outcome) -> list[Hidden]:
    """Where the hidden supports lie, as far as it is told."""
    return [line.support for line in public(outcome).listed.lines if isinstance(line.support, Hidden)]


def printed(outcome: Outcome) -> list[str]:
    """Every paper that is posted, as the page shows it and as the press gets it."""
    shown, how = public(outcome), Printing(AFTER)
    papers = [NOTICE.make(shown, how)]
    return [
        text for paper in papers for text in (render_template("paper/sheet.html", page=paper), json.dumps(asdict(paper)))
    ]


@SLOW
@given(worlds)
def test_a_paper_says_nothing_but_what_its_document_says(world: World) -> None:
    shown = public(world.outcome())
    assert NOTICE.make(from_document(document(shown)), Printing(AFTER)) == NOTICE.make(shown, Printing(AFTER))


@SLOW
@given(world=worlds, home=st.integers(0, 29))
def test_another_order_of_what_is_hidden_changes_no_byte(app: Flask, world: World, home: int) -> None:
    before = world.outcome()
    shown = [line.item for line in public(before).listed.lines if line.voted and told(line.support)]
    assume(world.cast)
    ballot = world.cast[home % len(world.cast)]
    assume(any(key not in shown and key not in ballot.answers["wishes"] for key in ORDERED))
    after = other_order(world, shown, home).outcome()
    bands = [
        [line.support for line in public(one).listed.lines if isinstance(line.support, Hidden)] for one in (before, after)
    ]
    assume(bands[0] == bands[1])
    assert printed(before) == printed(after)


@SLOW
@given(world=worlds, pair=st.tuples(st.integers(0, 29), st.integers(0, 29)))
def test_which_of_two_homes_chose_how_changes_no_byte_where_areas_are_hidden(
    app: Flask, world: World, pair: tuple[int, int]
) -> None:
    assume(len(world.cast) > 1)
    one, other = (world.cast[n % len(world.cast)] for n in pair)
    assume(world.buildings[one.household - 1] == world.buildings[other.household - 1])
    before = public(world.outcome())
    answers = {one.household: other.answers, other.household: one.answers}
    cast = tuple(replace(ballot, answers=answers.get(ballot.household, ballot.answers)) for ballot in world.cast)
    after = replace(world, cast=cast)
    areas = before.turnout.counts["area"]
    assume(not any(told(area) for area in (areas.yes, areas.no, areas.abstain)))
    assert printed(world.outcome()) == printed(after.outcome())


@pytest.mark.parametrize("package", ["surveys/words", "surveys/paper", "surveys/web/lean"])
def test_nothing_that_makes_public_pages_knows_the_exact_outcome(package: str) -> None:
    exact = {"Outcome", "Ruling", "assemble", "exact", "public", "Tally", "tally", "Result", "apply", "Judgement", "judge"}
    committee = {"committee.py", "charts.py"}
    known = []
    for path in (ROOT / package).rglob("*.py"):
        secret = exact if path.name in committee else exact | {"Examination", "examine", "PriorityList", "Line"}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("surveys.core"):
                known += [f"{path.name}: {name.name}" for name in node.names if name.name in secret]
    assert known == []
