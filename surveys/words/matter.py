"""What owners decide together, in words: what it is and what it takes, before anybody votes; and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from surveys.core.errors import Problem
from surveys.core.matter import Matter
from surveys.core.menu import Decision
from surveys.core.outcome import Hidden, PublicMatter
from surveys.core.rules import Bar, Conclusion, Rule
from surveys.core.tally import Scope
from surveys.words.claim import Said, said
from surveys.words.language import N_, _, counted, in_chinese
from surveys.words.rules import scope_words

DECISIONS: Mapping[Decision, str] = {
    Decision.PROCEDURE: N_("制定和修改业主大会议事规则"),
    Decision.COVENANT: N_("制定和修改管理规约"),
    Decision.COMMITTEE: N_("选举业主委员会或者更换业主委员会成员"),
    Decision.MANAGER: N_("选聘和解聘物业服务企业或者其他管理人"),
    Decision.SPENDING_FUND: N_("使用建筑物及其附属设施的维修资金"),
    Decision.RAISING_FUND: N_("筹集建筑物及其附属设施的维修资金"),
    Decision.REBUILDING: N_("改建、重建建筑物及其附属设施"),
    Decision.COMMON_PARTS: N_("改变共有部分的用途或者利用共有部分从事经营活动"),
    Decision.OTHER: N_("有关共有和共同管理权利的其他重大事项"),
}
"""The nine classes of Civil Code art. 278, as the law names them."""
_PROBLEMS = {
    "matter_without_key": "缺少编号（key）",
    "matter_without_wording": "写上要决定的事",
    "matter_wording_long": "要决定的事写了{value}个字，最多{most}个",
    "matter_repeated": "编号“{value}”前面第{first}件已经用了，换一个",
    "matter_item": "改造菜单里没有“{value}”这一项",
    "matter_stairwell": "写到单元（{value}）的，只写一栋楼",
    "matter_building": "户册里没有“{value}”这栋楼",
    "matter_nobody": "户册里没有“{value}”这个单元",
    "matter_proxies": "一个人最多替几位业主投，写1到{most}",
    "matter_rule_consults": "“{value}”是意愿征询的规则，不能用来共同决定",
    "matter_rule_bases": "共同决定要按人数和面积两样算，“{value}”不是",
    "matter_rule_participation": "“{value}”要的参与比例比法律低：第{decision}项要三分之二以上",
    "matter_rule_consent": "“{value}”要的同意比例比法律低：第{decision}项不能用",
    "matter_rule_counting": "“{value}”的算法不合第278条：同意按参与的算，弃权算参与，废票不算",
    "rule_silence_without_clause": "写上议事规则里这一条的原文",
    "menu_place_unknown": "“{value}”写着给“{place}”，户册里没有这栋楼或这个单元；改菜单，或者改户册",
    "ranking_without_top3": "问卷“{value}”没有从菜单里选三项最要紧的题，不能按“最要紧”的分数排；换一种排法，或者换问卷",
    "rule_decides": "“{value}”是业主共同决定的比例，不能用来认定意愿征询；要决定的事，列为业主共同决定事项",
}
_NUMERALS = "一二三四五六七八九"
_SHARES: Mapping[tuple[Fraction, bool], str] = {
    (Fraction(2, 3), False): N_("三分之二以上"),
    (Fraction(3, 4), False): N_("四分之三以上"),
    (Fraction(1, 2), True): N_("一半以上（正好一半不算）"),
    (Fraction(1), False): N_("全部"),
}


def class_number(decision: Decision) -> str:
    """The number of the class in the law, in the reader's numerals."""
    return _NUMERALS[int(decision) - 1] if in_chinese() else decision.value


def class_words(decision: Decision) -> str:
    """The class of a matter with the law that it stands in."""
    number, name = class_number(decision), _(DECISIONS[decision])
    return _("民法典第二百七十八条第一款第%(number)s项：%(name)s", number=number, name=name)


def who_decides_words(matter: str, scope: Scope, homes: int) -> Said:
    """Whose vote it is, by the matter's key."""
    where = scope_words(scope)
    text = counted("由%(where)s的房主来定，一共%(n)s户。只有房主投票。", homes, where=where)
    if not homes:
        text = _("由%(where)s的房主来定，那里没有住户，只有没卖出的房、车位或者储藏室。只有房主投票。", where=where)
    return said(text, "decides", matter=matter, scope=scope.document(), homes=homes)


def what_it_takes_words(matter: str, rule: Rule) -> Said:
    """What a matter needs to pass, by its key; before and after it is voted on."""
    assert rule.participation
    assert rule.consent
    values = {"joining": _share(rule.participation), "agreeing": _share(rule.consent)}
    text = _("要参加投票的人数和面积都到%(joining)s，其中同意的人数和面积都到%(agreeing)s，才通过。", **values)
    bars = {"participation": str(rule.participation), "consent": str(rule.consent)}
    return said(text, "takes", matter=matter, **bars)


def _share(bar: Bar) -> str:
    known = _SHARES.get((bar.ratio, bar.strict))
    if known:
        return _(known)
    parts = {"part": bar.ratio.numerator, "whole": bar.ratio.denominator}
    return _("超过%(part)s/%(whole)s", **parts) if bar.strict else _("%(part)s/%(whole)s以上", **parts)


def matter_problem_words(problem: Problem) -> str:
    """Why a matter can't be voted on, or a rule can't judge a consultation; empty for a code of others."""
    if problem.code not in _PROBLEMS:
        return ""
    said = _PROBLEMS[problem.code].format(value=problem.value, **problem.detail)
    return f"第{problem.detail['number']}件事项：{said}" if "number" in problem.detail else said


def asked_words(matter: Matter, homes: int) -> tuple[str, ...]:
    """What stands beside a matter where it is voted on; `homes` are those in its scope."""
    return (
        _("这是业主共同决定事项。%(decision)s。", decision=class_words(matter.decision)),
        who_decides_words(matter.key, matter.scope, homes),
        what_it_takes_words(matter.key, matter.rule),
    )


def voted_on_words(wording: str) -> str:
    """A matter among the questions of a receipt."""
    return _("业主共同决定：%(wording)s", wording=wording)


def decided_words(matter: PublicMatter) -> Said:
    """What came out of a matter, where that may be told."""
    conclusion = matter.ruling.conclusion
    if isinstance(conclusion, Hidden):
        text = _("业主共同决定：过没过，这里不写，由镇街另行书面告知相关业主")
        return said(text, "untold", matter=matter.key)
    return said(_came_to(conclusion), "decided", matter=matter.key, conclusion=conclusion.value)


def decided_word(matter: PublicMatter) -> Said:
    """The same in a word, for tables."""
    conclusion = matter.ruling.conclusion
    if isinstance(conclusion, Hidden):
        return said("不公布", "untold", matter=matter.key)
    match conclusion:
        case Conclusion.PASSED:
            words = "通过"
        case Conclusion.UNDECIDABLE:
            words = "没法认定"
        case _:
            words = "没有通过"
    return said(words, "decided", matter=matter.key, conclusion=conclusion.value)


def _came_to(conclusion: Conclusion) -> str:
    match conclusion:
        case Conclusion.PASSED:
            return _("业主共同决定：通过")
        case Conclusion.UNDECIDABLE:
            return _("业主共同决定：没法认定，户册里没有可以算的人数或面积")
        case _:
            return _("业主共同决定：没有通过")
