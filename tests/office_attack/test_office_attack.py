"""Nobody in the office reads, changes, withdraws or displaces a cast ballot, and no secret leaves without an entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office_attack.scene import Scene, scene
from tests.office_attack.walking import order, shrunk, walk
from tests.sizes import sized

WALKS, LENGTH = sized(4, 25, 400), sized(30, 50, 60)


@pytest.fixture(scope="module")
def attacked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(sqlite_template, tmp_path_factory.mktemp("attacked")) as made:
        yield made


def test_no_order_of_acts_robs_a_household_and_no_secret_leaves_without_an_entry(attacked: Scene) -> None:
    secrets = ballots = 0
    for number in range(WALKS):
        steps = order(number, LENGTH)
        went = walk(attacked, steps)
        if went.robbed:
            _, went = shrunk(attacked, steps)
            pytest.fail("\n".join([f"order {number}", *went.done, went.robbed]))
        secrets, ballots = secrets + went.secrets, ballots + went.ballots
    assert secrets > 0
    assert ballots > 0
