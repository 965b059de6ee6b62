"""Whatever comes from outside is read or refused, in time and in little memory; and no way in is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.fuzz.hunt import Child, Tried, found_inputs, hunted, in_turn
from tests.fuzz.mutating import mutated
from tests.fuzz.parsers import parsers
from tests.fuzz.places import OURS, READ_BY, places
from tests.sizes import sized

_OTHER_FLOORS = ("surveys/store/", "surveys/demo/")
_EACH = sized(5, 40, 200)
_SLOW = sized(0, 2, 20)


@pytest.fixture(scope="module")
def child(sqlite_template: Path) -> Iterator[Child]:
    with Child(sqlite_template) as one:
        yield one


def test_what_broke_a_parser_once_breaks_none_any_more(child: Child) -> None:
    tried = [(path.name, child.tried(name, file=path).fault) for name, path in found_inputs()]
    assert len(tried) >= 8
    assert [one for one in tried if one[1]] == []


def test_whatever_happens_to_what_comes_from_outside_it_is_read_or_refused(child: Child) -> None:
    often = {name: min(one.often, _EACH) if one.often > 1 else _SLOW for name, one in parsers().items()}
    often["forms"] = sized(0, 40, 200)  # to look at every page for its forms takes half of the suite's time
    tried = list(hunted(child, in_turn(often, range(1)), seconds=sized(5, 50, 1800)))
    assert [str(one) for one in tried if one.fault] == []
    assert sum(bool(one.said) for one in tried) > len(tried) / 5


@pytest.mark.parametrize("name", ["recount-exact", "recount-posted", "opened", "sealed"])
def test_a_package_that_swells_is_not_unpacked(child: Child, name: str, tmp_path: Path) -> None:
    good, swollen = tmp_path / "good.zip", tmp_path / "swollen.zip"
    child.tried(name, 0, write=good)
    with ZipFile(good) as whole, ZipFile(swollen, "w", ZIP_DEFLATED) as archive:
        for member in whole.namelist():
            archive.writestr(
                member, whole.read(member) + b" " * 70_000_000 * member.startswith(("rows", "record", "outcome"))
            )
    tried = child.tried(name, file=swollen)
    assert (tried.fault, tried.megabytes < 50) == ("", True)


def test_the_child_tells_what_breaks_takes_long_takes_much_and_kills(child: Child) -> None:
    faults: dict[str, Tried] = {
        name: child.tried(f"broken-{name}", 0) for name in ("raises", "slow", "large", "killed", "mute")
    }
    assert {name: one.fault.split(" at ")[0].split(" (")[0] for name, one in faults.items()} == {
        "raises": "KeyError: 'x'",
        "slow": "took more than 0.1 s",
        "large": "took more than 50 MB",
        "killed": "killed the process",
        "mute": "Unsaid: ['nobody_has_words_for_this']",
    }


def test_every_place_that_takes_something_apart_is_fed_or_named_as_ours() -> None:
    found = {name for name in places() if not name.startswith(_OTHER_FLOORS)}
    assert found == READ_BY.keys() | OURS.keys()
    assert not READ_BY.keys() & OURS.keys()
    assert {parser for many in READ_BY.values() for parser in many} == parsers().keys()


def test_the_same_number_is_the_same_input() -> None:
    for seeds in ([b"PK"], [b'{"a": 12}\n{"b": 1}\n'], [b""]):
        assert [mutated(seeds, Random(n)) for n in range(50)] == [mutated(seeds, Random(n)) for n in range(50)]
