"""The equal-shares check of each item: how near it came to being paid, and where its supporters' money went."""

from __future__ import annotations

from surveys.core.priorities import arrange, wishes
from surveys.core.priorities.backing import ballots_on
from surveys.core.priorities.election import Election
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms


def test_answers_that_differ_only_in_what_has_no_cost_are_the_same_ballot() -> None:
    items = menu(item("a"), item("dear", None))
    owners = wishes(items, EDITION, roster(*"111"), [ballot(1, "a"), ballot(2, "a dear"), ballot(3, "dear")])
    lines = [line for line in arrange(items, terms(), owners, owners).lines if line.item.cost is not None]
    assert ballots_on(lines, owners, 7) == Election((100,), 7, {(0,): 2, (): 1})
