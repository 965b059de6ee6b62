"""What a poll comes to, exact: the same ballots give the same bytes."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.canonical import canonical, digest
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate, State
from surveys.core.menu import Menu
from surveys.core.outcome import document
from surveys.core.outcome.outcome import OnRecord, Outcome, assemble
from surveys.core.outcome.telling import public
from surveys.core.place import Area, Compound, Street
from surveys.core.poll import Poll, PollState, Terms, Wave
from surveys.core.priorities import priority_list
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster, UnitKind
from surveys.core.rules import Conclusion, Instrument, Rule, Silence, SilenceEvidence
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
    roster: Roster,
    *ballots: Ballot,
    asked: Poll | None = None,
    edition: Edition = EDITION,
    menu: Menu = MENU,
    now: datetime = CLOSES,
    **more: object,
) -> Outcome:
    found = asked or poll(*RULES)
    assert found.terms
    listed = priority_list(menu, edition, roster, ballots, found.terms)
    values = {"findings": (FINDING,), "listed": listed, "now": now, "on": date(2026, 11, 23), **more}
    return assemble(found, roster, edition, menu, ballots, **values)  # type: ignore[arg-type]


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
        assert canonical(document(public(again))) == canonical(document(public(first)))


def test_a_ballot_counts_the_same_however_it_came() -> None:
    roster, ballots = district()
    by_phone = public(made(roster, *ballots))
    for channel in Channel:
        other = public(made(roster, *(replace(ballot, channel=channel) for ballot in ballots)))
        assert (other.rulings, other.listed, other.judgement) == (by_phone.rulings, by_phone.listed, by_phone.judgement)


def test_the_outcome_tells_where_and_under_which_terms_the_poll_was_held() -> None:
    found = made(*[Roster((home(1),))]).document()
    assert (found["compound"], found["street"], found["area"]) == ("compound", "street", "area")
    assert (found["wave"], found["state"]) == ("wave", "closed")
    assert found["manifest"]["rules"][0]["key"] == "xuecheng-2021"
    terms = poll(*RULES).terms
    assert terms
    assert found["manifest_digest"] == terms.digest


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


def test_parking_is_counted_for_the_rule_that_counts_it_and_nowhere_else() -> None:
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
    """Liming Nanyuan in Yizheng agreed and then refused at the design meeting: each poll has its own outcome."""
    roster = Roster(tuple(home(n) for n in range(1, 10)))
    first, second = (made(roster, *(vote(n, answer) for n in range(1, 10))) for answer in ("yes", "no"))
    assert [s.judgement.verdicts[0].state for s in (first, second)] == [State.PASSED, State.FAILED]


def test_an_empty_compound_and_a_single_household_have_an_outcome() -> None:
    nobody = made(Roster(()))
    assert {ruling.result.conclusion for ruling in nobody.rulings} == {Conclusion.UNDECIDABLE}
    assert public(nobody).turnout.buildings == ()
    one = made(Roster((home(1),)), vote(1))
    assert {ruling.result.conclusion for ruling in one.rulings} == {Conclusion.PASSED}
    assert public(one).turnout.buildings[0].answered == 1


def test_an_open_poll_says_so() -> None:
    found = made(Roster((home(1), home(2))), vote(1), now=START + timedelta(days=1))
    assert found.state is PollState.OPEN
    assert found.document()["judgement"]["gates"][0]["reason"] == "poll_open"


def test_a_poll_that_was_never_opened_has_no_outcome() -> None:
    asked = poll(RULES[0])
    assert asked.terms
    listed = priority_list(MENU, EDITION, Roster(()), (), asked.terms)
    with pytest.raises(ValueError, match="never opened"):
        assemble(
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
    on_record = OnRecord(delivered={2, 3}, silence=SilenceEvidence("c", "d", "w"))
    found = made(Roster(tuple(home(n) for n in (1, 2, 3))), vote(1), asked=asked, on_record=on_record)
    result = found.rulings[0].result
    assert result.conclusion is Conclusion.NOT_PASSED
    assert result.with_silence
    assert result.with_silence.conclusion is Conclusion.PASSED
    assert public(found).rulings[0].with_silence is Conclusion.PASSED


def test_the_list_carries_its_figures() -> None:
    roster, ballots = district()
    lines = {line["item"]: line for line in made(roster, *ballots).document()["list"]["lines"]}
    assert (lines["lift"]["support"], lines["lift"]["answered"], lines["lift"]["share"]) == (30, 30, "1")
    assert lines["road"]["status"] == "must"
    assert all(isinstance(line["share"], str) and Fraction(line["share"]) <= 1 for line in lines.values())


def test_nothing_in_the_outcome_is_a_float_or_a_household() -> None:
    roster, ballots = district()
    text = json.dumps(made(roster, *ballots).document())
    assert "owner" not in json.loads(text)["tally"]["whole"]
    assert '"o1"' not in text
