"""What a clerk could do to a package and cover up: recount.py finds it, or names what nobody could find in a package."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import recount
from tests.test_recount import ROOT, differences, exact_package, large, packed_again, recount_input, run


def _covered_up(package: Any, change: Callable[[Any], object]) -> Any:
    """A package in which somebody changed a thing and made its files' digests anew."""
    mutant = copy.deepcopy(package)
    change(mutant)
    return packed_again(mutant)


def _first_ballot(package: Any) -> Any:
    return next(ballot for ballot in package["record"]["ballots"] if ballot["capacity"] == "owner")


def _check(package: Any) -> Any:
    return next(claim for one in package["claims"] for claim in one["claims"] if claim["claim"] == "check")


CLERKS: dict[str, Callable[[Any], object]] = {
    "a ruling left out of the sheet": lambda p: p["sheet"]["rulings"].pop(),
    "a ruling too many": lambda p: p["sheet"]["rulings"].append(p["sheet"]["rulings"][0]),
    "an item left out of the list": lambda p: p["sheet"]["list"]["lines"].pop(),
    "an item too many": lambda p: p["sheet"]["list"]["lines"].append(p["sheet"]["list"]["lines"][-1]),
    "an item by another name": lambda p: p["sheet"]["list"]["lines"][0].update(name="凉亭"),
    "an item elsewhere": lambda p: p["sheet"]["list"]["lines"][0].update(buildings=["9"]),
    "what a rule on the sheet asks": lambda p: p["sheet"]["rulings"][0]["rule"].update(coverage="at least 1/9"),
    "the terms on the sheet": lambda p: p["sheet"]["manifest"].update(budget=99_999),
    "a bar on the sheet": lambda p: p["sheet"]["rulings"][0]["result"]["checks"][0].update(needed=1),
    "a ballot of no known capacity": lambda p: p["record"]["ballots"].append({**_first_ballot(p), "capacity": "Owner"}),
    "a receipt twice": lambda p: p["record"]["ballots"][0].update(receipt=p["record"]["ballots"][1]["receipt"]),
    "one place in the order twice": lambda p: p["record"]["ballots"][0].update(order=p["record"]["ballots"][1]["order"]),
    "a vote beside that is there already": lambda p: p["record"]["beside"].append(_first_ballot(p)),
    "an order of everything": lambda p: _first_ballot(p)["answers"].update(
        needs=[i["key"] for i in p["record"]["menu"]["items"]]
    ),
    "an item three times the most urgent": lambda p: _first_ballot(p)["answers"].update(top=["i2", "i2", "i2"]),
    "an answer that isn't offered": lambda p: _first_ballot(p)["answers"].update(consent="perhaps"),
    "a unit twice": lambda p: p["record"]["roster"].append(p["record"]["roster"][0]),
    "a rule twice": lambda p: p["record"]["terms"]["rules"].append(p["record"]["terms"]["rules"][0]),
    "a condition on the sheet": lambda p: p["sheet"]["judgement"]["gates"][2].update(state="none"),
    "what the five conditions come to": lambda p: p["sheet"]["judgement"].update(state="none"),
    "a checkpoint too many": lambda p: p["sheet"].setdefault("later", []).append({"checkpoint": "C3", "state": "passed"}),
    "no sentence": lambda p: p["claims"].clear(),
    "a claim of another name": lambda p: _check(p).update(claim="chekc"),
    "a figure of another name": lambda p: _check(p).update(actuall=_check(p).pop("actual") + 9),
    "a text for a number": lambda p: p["record"]["terms"].update(budget="５００"),
}


@pytest.mark.parametrize("change", CLERKS.values(), ids=CLERKS)
def test_what_a_clerk_changes_and_covers_up_is_found(change: Callable[[Any], object]) -> None:
    assert differences(_covered_up(large(), change)) != []


def _files(package: Any) -> dict[str, bytes]:
    return {f"{name}.json": json.dumps(found, ensure_ascii=False).encode() for name, found in package.items()}


def _archive(files: list[tuple[str, bytes]], path: Path) -> Path:
    with warnings.catch_warnings(), ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in files:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["notes.json", "结果.html", "../sheet.json", "sub/sheet.json", "SHEET.json", "sheet.json"])
def test_a_file_too_many_or_twice_is_refused_by_name(name: str, tmp_path: Path) -> None:
    status, words = run(_archive([*_files(large()).items(), (name, b"{}")], tmp_path / "a.zip"))
    assert status == 2
    assert name in words


@pytest.mark.parametrize("name", ["manifest.json", "record.json", "sheet.json", "claims.json"])
@pytest.mark.parametrize("content", [None, b"[]", b"null", b"\xff", b"[" * 99_999])
def test_a_file_that_is_missing_or_broken_is_refused(name: str, content: bytes | None, tmp_path: Path) -> None:
    files = {**_files(large()), name: content}
    status, words = run(_archive([(n, c) for n, c in files.items() if c is not None], tmp_path / "a.zip"))
    assert status in ((1, 2) if content == b"[]" else (2,))
    assert "全部对得上" not in words
    assert "Traceback" not in words


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e3", "533.0"])
def test_a_number_that_is_no_whole_number_is_refused(number: str, tmp_path: Path) -> None:
    files = _files(large())
    files["record.json"] = re.sub(rb'"budget": \d+', b'"budget": ' + number.encode(), files["record.json"])
    assert run(_archive(list(files.items()), tmp_path / "a.zip"))[0] == 2


def test_a_name_that_stands_twice_in_an_object_is_refused(tmp_path: Path) -> None:
    files = _files(large())
    files["sheet.json"] = files["sheet.json"].replace(b'"spent":', b'"spent": 1, "spent":', 1)
    status, words = run(_archive(list(files.items()), tmp_path / "a.zip"))
    assert status == 2
    assert "写了两次" in words


def test_a_folder_is_read_like_its_archive(tmp_path: Path) -> None:
    with ZipFile(BytesIO(exact_package(7_000_001))) as archive:
        archive.extractall(tmp_path / "folder")
    assert run(tmp_path / "folder")[0] == 0
    (tmp_path / "folder" / "sheet.json").unlink()
    assert run(tmp_path / "folder")[0] == 2


def test_a_chinese_windows_console_shows_every_line(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(exact_package(7_000_001))
    command = [sys.executable, str(ROOT / "recount.py"), str(path)]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "gbk"})
    assert "复核的全部对得上" in done.stdout.decode("gbk")
    assert "√" in done.stdout.decode("gbk")


def test_a_check_code_that_nobody_gave_is_not_said_to_agree(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(exact_package(7_000_001))
    code = recount.digest(recount_input(path.read_bytes())["sheet"])
    assert "√ 校验码" not in run(path)[1]
    assert "√ 校验码" in run(path, code[:16])[1]
    assert run(path, code[:3])[0] == 1


def test_what_no_package_can_show_is_named(tmp_path: Path) -> None:
    """Two homes' answers swapped with everything else made to agree: only the homes themselves can find that."""
    path = tmp_path / "a.zip"
    path.write_bytes(exact_package(7_000_001))
    words = run(path)[1]
    for named in ("回执号", "规则摘要", "核实记录", "句子的措辞", "五项条件和总的结论", "均等份额", "名次范围"):
        assert named in words
