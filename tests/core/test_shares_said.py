"""What the sheet says of equal shares, done as it says: household by household, a hundredth at a time."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu
from surveys.core.priorities import SharesStanding, Status, arrange, check, wishes
from surveys.words.claim import claims_of
from surveys.words.outcome.committee import shares_words
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms
from tests.sizes import sized

Homes = list[set[str]]


def bought(costs: dict[str, int], homes: Homes, share: Fraction) -> tuple[list[str], list[Fraction]]:
    """The items that are paid for where every home has so much, and what the homes have left; `costs` are in tie order."""
    money, done = [share] * len(homes), list[str]()
    while True:
        best: tuple[Fraction, str, Fraction] | None = None
        for key, cost in costs.items():
            purses = sorted(money[n] for n, home in enumerate(homes) if key in home)
            if key in done or not purses or sum(purses) < cost:
                continue
            part = Fraction(cost)
            for place, purse in enumerate(purses):
                each = part / (len(purses) - place)
                if purse >= each:
                    break
                part -= purse
            asked = each / cost if cost else Fraction(0)
            if best is None or asked < best[0]:
                best = asked, key, each
        if best is None:
            return done, money
        done.append(best[1])
        money = [left - min(left, best[2]) if best[1] in home else left for left, home in zip(money, homes, strict=True)]


def as_said(costs: dict[str, int], homes: Homes, budget: int) -> tuple[dict[str, SharesStanding], int]:
    """The standing of each item, and how often the shares were raised."""
    share, raised = Fraction(budget, len(homes)), 0
    done, _ = bought(costs, homes, share)
    while any(cost <= budget - sum(costs[k] for k in done) for key, cost in costs.items() if key not in done):
        more, _ = bought(costs, homes, share + share * (raised + 1) / 100)
        if sum(costs[key] for key in more) > budget:
            break
        done, raised = more, raised + 1
    standings = {key: SharesStanding.BOUGHT if key in done else SharesStanding.OUT for key in costs}
    left = budget - sum(costs[key] for key in done)
    for key in sorted(costs, key=lambda key: -sum(key in home for home in homes)):
        if key not in done and costs[key] <= left:
            standings[key] = SharesStanding.COMPLETED
            left -= costs[key]
    return standings, raised


def election(random: Random) -> tuple[Menu, list[Ballot], int, int]:
    keys = "abcdefg"[: random.randrange(1, 8)]
    must = random.randrange(60) * random.randrange(2)
    items = menu(
        *(item(key, random.choice((None, random.randrange(100), random.randrange(1, 30)))) for key in keys),
        item("must", must, must=True),
    )
    homes = random.randrange(1, 12)
    chance = random.random()
    votes = [ballot(n, " ".join(key for key in keys if random.random() < chance)) for n in range(1, homes + 1)]
    return items, votes, random.randrange(200), must


def test_equal_shares_do_what_the_sheet_says() -> None:
    random, seen = Random(11), set[tuple[bool, bool]]()
    for _ in range(sized(250, 1500, 50_000)):
        items, votes, budget, must = election(random)
        fixed = terms(budget, "g e a c b d f")
        owners = wishes(items, EDITION, roster(*"1" * 12), votes)
        listed = arrange(items, fixed, owners, owners)
        lines = [listed.by_key[key] for key in listed.tie_order]
        costs = {line.item.key: line.cost for line in lines if line.support and line.cost is not None}
        homes: Homes = [set(vote.answers["needs"]) for vote in votes]  # type: ignore[arg-type]
        expected, raised = as_said(costs, homes, max(0, budget - must))
        found = check(items, fixed, owners, listed)
        assert found.backing is not None
        assert (dict(found.backing.standings), found.backing.raised) == (expected, raised)
        assert {key: one.shares for key, one in found.items.items() if one.shares} == expected
        (claim,) = claims_of(shares_words(found.backing))
        assert claim.document() == {"claim": "shares_made", "raised": raised, "step_percent": 1}
        taken = sum(costs[key] for key in found.backing.taken)
        assert taken <= max(0, budget - must)
        seen.add((raised > 0, SharesStanding.COMPLETED in expected.values()))
    assert seen >= {(False, False), (True, False), (True, True)}


def test_shares_may_come_to_more_than_there_is_and_what_is_bought_never_does() -> None:
    # Ten each: b's one supporter could not pay 60 before the shares are six times as large, and a's nine need no more.
    items = menu(item("a", 40), item("b", 60))
    votes = [ballot(n, "a") for n in range(1, 10)] + [ballot(10, "b")]
    owners = wishes(items, EDITION, roster(*"1" * 10), votes)
    listed = arrange(items, terms(100), owners, owners)
    found = check(items, terms(100), owners, listed).backing
    assert found is not None
    assert (found.taken, found.raised) == (("a", "b"), 500)
    assert "这次加了500次" in shares_words(found)
    assert all(line.status is Status.IN for line in listed.lines)
