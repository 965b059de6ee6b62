"""The sheet: the same ballots give the same bytes, and what is posted tells of groups only."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from surveys.core.ballot import Ballot, Capacity
from surveys.core.canonical import canonical, digest
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate, State
from surveys.core.menu import Alternative, Menu
from surveys.core.place import Area, Compound, Street
from surveys.core.poll import Poll, PollState, Terms, Wave
from surveys.core.priorities import examine, priority_list
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Conclusion, Instrument, Of, Reach, Rule, Silence, SilenceEvidence
from surveys.core.sheet import Evidence, Sheet, posted, sheet
from surveys.core.tally import Basis, Scope
from tests.core.small_polls import EDITION, MENU, PRESETS, START, home, rule, vote

CLOSES = START + timedelta(days=14)
RULES = (PRESETS["xuecheng-2021"], PRESETS["civil-278-special"], PRESETS["shanghai-lift-2014-building"])
FINDING = Finding(
    Gate.COMMITTEE,
    Checkpoint.C1,
    FindingStatus.PASS,
    Decider.STREET,
    "Wang",
    START,
    note="registered",
    evidence=("paper 7",),
)


def poll(*rules: Rule, budget: int | None = 1000) -> Poll:
    lots = tuple(item.key for item in MENU.items)
    fixed = Terms("e", "m", "r", tuple(r.document() for r in rules), lots, 7, False, budget, "o", "c")
    compound = Compound(1, "compound", Street(1, "street"), Area(1, "area"))
    return Poll(1, Wave(1, "wave", "e", START, CLOSES), compound, START, CLOSES, START, None, fixed)


def made(
    roster: Roster, *ballots: Ballot, asked: Poll | None = None, menu: Menu = MENU, now: datetime = CLOSES, **more: object
) -> Sheet:
    found = asked or poll(*RULES)
    assert found.terms
    listed = priority_list(menu, EDITION, roster, ballots, found.terms)
    values = {"findings": (FINDING,), "listed": listed, "now": now, "on": date(2026, 11, 23), **more}
    return sheet(found, roster, EDITION, menu, ballots, **values)  # type: ignore[arg-type]


def district(size: int = 60, areas: int = 5000) -> tuple[Roster, list[Ballot]]:
    chance = random.Random(11)
    roster = Roster(tuple(home(n, f"o{n % 55}", areas + 7 * n, building=str(n % 3)) for n in range(size)))
    ballots = [vote(n, chance.choice(("yes", "yes", "no")), minute=n % 4, needs=("lift",)) for n in range(0, size, 2)]
    ballots += [vote(n, "no", Capacity.OCCUPANT, troubles=("leak",)) for n in range(1, size, 7)]
    return roster, ballots


def test_the_same_ballots_in_any_order_give_the_same_bytes() -> None:
    roster, ballots = district()
    first = made(roster, *ballots)
    for seed in range(4):
        random.Random(seed).shuffle(ballots)
        again = made(roster, *ballots)
        assert canonical(again.document()) == canonical(first.document())
        assert again.digest == first.digest == digest(first.document())
        assert canonical(posted(again)) == canonical(posted(first))


def test_the_sheet_shows_where_and_under_which_terms_the_poll_was_held() -> None:
    document = made(*[Roster((home(1),))]).document()
    assert (document["compound"], document["street"], document["area"]) == ("compound", "street", "area")
    assert (document["wave"], document["state"]) == ("wave", "closed")
    assert document["manifest"]["rules"][0]["key"] == "xuecheng-2021"
    found = poll(*RULES).terms
    assert found
    assert document["manifest_digest"] == found.digest


def test_a_compound_outside_any_area_has_none() -> None:
    asked = poll(RULES[0])
    lone = replace(asked, compound=replace(asked.compound, area=None))
    assert made(Roster((home(1),)), asked=lone).document()["area"] is None


def test_every_rule_has_its_own_result_in_each_scope_that_it_reaches() -> None:
    roster, ballots = district()
    rulings = made(roster, *ballots).rulings
    assert [(r.rule.key, r.scope) for r in rulings] == [
        ("xuecheng-2021", Scope()),
        ("civil-278-special", Scope()),
        *(("shanghai-lift-2014-building", Scope((building,))) for building in ("0", "1", "2")),
    ]
    assert [r.result.rule for r in rulings] == [r.rule for r in rulings]


def test_parking_is_counted_for_the_rule_that_counts_it_and_not_on_the_sheet() -> None:
    roster = Roster((home(1), home(2, "owner 1", 500, kind=UnitKind.PARKING)))
    asked = poll(rule(Basis.AREA, consent="1/2", parking=True, instrument=Instrument.DECISION))
    found = made(roster, vote(1), asked=asked)
    assert found.rulings[0].result.counts[Basis.AREA].total == 10500
    assert found.tally.votes.area.total == 10000


def test_the_verdict_rests_on_the_rules_and_the_findings() -> None:
    roster = Roster(tuple(home(n) for n in range(1, 11)))
    found = made(roster, *(vote(n) for n in range(1, 11)))
    assert [v.state for v in found.judgement.verdicts[:3]] == [State.PASSED, State.PASSED, State.UNDETERMINED]
    assert found.judgement.state is State.UNDETERMINED


def test_a_later_wave_can_refuse_what_an_earlier_one_accepted() -> None:
    """Liming Nanyuan in Yizheng agreed and then refused at the design meeting: each poll has its own sheet."""
    roster = Roster(tuple(home(n) for n in range(1, 10)))
    first, second = (made(roster, *(vote(n, answer) for n in range(1, 10))) for answer in ("yes", "no"))
    assert [s.judgement.verdicts[0].state for s in (first, second)] == [State.PASSED, State.FAILED]


def test_an_empty_compound_and_a_single_household_have_a_sheet() -> None:
    nobody = made(Roster(()))
    assert {ruling.result.conclusion for ruling in nobody.rulings} == {Conclusion.UNDECIDABLE}
    assert posted(nobody)["buildings"] == []
    one = made(Roster((home(1),)), vote(1))
    assert {ruling.result.conclusion for ruling in one.rulings} == {Conclusion.PASSED}
    assert posted(one)["buildings"][0]["yes"] is None


def test_an_open_poll_says_so() -> None:
    found = made(Roster((home(1), home(2))), vote(1), now=START + timedelta(days=1))
    assert found.state is PollState.OPEN
    assert found.document()["judgement"]["gates"][0]["reason"] == "poll_open"


def test_a_poll_that_was_never_opened_has_no_sheet() -> None:
    asked = poll(RULES[0])
    assert asked.terms
    listed = priority_list(MENU, EDITION, Roster(()), (), asked.terms)
    with pytest.raises(ValueError, match="never opened"):
        sheet(
            replace(asked, terms=None),
            Roster(()),
            EDITION,
            MENU,
            (),
            findings=(),
            listed=listed,
            now=datetime(2026, 11, 23, tzinfo=UTC),
            on=date(2026, 11, 23),
        )


def test_silence_prints_both_results() -> None:
    asked = poll(
        rule(
            Basis.AREA,
            participation="2/3",
            consent=">1/2",
            instrument=Instrument.DECISION,
            silence=Silence.FOLLOWS_MAJORITY,
        )
    )
    evidence = Evidence(delivered={2, 3}, silence=SilenceEvidence("c", "d", "w"))
    found = made(Roster(tuple(home(n) for n in (1, 2, 3))), vote(1), asked=asked, evidence=evidence)
    result = found.rulings[0].result
    assert result.conclusion is Conclusion.NOT_PASSED
    assert result.with_silence
    assert result.with_silence.conclusion is Conclusion.PASSED
    assert posted(found)["rulings"][0]["result"]["with_silence"]["outcome"] == "passed"


def test_the_list_carries_its_figures() -> None:
    roster, ballots = district()
    lines = {line["item"]: line for line in made(roster, *ballots).document()["list"]["lines"]}
    assert (lines["lift"]["support"], lines["lift"]["answered"], lines["lift"]["share"]) == (30, 30, "1")
    assert lines["road"]["status"] == "must"
    assert all(isinstance(line["share"], str) and Fraction(line["share"]) <= 1 for line in lines.values())


def test_nothing_on_the_sheet_is_a_float_or_a_household() -> None:
    roster, ballots = district()
    text = json.dumps(made(roster, *ballots).document())
    assert "owner" not in json.loads(text)["tally"]["whole"]
    assert '"o1"' not in text


def test_the_posted_sheet_shows_small_buildings_by_participation_only() -> None:
    roster, ballots = district()
    rows = posted(made(roster, *ballots))["buildings"]
    assert [(row["building"], row["total"], row["part"], row["yes"]) for row in rows] == [
        ("0", 20, 10, None),
        ("1", 20, 10, None),
        ("2", 20, 10, None),
    ]


def test_the_posted_sheet_names_nobody_and_carries_its_own_digest() -> None:
    roster, ballots = district()
    found = made(roster, *ballots)
    document = posted(found)
    finding = document["judgement"]["gates"][1]["finding"]
    assert finding["note"] == "registered"
    assert "decided_by" not in finding
    assert "evidence" not in finding
    assert found.digest not in json.dumps(document)
    assert document.pop("digest") == digest(document)


def test_areas_are_exact_only_where_enough_owners_took_part() -> None:
    roster, ballots = district(100, areas=5001)
    exact = posted(made(roster, *ballots))
    assert not exact["rough_area"]
    assert exact["votes"]["area"]["yes"] % 100
    few = posted(made(roster, *ballots[:20]))
    assert few["rough_area"]
    area = next(r for r in few["rulings"] if r["rule"]["key"] == "civil-278-special")["result"]
    shown = [few["votes"]["area"], area["counts"]["area"]]
    shown += [{k: c[k] for k in ("actual", "whole", "needed", "missing")} for c in area["checks"] if c["basis"] == "area"]
    assert all(figure % 100 == 0 for figures in shown for figure in figures.values())
    assert area["counts"]["owners"]["part"] == few["votes"]["owners"]["part"]


def test_rough_figures_of_a_consented_area_keep_what_is_out_of_reach() -> None:
    roster = Roster(tuple(home(n, area=5001) for n in range(1, 13)))
    area = rule(Basis.AREA, consent="3/4", of=Of.ALL)
    document = posted(made(roster, *(vote(n, "no") for n in range(1, 7)), asked=poll(area)))
    assert document["rulings"][0]["result"]["shortfall"] == {"area": None}
    assert document["judgement"]["gates"][0]["values"] == {"area": None}


@pytest.mark.parametrize(
    ("votes", "hidden"),
    [
        ({"yes": 40}, ()),
        ({"yes": 40, "no": 10}, ()),
        ({"yes": 40, "no": 3}, ("yes", "no", "abstain")),
        ({"yes": 2, "no": 40}, ("yes", "no", "abstain")),
        ({"yes": 40, "no": 10, "abstain": 2}, ("no", "abstain")),
        ({"yes": 40, "no": 2, "abstain": 2}, ("yes", "no", "abstain")),
    ],
)
def test_the_area_of_a_choice_that_few_made_is_not_posted(votes: dict[str, int], hidden: tuple[str, ...]) -> None:
    """One refusal in a compound: what took part less what agreed is that flat, to the hundredth of a square metre."""
    said = [choice for choice, number in votes.items() for _ in range(number)]
    roster = Roster(tuple(home(n, area=5001 + 7 * n) for n in range(len(said) + 5)))
    asked = poll(PRESETS["civil-278-special"])
    document = posted(made(roster, *(vote(n, choice) for n, choice in enumerate(said)), asked=asked))
    area = document["votes"]["area"]
    assert {name for name, value in area.items() if value is None} == set(hidden)
    assert all(value is not None for value in document["votes"]["owners"].values())
    result = document["rulings"][0]["result"]
    assert result["counts"]["area"] == area
    consent = next(c for c in result["checks"] if (c["kind"], c["basis"]) == ("consent", "area"))
    assert (consent["actual"] is None) == ("yes" in hidden)
    assert consent["ok"] is (votes["yes"] > 30)
    assert ("area" in result["shortfall"]) == ("yes" not in hidden)


def test_a_ballot_without_an_answer_of_few_tells_no_area_either() -> None:
    roster = Roster(tuple(home(n, area=5001 + 7 * n) for n in range(50)))
    ballots = [vote(n) for n in range(40)] + [replace(vote(44), answers={})]
    area = posted(made(roster, *ballots))["votes"]["area"]
    assert {name for name, value in area.items() if value is None} == {"blank", "answered", "silent"}


def test_a_ruling_for_one_building_is_posted_without_its_numbers() -> None:
    roster, ballots = district()
    ruling = posted(made(roster, *ballots))["rulings"][2]
    assert ruling["rule"]["reach"] == Reach.BUILDING
    assert "counts" not in ruling["result"]
    assert set(ruling["result"]["checks"][0]) == {"kind", "basis", "bar", "ok", "lock"}


def test_questions_and_opinions_are_posted_with_small_cells_hidden() -> None:
    roster, ballots = district()
    document = posted(made(roster, *ballots))
    assert document["opinions"] == {"total": 60, "part": 9, "yes": None, "no": None, "abstain": None}
    questions = {q["key"]: q for q in document["questions"]}
    assert set(questions) == {"consent", "needs", "lift", "troubles"}
    assert questions["needs"]["owners"]["counts"] == {"lift": 30, "green": 0}
    assert questions["troubles"]["occupants"]["counts"] == {"leak": None, "dark": None}


def test_an_item_of_a_small_building_is_posted_without_its_support() -> None:
    items = [replace(item, buildings=("1",)) if item.key == "lift" else item for item in MENU.items]
    items[1] = replace(items[1], alternatives=(Alternative("a", "A"), Alternative("b", "B")))
    scoped = Menu("m", "m", 3, MENU.tiers, tuple(items))
    roster, ballots = district()
    lines = {line["item"]: line for line in posted(made(roster, *ballots, menu=scoped))["list"]["lines"]}
    assert (lines["lift"]["answered"], lines["lift"]["support"], lines["lift"]["share"]) == (10, None, None)
    assert lines["green"]["support"] == 0


def test_the_list_hides_what_a_few_ordered_and_all_where_few_answered() -> None:
    roster, ballots = district(80)
    few = [replace(ballot, answers={**ballot.answers, "needs": ("green",)}) for ballot in ballots[:3]]
    shown = {line["item"]: line for line in posted(made(roster, *few, *ballots[3:]))["list"]["lines"]}
    assert (shown["green"]["support"], shown["lift"]["support"]) == (None, None)
    assert [shown["green"][name] for name in ("share", "named", "ways", "opinion")] == [None, None, {}, [None, 12]]
    assert "tops" not in shown["green"]
    sparse = {line["item"]: line for line in posted(made(roster, *ballots[:9]))["list"]["lines"]}
    assert {line["support"] for line in sparse.values() if line["rank"]} == {None}


@pytest.mark.parametrize("budget", [1000, None])
def test_the_checks_beside_the_list_are_posted_without_their_breakdowns(budget: int | None) -> None:
    roster, ballots = district()
    asked = poll(*RULES, budget=budget)
    assert asked.terms
    examined = examine(MENU, EDITION, roster, ballots, asked.terms, draws=20)
    found = made(roster, *ballots, asked=asked, examined=examined)
    assert found.document()["checks"] == examined.document()
    checks = posted(found)["checks"]
    assert set(checks["items"]["lift"]) == {"equal_shares", "representative", "ranks", "band"}
    assert (checks["coverage"] is None) == (budget is None)
    assert posted(made(roster, *ballots))["checks"] is None


def test_each_building_sees_what_it_ordered_unless_too_few_answered() -> None:
    roster, ballots = district(120)
    asked = poll(*RULES)
    assert asked.terms
    examined = examine(MENU, EDITION, roster, ballots, asked.terms, draws=20)
    orders = posted(made(roster, *ballots, asked=asked, examined=examined))["orders"]
    assert orders["lift"] == [{"building": str(n), "answered": 20, "support": 20} for n in range(3)]
    few = examine(MENU, EDITION, roster, ballots[:30], asked.terms, draws=20)
    hidden = posted(made(roster, *ballots[:30], asked=asked, examined=few))["orders"]
    assert [row["support"] for row in hidden["lift"]] == [None, None, None]
    assert posted(made(roster, *ballots))["orders"] is None


def test_the_receipts_tell_how_many_were_counted_and_leave_parking_out() -> None:
    roster = Roster((home(1), home(2), home(3, kind=UnitKind.PARKING)))
    ballots = [replace(vote(n), receipt=code) for n, code in ((1, "Z"), (2, "A"), (3, "M"))]
    found = posted(made(roster, *ballots, replace(vote(1, "no", Capacity.OCCUPANT), receipt="T")))
    assert found["receipts"] == {"owner": ["A", "Z"], "occupant": ["T"]}
    assert len(found["receipts"]["owner"]) == found["votes"]["households"]["answered"]
