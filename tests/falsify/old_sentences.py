"""Sentences as they were once printed and were false, made again from an outcome of today: what the search has to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from surveys.core.matter import MANDATED, VOTER
from surveys.core.priorities import Status
from surveys.core.rules import CheckKind, Conclusion, Instrument, Lock
from surveys.core.tally import WHOLE, Basis
from surveys.services.outcome import Dossier
from surveys.words.claim import Said, said
from surveys.words.figure import money_words
from tests.falsify.old_code import DRAWS, drawn, left, owners_of, percent, ranks, shortfall, supports
from tests.falsify.sentences import Printed

Old = Callable[[Dossier, Printed], Iterator[Said]]


def outranks_by_share(d: Dossier, found: Printed) -> Iterator[Said]:
    """The order was by share in the item's own scope, whatever the questionnaire said."""
    for key, rank in ranks(d, found.outcome).items():
        if supports(d)[key][0]:
            yield said(f"排第{rank}", "placed", item=key, rank=rank)


def surely_where_few_answered(d: Dossier, found: Printed) -> Iterator[Said]:
    """Where fewer than five answered, ballots that couldn't order an item stood for those of whom nothing came."""
    for key, (best, worst, above) in drawn(d, ranks(d, found.outcome)).items():
        band = "A" if 20 * above >= 19 * DRAWS else "C" if 20 * above <= DRAWS else "B"
        yield said(f"{best}至{worst}", "spread", item=key, best=best, worst=worst)
        yield said(f"重算{DRAWS}次，{above}次排得上", "band", item=key, band=band, above=above, reached=above, draws=DRAWS)


def needs_as_consent(d: Dossier, found: Printed) -> Iterator[Said]:
    """The larger of two needs was worded as consent."""
    for ruling in found.outcome.rulings:
        for basis, need in shortfall(ruling.result).items():
            if need:
                where = {"rule": ruling.rule.key, "scope": ruling.scope.document(), "basis": basis.value}
                yield said(f"还要有{need}户参与并同意才够", "needs", **where, returns=need, agree=need)


def missing_side_by_side(d: Dossier, found: Printed) -> Iterator[Said]:
    """What lacks on each bar was said as things stand, though those who come raise the other."""
    for ruling in found.outcome.rulings:
        for basis in ruling.rule.bases:
            lacks = {c.kind: c.needed - c.actual for c in ruling.result.checks if c.basis is basis and not c.ok}
            if len(lacks) > 1:
                come, agree = max(lacks.values()), lacks.get(CheckKind.CONSENT, 0)
                where = {"rule": ruling.rule.key, "scope": ruling.scope.document(), "basis": basis.value}
                yield said(f"征询还差{come}户；同意还差{agree}户", "needs", **where, returns=come, agree=agree)


def survey_as_decision(d: Dossier, found: Printed) -> Iterator[Said]:
    """Who answered a survey, of whatever family, was printed as what the owners had decided."""
    for ruling in found.outcome.rulings:
        if ruling.rule.instrument is Instrument.DECISION:
            conclusion = ruling.result.conclusion.value
            yield said("业主共同决定：通过", "decided", matter=ruling.rule.key, conclusion=conclusion)


def verdict_borrows(d: Dossier, found: Printed) -> Iterator[Said]:
    """Where no consultation asked for consent, a deciding rule opened the first of the five conditions."""
    asked = [one.result for one in found.outcome.rulings if one.scope == WHOLE and one.rule.consent]
    if asked and all(one.rule.instrument is Instrument.DECISION for one in asked):
        state = {"passed": "passed", "not_passed": "failed"}.get(asked[0].conclusion.value)
        if state:
            yield said("居民愿意改造", "gate", gate="willingness", state=state)


def entered_undecided(d: Dossier, found: Printed) -> Iterator[Said]:
    """An item that the owners must decide on first was said to be on the list like any other."""
    for line in found.outcome.listed.lines:
        if line.status is Status.IN and line.item.decision:
            yield said("列入", "to_decide", item=line.item.key, decision="")


def unsold_units_count(d: Dossier, found: Printed) -> Iterator[Said]:
    """Unsold units were counted as households."""
    homes = sum(home.kind.value != "parking" for home in d.roster.households)
    yield said(f"{homes}户", "turnout", basis=Basis.HOUSEHOLDS.value, total=homes)


def unsold_units_order(d: Dossier, found: Printed) -> Iterator[Said]:
    """Unsold units ordered."""
    for key, (support, answered) in supports(d).items():
        if found.outcome.listed.by_key[key].rank is not None:
            yield said(f"应答的{answered}户中的{support}户点了它", "ordered", item=key, support=support, answered=answered)


def developer_is_two_heads(d: Dossier, found: Printed) -> Iterator[Said]:
    """A developer's shops, and what it hasn't sold, were two heads."""
    heads = set(owners_of(home for home in d.roster.households if home.kind.value != "parking").values())
    yield said(f"{len(heads)}人", "turnout", basis=Basis.OWNERS.value, total=len(heads))


def lacks_too_little(d: Dossier, found: Printed) -> Iterator[Said]:
    """Must-do items over the budget: what was lacking was said as if nothing were overspent."""
    for key, cost, rest in left(d, found.outcome):
        shown, line = max(0, rest), found.outcome.listed.by_key[key]
        if line.status is Status.SKIPPED and line.drawn == cost:
            text = f"预算只剩{money_words(shown)}，要{money_words(cost)}，还差{money_words(cost - shown)}，余额不足，暂缓"
            yield said(text, "skipped", item=key, left=shown, drawn=cost)


def free_item_waits(d: Dossier, found: Printed) -> Iterator[Said]:
    """An item that costs nothing was said to wait for money where the must-do items alone took too much."""
    for key, cost, rest in left(d, found.outcome):
        if not cost:
            yield said("还差0元，余额不足，暂缓", "skipped", item=key, left=max(0, rest), drawn=0)


def fits_beside_unknown_musts(d: Dossier, found: Printed) -> Iterator[Said]:
    """An item was said to fit though what must be done has no estimate."""
    listed = found.outcome.listed
    if any(line.status is Status.IN for line in listed.lines):
        yield said(f"必改项目{money_words(listed.must)}，够做", "budget", must=listed.must, uncosted_musts=0)


def never_beside_open(d: Dossier, found: Printed) -> Iterator[Said]:
    """Those of whom one more answer may turn an owner were left out of who may still come."""
    for ruling in found.outcome.rulings:
        if None in shortfall(ruling.result).values():
            where = {"rule": ruling.rule.key, "scope": ruling.scope.document()}
            yield said("其余的全部参与并同意，也不能通过", "lock", **where, lock="failed")


def sample_and_verdict(d: Dossier, found: Printed) -> Iterator[Said]:
    """“样本不足，结果仅供参考” stood beside “暂不予改造”, where no answer that may still come could make it pass."""
    whole = [one.result for one in found.outcome.rulings if one.scope == WHOLE and one.rule.consent]
    first = next((one for one in whole if one.rule.instrument is Instrument.CONSULTATION), None)
    if first and first.conclusion is Conclusion.INSUFFICIENT and first.lock is Lock.FAILED:
        yield said("样本不足，结果仅供参考", "gate", gate="willingness", reason="sample_insufficient")


def most_urgent_first(d: Dossier, found: Printed) -> Iterator[Said]:
    """The questionnaire said that the most urgent goes first, whatever put the list in order."""
    yield said("钱不够全改的时候，先顾最要紧的。", "ranking", by="points")


def all_but_one_is_all(d: Dossier, found: Printed) -> Iterator[Said]:
    """A share beside a bar had a rounder of its own, for which nearly all was all and hardly anybody nobody."""
    for ruling in found.outcome.rulings:
        for check in ruling.result.checks:
            if check.whole:
                where = {"rule": ruling.rule.key, "scope": ruling.scope.document()}
                figures = {
                    "kind": check.kind.value,
                    "basis": check.basis.value,
                    "actual": check.actual,
                    "whole": check.whole,
                }
                yield said(percent(check.actual, check.whole, check.bar), "check", **where, **figures)


def green_without_conditions(d: Dossier, found: Printed) -> Iterator[Said]:
    """“可以改造” said nothing of what the rule's source asks for besides."""
    judgement = found.outcome.judgement
    figures = {"undetermined": [], "conditions": [], "unconfirmed": ""}
    yield said("可以改造", "judgement", checkpoint=judgement.checkpoint.value, state=judgement.state.value, **figures)


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
    "A2 a place is told where fewer than five answered": surely_where_few_answered,
    "A3 the larger need is worded as consent": needs_as_consent,
    "A3 two needs are told as if one didn't raise the other": missing_side_by_side,
    "A4 a survey is printed as a decision": survey_as_decision,
    "A4 a home is acted for by whose form lay first": acted_for_by_the_form,
    "A4 a verdict borrows another's ballots": verdict_borrows,
    "A4 an item is on the list before its owners decided": entered_undecided,
    "A5 nothing is said of what is still open": green_without_conditions,
    "A6 unsold flats are households": unsold_units_count,
    "A6 unsold flats order": unsold_units_order,
    "A6 a developer is two heads": developer_is_two_heads,
    "A7 what is lacking is too little": lacks_too_little,
    "A7 an item that costs nothing lacks money": free_item_waits,
    "A7 a must-do item without an estimate costs nothing": fits_beside_unknown_musts,
    "A7 out of reach beside still open": never_beside_open,
    "A7 a small sample has a verdict": sample_and_verdict,
    "A7 the most urgent goes first": most_urgent_first,
    "A7 all of nobody answered": everybody_of_nobody,
    "A7 all but one is all": all_but_one_is_all,
    "A7 an older finding speaks": older_finding_speaks,
}
