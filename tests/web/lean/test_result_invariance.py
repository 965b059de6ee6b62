"""What a notice hides may be anything in its class: the pages stay the same, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, islice

import pytest
from flask import Flask

from surveys.core.ballot import Ballot
from surveys.core.outcome.outcome import Outcome
from surveys.core.poll import PollState
from surveys.core.roster import Roster
from surveys.services.household import AnswerPage
from surveys.services.notice import Published
from surveys.web.lean.result import Own, result_page
from tests.core.small_polls import EDITION
from tests.factories import revision_of
from tests.words.hidden_changes import other_consents, other_orders, same_sides
from tests.words.small_outcomes import MENU, compound, compound_of_12, decided, posted

RULES = (
    ("xuecheng-2021", "civil-278-special"),
    ("civil-278-special",),
    ("shanghai-lift-2014-building", "civil-278-special"),
)
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


def pages(app: Flask, outcome: Outcome, roster: Roster, mine: Ballot) -> list[str]:
    """The result for everybody and for the household of one ballot, in both languages."""
    poll, home = outcome.poll, next(home for home in roster.households if home.id == mine.household)
    found = Published(poll, (posted(outcome),))
    history = (revision_of(mine),)
    view = AnswerPage(
        poll, PollState.PUBLISHED, home, poll.compound, EDITION, MENU, history, frozenset([mine.capacity]), 0, 1
    )
    made = []
    for path in ("/p/1", "/p/1?lang=en", "/p/1?building=2"):
        with app.test_request_context(path):
            app.preprocess_request()
            made += [result_page(found), result_page(found, own=Own(view, hidden=False))]
    return [TOKEN.sub("", page) for page in made]


def worlds(outcome: Outcome, roster: Roster, ballots: Sequence[Ballot], own: int, rules: Sequence[str]) -> list[Outcome]:
    """The same compound where something hidden is otherwise."""
    changed = chain(islice(other_consents(outcome, roster, ballots, own), 1), islice(other_orders(outcome, ballots, own), 3))
    others = [decided(roster, ballots, *rules) for ballots in changed]
    return [other for other in others if same_sides(outcome, other)]


@pytest.mark.parametrize("rules", RULES)
def test_a_hidden_value_within_its_class_changes_no_byte_of_any_page(app: Flask, rules: Sequence[str]) -> None:
    tried = 0
    for seed in range(14):
        roster, ballots = compound(seed)
        outcome = decided(roster, ballots, *rules)
        before = pages(app, outcome, roster, ballots[0])
        for other in worlds(outcome, roster, ballots, ballots[0].household, rules):
            assert pages(app, other, roster, ballots[0]) == before
            assert other.digest != outcome.digest
            tried += 1
    assert tried > 14


def test_a_told_value_changes_the_page(app: Flask) -> None:
    roster, ballots = compound(3)
    before = pages(app, decided(roster, ballots), roster, ballots[0])
    assert pages(app, decided(roster, ballots[:-1]), roster, ballots[0]) != before


def test_the_pages_of_a_compound_of_twelve_show_no_support_no_rank_and_no_tie(app: Flask) -> None:
    roster, ballots = compound_of_12()
    for page in pages(app, decided(roster, ballots), roster, ballots[0]):
        for telling in ("并列", "tied", 'class="rank"', "户点了", "households chose it"):
            assert telling not in page
