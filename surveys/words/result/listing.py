"""The list of what is renovated first, as far as it is told: never an order, a place or a number that isn't."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.core.outcome import Figure, Hidden, PublicLine, PublicList, told
from surveys.core.outcome.cells import ends
from surveys.core.priorities import Status
from surveys.words.claim import Said, joined, said
from surveys.words.dates import day_in_year
from surveys.words.figure import percent_words
from surveys.words.language import _, counted
from surveys.words.matter import class_number
from surveys.words.menu import round_money
from surveys.words.place import building_words, unit_words
from surveys.words.priorities import STATUSES
from surveys.words.result.bars import PartBar

CARRIED = (Status.IN, Status.RANKED)
"""What is carried out, or ranked where there is no budget, of all that is voted."""
ENTERED = (Status.MUST, *CARRIED)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the list; `verdict` is empty where it isn't told, `bar` is there where the support is.

    `place` is the item's among those that are carried out, from 1, where its rank is told; its rank among all that are voted
    is said with the support where it is another. `pending` is what owners must still decide together before it is done.
    """

    key: str
    place: int | None
    name: str
    verdict: str
    listed: bool
    support: str
    cost: str
    bar: PartBar | None
    pending: str = ""


@dataclass(frozen=True, slots=True)
class ListWords:
    """The list: what is done without asking, what is carried out, of what that isn't told, and the rest.

    `estimated` says who made the estimates, `why` why numbers and ranks are missing, `untold` why it isn't told of some
    whether they are done.
    """

    money: str
    estimated: str
    why: tuple[str, ...]
    untold: str
    must: tuple[ItemLine, ...]
    listed: tuple[ItemLine, ...]
    open: tuple[ItemLine, ...]
    rest: tuple[ItemLine, ...]


def list_words(listed: PublicList) -> ListWords:
    """The list in words, each part in the order in which it was posted."""
    few = _all_untold(listed)
    ranks = [line.rank for line in listed.lines if line.status in CARRIED and told(line.rank)]
    placed = [(line.status, _item(line, _place(line, ranks), few)) for line in listed.lines]
    known = (Status.MUST, *CARRIED)
    return ListWords(
        money=_money(listed),
        estimated=_estimated(listed),
        why=tuple(_why(listed)),
        untold=_untold(listed),
        must=tuple(item for status, item in placed if status is Status.MUST),
        listed=tuple(item for status, item in placed if status in CARRIED),
        open=tuple(item for status, item in placed if isinstance(status, Hidden)),
        rest=tuple(item for status, item in placed if not isinstance(status, Hidden) and status not in known),
    )


def _all_untold(listed: PublicList) -> bool:
    """Whether so few answered that no number is told, not even about how many it is."""
    voted = [line for line in listed.lines if line.voted]
    return bool(voted) and all(_is_unbounded(line.support, line.answered) for line in voted)


def _is_unbounded(figure: Figure, of: int) -> bool:
    return isinstance(figure, Hidden) and figure.low in (0, None) and figure.high in (of, None)


def _why(listed: PublicList) -> Iterator[str]:
    voted = [line for line in listed.lines if line.voted]
    if _all_untold(listed):
        few = counted("只有%(n)s户答了，点的户数和名次都不写，免得看出哪家怎么选。下面的次序不是先后。", listed.answered)
        words = few if listed.answered else _("没有一户答，下面的次序不是先后。")
        yield said(words, "budget", answered=listed.answered)
        return
    if any(isinstance(line.support, Hidden) for line in voted):
        yield _("答的、点的人家太少，或者几乎家家都点的，不写确切户数，免得看出哪家怎么选。")
    if any(isinstance(line.rank, Hidden) for line in voted):
        yield _("没写名次的，名次不公布，列在哪里不作数。")


def _untold(listed: PublicList) -> str:
    if listed.budget is None:
        return _("有没有人点，写出来会看出哪家怎么选，所以不在此公布。")
    return _("做不做要看点的户数和剩多少钱，写出来会看出哪家怎么选，所以不在此公布。")


def _money(listed: PublicList) -> str:
    if listed.budget is None:
        return _("没有定预算，只排先后。")
    unknown = any(line.status is Status.MUST and line.cost is None for line in listed.lines)
    also = _("未估算的必改项目还没有算进去。") if unknown else ""
    return joined("", (_spent(listed, listed.budget), also))


def _estimated(listed: PublicList) -> str:
    """Who says what the items cost; empty where nobody does."""
    made = listed.estimated
    if made is None or not any(line.cost is not None for line in listed.lines):
        return ""
    paper = _("，依据“%(paper)s”", paper=made.paper) if made.paper else ""
    return _("%(day)s由%(by)s估算%(paper)s。", day=day_in_year(made.on), by=made.by, paper=paper)


def _spent(listed: PublicList, budget: int) -> Said:
    spent = listed.spent.low or 0 if isinstance(listed.spent, Hidden) else listed.spent
    amounts = {"budget": round_money(budget), "spent": round_money(spent)}
    if listed.over_budget:
        words = _("预算%(budget)s，必改的就不够，要花共同的钱的都要等。", **amounts)
        return said(words, "budget", budget=budget, must=listed.must)
    if isinstance(listed.spent, Hidden):
        words = _("预算%(budget)s，写明列入的一共%(spent)s；做不做没有公布的，不算在里面。", **amounts)
        return said(words, "budget", budget=budget, low=spent)
    return said(_("预算%(budget)s，列入的一共%(spent)s。", **amounts), "budget", budget=budget, spent=spent)


def _place(line: PublicLine, ranks: Sequence[int]) -> int | None:
    """Where an item stands among those that are carried out, whose told ranks these are; the untold come after."""
    rank = line.rank
    return 1 + sum(other < rank for other in ranks) if line.status in CARRIED and told(rank) else None


def _item(line: PublicLine, place: int | None, few: bool) -> ItemLine:
    status, support = line.status, line.support
    listed = status in ENTERED
    return ItemLine(
        key=line.item,
        place=place,
        name=_named(line),
        verdict=""
        if isinstance(status, Hidden)
        else said(_(STATUSES[status].plain), "status", **_of(line), status=status.value),
        listed=listed,
        support=_support(line, place) if line.voted and not few else "",
        cost=_cost(line),
        bar=PartBar(support, line.answered, low=not listed) if line.voted and told(support) else None,
        pending=_pending(line) if listed or status is Status.OWN else "",
    )


def _pending(line: PublicLine) -> str:
    if not line.decision:
        return ""
    words = _("还要业主共同决定，通过了才做（民法典第二百七十八条第%(number)s项）", number=class_number(line.decision))
    return said(words, "to_decide", **_of(line), decision=line.decision.value)


def _of(line: PublicLine) -> dict[str, str]:
    return {"item": line.item}


def _cost(line: PublicLine) -> str:
    if line.cost is None:
        return "" if line.infeasible or line.status is Status.UNCOSTED else _("未估算")
    if not told(line.cost):
        return ""
    return said(_("估算%(money)s", money=round_money(line.cost)), "placed", **_of(line), cost=line.cost)


def _named(line: PublicLine) -> str:
    name = _(line.name)
    where = part_words(line)
    return _("%(item)s（%(where)s）", item=name, where=where) if where else name


def part_words(line: PublicLine) -> str:
    """The part of the compound that an item is for; empty for all of it."""
    stairs = (building_words(one.building) + unit_words(one.unit) for one in line.stairwells)
    return _("、").join([*map(building_words, line.buildings), *stairs])


def _support(line: PublicLine, place: int | None) -> str:
    support, answered = line.support, f"{line.answered:,}"
    if isinstance(support, Hidden):
        low, high = ends(support)
        return said(_band(support, line.answered), "ordered_about", **_of(line), low=low, high=high, answered=line.answered)
    share = percent_words(support, line.answered)
    words = counted("%(answered)s户里%(n)s户点了（%(share)s）", support, answered=answered, share=share)
    ordered = said(words, "ordered", **_of(line), support=support, answered=line.answered)
    if not told(line.rank) or not support or (line.rank == place and not line.tied_with):
        return ordered
    words = _("，名次并列第%(rank)s", rank=line.rank) if line.tied_with else _("，名次第%(rank)s", rank=line.rank)
    return joined("", (ordered, said(words, "placed", **_of(line), rank=line.rank)))


def _band(support: Hidden, of: int) -> str:
    """About how many ordered an item, as far as that is told."""
    answered = f"{of:,}"
    if _is_unbounded(support, of):
        return _("点的户数不公布")
    if support.low:
        return counted("%(answered)s户里%(n)s户以上点了", support.low, answered=answered)
    return counted("%(answered)s户里不到%(n)s户点了", (support.high or 0) + 1, answered=answered)
