"""What is still needed for a pass, and what a pass hung on: each sentence with its claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveys.core.outcome import Hidden, PublicCheck, PublicNeed, PublicRuling, told
from surveys.core.rules import CheckKind, Conclusion, Rule
from surveys.core.tally import WHOLE, Basis, Scope
from surveys.words.claim import Said, joined, said
from surveys.words.figure import BASES, amount_words
from surveys.words.language import N_, _


def needs_words(ruling: PublicRuling, *, voting: bool = False) -> Said:
    """What must still come in and how much of it must agree, basis by basis; where a basis is out of reach, only that, and
    why. Empty where nothing is needed. `voting`: whether owners vote on a matter, which a ballot may leave out."""
    if ruling.conclusion is Conclusion.UNDECIDABLE:
        return Said("")
    beyond = [check for check in ruling.checks if check.out_of_reach]
    if beyond:
        return joined(_("；"), (_beyond(check, ruling.rule, ruling.scope, voting) for check in beyond))
    return all_needs_words(ruling.needs, ruling.rule.key, ruling.scope, voting=voting)


def all_needs_words(needs: Sequence[PublicNeed], rule: str, scope: Scope = WHOLE, *, voting: bool = False) -> Said:
    """What every basis of a rule needs; empty where nothing is, or where it is out of reach."""
    parts = tuple(_needs(needs, rule, scope, voting))
    return joined(_("；"), parts, _("；几样都够了才通过") if len(parts) > 1 else "")


def _needs(needs: Sequence[PublicNeed], rule: str, scope: Scope, voting: bool) -> Iterator[str]:
    for need in needs:
        if words := _need(need, voting):
            words = _("%(basis)s%(needs)s", basis=_(BASES[need.basis].by), needs=words) if len(needs) > 1 else words
            agree = need.agree if told(need.agree) else None
            figures = {"basis": need.basis.value, "returns": need.returns, "agree": agree}
            where = {"rule": rule, "scope": scope.document()}
            yield said(words, "needs", **where, **figures) if told(need.returns) else words


def _need(need: PublicNeed, voting: bool) -> str:
    """One basis: 还要49户交回（同意不同意都算），其中至少45户同意."""
    if isinstance(need.returns, Hidden):
        return _("还差多少不公布")
    if not need.returns:
        return ""
    amount = amount_words(need.basis, need.returns)
    come = _came(need.basis, voting, amount)
    if need.agree == need.returns:
        return _("还要%(come)s，而且都同意", come=come)
    if isinstance(need.agree, Hidden):
        return _("还要%(come)s，其中要同意多少不公布", come=come)
    if not need.agree:
        return _("还要%(come)s（同意不同意都算）", come=come)
    agree = amount_words(need.basis, need.agree)
    return _("还要%(come)s（同意不同意都算），其中至少%(agree)s同意", come=come, agree=agree)


def _came(basis: Basis, voting: bool, amount: str) -> str:
    if voting:
        return _("%(n)s的房投票", n=amount) if basis is Basis.AREA else _("%(n)s投票", n=amount)
    return _("%(n)s的房交回", n=amount) if basis is Basis.AREA else _("%(n)s交回", n=amount)


def _beyond(check: PublicCheck, rule: Rule, scope: Scope, voting: bool) -> Said:
    """Why a bar is out of reach: 其余的全部交回并且都同意，同意的也只有50户，不到要的67户."""
    most, needed = check.most, check.most_needed
    amounts = {
        "most": amount_words(check.basis, most) if told(most) else "",
        "needed": amount_words(check.basis, needed) if told(needed) else "",
    }
    yes, came = _BEYOND_VOTING if voting else _BEYOND
    words = _(yes if check.kind is CheckKind.CONSENT else came, **amounts)
    figures = {"kind": check.kind.value, "basis": check.basis.value, "most": most, "needed": needed}
    return said(words, "out_of_reach", rule=rule.key, scope=scope.document(), **figures)


_BEYOND = (
    N_("其余的全部交回并且都同意，同意的也只有%(most)s，不到要的%(needed)s，够不着"),
    N_("其余的全部交回，参加的也只有%(most)s，不到要的%(needed)s，够不着"),
)
_BEYOND_VOTING = (
    N_("其余的全部投票并且都同意，同意的也只有%(most)s，不到要的%(needed)s，够不着"),
    N_("其余的全部投票，参加的也只有%(most)s，不到要的%(needed)s，够不着"),
)


def filled_words(ruling: PublicRuling) -> Said:
    """That a rule passed because those who disagree take part too, where it hung on them. Empty where it didn't."""
    return joined(_("；"), (_filled(basis, number, ruling) for basis, number in ruling.filled.items()))


def _filled(basis: Basis, number: int, ruling: PublicRuling) -> Said:
    amount = amount_words(basis, number)
    words = _("不同意的也算参加：要是不同意的里有%(n)s没交，参加的就不够，通不过", n=amount)
    if len(ruling.rule.bases) > 1:
        words = _("%(basis)s，%(words)s", basis=_(BASES[basis].by), words=words)
    return said(words, "filled_by_noes", rule=ruling.rule.key, scope=ruling.scope.document(), basis=basis.value, noes=number)
