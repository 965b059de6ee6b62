"""Orders of acts, made from a number; and what is left of one in which a household was robbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic

from tests.office_attack.clerks import Clerks
from tests.office_attack.judging import Judge
from tests.office_attack.residents import Households, Robbed
from tests.office_attack.scene import Scene

SECONDS = 120
"""After so long the smallest order so far has to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody does something; `number` says what, and with what."""

    office: bool
    number: int


@dataclass(frozen=True, slots=True)
class Walk:
    """How an order of acts went: what was done, how many secrets and answers the office saw, and what must never be."""

    done: tuple[str, ...]
    secrets: int
    answers: int
    ballots: int
    robbed: str = ""


def order(number: int, length: int) -> list[Step]:
    """The order of this number: at first mostly households act, then mostly the office."""
    chance = Random(number)
    return [
        Step(chance.random() < (0.3 if place < length // 3 else 0.75), chance.randrange(2**40)) for place in range(length)
    ]


def walk(scene: Scene, steps: Sequence[Step]) -> Walk:
    """Do these acts from the beginning, and judge after each."""
    scene.again()
    households = Households(scene)
    judge = Judge(households)
    clerks = Clerks(scene, households, judge)
    done: list[str] = []
    robbed = ""
    try:
        for step in steps:
            done.append("")
            done[-1] = _acts(step, households, clerks, done)
            judge.look(clerks.take())
    except Robbed as found:
        robbed = str(found)
    return Walk(tuple(done), judge.shown, judge.looks, len(households.texts), robbed)


def _acts(step: Step, households: Households, clerks: Clerks, done: list[str]) -> str:
    chance = Random(step.number)
    if step.office:
        act = chance.choice(clerks.everything())
        done[-1] = f"the office {act.__name__}"
        act(chance)
        return done[-1]
    seat = chance.choice(households.seats())
    match chance.randrange(11):
        case 0 | 1:
            errand = chance.choice(("withdraw", "undo"))
            done[-1] = f"{seat} {errand}s"
            households.takes_back(seat, errand)
        case 2:
            done[-1] = f"{seat} leaves a number"
            households.leaves_number(seat, chance)
        case 3:
            done[-1] = f"{seat} decides"
            households.decides(seat, chance)
        case 4:
            done[-1] = "the other owner votes"
            households.co_owner_votes(chance)
        case _:
            done[-1] = f"{seat} answers"
            households.answers(seat, chance)
    return done[-1]


def shrunk(scene: Scene, steps: Sequence[Step]) -> tuple[list[Step], Walk]:
    """The shortest order found in which a household is robbed, and how it went."""
    until, kept = monotonic() + SECONDS, list(steps)
    went = walk(scene, kept)
    kept = kept[: len(went.done)]
    at = 0
    while at < len(kept) and monotonic() < until:
        less = [*kept[:at], *kept[at + 1 :]]
        found = walk(scene, less)
        if found.robbed:
            kept, went = less[: len(found.done)], found
        else:
            at += 1
    return kept, went
