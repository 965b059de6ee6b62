"""How a home of which no answer stands was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.outcome.telling import public
from surveys.core.poll import Poll
from surveys.core.tally import Basis
from surveys.words.poll import closed_words
from surveys.words.result import ballot_result, by_owner, unanswered
from tests.core.small_polls import EDITION, vote
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


@pytest.fixture
def opened() -> Poll:
    """A poll that is over."""
    return decided(*compound(3)).poll
