"""A result in words says what is told, says of the rest why it isn't, and claims nothing more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from surveys.core.ballot import Ballot
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate, State
from surveys.core.menu import Decision
from surveys.core.outcome import Hidden, PublicOutcome, Why
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact, public
from surveys.core.priorities import Status
from surveys.core.roster import Household, Roster, UnitKind
from surveys.core.rules import Conclusion
from surveys.words.claim import claims_of, sentences_in
from surveys.words.comparison import COMPARED
from surveys.words.outcome.papers import sheet, verdict
from surveys.words.result import ResultWords, ballot_result, building_result, result_of, unanswered
from surveys.words.result.listing import ItemLine
from surveys.words.result.verdict import UNTOLD
from tests.core.small_polls import EDITION, PRESETS, START, home, vote
from tests.words.small_outcomes import CLOSES, KEYS, MENU, compound, compound_of_12, decided, posted

TODAY = date(2026, 12, 1)


def words(outcome: PublicOutcome) -> ResultWords:
    notice = replace(posted(decided(*compound_of_12())), outcome=outcome)
    return result_of(outcome, notice, notice, today=TODAY)


def said(told: ResultWords) -> str:
    """Everything that a result says."""
    return re.sub(r"(?:key|sign|chip)='[^']*'", "", repr(told))


def large(agree: int = 60, homes: int = 100) -> tuple[Roster, list[Ballot]]:
    """A hundred homes that all answer: 96 order the lamp, 50 the roof, 3 the lift, and 10 of building 1 the bench."""
    roster = Roster(tuple(home(n, area=9000 + 10 * n, building=("2", "1")[n % 2]) for n in range(1, homes + 1)))
    made = []
    for n in range(1, homes + 1):
        wanted = [("lamp", n <= 96), ("roof", n % 2 == 0), ("lift", n <= 3), ("bench", n % 2 == 1 and n > 80)]
        needs = tuple(key for key, ordered in wanted if ordered) or ("roof",)
        made.append(replace(vote(n, "yes" if n <= agree else "no", needs=needs), receipt=f"{n:010}"))
    return roster, made


def test_a_compound_of_twelve_learns_no_support_no_rank_and_no_tie() -> None:
    told = words(public(decided(*compound_of_12())))
    listing = told.listing
    assert len(listing.open) == len(KEYS) - 1
    for line in (*listing.listed, *listing.open, *listing.rest):
        assert (line.place, line.support, line.bar) == (None, "", None)
    assert "并列" not in said(told)
    assert listing.why == ("只有11户答了，点的户数和名次都不写，免得看出哪家怎么选。下面的次序不是先后。",)
    assert listing.untold == "做不做要看点的户数和剩多少钱，写出来会看出哪家怎么选，所以不在此公布。"


def test_its_agreeing_area_is_neither_drawn_nor_said() -> None:
    told = words(public(decided(*compound_of_12())))
    (compared,) = [ruling for ruling in told.rulings if ruling.title == COMPARED]
    consent = compared.checks[-1]
    assert consent.title == "同意的（按面积）"
    assert (consent.reached, consent.bar) == ("面积不公布，免得算出哪家怎么选", None)
    assert "差" not in consent.margin


@pytest.mark.parametrize("others", ["no", "yes"])
def test_nothing_is_said_from_which_the_area_of_one_owner_follows(others: str) -> None:
    one = "yes" if others == "no" else "no"
    roster = Roster(tuple(home(n, area=5000 + 137 * n) for n in range(1, 41)))
    told = said(words(public(decided(roster, [vote(n, one if n == 3 else others) for n in range(1, 41)]))))
    for area in ("54.11", "2,288.44", "3,069.29", "3,069平方米", "2,288平方米"):
        assert area not in told


def test_a_hidden_conclusion_is_said_by_the_street_and_has_no_colour() -> None:
    outcome = public(decided(*large()))
    hidden = Hidden(Why.FOLLOWS)
    gate = replace(outcome.judgement.gates[0], state=hidden, reason=hidden, change=hidden)
    judgement = replace(outcome.judgement, state=hidden, gates=(gate, *outcome.judgement.gates[1:]))
    rulings = tuple(replace(ruling, conclusion=hidden) for ruling in outcome.rulings)
    told = words(replace(outcome, judgement=judgement, rulings=rulings))
    assert (told.verdict.title, told.verdict.sign) == ("结论另行书面告知", UNTOLD)
    first_line, still = told.verdict.lines
    assert first_line == "能不能改造，这次公示不写：写出来，会算出有的人家怎么选。由镇街另行书面告知业主。"
    assert still.startswith("还没有定的：")
    assert told.verdict.of_the_list == "做不做还要看能不能改造，这份单子先作参考。"
    first = told.gates[0]
    assert (first.sign, first.verdict, first.why) == (UNTOLD, "这里不写", "由镇街另行书面告知业主")
    assert {(ruling.chip, ruling.conclusion) for ruling in told.rulings} == {("none", "这里不写")}
    assert UNTOLD not in list(State)


def test_what_is_few_or_nearly_all_is_said_in_bands() -> None:
    lines = {line.key: line for line in _lines(words(public(decided(*large()))))}
    assert lines["lamp"].support == "100户里94户以上点了"
    assert lines["lift"].support == "100户里不到7户点了"
    assert lines["roof"].support == "100户里50户点了（50.0%），名次第2"
    assert (lines["lamp"].bar, lines["lift"].bar) == (None, None)
    assert lines["roof"].bar


def _lines(told: ResultWords) -> list[ItemLine]:
    listing = told.listing
    return [*listing.must, *listing.listed, *listing.open, *listing.rest]


def test_the_items_stay_in_the_order_in_which_they_were_posted() -> None:
    for budget in (None, 1_000_00, 300_00):
        outcome = public(decided(*large(), budget=budget))
        listing = words(outcome).listing
        for part in (listing.must, listing.listed, listing.open, listing.rest):
            keys = [line.item for line in outcome.listed.lines]
            places = [keys.index(item.key) for item in part]
            assert places == sorted(places)


def test_a_rank_and_a_tie_are_said_only_where_they_are_told() -> None:
    outcome = public(decided(*large()))
    told = words(outcome)
    for item in (*told.listing.listed, *told.listing.rest):
        line = outcome.by_item[item.key]
        assert item.place is None or not isinstance(line.rank, Hidden)
        assert "并列" not in item.support or not isinstance(line.rank, Hidden)
    assert told.listing.why[-1] == "没写名次的，名次不公布，列在哪里不作数。"


def test_the_list_of_what_is_done_starts_at_one_and_says_another_rank_in_words() -> None:
    """The roof is wanted most and too dear, so the next ones are carried out."""
    roster = Roster(tuple(home(n, area=9000 + 10 * n) for n in range(1, 101)))
    wanted = [("roof", 80), ("gate", 60), ("tree", 40), ("park", 20)]
    ballots = [vote(n, "yes", needs=tuple(key for key, most in wanted if n <= most) or ("lamp",)) for n in range(1, 101)]
    dear = MENU.fitted({"roof": {"unit_cost": 9_000_00}})
    menu = replace(dear, items=tuple(item for item in dear.items if item.tier == "basic"))
    listing = words(public(decided(roster, ballots, menu=menu, budget=1_500_00))).listing
    assert [(line.key, line.place, line.support[-4:]) for line in listing.listed[:2]] == [
        ("gate", 1, "名次第2"),
        ("tree", 2, "名次第3"),
    ]
    roof = next(line for line in listing.rest if line.key == "roof")
    assert (roof.place, roof.support) == (None, "100户里80户点了（80.0%），名次第1")


@pytest.mark.parametrize(
    ("answered", "agree", "needs"),
    [
        (60, 31, "还要27户交回，而且都同意。"),
        (60, 33, "还要25户交回（同意不同意都算），其中至少24户同意。"),
        (60, 60, "还要25户交回（同意不同意都算）。"),
        (100, 30, "其余的全部交回并且都同意，同意的也只有30户，不到要的67户，够不着。"),
        (100, 90, "规则另外要求的“承诺支持改造施工”、"),
    ],
)
def test_what_is_needed_is_told_in_one_sentence(answered: int, agree: int, needs: str) -> None:
    roster = Roster(tuple(home(n, area=9000) for n in range(1, 101)))
    ballots = [vote(n, "yes" if n <= agree else "no") for n in range(1, answered + 1)]
    first = words(public(decided(roster, ballots, "xuecheng-2021"))).rulings[0]
    assert first.together.startswith(needs)


ALL_FOUND = [
    Finding(gate, Checkpoint.C1, FindingStatus.PASS, Decider.BUREAU, "甲", START, note="已核实")
    for gate in Gate
    if gate is not Gate.WILLINGNESS
]
OPEN = "规则另外要求的“承诺支持改造施工”"
UNCONFIRMED = "这条规则还没有经主管部门确认"


def faces(outcome: Outcome) -> list[str]:
    """What every face says at its head: the paper for the committee, that for the stairwell, and the residents' page."""
    boxes = [verdict(exact(outcome)), verdict(public(outcome))]
    own = words(public(outcome)).verdict
    return [*("".join((box.title, *box.lines)) for box in boxes), "".join((own.title, *own.lines))]


def test_every_face_says_what_is_open_beside_the_five_conditions() -> None:
    roster = Roster(tuple(home(n, area=9000) for n in range(1, 101)))
    outcome = decided(roster, [vote(n) for n in range(1, 101)], "xuecheng-2021", findings=ALL_FOUND)
    for head in faces(outcome):
        assert all(words in head for words in ("可以改造，还有没定的事", OPEN, UNCONFIRMED))
    assert words(public(outcome)).verdict.sign == "undetermined"
    assert outcome.document()["judgement"]["open"] == {
        "conditions": list(PRESETS["xuecheng-2021"].conditions),
        "unconfirmed": True,
    }
    claim = next(claim for claim in claims_of(verdict(exact(outcome)).title) if claim.name == "judgement")
    assert claim.figures["state"] == "passed"
    assert claim.figures["conditions"] == list(PRESETS["xuecheng-2021"].conditions)


def test_a_rule_that_is_confirmed_and_asks_for_nothing_more_leaves_nothing_open() -> None:
    roster = Roster(tuple(home(n, area=9000) for n in range(1, 101)))
    rule = replace(PRESETS["xuchang"], confirmed_by="区住建局")
    outcome = decided(roster, [vote(n) for n in range(1, 101)], rule, findings=ALL_FOUND)
    assert all("可以改造" in head and "没定" not in head and "还没有定" not in head for head in faces(outcome))
    assert words(public(outcome)).verdict.sign == "passed"


def test_what_is_refused_still_says_what_nobody_looked_at() -> None:
    roster = Roster(tuple(home(n, area=9000) for n in range(1, 101)))
    for head in faces(decided(roster, [vote(n, "no") for n in range(1, 101)], "xuecheng-2021", findings=())):
        assert all(words in head for words in ("已成立业主委员会", OPEN, UNCONFIRMED))


def test_unsold_flats_are_no_households_and_beat_nobody() -> None:
    families = [home(n, area=9000) for n in range(1, 31)]
    unsold = [home(n, "宏达置业", 9000, kind=UnitKind.UNSOLD) for n in range(31, 71)]
    ballots = [vote(n, needs=("gate",)) for n in range(1, 31)] + [vote(n, "no", needs=("tree",)) for n in range(31, 71)]
    outcome = decided(Roster((*families, *unsold)), ballots)
    assert (outcome.tally.votes.households.total, outcome.tally.votes.owners.total) == (30, 31)
    assert outcome.rulings[0].result.conclusion is Conclusion.PASSED
    supports = {line.item.key: line.support for line in outcome.listed.lines}
    assert (supports["gate"], supports["tree"]) == (30, 0)
    text = "".join(sentences_in(sheet(exact(outcome), digest="0" * 64, printed_at=CLOSES)))
    assert "开发商没有卖出的40套不算户，不点单；同一开发商的房合起来算一人，面积合计。" in text


def test_money_that_hangs_on_what_is_hidden_is_not_summed() -> None:
    outcome = public(decided(*large()))
    assert isinstance(outcome.listed.spent, Hidden)
    money = words(outcome).listing.money
    assert "写明列入的一共" in money
    assert "做不做没有公布的，不算在里面" in money


def test_a_building_is_compared_where_it_is_told_and_else_says_why_not() -> None:
    outcome = public(decided(*large()))
    assert building_result(outcome, "2").items == ()
    assert building_result(outcome, "2").told == "这栋楼50户答了。各项的户数不分楼公布，免得看出哪家怎么选。"
    roster, ballots = large()
    wanted = [("roof",) if n % 3 else ("lamp",) for n in range(len(ballots))]
    shared = [replace(b, answers={**b.answers, "needs": keys}) for b, keys in zip(ballots, wanted, strict=True)]
    found = building_result(public(decided(roster, shared)), "1")
    assert [item.name for item in found.items] == ["roof", "lamp"]
    assert "不分楼公布" in found.told
    assert found.told.endswith("其余的里，点得最多的是roof、lamp。")


def test_a_ballot_is_told_where_it_is_counted_and_which_of_its_items_are_not_told() -> None:
    roster, ballots = large()
    outcome = public(decided(roster, ballots))
    mine: Household = roster.households[1]
    told = ballot_result(outcome, mine, EDITION, MENU, ballots[1])
    open_ones = [line for line in outcome.listed.lines if isinstance(line.status, Hidden)]
    assert open_ones
    assert told.lines[0] == "回执号在公示的名单里，第2个，一共100个。"
    assert told.lines[1] == "改不改：您家答“y”，算在同意的60户里。"
    assert told.lines[2].startswith("改哪里：您家点了lamp、roof、lift，一共3项，都算在点单的户数里；写明列入的")
    strange = replace(ballots[1], receipt="ZZZZZ-ZZZZZ")
    assert ballot_result(outcome, mine, EDITION, MENU, strange).lines == (
        "公示的回执号名单里没有这个号。请告诉社区居委会。",
    )


def test_who_said_nothing_is_told_of_the_result_that_counts_the_silent() -> None:
    outcome = public(decided(*large()))
    assert unanswered(outcome) == "您家没有交过回答，不算参加，也不算同意。"
    followed = tuple(replace(ruling, with_silence=Conclusion.PASSED) for ruling in outcome.rulings)
    assert "不表态跟多数走的，另外算了一个结果" in unanswered(replace(outcome, rulings=followed))


def test_no_status_is_made_up_for_what_is_not_told() -> None:
    outcome = public(decided(*compound_of_12()))
    listing = words(outcome).listing
    assert {line.verdict for line in listing.open} == {""}
    assert all(outcome.by_item[item.key].status in (Status.UNCOSTED, Status.SKIPPED) for item in listing.rest)


def test_a_building_that_may_not_be_told_apart_is_told_by_the_street() -> None:
    (ruling,) = words(public(decided(*compound(2), "shanghai-lift-2014-building"))).rulings
    assert ruling.scopes == ()
    assert ruling.untold == "各楼过没过，这里不写，免得看出哪家怎么选；由镇街另行书面告知业主。"


def test_a_compound_of_one_building_says_what_its_rule_came_to() -> None:
    (ruling,) = words(public(decided(*compound_of_12(), "shanghai-lift-2014-building"))).rulings
    assert ruling.scopes == (("1号楼", "未通过"),)


def test_an_item_that_owners_must_decide_says_so_on_the_residents_page_too() -> None:
    items = tuple(
        replace(item, decision=Decision.REBUILDING) if item.key in ("road", "lamp") else item for item in MENU.items
    )
    listing = words(public(decided(*large(), menu=replace(MENU, items=items)))).listing
    pending = {line.key: line.pending for line in (*listing.must, *listing.listed, *listing.rest, *listing.open)}
    assert pending["road"] == pending["lamp"] == "还要业主共同决定，通过了才做（民法典第二百七十八条第七项）"
    assert not pending["roof"]


def test_the_residents_page_says_which_works_are_not_in_the_sum() -> None:
    items = tuple(replace(item, unit_cost=None) if item.must else item for item in MENU.items)
    listing = words(public(decided(*large(), menu=replace(MENU, items=items)))).listing
    assert listing.money.endswith("未估算的必改项目还没有算进去。")
