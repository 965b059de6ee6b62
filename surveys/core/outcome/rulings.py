"""What each rule says, as it may be told.

In the whole compound households and heads are exact, as the law asks for them; what an area comes to is told where that
tells of no owner. In one building or stairwell only whether the rule is met is told, and only where either answer leaves
enough counts that fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

from surveys.core.outcome.areas import AreaBand, numbers_tell
from surveys.core.outcome.figures import Figure, Hidden, Why
from surveys.core.outcome.outcome import Outcome, Ruling
from surveys.core.outcome.public_rulings import PublicCheck, PublicNeed, PublicRuling
from surveys.core.outcome.turnout import everybody_is_valid
from surveys.core.rules import Check, CheckKind, Conclusion, Result, Rule, Treatment, concluded
from surveys.core.tally import WHOLE, Basis, Scope, Tally

_AREA = Hidden(Why.AREA)
_FEW = Hidden(Why.FEW)
_FOLLOWS = Hidden(Why.FOLLOWS)


def exact_rulings(outcome: Outcome) -> tuple[PublicRuling, ...]:
    """Every ruling with nothing hidden."""
    return tuple(exact_ruling(ruling.rule, ruling.scope, ruling.result) for ruling in outcome.rulings)


def exact_ruling(rule: Rule, scope: Scope, result: Result) -> PublicRuling:
    """One rule's result with nothing hidden."""
    followed = result.with_silence
    return PublicRuling(
        rule=rule,
        scope=scope,
        conclusion=result.conclusion,
        checks=tuple(_exact(check) for check in result.checks),
        empty=_empty(result),
        lock=result.lock,
        with_silence=followed.conclusion if followed else None,
        needs=tuple(exact_needs(result)),
        filled=result.filled,
    )


def _exact(check: Check) -> PublicCheck:
    figures = (check.actual, check.whole, check.needed, check.most, check.most_needed)
    return PublicCheck(check.kind, check.basis, check.bar, *figures, check.ok, check.lock)


def exact_needs(result: Result) -> Iterator[PublicNeed]:
    """What each basis needs, where a rule isn't met."""
    if result.conclusion not in (Conclusion.PASSED, Conclusion.UNDECIDABLE):
        yield from _all_needs(result)


def _all_needs(result: Result) -> Iterator[PublicNeed]:
    for basis, need in result.needs.items():
        yield PublicNeed(basis, *((need.returns, need.agree) if need else (None, None)))


def _empty(result: Result) -> tuple[Basis, ...]:
    return tuple(basis for basis, count in result.counts.items() if not count.total)


def public_rulings(outcome: Outcome) -> tuple[tuple[PublicRuling, ...], AreaBand | None]:
    """Every ruling as it may be told, and the band of the agreeing area in the whole compound, where one is told."""
    told_so_far = _Told(outcome)
    return tuple(map(told_so_far.ruling, outcome.rulings)), told_so_far.agreeing


@dataclass
class _Told:
    """What has been told so far: a second bar on the agreeing area of the compound narrows its band further."""

    outcome: Outcome
    band: AreaBand | None = None

    @property
    def agreeing(self) -> AreaBand | None:
        """The band of the area that agrees."""
        if not everybody_is_valid(self.outcome.tally):
            return None
        return self.band or AreaBand(self.outcome.tally)

    def ruling(self, ruling: Ruling) -> PublicRuling:
        """One ruling as it may be told after those before it."""
        whole, result = ruling.scope == WHOLE, ruling.result
        checks = tuple(self._checks(ruling)) if whole else ()
        known = [check.ok for check in checks] if whole else list(_scoped(ruling, self.outcome))
        conclusion = _conclusion(ruling, known)
        return PublicRuling(
            rule=ruling.rule,
            scope=ruling.scope,
            conclusion=conclusion,
            checks=checks,
            empty=_empty(result),
            lock=None,
            with_silence=_with_silence(ruling),
            needs=tuple(self._needs(ruling, checks)),
            filled=_filled(ruling) if whole and conclusion is Conclusion.PASSED else {},
        )

    def _needs(self, ruling: Ruling, checks: Sequence[PublicCheck]) -> Iterator[PublicNeed]:
        """What each basis needs, where public counts tell it: of an area only how much must come in, and that only where it
        is told that enough of it agrees."""
        if ruling.result.conclusion is Conclusion.UNDECIDABLE or all(check.ok is True for check in checks):
            return
        for need in _all_needs(ruling.result):
            mine = [check for check in checks if check.basis is need.basis]
            consent = [check.ok for check in mine if check.kind is CheckKind.CONSENT]
            if need.basis is not Basis.AREA:
                yield need if _needs_are_public(ruling, need.basis) else PublicNeed(need.basis, _FOLLOWS, _FOLLOWS)
            elif _participants_are_known(ruling) and all(ok is True for ok in consent):
                yield replace(need, agree=_AREA) if consent and need.returns else need
            else:
                yield PublicNeed(need.basis, _AREA, _AREA)

    def _checks(self, ruling: Ruling) -> Iterator[PublicCheck]:
        for check in ruling.result.checks:
            if check.basis is not Basis.AREA:
                best: tuple[Figure, Figure] = (check.most, check.most_needed)
                if not _needs_are_public(ruling, check.basis):
                    best = (_FOLLOWS, _FOLLOWS)
                yield PublicCheck(check.kind, check.basis, check.bar, *_figures(check), *best, check.ok, lock=None)
            elif check.kind is not CheckKind.CONSENT:
                yield _participation(check, ruling)
            else:
                yield self._consent(check, ruling)

    def _consent(self, check: Check, ruling: Ruling) -> PublicCheck:
        """On which side of the bar the area that agrees lies, where that tells of nobody."""
        if not _participants_are_known(ruling):
            return _hidden(check)
        self.band = self.band or AreaBand(ruling.tally)
        reached = self.band.tell(check.needed)
        return PublicCheck(
            kind=check.kind,
            basis=check.basis,
            bar=check.bar,
            actual=self.band.figure,
            whole=check.whole,
            needed=check.needed,
            most=_AREA,
            most_needed=_AREA,
            ok=_AREA if reached is None else reached,
            lock=None,
        )


def _scoped(ruling: Ruling, outcome: Outcome) -> Iterator[bool | Hidden]:
    """Whether each check of one building or stairwell is met, where the turnout alone tells it, or where it is all there is.

    Elsewhere not even the conclusion is told: beside the published total, one building's tells of the others.
    """
    valid, all_there_is = _everybody_takes_part(outcome.tally, ruling.rule), _is_all_there_is(ruling, outcome)
    for check in ruling.result.checks:
        if check.basis is not Basis.AREA and all_there_is:
            yield check.ok
        elif check.kind is not CheckKind.CONSENT:
            yield check.ok if valid else _FEW
        else:
            yield False if valid and check.needed > ruling.result.counts[check.basis].part else _FEW


def _is_all_there_is(ruling: Ruling, outcome: Outcome) -> bool:
    """Whether the scope is the whole compound under another name, so that its counts are published."""
    here, whole = ruling.tally.votes, outcome.tally.votes
    return (
        not ruling.rule.parking
        and (here.households, here.owners) == (whole.households, whole.owners)
        and (here.area.total == whole.area.total)
    )


def _figures(check: Check) -> tuple[int, int, int]:
    return check.actual, check.whole, check.needed


def _hidden(check: Check) -> PublicCheck:
    return PublicCheck(check.kind, check.basis, check.bar, _AREA, _AREA, _AREA, _AREA, _AREA, ok=_AREA, lock=None)


def _participation(check: Check, ruling: Ruling) -> PublicCheck:
    if not _participants_are_known(ruling):
        return _hidden(check)
    return PublicCheck(check.kind, check.basis, check.bar, *_figures(check), _AREA, _AREA, ok=check.ok, lock=None)


def _filled(ruling: Ruling) -> Mapping[Basis, int]:
    """The noes that a pass hangs on, of those counts that are published."""
    hidden = tuple(Basis) if ruling.rule.parking else (Basis.AREA,)
    return {basis: number for basis, number in ruling.result.filled.items() if basis not in hidden}


def _participants_are_known(ruling: Ruling) -> bool:
    """Whether those who take part are those who answered, whom the neighbours may know. Of heads with parking not all
    counts are published."""
    rule, abstain = ruling.rule, ruling.tally.votes.owners.abstain
    if rule.parking or ruling.tally.beside or not everybody_is_valid(ruling.tally):
        return False
    return rule.abstention is Treatment.TAKES_PART or not abstain


def _everybody_takes_part(tally: Tally, rule: Rule) -> bool:
    """Whether everybody knows who takes part in any building, from the counts of the whole compound alone."""
    homes = tally.votes.households
    apart = rule.parking or tally.beside
    return not (apart or homes.blank or homes.invalid or (homes.abstain and rule.abstention is Treatment.LEFT_OUT))


def _conclusion(ruling: Ruling, known: Sequence[bool | Hidden]) -> Conclusion | Hidden:
    """What the rule comes to, where that is the same whatever the hidden checks say."""
    if ruling.result.conclusion is Conclusion.UNDECIDABLE:
        return Conclusion.UNDECIDABLE
    kinds = [check.kind for check in ruling.result.checks]
    missed = {kind for kind, ok in zip(kinds, known, strict=True) if ok is False}
    unknown = {kind for kind, ok in zip(kinds, known, strict=True) if isinstance(ok, Hidden)}
    some = chain.from_iterable(combinations(sorted(unknown), number) for number in range(len(unknown) + 1))
    fitting = {concluded(ruling.rule, missed | set(kinds)) for kinds in some}
    return fitting.pop() if len(fitting) == 1 else _FOLLOWS


def _with_silence(ruling: Ruling) -> Conclusion | Hidden | None:
    followed = ruling.result.with_silence
    if followed is None:
        return None
    if ruling.scope != WHOLE:
        return _FEW
    if Basis.AREA in ruling.rule.bases and not (_participants_are_known(ruling) and numbers_tell(ruling.tally)):
        return _AREA
    return followed.conclusion


def lock_is_public(ruling: Ruling) -> bool:
    """Whether the lock follows from public counts."""
    return all(_needs_are_public(ruling, basis) for basis in ruling.result.counts)


def _needs_are_public(ruling: Ruling, basis: Basis) -> bool:
    """Whether what one basis needs follows from public counts: it is no area, and in heads there is no vote that a silent
    unit could turn, which everybody can see where nobody's ballot is blank."""
    counts, homes = ruling.result.counts, ruling.tally.votes.households
    if basis is not Basis.OWNERS:
        return basis is Basis.HOUSEHOLDS
    loose = any(count.loose_yes or count.loose_no or count.loose_abstain for count in counts.values())
    return not (ruling.rule.parking or ruling.tally.beside or homes.blank or homes.invalid or loose)
