"""The rules that compounds are decided by, in a search for a false sentence: those that are shipped, and any others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from surveys.core.rules import Bar, Instrument, Of, Reach, Rule, Silence, Treatment
from surveys.core.tally import Basis
from tests.core.small_polls import PRESETS

CLAUSE = "未表态的跟多数走"
_BASES = ((Basis.OWNERS, Basis.AREA), (Basis.AREA,), (Basis.OWNERS,), (Basis.HOUSEHOLDS,), (Basis.HOUSEHOLDS,), tuple(Basis))
_SHARES = ((1, 4), (1, 2), (2, 3), (3, 4), (17, 20), (9, 10), (1, 1))
_BARS = (Bar(Fraction(1, 2), strict=True), *(Bar(Fraction(*share)) for share in _SHARES))
_SHIPPED = tuple(PRESETS.values())


def rules(rng: Random) -> Iterator[Rule]:
    """None to three rules of different names."""
    seen = set()
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
        rule = rng.choice(_SHIPPED) if rng.random() < 0.4 else made(rng)
        if rule.key not in seen:
            seen.add(rule.key)
            yield rule


def made(rng: Random) -> Rule:
    """Any rule."""
    decides = rng.random() < 0.4
    follows = decides and rng.random() < 0.5
    consent = None if not decides and rng.random() < 0.15 else rng.choice(_BARS)
    coverage = None if decides else rng.choice((None, *_BARS))
    return Rule(
        key=f"made{rng.randrange(100)}",
        name="自拟规则",
        source="镇街",
        instrument=Instrument.DECISION if decides else Instrument.CONSULTATION,
        bases=rng.choice(_BASES),
        coverage=coverage if consent or coverage or decides else _BARS[0],
        participation=rng.choice((None, *_BARS)) if decides else None,
        consent=consent,
        of=rng.choice(list(Of)),
        reach=rng.choice((Reach.COMPOUND, Reach.COMPOUND, Reach.COMPOUND, Reach.BUILDING, Reach.STAIRWELL)),
        parking=rng.random() < 0.15,
        abstention=rng.choice((Treatment.TAKES_PART, Treatment.TAKES_PART, Treatment.LEFT_OUT)),
        silence=Silence.FOLLOWS_MAJORITY if follows else Silence.NOT_COUNTED,
        conditions=("先签承诺书",) if rng.random() < 0.3 else (),
        confirmed_by="区住建局" if rng.random() < 0.5 else "",
        clause=CLAUSE if follows else "",
    )
