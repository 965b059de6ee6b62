"""What a consultation would come to by the bars of a decision: a comparison, and never a decision.

Terms from before there were matters may name such a rule. It was counted over a consultation, which family may answer, so
that nothing was decided by it.
"""

from __future__ import annotations

from surveys.core.outcome import Hidden, PublicRuling
from surveys.core.rules import Conclusion, Instrument
from surveys.words.claim import Said, joined, said
from surveys.words.language import N_, _
from surveys.words.rules import check_words, result_words, scope_words

COMPARED = N_("对照：民法典第二百七十八条的比例")
"""The heading of a comparison."""
NO_DECISION = N_("这次是意愿征询，不是业主共同决定")


def compared_words(ruling: PublicRuling) -> Said:
    """In a word, whether the bars of the decision are met."""
    conclusion = ruling.conclusion
    if isinstance(conclusion, Hidden):
        return said(_("这里不写"), "untold", rule=ruling.rule.key, scope=ruling.scope.document())
    name, figures = _claimed(ruling)
    passed, undecidable = conclusion is Conclusion.PASSED, conclusion is Conclusion.UNDECIDABLE
    return said(_("比例够") if passed else _("没法对照") if undecidable else _("比例不够"), name, **figures)


def comparison_words(ruling: PublicRuling) -> Said:
    """Whether the bars of the decision are met, and that nothing is decided by it either way."""
    where, apart = scope_words(ruling.scope), _("%(apart)s。", apart=_(NO_DECISION))
    if isinstance(ruling.conclusion, Hidden):
        text = _("对照：按民法典第二百七十八条的比例算，%(where)s够不够，这里不写，免得看出哪家怎么选。", where=where)
        return said(text + apart, "untold", rule=ruling.rule.key, scope=ruling.scope.document())
    name, figures = _claimed(ruling)
    match ruling.conclusion:
        case Conclusion.PASSED:
            text, so = _("对照：按民法典第二百七十八条的比例算，%(where)s够了。", where=where), _("够了也代替不了表决。")
        case Conclusion.UNDECIDABLE:
            text, so = _("对照：户册里没有可以算的人数或面积，%(where)s没法算。", where=where), ""
        case _:
            text, so = (
                _("对照：按民法典第二百七十八条的比例算，%(where)s不够。", where=where),
                _("改不改的认定不看这个比例。"),
            )
    return said(text + apart + so, name, **figures)


ONLY_VOTES = "填的数要是业主共同决定事项的票；拿意愿征询的票来填，算出来的不是业主共同决定。"


def totals_words(ruling: PublicRuling, *, consulted: bool = False) -> tuple[str, ...]:
    """What comes of bare totals: of a decision with whose votes they have to be, and only as a comparison where they are
    known to be those of a consultation."""
    if ruling.rule.instrument is not Instrument.DECISION:
        return result_words(ruling, closed=False)
    if consulted:
        checks = (joined("", (check_words(check, ruling),), "。") for check in ruling.checks)
        return (comparison_words(ruling), *checks)
    return (*result_words(ruling, closed=False), ONLY_VOTES)


def _claimed(ruling: PublicRuling) -> tuple[str, dict[str, object]]:
    assert not isinstance(ruling.conclusion, Hidden)
    return "comparison", {"rule": ruling.rule.key, "scope": ruling.scope.document(), "conclusion": ruling.conclusion.value}
