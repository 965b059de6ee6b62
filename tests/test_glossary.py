"""One noun, one name: the glossary is true to the code, and no two things share a name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.glossary import FLOORS, ROOT, floors_of, modules, noun_of, nouns, others, tables

SURVEYS = ROOT / "surveys"
CODE = [*sorted(SURVEYS.rglob("*.py")), ROOT / "app.py", ROOT / "config.py", ROOT / "run.py"]
TEMPLATES = [path for ending in ("html", "typ") for path in sorted((ROOT / "templates").rglob(f"*.{ending}"))]


def definitions(folder: Path) -> Iterator[tuple[Path, ast.stmt]]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            yield path, node


def names_of(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def twice(names: list[str]) -> list[str]:
    return sorted(name for name, number in Counter(names).items() if number > 1)


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_is_a_noun_of_the_glossary_or_said_to_be_none(floor: str) -> None:
    assert {module for module in modules(floor) if noun_of(module) not in nouns()} == others()[floor]


def test_the_glossary_says_where_each_noun_stands() -> None:
    assert {row[0]: row[4] for row in tables()[0]} == {noun: floors_of(noun) for noun in nouns()}


def test_no_noun_is_without_a_floor_or_twice_in_the_glossary() -> None:
    assert [noun for noun in nouns() if not floors_of(noun)] == []
    assert twice([row[0] for row in tables()[0]]) == []


def test_the_types_of_the_glossary_are_classes_of_the_code() -> None:
    classes = {name for _, node in definitions(SURVEYS) if isinstance(node, ast.ClassDef) for name in names_of(node)}
    assert {row[0].strip("`") for row in tables()[2]} - classes == set()


def test_no_two_classes_share_a_name() -> None:
    found = [node.name for _, node in definitions(SURVEYS) if isinstance(node, ast.ClassDef)]
    assert twice([name for name in found if not name.startswith("_")]) == []


def test_no_two_sentences_share_a_name() -> None:
    found = [node.name for _, node in definitions(SURVEYS / "words") if isinstance(node, ast.FunctionDef)]
    assert twice([name for name in found if not name.startswith("_")]) == []


def test_each_enum_has_one_table_of_words() -> None:
    tables_of: list[str] = []
    for _, node in definitions(SURVEYS / "words"):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            said = not all(isinstance(value, ast.Attribute) for value in node.value.values)  # else it maps to another enum
            keys = [key for key in node.value.keys if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name)]
            tables_of += sorted({ast.unparse(key.value) for key in keys}) if said else []
    assert twice(tables_of) == []


def test_nothing_is_defined_that_only_tests_use() -> None:
    texts = [path.read_text("utf-8") for path in [*CODE, *TEMPLATES]]
    imports = re.compile(r"^\s*from [\w.]+ import (?:\([^)]*\)|.*)$|__all__ = \[[^\]]*\]", re.M)
    said = Counter(word for text in texts for word in re.findall(r"\w+", imports.sub("", text)))
    hung_up = {name for _, node in definitions(SURVEYS) if getattr(node, "decorator_list", []) for name in names_of(node)}
    defined = Counter(name for _, node in definitions(SURVEYS) for name in names_of(node) if not name.startswith("__"))
    unused = {name for name, number in defined.items() if said[name] <= number}
    assert unused <= hung_up
