"""How a home of which no answer stands was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.matter import Matter
from surveys.core.outcome import PublicMatter, PublicRuling
from surveys.core.outcome.telling import exact, public
from surveys.core.poll import Poll
from surveys.core.rules import Conclusion
from surveys.core.tally import Basis
from surveys.words.poll import closed_words
from surveys.words.result import ballot_result, building_result, by_owner, unanswered
from tests.core.small_polls import EDITION, homes, vote
from tests.core.test_matter import FUND
from tests.words.small_outcomes import MENU, compound, decided

ALONG = "按人数和面积算的，同一位房主的别的房交过的，这套房连着那套一起算。"


@pytest.mark.parametrize("bases", [(Basis.OWNERS,), (Basis.AREA,), (Basis.HOUSEHOLDS, Basis.AREA)])
def test_a_home_is_counted_with_its_owner_s_other_one_where_heads_or_area_are(bases: tuple[Basis, ...]) -> None:
    roster, ballots = compound(3)
    outcome = public(decided(roster, ballots))
    homes_only = replace(outcome.rulings[0], rule=replace(outcome.rulings[0].rule, bases=(Basis.HOUSEHOLDS,)))
    assert by_owner(replace(outcome, rulings=(homes_only,), matters=())) == ""
    heads = replace(homes_only, rule=replace(homes_only.rule, bases=bases))
    outcome = replace(outcome, rulings=(heads,))
    assert by_owner(outcome) == ALONG
    blank = replace(vote(1, ""), receipt=ballots[0].receipt)
    assert ALONG in ballot_result(outcome, roster.households[0], EDITION, MENU, blank).lines


def test_answers_that_were_taken_back_are_not_said_never_to_have_come(opened: Poll) -> None:
    outcome = public(decided(*compound(3)))
    assert unanswered(outcome, taken_back=True) == "您家交过的回答撤回了，不算参加，也不算同意。"
    assert "您家没有交过回答。" in closed_words(opened, late=False).lines
    assert "您家交过的回答撤回了。" in closed_words(opened, late=False, taken_back=True).lines


def test_without_a_budget_nothing_that_was_ordered_is_said_to_be_included() -> None:
    roster = homes(20)
    ballots = [replace(vote(n, needs=("lamp", "roof")), receipt=f"{n:03}") for n in range(1, 21)]
    for budget, says in ((None, "算在点单的户数里。"), (1_000_00, "算在点单的户数里；其中2项列入。")):
        outcome = exact(decided(roster, ballots, budget=budget))
        told = ballot_result(outcome, roster.households[0], EDITION, MENU, ballots[0])
        assert told.lines[2] == f"改哪里：您家点了lamp、roof，一共2项，都{says}"


def test_what_is_level_with_the_third_most_ordered_of_a_building_is_named_too() -> None:
    roster = homes(20)
    for wanted, most in (
        (("lamp", "roof", "lift", "park"), "lamp、roof、lift、park"),
        (("lamp", "roof"), "lamp、roof"),
    ):
        ballots = [replace(vote(n, needs=wanted), receipt=f"{n:03}") for n in range(1, 21)]
        told = building_result(exact(decided(roster, ballots)), "1").told
        assert told == f"这栋楼20户答了，点得最多的是{most}。"


def test_a_ballot_of_one_of_several_owners_doesn_t_speak_for_the_others() -> None:
    roster, ballots = compound(3)
    outcome = replace(public(decided(roster, ballots)), matters=(matter_of(FUND),))
    edition = replace(EDITION, questions=(*EDITION.questions, FUND.question))
    for owners, says in ((1, "您家这套房没有投票。"), (2, "这份票里没有投。")):
        home = replace(roster.households[ballots[0].household - 1], owners=owners)
        assert ballot_result(outcome, home, edition, MENU, ballots[0]).lines[-1] == f"“{FUND.wording}”：{says}"


def matter_of(matter: Matter) -> PublicMatter:
    ruling = PublicRuling(matter.rule, matter.scope, Conclusion.PASSED, (), (), None, None)
    return PublicMatter(matter.key, matter.wording, matter.decision, matter.item, 9, ruling)


@pytest.fixture
def opened() -> Poll:
    """A poll that is over."""
    return decided(*compound(3)).poll
