"""flask verify: nothing to say of what the service wrote, and every change by hand by name."""

from __future__ import annotations

import sqlite3

import pytest

from surveys.core.verify import Flaw
from surveys.words.seal import FLAWS
from tests.cli.conftest import Installation


def test_every_flaw_has_its_words() -> None:
    assert set(FLAWS) == set(Flaw)


def test_the_whole_demo_is_verified(demo: Installation) -> None:
    said = demo.done("verify")
    assert said.endswith("对不上的：0处\n")
    assert "0张票" not in said


def test_what_was_taken_out_by_hand_is_named_and_ends_with_2(demo: Installation) -> None:
    path = demo.folder / "d.sqlite"
    with sqlite3.connect(path) as raw:
        poll, home, capacity, revision = raw.execute("SELECT * FROM ballots ORDER BY revision_id LIMIT 1").fetchone()
        raw.execute("DELETE FROM ballots WHERE revision_id = ?", [revision])
    raw.close()
    result = demo.type("verify", "--poll", str(poll))
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO ballots VALUES (?, ?, ?, ?)", [poll, home, capacity, revision])
    raw.close()
    assert result.exit_code == 2
    assert f"征询{poll} ballots {home} {capacity}：算数的不是最后该算的那一张" in result.output


def test_a_checkpoint_from_paper_is_put_to_what_is_kept_today(demo: Installation) -> None:
    with sqlite3.connect(demo.folder / "d.sqlite") as raw:
        tree, size, root = raw.execute("SELECT tree, size, root FROM tree_heads WHERE tree > 0 LIMIT 1").fetchone()
    raw.close()
    assert demo.type("verify", "--poll", str(tree), "--head", f"{size}:{root}").exit_code == 0
    result = demo.type("verify", "--poll", str(tree), "--head", f"{size}:{'0' * 64}")
    assert (result.exit_code, "您手里的校验点" in result.output) == (2, True)


@pytest.mark.parametrize("typed", ["12", "12:abc", "x:" + "0" * 64])
def test_what_is_no_checkpoint_is_said_so(demo: Installation, typed: str) -> None:
    result = demo.type("verify", "--poll", "1", "--head", typed)
    assert (result.exit_code, "条数:根" in result.output) == (2, True)
