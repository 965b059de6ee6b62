"""What residents are told where they order: what an item costs and who pays, what it asks for, and how the list is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from surveys.core.menu import Decision, Item, Menu, Payer, RankBy
from surveys.core.poll import Terms
from surveys.core.questionnaire import QuestionRole
from surveys.words.language import N_, _


class PayerWords(NamedTuple):
    """Who pays, as a noun, and as residents are told with how much."""

    noun: str
    pays: str


class RankingWords(NamedTuple):
    """How the list is put in order: as residents are told where they order, as the office chooses it, as the heading over
    the list, and two items that are level, in the list and in the note on ties."""

    asked: str
    choice: str
    heading: str
    alike: str
    level: str


PAYERS: Mapping[Payer, PayerWords] = {
    Payer.GOVERNMENT: PayerWords("共同的钱", N_("共同的钱出%(money)s")),
    Payer.OWNERS: PayerWords("业主", N_("业主出%(money)s，每户合%(each)s元")),
    Payer.COMPANY: PayerWords("专业经营单位", N_("专业经营单位出%(money)s")),
    Payer.FUND: PayerWords("维修资金", N_("维修资金出%(money)s")),
}
_SUBSIDY = N_("专项补助出%(money)s")
RANKINGS: Mapping[RankBy, RankingWords] = {
    RankBy.HOUSEHOLDS: RankingWords(
        N_("从单子里挑，不同意改造的也可以挑。哪一项点的人家多，哪一项排在前；从前往后，钱够的就做。"),
        N_("按点单户数：点的户多的排前面"),
        "点的户多的在前",
        "户数一样多",
        "户数一样多的",
    ),
    RankBy.SHARE: RankingWords(
        N_(
            "从单子里挑，不同意改造的也可以挑。按点的人家占应答人家的比例排先后，应答不到%(least)s户的排在后面；"
            "从前往后，钱够的就做。"
        ),
        N_("按比例：点的户占应答户的比例，从高到低"),
        "点的户占应答户的比例，从高到低",
        "比例相同",
        "比例相同的",
    ),
    RankBy.POINTS: RankingWords(
        N_("从单子里挑，不同意改造的也可以挑。先后看“最要紧”那一题的分数；没有人家点的不做。"),
        N_("按“最要紧”的分数：第一3分、第二2分、第三1分"),
        "“最要紧”的分数，从高到低",
        "分数相同",
        "分数相同的",
    ),
}
DECISIONS = dict(zip(Decision, "一二三四五六七八九", strict=True))


def cost_words(item: Item, homes: int) -> str:
    """What an item is thought to cost, in round numbers, and for each of `homes` households in its scope where nobody else
    is said to pay; empty where nobody knows."""
    if not item.costs:
        return ""
    low, high = min(item.costs), max(item.costs)
    if low != high:
        return _("%(low)s到%(high)s，看怎么改", low=round_money(low), high=round_money(high))
    whole = round_money(low)
    if not homes or item.is_local or item.pays:
        return whole
    return _("%(whole)s，每户合%(yuan)s元", whole=whole, yuan=_each(low, homes))


def way_cost_words(item: Item, way: str) -> str:
    """What one alternative is thought to cost; empty where all cost the same or nobody knows."""
    cost = item.cost_of(way) if item.priced_ways else None
    return "" if cost is None else round_money(cost)


def asking_words(item: Item, menu: Menu, homes: int, *, basic_first: bool = False) -> Iterator[str]:
    """What whoever orders an item has to know: who pays, with what it can't both be done, what it waits for, and what the
    owners must decide besides. `homes` are the households in its scope; `basic_first`: whether a class comes first,
    which doesn't decide between two of which only one can be done."""
    if item.pays and item.costs and homes:
        yield _("；").join(_payments(item, homes))
    if item.own_money:
        yield _("不占共同的钱，不和别的项目争，另外商定")
    found = [menu.by_key[key] for key in sorted(menu.rivals(item.key)) if key in menu.by_key]
    if rivals := [rival for rival in found if not rival.infeasible]:
        words = N_("和%(names)s只能做一项，按点单排在前面的算")
        if basic_first:
            words = N_("和%(names)s只能做一项，按点单排在前面的算，不看哪一类先排")
        yield _(words, names=_names(rivals))
    if needed := [menu.by_key[key] for key in item.needs if key in menu.by_key]:
        yield _("要先做%(names)s才能做", names=_names(needed))
    if item.decision:
        yield _("点单不等于同意：做之前业主还要另外表决（民法典第278条第%(number)s项）", number=DECISIONS[item.decision])


def _names(items: list[Item]) -> str:
    return _("、").join(_("“%(name)s”", name=_(item.name)) for item in items)


def _payments(item: Item, homes: int) -> Iterator[str]:
    if min(item.costs) < max(item.costs):
        yield _("按最贵的做法算")
    for payer, fen in item.payments(max(item.costs)).items():
        said = _SUBSIDY if payer is Payer.GOVERNMENT and item.own_money else PAYERS[payer].pays
        yield _(said, money=round_money(fen), each=_each(fen, homes))


def ranking_words(role: QuestionRole, menu: Menu, terms: Terms | None) -> str:
    """How answers to a question about the menu put the list in order, from the terms as they were fixed before opening;
    empty for other questions."""
    ranking = terms.ranking if terms else menu.ranking
    if role is QuestionRole.ORDER:
        first = _("“%(tier)s”先排。", tier=_(menu.tiers[0].name)) if terms and terms.basic_first else ""
        return first + _(RANKINGS[ranking.by].asked, least=ranking.least)
    if role is QuestionRole.TOP3:
        return _(_BY_POINTS) if ranking.by is RankBy.POINTS else _(_TIED)
    return ""


def ranking_choice_words(by: RankBy, least: int = 0) -> str:
    """A ranking as the office chooses it."""
    words = _(RANKINGS[by].choice)
    return _("%(words)s（应答不到%(least)s户的排在后面）", words=words, least=least) if least > 1 else words


_TIED = N_("两项排得一样前的时候，才看这三项。")
_BY_POINTS = N_("先后就按这三项排：第一要紧3分，第二2分，第三1分，分数高的在前。")


def _each(fen: int, homes: int) -> str:
    yuan = (fen // 100 + homes // 2) // homes
    return f"{yuan}" if yuan or not fen else _("不到1")


def round_money(fen: int) -> str:
    """An amount in round numbers: 14.2万元, 9800元."""
    yuan = fen // 100
    if yuan < 10_000:
        return _("%(yuan)s元", yuan=yuan)
    tenths = (yuan + 500) // 1000
    ten_thousands = f"{tenths // 10}.{tenths % 10}".replace(".0", "")
    return _("%(ten_thousands)s万元", ten_thousands=ten_thousands, yuan=f"{tenths * 1000:,}")
