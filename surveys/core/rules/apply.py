"""Applying a rule to a count, exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveys.core.errors import Problem, Rejected
from surveys.core.rules.need import Ask
from surveys.core.rules.result import Check, CheckKind, Conclusion, Lock, Result, together
from surveys.core.rules.rule import Bar, Instrument, Of, Rule, Silence, Treatment
from surveys.core.tally import Basis, Count, Tally


@dataclass(frozen=True, slots=True)
class SilenceEvidence:
    """What must be on record before silence may count (Shanghai No. 2 Intermediate Court, 2022 Hu 02 Min Chu 16): the clause
    of the owners' own rules, the proof that ballots were delivered, and the warning that told owners what silence means.
    `undelivered` are the households, by id, that the proof doesn't cover: they stay silent."""

    clause: str
    delivery: str
    warning: str
    undelivered: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all three are recorded."""
        return all(text.strip() for text in (self.clause, self.delivery, self.warning))

    def document(self) -> dict[str, Any]:
        """The evidence as a JSON document, in the shape that `silence_from_document` reads."""
        texts = {"clause": self.clause, "delivery": self.delivery, "warning": self.warning}
        return {**texts, "undelivered": list(self.undelivered)}


def silence_from_document(document: Mapping[str, Any]) -> SilenceEvidence:
    """The evidence that `SilenceEvidence.document` wrote; trusts its shape."""
    return SilenceEvidence(**{**document, "undelivered": tuple(document["undelivered"])})


def apply(rule: Rule, tally: Tally, evidence: SilenceEvidence | None = None) -> Result:
    """The rule's result over a tally. Raises `ValueError` if the two treat parking differently."""
    if rule.parking is not tally.parking:
        raise ValueError("the tally and the rule treat parking differently")
    return apply_totals(rule, {basis: tally.votes.on(basis) for basis in rule.bases}, evidence)


def apply_totals(rule: Rule, totals: Mapping[Basis, Count], evidence: SilenceEvidence | None = None) -> Result:
    """The rule's result over bare totals. Raises `Rejected` where a basis is missing or its figures can't be."""
    if problems := check_totals(rule, totals):
        raise Rejected(problems)
    counts = {basis: totals[basis] for basis in rule.bases}
    result = _result(rule, counts)
    if rule.silence is not Silence.FOLLOWS_MAJORITY or rule.instrument is not Instrument.DECISION:
        return result
    if evidence is None or not evidence.complete:
        return result
    return replace(result, with_silence=_with_silence(rule, counts))


def taking_part(rule: Rule, came: Mapping[Basis, Count]) -> tuple[Check, ...]:
    """The bars on everybody who could answer, where nothing is known but who did: on taking part, and, where those who agree
    are a share of all, how many must have answered at the very least. `came` counts all that came as agreeing."""
    kinds = {CheckKind.COVERAGE, CheckKind.PARTICIPATION} | ({CheckKind.CONSENT} if rule.of is Of.ALL else set())
    return tuple(check for check in apply_totals(rule, came).checks if check.kind in kinds)


def check_totals(rule: Rule, totals: Mapping[Basis, Count]) -> tuple[Problem, ...]:
    """Everything that is wrong with totals that somebody typed: a missing basis, a negative figure, more than there are."""
    return tuple(problem for basis in rule.bases for problem in _contradictions(basis, totals.get(basis)))


def _contradictions(basis: Basis, count: Count | None) -> Iterable[Problem]:
    if count is None:
        yield Problem("totals_missing", basis)
        return
    if count.total < 0 or count.part < 0 or count.yes < 0:
        yield Problem("totals_negative", basis)
    if count.part > count.total:
        yield Problem("totals_part_over_all", basis, value=str(count.part), detail={"all": count.total})
    if count.yes > count.part:
        yield Problem("totals_yes_over_part", basis, value=str(count.yes), detail={"part": count.part})


def _with_silence(rule: Rule, counts: Mapping[Basis, Count]) -> Result:
    """The result with the delivered among the silent counted on the side that more than half of the participants take on
    every basis; where no side has that, nobody follows. Its locks stay open: who follows hangs on how the others vote."""
    sides = [side for side in ("yes", "no") if all(2 * getattr(c, side) > _Field(rule, c).now for c in counts.values())]
    for side in sides:
        counts = {
            basis: replace(count, delivered=0, **{side: getattr(count, side) + count.delivered})
            for basis, count in counts.items()
        }
    result = _result(rule, counts)
    return replace(result, lock=Lock.OPEN, checks=tuple(replace(check, lock=Lock.OPEN) for check in result.checks))


def _result(rule: Rule, counts: Mapping[Basis, Count]) -> Result:
    checks = tuple(check for basis, count in counts.items() for check in _checks(rule, basis, count))
    needs = {basis: _Field(rule, count).ask.least for basis, count in counts.items()}
    if any(count.total == 0 for count in counts.values()):
        return Result(rule, Conclusion.UNDECIDABLE, checks, counts, Lock.OPEN, needs)
    failed = {check.kind for check in checks if not check.ok}
    return Result(rule, concluded(rule, failed), checks, counts, together(check.lock for check in checks), needs)


def concluded(rule: Rule, failed: Collection[CheckKind]) -> Conclusion:
    """What a rule comes to when bars of these kinds are missed."""
    if not failed:
        return Conclusion.PASSED
    if rule.instrument is Instrument.CONSULTATION and set(failed) != {CheckKind.CONSENT}:
        return Conclusion.INSUFFICIENT
    return Conclusion.NOT_PASSED


@dataclass(frozen=True, slots=True)
class _Field:
    """One basis as a rule sees it, with the range that the rest can still move it in.

    The rest are all who gave no valid answer (the invalid may hand in a valid one), and the loose votes, which a silent unit
    of the same owner could turn. Each of them may come to agree, to disagree or to abstain; the former may also stay away.
    """

    rule: Rule
    count: Count

    @property
    def now(self) -> int:
        """Participants as things stand."""
        return self._valid(self.count.yes, self.count.no, self.count.abstain) + self._returned

    @property
    def rest(self) -> int:
        """Everybody whose answer may still come or turn."""
        return self.count.total - self.firm_yes - self._firm_no - self._firm_abstain

    @property
    def firm_yes(self) -> int:
        """Those who agree and can't be turned by a unit of theirs."""
        return self.count.yes - self.count.loose_yes

    @property
    def firm(self) -> int:
        """Participants who can't be turned by a unit of theirs."""
        return self._valid(self.firm_yes, self._firm_no, self._firm_abstain)

    @property
    def least(self) -> int:
        """The fewest participants that any completion leaves: whoever can still turn can abstain, which may be left out."""
        return self.now if self.rule.abstention is Treatment.TAKES_PART else self.firm

    @property
    def ask(self) -> Ask:
        """What is asked of those whose answer may still come."""
        kept = self.count.loose_abstain if self.rule.abstention is Treatment.TAKES_PART else 0
        turners = self.count.loose_no + kept + self._returned
        return Ask(
            total=self.count.total,
            now=self.now,
            yes=self.count.yes,
            newcomers=self.rest - self.count.loose_yes - turners,
            turners=turners,
            turnout=[bar for bar in (self.rule.coverage, self.rule.participation) if bar],
            consent=self.rule.consent,
            of_all=self.rule.of is Of.ALL,
        )

    @property
    def _firm_no(self) -> int:
        return self.count.no - self.count.loose_no

    @property
    def _firm_abstain(self) -> int:
        return self.count.abstain - self.count.loose_abstain

    @property
    def _returned(self) -> int:
        return self.count.invalid if self.rule.invalid is Treatment.TAKES_PART else 0

    def _valid(self, yes: int, no: int, abstain: int) -> int:
        return yes + no + (abstain if self.rule.abstention is Treatment.TAKES_PART else 0)


def _checks(rule: Rule, basis: Basis, count: Count) -> Iterable[Check]:
    field = _Field(rule, count)
    for kind, bar in ((CheckKind.COVERAGE, rule.coverage), (CheckKind.PARTICIPATION, rule.participation)):
        if bar:
            most = field.firm + field.rest
            lock = _lock(bar, (field.least, count.total), (most, count.total))
            yield Check(kind, basis, bar, field.now, count.total, most, count.total, lock)
    if rule.consent:
        yield _consent(rule.consent, rule.of, basis, field)


def _consent(bar: Bar, of: Of, basis: Basis, field: _Field) -> Check:
    """The consent check, with its lock.

    Among participants the denominator grows with everyone who joins. With x of the rest agreeing and y joining otherwise the
    share is (Y+x) / (P+x+y), where Y agree and P take part for certain, Y <= P. It never rises with y, and with x it never
    falls; so it is smallest where all of the rest join and disagree, Y / (P+R), and largest where all agree, (Y+R) / (P+R).
    Both happen in one possible completion each, so the lock is exact and not a bound. An area is made of whole units, but
    "all of the rest" is the sum of all of them, so the same two completions bound it.
    """
    count, everybody = field.count, of is Of.ALL
    most = count.total if everybody else field.firm + field.rest
    whole = count.total if everybody else field.now
    best = (field.firm_yes + field.rest, most)
    return Check(CheckKind.CONSENT, basis, bar, count.yes, whole, *best, lock=_lock(bar, (field.firm_yes, most), best))


def _lock(bar: Bar, worst: tuple[int, int], best: tuple[int, int]) -> Lock:
    if bar.met(*worst):
        return Lock.PASSED
    return Lock.OPEN if bar.met(*best) else Lock.FAILED
