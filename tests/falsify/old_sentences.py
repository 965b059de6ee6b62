"""Sentences as they were once printed and were false, made again from an outcome of today: what the search has to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from surveys.core.matter import MANDATED, VOTER
from surveys.core.priorities import Status
from surveys.core.rules import CheckKind, Instrument
from surveys.core.tally import WHOLE, Basis
from surveys.services.outcome import Dossier
from surveys.words.claim import Said, said
from surveys.words.figure import money_words
from tests.falsify.sentences import Printed

Old = Callable[[Dossier, Printed], Iterator[Said]]


def outranks_by_share(d: Dossier, found: Printed) -> Iterator[Said]:
    """The order was by share in the item's own scope, whatever the questionnaire said."""
    lines = [line for line in found.outcome.listed.lines if line.rank is not None and line.support]
    if not found.outcome.listed.basic_first:
        for line in lines:
            rank = 1 + sum(Fraction(o.support, o.answered) > Fraction(line.support, line.answered) for o in lines)
            yield said(f"排第{rank}", "placed", item=line.item.key, rank=rank)


def needs_as_consent(d: Dossier, found: Printed) -> Iterator[Said]:
    """The larger of two needs was worded as consent."""
    for ruling in found.outcome.rulings:
        for basis, need in ruling.result.needs.items():
            if need and need.returns:
                where = {"rule": ruling.rule.key, "scope": ruling.scope.document(), "basis": basis.value}
                text = f"还要有{need.returns}户参与并同意才够"
                yield said(text, "needs", **where, returns=need.returns, agree=need.returns)


def survey_as_decision(d: Dossier, found: Printed) -> Iterator[Said]:
    """A survey was printed as what the owners had decided, and deciding rules opened the first gate."""
    rulings = [ruling for ruling in found.outcome.rulings if ruling.scope == WHOLE and ruling.rule.consent]
    if rulings and all(ruling.rule.instrument is Instrument.DECISION for ruling in rulings):
        state = {"passed": "passed", "not_passed": "failed"}.get(rulings[0].result.conclusion.value)
        if state:
            yield said("居民愿意改造", "gate", gate="willingness", state=state)


def green_without_conditions(d: Dossier, found: Printed) -> Iterator[Said]:
    """“可以改造” said nothing of what the rule's source asks for besides."""
    judgement = found.outcome.judgement
    figures = {"undetermined": [], "conditions": [], "unconfirmed": ""}
    yield said("可以改造", "judgement", checkpoint=judgement.checkpoint.value, state=judgement.state.value, **figures)


def unsold_units_order(d: Dossier, found: Printed) -> Iterator[Said]:
    """Unsold units were counted as households and ordered."""
    homes = sum(home.kind.value != "parking" for home in d.roster.households)
    yield said(f"{homes}户", "turnout", basis=Basis.HOUSEHOLDS.value, total=homes)


def developer_is_two_heads(d: Dossier, found: Printed) -> Iterator[Said]:
    """A developer's shops, and what it hasn't sold, were two heads."""
    rows = [home for home in d.roster.households if home.kind.value != "parking"]
    heads = {"unsold" if home.kind.value == "unsold" else home.owner or home.id for home in rows}
    yield said(f"{len(heads)}人", "turnout", basis=Basis.OWNERS.value, total=len(heads))


def lacks_too_little(d: Dossier, found: Printed) -> Iterator[Said]:
    """Must-do items over the budget: what was lacking was said as if nothing were overspent."""
    for line in found.outcome.listed.lines:
        if line.status is Status.SKIPPED:
            left = max(0, line.left or 0)
            yield said(f"预算只剩{money_words(left)}", "skipped", item=line.item.key, left=left, drawn=line.drawn)


def must_without_estimate(d: Dossier, found: Printed) -> Iterator[Said]:
    """A must-do item without an estimate was said to cost nothing."""
    yield said(
        f"必改项目{money_words(found.outcome.listed.must)}", "budget", must=found.outcome.listed.must, uncosted_musts=0
    )


def free_item_waits(d: Dossier, found: Printed) -> Iterator[Said]:
    """An item that takes nothing was said to wait for money where the must-do items alone took too much."""
    listed = found.outcome.listed
    for line in listed.lines:
        if line.status is Status.IN and not line.drawn and listed.over_budget:
            yield said("还差0元，余额不足，暂缓", "skipped", item=line.item.key, drawn=0)


def sample_and_verdict(d: Dossier, found: Printed) -> Iterator[Said]:
    """Too small a sample for a verdict, beside a verdict: the first of two bars that was missed named the reason."""
    for ruling in found.outcome.rulings:
        missed = [check for check in ruling.result.checks if not check.ok]
        if missed and missed[-1].kind is CheckKind.CONSENT and ruling.rule.instrument is Instrument.CONSULTATION:
            where = {"rule": ruling.rule.key, "scope": ruling.scope.document()}
            yield said("未通过", "conclusion", **where, conclusion="not_passed")


def older_finding_speaks(d: Dossier, found: Printed) -> Iterator[Said]:
    """A finding at a later checkpoint spoke even where one at an earlier checkpoint was newer."""
    for verdict in found.outcome.judgement.verdicts[1:]:
        able = [f for f in d.findings if f.gate is verdict.gate and f.checkpoint <= verdict.checkpoint]
        if able:
            spoke = max(able, key=lambda f: (f.checkpoint, f.decided_at))
            state = {"pass": "passed", "fail": "failed"}.get(spoke.status.value)
            if state and not spoke.valid_until:
                yield said("经核实", "gate", gate=verdict.gate.value, state=state)


def everybody_of_nobody(d: Dossier, found: Printed) -> Iterator[Said]:
    """Where nobody answered, all were said to have."""
    count = found.outcome.tally.votes.households
    yield said(f"全部{count.answered}户都答了", "turnout", basis=Basis.HOUSEHOLDS.value, answered=count.total)


def acted_for_by_the_form(d: Dossier, found: Printed) -> Iterator[Said]:
    """Homes were said to be voted for by somebody else where such a form lay first, whoever's vote held."""
    homes = {ballot.household for ballot in d.ballots if ballot.answers.get(VOTER) == MANDATED}
    for matter in found.outcome.matters.values():
        inside = sum(home.id in homes and matter.matter.scope.covers(home) for home in d.roster.households)
        yield said(f"其中{inside}户由受托人投票", "mandated", matter=matter.matter.key, homes=inside)


OLD: Mapping[str, Old] = {
    "A1 an item of one building outranks everybody": outranks_by_share,
    "A3 the larger need is worded as consent": needs_as_consent,
    "A4 a survey is printed as a decision": survey_as_decision,
    "A4 a home is acted for by whose form lay first": acted_for_by_the_form,
    "A5 nothing is said of what is still open": green_without_conditions,
    "A6 unsold flats are households": unsold_units_order,
    "A6 a developer is two heads": developer_is_two_heads,
    "A7 what is lacking is too little": lacks_too_little,
    "A7 a must-do item without an estimate costs nothing": must_without_estimate,
    "A7 an item that costs nothing lacks money": free_item_waits,
    "A7 a small sample has a verdict": sample_and_verdict,
    "A7 an older finding speaks": older_finding_speaks,
    "A7 all of nobody answered": everybody_of_nobody,
}
