"""python -m tests.bench.deciding: what the list and all that stands beside it cost, how that grows, and pabutools beside it.

Times are those of one processor, the best of several runs; memory is that of a process of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TypeVar

from surveys.core.ballot import Answers, Ballot, Capacity, Channel
from surveys.core.menu import Item, Menu, Tier
from surveys.core.outcome import document
from surveys.core.outcome.outcome import Outcome, assemble
from surveys.core.outcome.telling import public
from surveys.core.pb import PbBallot, PbElection, PbProject, PbRule, VoteType, run_pb
from surveys.core.place import Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.priorities import Examination, arrange, check, examine, priority_list, stability, wishes
from surveys.core.priorities.shares import Completion
from surveys.core.questionnaire import Edition
from surveys.core.roster import Household, Roster
from surveys.services.edition import edition_named, rules_named

ITEMS = 20
HOUSEHOLDS = 2000
SIZES = (200, 2_000, 20_000, 100_000)
RULES = ("xuecheng-2021", "civil-278-special", "shanghai-lift-2014-building")
START = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = START + timedelta(days=14)

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """A poll in which three of four households have answered everything they were asked."""

    poll: Poll
    terms: Terms
    roster: Roster
    edition: Edition
    menu: Menu
    ballots: tuple[Ballot, ...]


def case(ballots: int, items: int = ITEMS) -> Case:
    """A made-up compound with so many answers, in buildings of sixty, the same in every run."""
    chance = Random(20261123)
    edition = edition_named("w1-2026")
    menu = _menu(items, chance)
    roster = Roster(
        tuple(
            Household(n, f"{n // 60 + 1}", f"{n // 12 % 5 + 1}", n // 2 % 6 + 1, f"{n % 12}", 5000 + n % 4000, f"o{n}")
            for n in range(ballots * 4 // 3)
        )
    )
    answering = sorted(chance.sample(roster.households, ballots), key=lambda household: household.id)
    cast = tuple(
        Ballot(h.id, Capacity.OWNER, answers, Channel.PHONE, edition.digest, menu.digest, 1, START, f"r{h.id}")
        for h, answers in zip(answering, _answers(edition, menu, chance), strict=False)
    )
    budget = sum(item.cost or 0 for item in menu.items) * 2 // 5
    lots = tuple(item.key for item in menu.items)
    rules = tuple(rule.document() for rule in rules_named(RULES))
    terms = Terms(
        edition.digest, menu.digest, roster.digest, rules, lots, 7, False, budget, START.isoformat(), CLOSES.isoformat()
    )
    place = Compound(1, "compound", Street(1, "street"))
    poll = Poll(1, Wave(1, "wave", edition.key, START, CLOSES), place, START, CLOSES, START, None, terms)
    return Case(poll, terms, roster, edition, menu, cast)


def _menu(items: int, chance: Random) -> Menu:
    tiers = (Tier("basic", "A"), Tier("better", "B"), Tier("best", "C"))
    return Menu(
        "m",
        "m",
        items,
        tiers,
        tuple(
            Item(f"i{n}", f"i{n}", tiers[n % 3].key, unit_cost=chance.randrange(1, 40) * 1_000_000, quantity=100)
            for n in range(items)
        ),
    )


def _answers(edition: Edition, menu: Menu, chance: Random) -> Iterator[Answers]:
    """Answers to every closed question, with a third of the menu ordered, some items by many and some by few."""
    keys = [item.key for item in menu.items]
    while True:
        order = tuple(key for n, key in enumerate(keys) if chance.randrange(100) < 60 - 50 * n // len(keys))
        answers: dict[str, str | int | tuple[str, ...]] = {}
        for question in edition.questions:
            options = [option.key for option in question.options]
            match question.kind:
                case "single" | "scale":
                    answers[question.key] = options[min(chance.randrange(len(options)), chance.randrange(len(options)))]
                case "multiple":
                    answers[question.key] = tuple(chance.sample(options, 3))
                case "order":
                    answers[question.key] = order
                case "top3":
                    answers[question.key] = tuple(chance.sample(order, min(3, len(order))))
                case "number":
                    answers[question.key] = chance.randrange(6)
                case "text":
                    pass
        yield answers


def best(work: Callable[[], T], runs: int = 3) -> tuple[float, T]:
    """The least processor time of several runs, and what the last one gave."""
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        result = work()
        seconds.append(time.process_time() - began)
    return min(seconds), result


def listing(made: Case) -> Callable[[], object]:
    """Making the list alone, from the ballots."""
    return lambda: priority_list(made.menu, made.edition, made.roster, made.ballots, made.terms)


def examining(made: Case) -> Examination:
    """The list with everything that stands beside it, from the ballots."""
    return examine(made.menu, made.edition, made.roster, made.ballots, made.terms)


def everything(made: Case) -> bytes:
    """All that the sheet needs, from the ballots to the documents that are kept and posted."""
    return _written(_assembled(made, examining(made)))


def _assembled(made: Case, examined: Examination) -> Outcome:
    return assemble(
        made.poll,
        made.roster,
        made.edition,
        made.menu,
        made.ballots,
        findings=(),
        listed=examined.listed,
        examined=examined,
        now=CLOSES,
        on=date(2026, 11, 16),
    )


def _written(made: Outcome) -> bytes:
    return (made.digest + json.dumps(document(public(made)), ensure_ascii=False)).encode()


def compound_table(ballots: int = HOUSEHOLDS) -> Iterator[str]:
    """What each part costs for one compound."""
    made = case(ballots)
    menu, terms = made.menu, made.terms
    owners = wishes(menu, made.edition, made.roster, made.ballots)
    listed = arrange(menu, terms, owners, owners)
    examined = examining(made)
    finished = _assembled(made, examined)
    yield f"{ballots} ballots of {len(made.roster.households)} households, {len(menu.items)} items"
    parts: dict[str, Callable[[], object]] = {
        "the list alone": listing(made),
        "equal shares, parts, leaving out": lambda: check(menu, terms, owners, listed),
        "400 draws": lambda: stability(menu, terms, owners, listed),
        "tally, rules and gates": lambda: _assembled(made, examined),
        "documents, digest and posting": lambda: _written(finished),
        "everything the sheet needs": lambda: everything(made),
    }
    for name, work in parts.items():
        yield f"  {best(work)[0] * 1000:>9.1f} ms  {name}"


def growth_table(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """How time and memory grow with the ballots; each size in a process of its own."""
    yield f"{'ballots':>9}{'list s':>9}{'with checks':>13}{'all s':>9}{'us a ballot':>20}{'ballots MB':>12}{'peak MB':>9}"
    for size in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.deciding", "--size", str(size)], capture_output=True, check=True, text=True
        )
        told = json.loads(done.stdout)
        each = " / ".join(f"{told[name] / size * 1e6:.0f}" for name in ("list", "checks", "all"))
        memory = [f"{told[name]:.0f}" if told[name] else "-" for name in ("held", "peak")]
        times = f"{told['list']:>9.3f}{told['checks']:>13.3f}{told['all']:>9.3f}"
        yield f"{size:>9}{times}{each:>20}{memory[0]:>12}{memory[1]:>9}"


def _measured(size: int) -> str:
    made = case(size)
    held = peak()
    runs = 3 if size <= 20_000 else 1
    work: dict[str, Callable[[], object]] = {
        "list": listing(made),
        "checks": lambda: examining(made),
        "all": lambda: everything(made),
    }
    took = {name: best(each, runs)[0] for name, each in work.items()}
    return json.dumps({**took, "held": held, "peak": peak()})


def peak() -> float | None:
    """The most memory that this process has had so far, in MB, where the system tells."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii", "replace").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def beside_table(voters: int = HOUSEHOLDS) -> Iterator[str]:
    """The same election counted by us, the grouping of ballots included, and by pabutools, in turn."""
    if not importlib.util.find_spec("pabutools"):
        yield "pabutools is not installed"
        return
    from tests.core.test_beside_pabutools import Oracle

    election = _election(voters)
    oracle = Oracle(election)
    completion = Completion.ADD1_WALK_DOWN
    pairs: tuple[tuple[str, Callable[[], object], Callable[[], list[str]], int], ...] = (
        ("support, walked down", lambda: run_pb(replace(election), PbRule.SUPPORT), oracle.support, 3),
        ("equal shares", lambda: run_pb(replace(election), PbRule.EQUAL_SHARES), lambda: oracle.shares(Completion.NONE), 3),
        (
            "  with our completion",
            lambda: run_pb(replace(election), PbRule.EQUAL_SHARES, completion),
            lambda: oracle.shares(completion),
            1,
        ),
        ("Phragmen", lambda: run_pb(replace(election), PbRule.PHRAGMEN), oracle.phragmen, 3),
    )
    yield f"{voters} ballots, {len(election.projects)} items{'ours s':>23}{'pabutools s':>13}{'times':>8}  same"
    for name, ours, theirs, runs in pairs:
        mine, outcome = best(ours, runs)
        with redirect_stdout(io.StringIO()):
            other, expected = best(theirs, runs)
        same = "yes" if list(outcome.selected) == expected else "NO"  # type: ignore[attr-defined]
        yield f"  {name:<40}{mine:>10.4f}{other:>13.4f}{other / mine:>8.0f}  {same}"


def _election(voters: int) -> PbElection:
    """The compound's orders as a Pabulib election; a hundred units of money for each voter, so that a step of 1 is 1 %."""
    made = case(voters)
    total = sum(item.cost or 0 for item in made.menu.items)
    projects = tuple(PbProject(item.key, Fraction((item.cost or 0) * 250 * voters // total)) for item in made.menu.items)
    ballots = tuple(PbBallot(f"v{one.household}", tuple(map(str, _named(one)))) for one in made.ballots)
    return PbElection({}, Fraction(100 * voters), VoteType.APPROVAL, projects, ballots)


def _named(ballot: Ballot) -> tuple[str, ...]:
    order = ballot.answers["wishes"]
    return order if isinstance(order, tuple) else ()


def show(*tables: Callable[[], Iterator[str]]) -> None:
    """Print tables, each line as soon as it is known."""
    for table in tables:
        for line in table():
            print(line, flush=True)
        print()


def main(arguments: list[str]) -> int:
    """Print the three tables; with `--size`, one row's figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.deciding", description=__doc__)
    parser.add_argument("--size", type=int, help="measure one size only, as JSON")
    options = parser.parse_args(arguments)
    if options.size:
        print(_measured(options.size))
        return 0
    show(compound_table, growth_table, beside_table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
