"""The ledger gone through again on the command line."""

from __future__ import annotations

from sqlalchemy import text

from surveys.store.db import transaction
from tests.cli.conftest import Installation
from tests.cli.test_community import with_compounds


def by_hand(town: Installation, *commands: str) -> None:
    with town.app.app_context(), transaction() as session:
        for command in commands:
            session.execute(text(command))


def test_the_demo_district_is_rebuilt_from_its_ledger(demo: Installation) -> None:
    said = demo.done("replay-ledger")
    assert said.startswith("看了")
    assert said.endswith("对不上的：0处\n")


def furnished(empty: Installation) -> Installation:
    """A community with a compound."""
    town = with_compounds(empty)
    town.done("community", "add", "春风社区", "--street", "甲街道", "--phone", "0571-12345678")
    town.done("community", "assign", "1", "春风里")
    return town


def test_what_was_changed_by_hand_is_written_out_and_ends_with_2(empty: Installation) -> None:
    town = furnished(empty)
    by_hand(town, "UPDATE communities SET name = '改过的'", "UPDATE compounds SET community_id = NULL WHERE id = 1")
    result = town.type("replay-ledger")
    assert result.exit_code == 2
    assert result.stderr == ("社区（社区1）的名称：台账上是“春风社区”，库里是“改过的”\n小区（小区1）：台账上有，库里没有\n")
    assert result.stdout == "看了5条台账，重做了2项。对不上的：2处\n"


def test_what_was_forgotten_is_counted_and_not_compared(empty: Installation) -> None:
    town = furnished(empty)
    by_hand(town, "DELETE FROM entry_values", "UPDATE communities SET phone = '0571-87654321'")
    assert town.done("replay-ledger") == "看了5条台账，重做了2项，5处内容已删除，不比。对不上的：0处\n"
