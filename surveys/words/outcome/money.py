"""What becomes of the money, and how the list was made."""

from __future__ import annotations

from typing import assert_never

from surveys.core.menu import RankBy
from surveys.core.outcome import Hidden, PublicList
from surveys.core.priorities import Status
from surveys.words.claim import Said, said
from surveys.words.dates import day_in_year
from surveys.words.figure import money_words
from surveys.words.menu import RANKINGS
from surveys.words.priorities import UNESTIMATED, untold_order


def budget_words(listed: PublicList) -> str:
    """The money: what there is, what must be done takes, what the orders take, and what is left."""
    unknown = [line.item for line in listed.lines if line.status is Status.MUST and line.cost is None]
    must = _must_words(listed, len(unknown))
    estimated = "" if must.startswith(UNESTIMATED) else "估算"
    at_most = "至多" if unknown else ""
    figures = {"budget": listed.budget, "must": listed.must, "uncosted_musts": len(unknown)}
    if listed.budget is None:
        return said(f"没有定预算：只排先后，不划线。必改项目{estimated}{must}。", "budget", **figures)
    if listed.over_budget:
        over = money_words(listed.must - listed.budget)
        text = f"预算{money_words(listed.budget)}。必改项目就要{must}，超出{over}，要花共同的钱的点单项目都要等。"
        return said(text, "budget", **figures)
    given = f"预算{money_words(listed.budget)}。必改项目{must}，"
    match listed.spent:
        case Hidden(low=int(low), high=int(high)):
            least = f"至少{money_words(low - listed.must)}、" if low > listed.must else ""
            text = f"{given}点单项目列入的{least}至多{money_words(high - listed.must)}，准数不在此公布。"
            return said(text, "budget", low=low, high=high, **figures)
        case int(spent):
            left = money_words(listed.budget - spent)
            text = f"{given}点单项目列入{money_words(spent - listed.must)}，{at_most}还余{left}。"
            return said(text, "budget", spent=spent, **figures)
    return said(f"{given}点单项目列入多少不在此公布。", "budget", **figures)


def _must_words(listed: PublicList, unknown: int) -> str:
    """What the must-do items take, as far as anybody knows."""
    if not unknown:
        return money_words(listed.must)
    if not listed.must and all(line.cost is None for line in listed.lines if line.status is Status.MUST):
        return f"{UNESTIMATED}（{unknown}项，没有算进去）"
    return f"{money_words(listed.must)}（另有{unknown}项必改{UNESTIMATED}，没有算进去）"


def estimate_made_words(listed: PublicList) -> str:
    """Who estimated what the items cost, when, from which paper; empty where nothing is estimated."""
    if not any(line.cost is not None for line in listed.lines):
        return ""
    made = listed.estimated
    if made is None:
        return "估算人：没有登记。"
    paper = f"，依据：{made.paper}" if made.paper else ""
    return f"估算人：{made.by}，{day_in_year(made.on)}{paper}。"


def list_notes(listed: PublicList) -> tuple[str, ...]:
    """How the list was made, for below it."""
    notes: list[str] = [_how(listed)]
    if listed.basic_first:
        notes.append("征询开始前已定：菜单的第一类先排，其他类随后。")
    if any(line.tied_with for line in listed.lines):
        notes.append(
            f"{RANKINGS[listed.ranking.by].level}并列；先后按征询开始前定好的办法：先看类别，再看最要紧的程度，再看估算少的，最后按开始前抽的签。"
        )
    if any(line.room is not None for line in listed.lines):
        notes.append("有的类别定了最多能用多少共同的钱，点单项目超过的暂缓。")
    if any(line.rivals for line in listed.lines):
        notes.append("只能做一项的，只看按点单排在前面的一项，后面的不做。")
    if listed.budget is not None and any(line.needs for line in listed.lines):
        notes.append("要等另一项先做的，那一项列入了才轮到它；那一项没有列入，它就暂缓。")
    if any(not line.voted and line.cost is None for line in listed.lines):
        notes.append("写着“未估算”的项目没有算进金额。")
    if untold_order(listed):
        notes.append(
            "有的项目点的户很少，或者几乎家家都点，或者只关系到几栋楼：写出户数、名次、做不做，会看出哪家怎么选。"
            "这些写“—”或者“不公布”，它们之间照菜单的顺序排；真正的先后照样按征询开始前定的办法。"
        )
    return tuple(notes)


def _how(listed: PublicList) -> Said:
    ranking, walked = listed.ranking, "" if listed.budget is None else "逐项放进预算；放不下的先跳过，接着看下一项。"
    match ranking.by:
        case RankBy.HOUSEHOLDS:
            how = "每户点的每一项算一户。点的户多的排前面"
        case RankBy.SHARE:
            least = f"；应答不到{ranking.least}户的排在后面" if ranking.least > 1 else ""
            how = f"每户点的每一项算一户。按点的户占应答户的比例从高到低排{least}"
        case RankBy.POINTS:
            how = "每户说的三项最要紧，第一3分、第二2分、第三1分。分数高的排前面"
        case _:
            assert_never(ranking.by)
    weights = {"weights": [3, 2, 1]} if ranking.by is RankBy.POINTS else {}
    return said(f"{how}{'，' if walked else '。'}{walked}", "ranking", **ranking.document(), **weights)
