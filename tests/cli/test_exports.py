"""Files with which anybody can count again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pabulib.checker import Checker

from tests.cli.conftest import Installation

GIVEN = ("--for", "监票人李某", "--reason", "复核")


@pytest.fixture
def exported(demo: Installation, tmp_path: Path) -> Path:
    """What the result of a compound rests on, in a file."""
    file = tmp_path / "ballots.json"
    demo.done("export-ballots", "春风里", str(file), *GIVEN)
    return file


def test_an_exported_election_passes_the_checker_of_its_format(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "chunfengli.pb"
    demo.done("export-pb", "春风里", str(file))
    results = Checker().process_files([str(file)])
    assert results["metadata"]["invalid"] == 0, results


def test_an_exported_election_counts_as_the_list_does(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "chunfengli.pb"
    demo.done("export-pb", "春风里", str(file))
    votes = demo.told("pb", str(file))["votes"]
    lines = {line["item"]: line["support"] for line in demo.told("tally", "春风里")["list"]["lines"]}
    assert votes == {item: lines[item] for item in votes}
    assert len(votes) > 10


@pytest.mark.parametrize("command", [("export-pb",), ("export-pb", "--exact"), ("export-ballots",)])
def test_nothing_is_exported_while_people_still_answer(demo: Installation, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "x"
    result = demo.type(*command, "油灯里", str(file))
    assert (result.exit_code, result.stderr, file.exists()) == (1, "征询还在进行，截止以后才有结果\n", False)


def test_what_everybody_may_have_names_one_item_a_vote_and_no_household(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "chunfengli.pb"
    demo.done("export-pb", "春风里", str(file))
    votes = file.read_text("utf-8").split("VOTES\n")[1].splitlines()[1:]
    assert all("," not in vote for vote in votes)
    demo.done("export-pb", "春风里", str(file), "--exact", *GIVEN)
    whole = file.read_text("utf-8").split("VOTES\n")[1].splitlines()[1:]
    assert any("," in vote for vote in whole)


def test_a_compound_of_which_no_count_may_be_told_has_no_file(demo: Installation, tmp_path: Path) -> None:
    result = demo.type("export-pb", "三合小院", str(tmp_path / "x.pb"))
    assert (result.exit_code, result.stderr) == (1, "还没有可以写进文件的点单\n")


def test_a_recount_without_the_database_gives_the_same_bytes(
    demo: Installation, empty: Installation, exported: Path
) -> None:
    result = empty.type("recount", str(exported), "--json")
    assert result.exit_code == 0
    assert result.stdout == demo.done("tally", "春风里", "--json")
    assert result.stderr == "和文件里写的结果一样。\n"


def test_no_name_is_in_the_file(exported: Path) -> None:
    owners = {row["owner"] for row in json.loads(exported.read_bytes())["roster"]}
    assert all(owner.isdecimal() for owner in owners)


def test_the_order_of_the_ballots_changes_nothing(empty: Installation, exported: Path) -> None:
    document = json.loads(exported.read_bytes())
    document["ballots"].reverse()
    exported.write_text(json.dumps(document))
    assert empty.type("recount", str(exported)).exit_code == 0


def test_one_changed_answer_is_noticed(empty: Installation, exported: Path) -> None:
    document = json.loads(exported.read_bytes())
    ballot = next(b for b in document["ballots"] if b["answers"]["consent"] == "no" and b["capacity"] == "owner")
    ballot["answers"]["consent"] = "yes"
    exported.write_text(json.dumps(document))
    result = empty.type("recount", str(exported))
    assert (result.exit_code, result.stderr) == (1, "和文件里写的结果不一样。\n")


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["menu"].update(choose=20), "menu和开始前定好的不是同一份"),
        (lambda d: d["roster"][0].update(area=1), "roster和开始前定好的不是同一份"),
        (lambda d: d["ballots"].append(d["ballots"][0]), "有两张票"),
        (lambda d: d["ballots"][0].update(household=10**9), "户册里没有1000000000这一户"),
        (lambda d: d.pop("terms"), "文件不完整"),
        (lambda d: d.update(roster=3), "文件不完整"),
        (lambda d: d.update(format="other"), "不是 flask export-ballots 写的文件"),
    ],
)
def test_a_file_that_isnt_what_it_says_is_refused(empty: Installation, exported: Path, change: Change, said: str) -> None:
    document = json.loads(exported.read_bytes())
    change(document)
    exported.write_text(json.dumps(document))
    result = empty.type("recount", str(exported))
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', "[" * 100_000])
def test_what_is_no_such_file_is_refused(empty: Installation, tmp_path: Path, text: str) -> None:
    file = tmp_path / "strange.json"
    file.write_text(text)
    assert empty.type("recount", str(file)).exit_code == 2
