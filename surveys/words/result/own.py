"""Where a household's own ballot is counted in a published result."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.core.ballot import Ballot, Capacity
from surveys.core.menu import Menu
from surveys.core.outcome import Figure, Hidden, PublicOutcome, told
from surveys.core.questionnaire import Consent, Edition, QuestionRole
from surveys.core.roster import Household, UnitKind
from surveys.core.tally import Basis
from surveys.words.ballot import CAPACITIES
from surveys.words.claim import said
from surveys.words.language import N_, _, counted
from surveys.words.result.listing import ENTERED
from surveys.words.result.matters import own_votes

_PARKING = N_("车位不单独算一户，所以不在回执号名单里。")
_STORAGE = N_("储藏室不单独算一户，所以不在回执号名单里。")
_UNSOLD = N_("没有卖出的房不算一户，不点单，所以不在回执号名单里；按人数和面积算的，算在开发商那里。")
_CHOICES = {Consent.YES: N_("同意"), Consent.NO: N_("不同意"), Consent.ABSTAIN: N_("暂不表态")}


@dataclass(frozen=True, slots=True)
class BallotWords:
    """Where one ballot is counted, line by line."""

    whose: str
    receipt: str
    lines: tuple[str, ...]


def ballot_result(outcome: PublicOutcome, household: Household, edition: Edition, menu: Menu, ballot: Ballot) -> BallotWords:
    """Where a household's ballot is counted in what was posted."""
    if household.kind.is_household:
        lines = tuple(_lines(outcome, household, edition, menu, ballot))
    else:
        lines = (_({UnitKind.PARKING: _PARKING, UnitKind.STORAGE: _STORAGE}.get(household.kind, _UNSOLD)),)
    return BallotWords(_(CAPACITIES[ballot.capacity][0]), ballot.receipt, lines)


def unanswered(outcome: PublicOutcome, *, taken_back: bool = False) -> str:
    """How a household of which no answer stands was counted; `taken_back` where one did once."""
    if taken_back:
        return _("您家交过的回答撤回了，不算参加，也不算同意。")
    if any(ruling.with_silence is not None for ruling in outcome.rulings):
        return _("您家没有交过回答，不算参加，也不算同意。规则写明不表态跟多数走的，另外算了一个结果。")
    return _("您家没有交过回答，不算参加，也不算同意。")


def by_owner(outcome: PublicOutcome) -> str:
    """Where heads and areas are counted, that a home may be so by its owner's other one; empty where only households are."""
    rules = [*(ruling.rule for ruling in outcome.rulings), *(matter.ruling.rule for matter in outcome.matters)]
    if all(rule.bases == (Basis.HOUSEHOLDS,) for rule in rules):
        return ""
    return _("按人数和面积算的，同一位房主的别的房交过的，这套房连着那套一起算。")


def _lines(outcome: PublicOutcome, household: Household, edition: Edition, menu: Menu, ballot: Ballot) -> Iterator[str]:
    receipts = outcome.receipts[ballot.capacity]
    before = bisect_left(receipts, ballot.receipt)
    if ballot.receipt not in receipts[before : before + 1]:
        yield said(_("公示的回执号名单里没有这个号。请告诉社区居委会。"), "receipt", receipt=ballot.receipt, counted="")
        return
    at = {"receipt": ballot.receipt, "counted": ballot.capacity.value, "of": len(receipts)}
    words = _("回执号在公示的名单里，第%(place)s个，一共%(all)s个。", place=before + 1, all=len(receipts))
    yield said(words, "receipt", **at, place=before + 1)
    if ballot.capacity is Capacity.OWNER:
        yield from filter(None, _consent(outcome, edition, ballot))
        yield _ordered(outcome, edition, menu, ballot)
        yield from own_votes(outcome, edition, ballot.answers, several=household.owners > 1)
    else:
        words = _("住户的意见单独统计，不算票，您家算在这%(all)s份意见里。", all=len(receipts))
        yield said(words, "receipt", **at)


def _consent(outcome: PublicOutcome, edition: Edition, ballot: Ballot) -> Iterator[str]:
    question = edition.with_role(QuestionRole.CONSENT)
    chosen = ballot.answers.get(question.key) if question else None
    option = next((option for option in question.options if option.key == chosen), None) if question else None
    if option is None or not option.counts:
        words = _("您家没有答改不改，算交了票，不算参加，也不算同意、不同意。")
        yield said(words, "own_choice", receipt=ballot.receipt, choice="blank")
        yield by_owner(outcome)
        return
    choice = Consent(option.counts)
    where = {"answer": _(option.label), "choice": _(_CHOICES[choice])}
    votes = _votes(outcome, choice)
    if not told(votes):
        words = _("改不改：您家答“%(answer)s”，算在%(choice)s里。", **where)
        yield said(words, "own_choice", receipt=ballot.receipt, choice=choice.value)
        return
    words = counted("改不改：您家答“%(answer)s”，算在%(choice)s的%(n)s户里。", votes, **where)
    yield said(words, "own_choice", receipt=ballot.receipt, choice=choice.value, households=votes)


def _votes(outcome: PublicOutcome, choice: Consent) -> Figure:
    count = outcome.turnout.counts[Basis.HOUSEHOLDS]
    return {Consent.YES: count.yes, Consent.NO: count.no, Consent.ABSTAIN: count.abstain}[choice]


def ordered_items(edition: Edition, ballot: Ballot) -> frozenset[str]:
    """The keys of the items that a ballot ordered."""
    question = edition.with_role(QuestionRole.ORDER)
    chosen = ballot.answers.get(question.key, ()) if question else ()
    return frozenset(chosen) if isinstance(chosen, tuple) else frozenset()


def _ordered(outcome: PublicOutcome, edition: Edition, menu: Menu, ballot: Ballot) -> str:
    voted = {line.item: line.status for line in outcome.listed.lines if line.voted}
    found = [item for item in menu.items if item.key in ordered_items(edition, ballot) & voted.keys()]
    if not found:
        return said(_("改哪里：您家没有点单。"), "own_order", receipt=ballot.receipt, items=[])
    keys = [item.key for item in found]
    entered = [key for key in keys if voted[key] in ENTERED]
    untold = sum(isinstance(voted[key], Hidden) for key in keys)
    values = {"names": _("、").join(_(item.name) for item in found), "listed": len(entered), "open": untold}
    if outcome.listed.budget is None:
        words = counted("改哪里：您家点了%(names)s，一共%(n)s项，都算在点单的户数里。", len(found), **values)
        return said(words, "own_order", receipt=ballot.receipt, items=keys)
    claim = {"receipt": ballot.receipt, "items": keys, "entered": entered, "out": len(keys) - len(entered) - untold}
    if untold:
        words = counted(
            "改哪里：您家点了%(names)s，一共%(n)s项，都算在点单的户数里；写明列入的%(listed)s项，%(open)s项做不做没有公布。",
            len(found),
            **values,
        )
        return said(words, "own_order", **claim, open=untold)
    words = counted(
        "改哪里：您家点了%(names)s，一共%(n)s项，都算在点单的户数里；其中%(listed)s项列入。", len(found), **values
    )
    return said(words, "own_order", **claim)
