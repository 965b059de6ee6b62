"""One pass for all scopes: each building counts as if it alone had been looked for in the whole roster."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from surveys.core.ballot import Answers, Ballot, Capacity, Channel
from surveys.core.item import Item
from surveys.core.menu import RankBy, Ranking
from surveys.core.priorities import arrange, wishes
from surveys.core.roster import Entrance, Household, Roster, UnitKind
from surveys.core.tally import WHOLE, Basis, Count, Counting, DeliveryRecord, Scope, Stake, Tally, owners_of, tally
from tests.bench.deciding import case, everything
from tests.core import small_compounds
from tests.core.small_polls import EDITION, MENU, START, WORDS, home

OWNERS = ("Wang", "WANG", "Ｗａｎｇ", "Li", "李 四", "李四", "7", "")
PLACES = [*product("12", "ab"), ("3", "a")]
SCOPES = [WHOLE, Scope(("1", "3")), Scope((), "a"), Scope(("4",)), *(Scope((b,)) for b in "123")]
SCOPES += [Scope((b,), u) for b, u in PLACES]


@st.composite
def polls(draw: st.DrawFn) -> tuple[Roster, tuple[Ballot, ...], DeliveryRecord]:
    units = [
        home(n, draw(st.sampled_from(OWNERS)), 100 * n, building=b, unit=u, kind=draw(st.sampled_from(UnitKind)))
        for n, (b, u) in enumerate(draw(st.lists(st.sampled_from(PLACES), max_size=14)), 1)
    ]
    cast = []
    for unit, capacity in product(units, Capacity):
        said = draw(st.sampled_from(["", "", "blank", *WORDS]))
        if said:
            answers: Answers = {"consent": WORDS[said], "needs": ("lift",)} if said in WORDS else {"needs": ()}
            at = START + timedelta(hours=draw(st.integers(0, 2)))
            cast.append(Ballot(unit.id, capacity, answers, Channel.PHONE, "e", "m", 1, at, f"r{unit.id}"))
    ids = st.sets(st.integers(1, 14), max_size=3)
    return Roster(tuple(units)), tuple(cast), DeliveryRecord(draw(ids), draw(ids))


def in_words(poll: tuple[Roster, tuple[Ballot, ...], DeliveryRecord], scope: Scope, parking: bool) -> tuple[object, ...]:
    """The old way: everything is looked for anew in the whole roster; a unit's stand is a word."""
    roster, ballots, record = poll
    inside = [h for h in roster.households if scope.covers(h) and (parking or not h.kind.is_annex)]
    own = {b.household: b for b in ballots if b.capacity is Capacity.OWNER}
    words = {said: word for word, said in WORDS.items()}

    def stand(unit: Household) -> str:
        if unit.id in own:
            return words.get(str(own[unit.id].answers.get("consent")), "blank")
        return "invalid" if unit.id in record.invalid else "delivered" if unit.id in record.delivered else "silent"

    owners, stands = owners_of(roster.households), {h.id: stand(h) for h in inside}
    heads: dict[str, str] = {}
    for owner in {owners[h.id] for h in inside}:
        mine = [h.id for h in inside if owners[h.id] == owner]
        voted = sorted((i for i in mine if stands[i] in WORDS), key=lambda i: (own[i].cast_at, own[i].revision, i))
        weak = [word for word in ("blank", "invalid", "delivered", "silent") if word in {stands[i] for i in mine}]
        heads[owner] = stands[voted[-1]] + ("" if len(voted) == len(mine) else " loose") if voted else weak[0]
    homes = Counter(stands[h.id] for h in inside if h.kind.is_household)
    area: Counter[str] = Counter()
    for h in inside:
        area[heads[owners[h.id]]] += h.area
    stakes = []
    for owner, head in heads.items():
        mine_ = [h for h in inside if owners[h.id] == owner]
        gave = [h for h in mine_ if h.id in own]
        if head.split()[0] in WORDS:
            lived = sum(h.kind.is_household for h in gave)
            stakes.append(Stake(lived, len(gave) - lived, sum(h.area for h in mine_)))
    return _count(homes), _count(Counter(heads.values())), _count(area), tuple(sorted(stakes))


def _count(words: Counter[str]) -> Count:
    loose = {word: words[f"{word} loose"] for word in WORDS}
    return Count(
        words.total(),
        **{word: words[word] + loose[word] for word in WORDS},
        **{word: words[word] for word in ("blank", "invalid", "delivered")},
        **{f"loose_{word}": number for word, number in loose.items()},
    )


def shown(found: Tally) -> tuple[object, ...]:
    return *(found.votes.on(basis) for basis in Basis), found.stakes


@given(polls(), st.booleans())
def test_all_scopes_of_one_pass_come_to_what_each_comes_to_alone(
    poll: tuple[Roster, tuple[Ballot, ...], DeliveryRecord], parking: bool
) -> None:
    roster, ballots, record = poll
    once = Counting(roster, MENU, ballots, record)
    for scope in SCOPES:
        found = once.tally(EDITION, scope=scope, parking=parking)
        assert shown(found) == in_words(poll, scope, parking)
        known = {"invalid": record.invalid, "delivered": record.delivered}
        assert found == tally(roster, EDITION, MENU, ballots, scope=scope, parking=parking, **known)  # type: ignore[arg-type]
    found = once.tally(EDITION, parking=parking)
    for part in (*found.buildings, *found.stairwells):
        here = Scope((part.building,), part.unit or None)
        assert part.votes.households == once.tally(EDITION, scope=here, parking=parking).votes.households


ITEMS = small_compounds.menu(
    small_compounds.item("a"),
    small_compounds.item("b", 50, buildings=("1",)),
    small_compounds.item("c", 70, stairwells=(Entrance("2", "1"),)),
    Item("m", "M", "basic", must=True, unit_cost=10, quantity=100, buildings=("2",)),
)
ORDERS = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["-", "", "a", "a b", "c a", "b c a"])), max_size=12)


@given(ORDERS, st.sampled_from(RankBy), st.sampled_from([None, 120]))
def test_without_a_building_the_list_is_that_of_a_compound_that_never_had_it(
    homes: list[tuple[str, str]], by: RankBy, budget: int | None
) -> None:
    houses = small_compounds.roster(*(building for building, _ in homes))
    cast = [small_compounds.ballot(n, said, said) for n, (_, said) in enumerate(homes, 1) if said != "-"]
    fixed = small_compounds.terms(budget, ranking=Ranking(by))
    owners = wishes(ITEMS, small_compounds.EDITION, houses, cast)
    for building in houses.buildings:
        rest = Roster(tuple(h for h in houses.households if h.building != building))
        left = [one for one in cast if one.household in {h.id for h in rest.households}]
        never = wishes(ITEMS, small_compounds.EDITION, rest, left)
        others = owners.without(building)
        assert arrange(ITEMS, fixed, others, others) == arrange(ITEMS, fixed, never, never)


def test_five_times_the_buildings_cost_five_times_the_steps() -> None:
    small, large = case(160, items=8), case(800, items=8)
    assert steps(lambda: everything(large)) < 5.5 * steps(lambda: everything(small))


def steps(work: Callable[[], object]) -> int:
    """How many calls a piece of work makes: time that doesn't hang on the machine."""
    made = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made
