"""What of a matter's ruling may be told: that it passed or not, where so many decide that this tells of nobody.

Who answered a matter's question, and how, is told of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from surveys.core.outcome.figures import Hidden, Why
from surveys.core.outcome.matters import MatterRuling
from surveys.core.outcome.public import PublicMatter
from surveys.core.outcome.public_rulings import PublicRuling
from surveys.core.outcome.rulings import exact_ruling
from surveys.core.rules import Conclusion

_FEW = Hidden(Why.FEW)


def public_matters(found: Iterable[MatterRuling], *, exact: bool) -> tuple[PublicMatter, ...]:
    """Every matter as it may be told; with `exact` as it is."""
    return tuple(_public(one, exact) for one in found)


def _public(one: MatterRuling, exact: bool) -> PublicMatter:
    matter, result = one.matter, one.result
    ruling = exact_ruling(matter.rule, matter.scope, result)
    if not exact:
        told = one.open or result.conclusion is Conclusion.UNDECIDABLE
        ruling = PublicRuling(
            rule=matter.rule,
            scope=matter.scope,
            conclusion=result.conclusion if told else _FEW,
            checks=(),
            empty=ruling.empty,
            lock=None,
            with_silence=None if ruling.with_silence is None else _FEW,
        )
    kept = (one.mandated, one.undecided) if exact else (None, None)
    return PublicMatter(matter.key, matter.wording, matter.decision, matter.item, one.homes, ruling, *kept)
