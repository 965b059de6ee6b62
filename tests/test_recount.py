"""recount.py, as a neighbour runs it: it proves whole packages, finds whatever is changed in one, and stands alone."""

from __future__ import annotations

import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest

import recount
from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.paper.package import public_package, watchers_package
from surveys.services.package import package_record
from tests.falsify.compounds import NOW, checkpoint_of, compound
from tests.falsify.sentences import printed

ROOT = Path(__file__).resolve().parents[1]
PROVED = range(7_000_000, 7_000_040)
MUTATIONS = 300
_COMMITTEES = ("sheet", "charts")


def exact_package(number: int) -> bytes:
    """The watchers' package of a generated compound."""
    dossier = compound(number)
    found = printed(dossier)
    said = {name: paper for name, paper in found.papers if name in _COMMITTEES}
    return watchers_package(
        package_record(dossier, now=NOW, checkpoint=checkpoint_of(dossier)), found.outcome.document(), said
    )


def posted_package(number: int) -> bytes:
    """The public package of a generated compound."""
    told = printed(compound(number)).public
    return public_package(Notice(1, 1, NOW, "王", NOW.date(), "", outcome_digest(told), told))


def differences(package: Any) -> list[Any]:
    """Everything that recounting finds wrong, or the fault that keeps it from counting."""
    parts = recount.against_ballots(package) if "record" in package else recount.public(package)
    try:
        return [one for _what, found in parts for one in found]
    except Exception as fault:
        return [fault]


def read(content: bytes, path: Path) -> Any:
    path.write_bytes(content)
    return recount.read(str(path))


@pytest.mark.parametrize("made", [exact_package, posted_package])
def test_packages_of_many_compounds_are_proved(made: Callable[[int], bytes], tmp_path: Path) -> None:
    for number in PROVED:
        assert differences(read(made(number), tmp_path / "a.zip")) == [], number


def test_the_same_content_gives_the_same_bytes() -> None:
    for made in (exact_package, posted_package):
        assert made(7_000_001) == made(7_000_001)


def test_a_public_package_holds_what_was_posted_and_its_digest_is_the_check_code(tmp_path: Path) -> None:
    package = read(posted_package(7_000_001), tmp_path / "a.zip")
    assert set(package) == {"manifest", "outcome", "claims"}
    assert recount.digest(package["outcome"]) == outcome_digest(printed(compound(7_000_001)).public)


def test_an_exact_package_tells_no_name_no_time_and_nothing_that_somebody_wrote(tmp_path: Path) -> None:
    record = read(exact_package(7_000_001), tmp_path / "a.zip")["record"]
    assert all(isinstance(row["owner"], int | None) for row in record["roster"])
    assert {key for ballot in record["ballots"] for key in ballot} <= {
        "household", "capacity", "channel", "order", "receipt", "answers",
    }  # fmt: skip


Change = tuple[str, Callable[[Any], None]]


def _leaves(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(found, dict | list):
        for key, value in found.items() if isinstance(found, dict) else enumerate(found):
            yield from _leaves(value, (*path, key))
    else:
        yield path, found


def _put(package: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        package = package[key]
    package[path[-1]] = value


def _changed(value: Any, rng: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 10, 100))
    return {"passed": "not_passed", "in": "skipped_budget", "skipped_budget": "in", "yes": "no"}.get(value, f"{value}x")


_IN_THE_SHEET = {
    "answered", "total", "yes", "no", "abstain", "blank", "part", "actual", "whole", "needed", "ok", "bar", "outcome",
    "returns", "agree", "status", "rank", "support", "cost", "left", "budget", "must", "spent", "state", "reason", "reached",
}  # fmt: skip


def _matters(path: tuple[Any, ...], value: Any) -> bool:
    """Whether this leaf of a package is a figure or a verdict, or something that they are counted from."""
    if value is None:
        return False
    match path:
        case ("sheet", "checks" | "manifest", *_) | ("sheet", "tally", "stairwells", *_):
            return False
        case ("sheet", *_, "stairwells", _, _):
            return False
        case ("sheet", *_, name):
            return name in _IN_THE_SHEET
        case ("record", "roster", _, "area" | "kind" | "building" | "unit" | "room"):
            return True
        case ("record", "menu", "items", _, "unit_cost" | "quantity" | "lump" | "must"):
            return True
        case ("record", "terms", "budget" | "basic_first" | "menu" | "edition" | "roster"):
            return True
        case ("record", "terms", "rules", _, "coverage" | "participation" | "consent"):
            return True
        case ("claims", _, "claims", _, name):
            return name != "claim" and isinstance(value, int)
    return False


def _structural(package: Any, rng: Random) -> Iterator[Change]:
    """Ballots dropped, doubled, moved to another home, given another answer; sentences with another number."""
    record, texts = package["record"], [n for n, one in enumerate(package["claims"]) if any(map(str.isdigit, one["text"]))]
    owners = [n for n, ballot in enumerate(record["ballots"]) if ballot["capacity"] == "owner"]
    consent = next(q for q in record["edition"]["questions"] if q["role"] == "consent")
    order = next(q["key"] for q in record["edition"]["questions"] if q["role"] == "order")
    for place in owners:
        yield "dropped ballot", lambda p, place=place: p["record"]["ballots"].pop(place)
        yield "doubled ballot", lambda p, place=place: p["record"]["ballots"].append(p["record"]["ballots"][place])
        yield "ballot of nobody", lambda p, place=place: p["record"]["ballots"][place].update(household=999)
        chosen = record["ballots"][place]["answers"].get(consent["key"])
        others = [option["key"] for option in consent["options"] if option["key"] != chosen]
        if chosen:
            answer = {consent["key"]: rng.choice(others)}
            yield "other answer", lambda p, at=place, answer=answer: p["record"]["ballots"][at]["answers"].update(answer)
        if record["ballots"][place]["answers"].get(order):
            yield "order left out", lambda p, place=place: p["record"]["ballots"][place]["answers"][order].pop()
    for place in rng.sample(texts, min(len(texts), 60)):
        text = package["claims"][place]["text"]
        digits = [n for n, sign in enumerate(text) if sign.isdigit()]
        at = rng.choice(digits)
        other = f"{text[:at]}{(int(text[at]) + 5) % 10}{text[at + 1 :]}"
        yield "number in a text", lambda p, place=place, other=other: p["claims"][place].update(text=other)


@cache
def large() -> Any:
    """A package of a compound with enough of everything."""
    number = next(n for n in range(7_100_000, 7_200_000) if _is_large(n))
    return json.loads(json.dumps(recount_input(exact_package(number))))


def recount_input(content: bytes) -> Any:
    """The documents of an archive."""
    with ZipFile(BytesIO(content)) as archive:
        return {name[:-5]: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def _is_large(number: int) -> bool:
    d = compound(number)
    plenty = len(d.ballots) > 20 and len(d.menu.items) > 4 and len(d.terms.rules) > 1 and (d.terms.budget or 0) > 300
    homes = all(home.kind.is_household for home in d.roster.households)
    return plenty and homes and all(rule["instrument"] == "consultation" for rule in d.terms.rules)


def _mutants(rng: Random) -> Iterator[tuple[str, Any]]:
    """Packages in each of which one thing is changed."""
    package = large()
    leaves = [(path, value) for path, value in _leaves(package) if _matters(path, value)]
    changes: list[Change] = list(_structural(package, rng))
    rng.shuffle(changes)
    changes = changes[: MUTATIONS // 2]
    for path, value in rng.sample(leaves, MUTATIONS - len(changes)):
        other = _changed(value, rng)
        changes.append((f"{path}: {value} to {other}", lambda p, path=path, other=other: _put(p, path, other)))
    for name, change in changes:
        mutant = copy.deepcopy(package)
        change(mutant)
        yield name, mutant


def test_three_hundred_mutations_of_a_package_are_found() -> None:
    assert differences(large()) == []
    mutants = list(_mutants(Random(10)))
    assert (len(mutants), [name for name, mutant in mutants if not differences(mutant)]) == (MUTATIONS, [])


def packed_again(package: Any) -> Any:
    """The package as somebody would make it who covers up a change: its files have their digests again."""
    files = {f"{name}.json": recount.digest(found) for name, found in package.items() if name != "manifest"}
    return {**package, "manifest": {**package["manifest"], "files": files}}


def test_mutations_that_somebody_covers_up_are_found_by_counting() -> None:
    """What the papers say besides, and what isn't recounted, only the printed check code protects then."""
    missed = [
        name
        for name, mutant in _mutants(Random(11))
        if name != "number in a text" and not _is_beside(name, mutant) and not differences(packed_again(mutant))
    ]
    assert missed == []


def _is_beside(name: str, mutant: Any) -> bool:
    """Whether what is changed is a figure that recount.py names as not recounted."""
    found = re.match(r"\('claims', (\d+), 'claims', (\d+), '(\w+)'", name)
    if found:
        claim = mutant["claims"][int(found[1])]["claims"][int(found[2])]
        return found[3] not in recount.truth(recount.recounted(mutant["record"]), claim)
    recounted = ("'list', 'lines'", "'whole', 'votes'", "'result', 'outcome'", "'result', 'needs'", "'result', 'checks'")
    return name.startswith("('sheet'") and not any(part in name for part in recounted)


def test_it_is_one_file_of_the_standard_library_that_an_old_python_reads() -> None:
    text = (ROOT / "recount.py").read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert max(map(len, text.splitlines())) <= 125
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)])
    }
    assert imported <= sys.stdlib_module_names


def run(*arguments: object) -> tuple[int, str]:
    """What `python3 recount.py ...` says, and its exit status."""
    command = [sys.executable, "-I", str(ROOT / "recount.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_it_says_what_it_counted_and_what_it_did_not(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(exact_package(7_000_001))
    status, words = run(path)
    assert status == 0
    assert "全部对得上" in words
    assert "未复核" in words
    assert "校验码" in words


def test_it_says_what_differs(tmp_path: Path) -> None:
    package = copy.deepcopy(large())
    package["sheet"]["list"]["lines"][-1]["support"] += 7
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        for name, document in package.items():
            archive.writestr(f"{name}.json", json.dumps(document))
    status, words = run(path)
    assert status == 1
    assert "× 清单" in words


def test_another_check_code_is_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(exact_package(7_000_001))
    code = recount.digest(recount_input(path.read_bytes())["sheet"])
    assert run(path, code[:16])[0] == 0
    assert run(path, "0" * 16)[0] == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"{}", b'{"manifest": {}}', b"[1]", "文字".encode()])
def test_what_is_no_package_is_said_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    status, words = run(path)
    assert status == 2
    assert "不是计票包" in words
    assert "Traceback" not in words


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert (run(tmp_path / "none.zip")[0], run()[0]) == (2, 2)
