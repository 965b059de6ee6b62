"""opened.py, as a neighbour runs it: it counts the rows beside a notice, builds the tree again, and finds any change."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest

import opened
from surveys.core.canonical import canonical, zipped
from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.telling import public
from surveys.core.seal import HeadWhy, TreeHead, rows_key
from surveys.services.open_row import packed
from surveys.services.seal import root_of
from tests.attack.cases import light_outcome
from tests.attack.compounds import compound
from tests.sizes import sized

ROOT = Path(__file__).resolve().parents[1]
MUTATIONS = 200
WHOLE = next(n for n in range(100) if len(compound(n).dossier.ballots) > 30 and compound(n).dossier.terms.matters)


@cache
def package(number: int) -> bytes:
    """The file beside the first notice of a generated compound."""
    case = compound(number)
    d, now = case.notices[0]
    outcome = public(light_outcome(d, now=now))
    keys = {(b.household, b.capacity): rows_key(f"KEY{b.household}{b.capacity}", 1) for b in d.ballots}
    leaves = tuple(sorted(sha256(f"{n}|{number}".encode()).hexdigest() for n in range(len(d.ballots) + 3)))
    sizes = sorted({max(1, len(leaves) // 2), len(leaves)})
    heads = tuple(TreeHead(1, n, root_of(leaves[:n]), now - timedelta(days=3), HeadWhy.BATCH) for n in sizes)
    notice = Notice(1, 1, now, "王", now.date(), "", outcome_digest(outcome), outcome)
    return packed(notice, d, keys, leaves, heads)


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def run(path: Path, content: bytes, *words: str) -> tuple[int, str]:
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, str(ROOT / "opened.py"), str(path), *words], capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout


def exit_of(path: Path, content: bytes, *words: str) -> int:
    path.write_bytes(content)
    return int(opened.main([str(path), *words]))


@pytest.mark.parametrize("number", range(sized(30, 200, 2000)))
def test_what_is_published_of_many_compounds_agrees(number: int, tmp_path: Path) -> None:
    content = package(number)
    assert exit_of(tmp_path / "a.zip", content, sha256(content).hexdigest()[:16]) == 0


def test_a_neighbour_sees_what_was_counted_and_what_nobody_outside_can(tmp_path: Path) -> None:
    content = package(WHOLE)
    code, said = run(tmp_path / "a.zip", content, sha256(content).hexdigest()[:16])
    assert (code, said.splitlines()[-1]) == (0, "查的全部对得上。")
    assert "查不了的：面积和业主人数" in said
    assert "√ 逐题的行：" in said


def test_an_earlier_checkpoint_that_was_photographed_is_built_again(tmp_path: Path) -> None:
    content = package(WHOLE)
    head = json.loads(parts(content)["manifest.json"])["heads"][0]
    typed = f"{head['size']}：{head['root'][:16].upper()}"
    assert exit_of(tmp_path / "a.zip", content, typed) == 0
    other = f"{head['size']}:{'0' * 16}"
    assert run(tmp_path / "a.zip", content, other)[0] == 1
    assert exit_of(tmp_path / "a.zip", content, f"{head['size']}:{head['root'][:15]}") == 1, "too short to tell"
    assert exit_of(tmp_path / "a.zip", content, f"{10**6}:{head['root']}") == 1


def mutated(content: bytes, rng: Random) -> bytes:
    """The file with something changed: a byte, a bit more or less, or one file of it."""
    kind, at = rng.randrange(4), rng.randrange(len(content))
    if kind == 0:
        return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]
    if kind == 1:
        return content[:at] + content[at + 1 :]
    if kind == 2:
        return content[:at] + bytes([rng.randrange(256)]) + content[at:]
    files = parts(content)
    return zipped(rebuilt(files, turned(files, rng)), deflated=True)


def rebuilt(files: dict[str, bytes], changed: dict[str, Any]) -> dict[str, bytes]:
    """The files as somebody would write them who also puts every digest right."""
    written = {**files, **{f"{name}.json": canonical(found) for name, found in changed.items()}}
    manifest = json.loads(written["manifest.json"])
    manifest["files"] = {name: sha256(written[name]).hexdigest() for name in manifest["files"]}
    manifest["notice"] = sha256(written["outcome.json"]).hexdigest()
    manifest["rows"] = sum(len(unit["rows"]) for unit in json.loads(written["rows.json"]))
    return {**written, "manifest.json": canonical(manifest)}


def turned(files: dict[str, bytes], rng: Random) -> dict[str, Any]:
    """One thing in the rows, the tree or its heads is another."""
    rows, leaves = json.loads(files["rows.json"]), json.loads(files["leaves.json"])
    unit = rng.choice(rows)
    row, place = rng.choice(unit["rows"]), rng.randrange(len(leaves))
    match rng.randrange(6):
        case 0:
            row[1] = "9" if row[1] != "9" else "8"
        case 1:
            unit["rows"].remove(row)
        case 2:
            unit["rows"] = sorted([*unit["rows"], ["0" * 16, row[1]]])
        case 3:
            leaves[place] = sha256(leaves[place].encode()).hexdigest()
        case 4:
            del leaves[place]
        case _:
            row[0], unit["rows"] = "Z" * 16, sorted(unit["rows"])
    return {"rows": rows, "leaves": leaves}


def test_whatever_is_changed_after_the_digest_was_printed_is_found(tmp_path: Path) -> None:
    content, rng = package(WHOLE), Random(14)
    code = sha256(content).hexdigest()[:16]
    changed = {mutated(content, rng) for _ in range(MUTATIONS + 40)} - {content}
    assert len(changed) >= MUTATIONS
    missed = [one for one in changed if exit_of(tmp_path / "a.zip", one, code) == 0]
    assert missed == []


Change = Callable[[dict[str, Any]], None]


def first(found: dict[str, Any], *, is_open: bool) -> Any:
    return next(unit for unit in found["rows"] if unit["open"] is is_open and len({s for _, s in unit["rows"]}) > 1)


def flip(found: dict[str, Any]) -> None:
    unit = first(found, is_open=True)
    unit["rows"][0][1] = next(said for _, said in unit["rows"] if said != unit["rows"][0][1])


def drop(found: dict[str, Any]) -> None:
    first(found, is_open=True)["rows"].pop()


def drop_sealed(found: dict[str, Any]) -> None:
    first(found, is_open=False)["rows"].pop()


def stuff(found: dict[str, Any]) -> None:
    unit = first(found, is_open=False)
    unit["rows"] = sorted([*unit["rows"], ["0" * 16, "0" * 64]])


def twice(found: dict[str, Any]) -> None:
    unit = first(found, is_open=True)
    unit["rows"][1] = unit["rows"][0]


def hide(found: dict[str, Any]) -> None:
    unit = first(found, is_open=True)
    unit["open"], unit["rows"] = False, [[name, "0" * 64] for name, _ in unit["rows"]]


def open_up(found: dict[str, Any]) -> None:
    unit = first(found, is_open=False)
    unit["open"], unit["rows"] = True, [[name, 1] for name, _ in unit["rows"]]


def no_unit(found: dict[str, Any]) -> None:
    found["rows"].remove(first(found, is_open=True))


def count(found: dict[str, Any]) -> None:
    found["outcome"]["turnout"]["counts"]["households"]["yes"] += 1
    found["outcome"]["turnout"]["counts"]["households"]["no"] -= 1


def leaf(found: dict[str, Any]) -> None:
    found["leaves"][0] = "0" * 64


def shorten(found: dict[str, Any]) -> None:
    found["leaves"].pop()


def swap(found: dict[str, Any]) -> None:
    found["leaves"][0], found["leaves"][1] = found["leaves"][1], found["leaves"][0]


CHANGES: list[Change] = [flip, drop, drop_sealed, stuff, twice, hide, open_up, no_unit, count, leaf, shorten, swap]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_change_is_found_without_the_code_by_whoever_puts_all_digests_right(change: Change, tmp_path: Path) -> None:
    files = parts(package(WHOLE))
    found = {name: json.loads(files[f"{name}.json"]) for name in ("rows", "leaves", "outcome")}
    before = copy.deepcopy(found)
    change(found)
    assert found != before
    code, said = run(tmp_path / "a.zip", zipped(rebuilt(files, found), deflated=True))
    assert code == 1, said


def test_two_answers_of_one_question_exchanged_need_the_printed_code(tmp_path: Path) -> None:
    """Who said which isn't in the file; each home finds its own row."""
    files = parts(package(WHOLE))
    found = json.loads(files["rows.json"])
    unit = first({"rows": found}, is_open=True)
    one, other = unit["rows"][0], next(row for row in unit["rows"] if row[1] != unit["rows"][0][1])
    one[1], other[1] = other[1], one[1]
    changed = zipped(rebuilt(files, {"rows": found}), deflated=True)
    assert exit_of(tmp_path / "a.zip", changed) == 0
    assert exit_of(tmp_path / "a.zip", changed, sha256(package(WHOLE)).hexdigest()[:16]) == 1


def test_it_says_so_where_the_file_is_none(tmp_path: Path) -> None:
    for content in (b"", b"PK", zipped({"manifest.json": b"{}"})):
        code, said = run(tmp_path / "a.zip", content)
        assert (code, "不是逐题包，或者坏了、被改了" in said) == (2, True)


def test_it_stands_alone() -> None:
    tree = ast.parse((ROOT / "opened.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) and node.module != "__future__" for node in ast.walk(tree))
