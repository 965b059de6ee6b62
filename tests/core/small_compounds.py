"""The smallest compounds that show what the priority list does, as literals."""

from __future__ import annotations

from datetime import UTC, datetime

from surveys.core.ballot import Answers, Ballot, Capacity, Channel
from surveys.core.menu import Item, Menu, RankBy, Ranking, Tier
from surveys.core.poll import Terms
from surveys.core.priorities import PriorityList, priority_list
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import Household, Roster

EDITION = Edition(
    "e",
    "e",
    "",
    (
        Question("needs", "order", "needs", QuestionRole.ORDER),
        Question("top", "top3", "top", QuestionRole.TOP3, from_menu=True),
    ),
)
TIERS = (Tier("basic", "A"), Tier("better", "B"), Tier("best", "C"))


def item(key: str, cost: int | None = 100, tier: str = "better", **more: object) -> Item:
    return Item(key, key.upper(), tier, unit_cost=cost, quantity=100, **more)  # type: ignore[arg-type]


def menu(*items: Item) -> Menu:
    return Menu("m", "m", len(items), TIERS, items)


def roster(*buildings: str) -> Roster:
    return Roster(tuple(Household(n, b, "1", 1, str(n), 10000, f"owner {n}") for n, b in enumerate(buildings, 1)))


BY_SHARE, BY_POINTS = Ranking(RankBy.SHARE), Ranking(RankBy.POINTS)


def terms(
    budget: int | None = None,
    lots: str = "",
    basic_first: bool = False,
    ranking: Ranking = Ranking(),  # noqa: B008
) -> Terms:
    return Terms("e", "m", "r", (), tuple(lots.split()), 7, basic_first, budget, "", "", ranking)


def ballot(household: int, order: str, top: str = "", capacity: Capacity = Capacity.OWNER, **how: str) -> Ballot:
    answers: Answers = {"needs": tuple(order.split()), "top": tuple(top.split()), "needs.how": how}
    return Ballot(household, capacity, answers, Channel.PHONE, "e", "m", 1, datetime(2026, 1, 1, tzinfo=UTC), "r")


def listed(items: Menu, *ballots: Ballot, among: Roster | None = None, **fixed: object) -> PriorityList:
    households = among or roster(*"1" * 10)
    return priority_list(items, EDITION, households, ballots, terms(**fixed))  # type: ignore[arg-type]


def keys(result: PriorityList) -> str:
    return " ".join(line.item.key for line in result.lines)


def statuses(result: PriorityList) -> dict[str, str]:
    return {line.item.key: line.status.value for line in result.lines}
