"""No service decides by a time that was read before it held what it decides on, and nothing is written without a clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from tests.test_house import ROOT

SERVICES = ROOT / "surveys" / "services"
CLOCKLESS = {
    "surveys/web/sessions.py": "notes that a browser is still there, on pages that are only read",
    "surveys/web/desk/staff/views.py": "signs in and out: the desk's pages say that the clock is wrong",
    "surveys/web/health.py": "looks whether a write reaches the disk; what the clock shows it says beside",
    "surveys/cli/backup.py": "notes when the last backup was made, whatever the clock shows now",
    "surveys/cli/clock.py": "puts the clock right",
    "surveys/cli/installation.py": "says whose secret and database this is, without which nothing starts",
    "surveys/cli/move.py": "carries over what was done, into a database that has nothing",
    "surveys/cli/start.py": "looks whether a write reaches the disk before anything is served",
    "surveys/cli/setup.py": "prepares the start, so that everybody can read",
}
"""Where a transaction is made without a clock, and why."""
Name = tuple[str, str]


@cache
def _modules() -> Mapping[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in SERVICES.glob("*.py")}


@cache
def _imports(module: str) -> Mapping[str, Name]:
    """The services that a module knows: by their own name, or as a module whose name is empty here."""
    found: dict[str, Name] = {}
    for node in ast.walk(_modules()[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("surveys.services"):
            source = (node.module or "").rpartition(".")[2]
            for one in node.names:
                found[one.asname or one.name] = (one.name, "") if source == "services" else (source, one.name)
    return found


@cache
def _functions() -> Mapping[Name, ast.FunctionDef]:
    return {
        (module, node.name): node
        for module, tree in _modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def _called(module: str, call: ast.Call) -> Name | None:
    match call.func:
        case ast.Name(id=name):
            return (module, name) if (module, name) in _functions() else _imports(module).get(name)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if _imports(module).get(name, ("", "x"))[1] == "":
            return (_imports(module)[name][0], attribute)
    return None


def _holds_by_word(call: ast.Call) -> bool:
    """Whether a call holds something: by its name, or where it is told to by a word."""
    said = (word.value for word in call.keywords if word.arg == "hold")
    by_name = isinstance(call.func, ast.Attribute) and call.func.attr == "hold"
    return by_name or any(not (isinstance(value, ast.Constant) and value.value is False) for value in said)


@cache
def _told() -> frozenset[Name]:
    """Those that hold where they are told to: for whoever tells them."""
    return frozenset(name for name, f in _functions().items() if any(one.arg == "hold" for one in f.args.kwonlyargs))


@cache
def _holders() -> frozenset[Name]:
    """The services that hold a poll or a household, themselves or by another."""
    found = {name for name, f in _functions().items() if name not in _told() and any(map(_holds_by_word, _calls(f)))}
    while True:
        rest = ((name, f) for name, f in _functions().items() if name not in found)
        more = {name for name, f in rest if any(_called(name[0], call) in found for call in _calls(f))}
        if not more:
            return frozenset(found)
        found |= more


def _after_holding(name: Name) -> list[ast.stmt]:
    """What a function does after the first thing that holds, or with it where it takes the time in the same line."""
    body = _functions()[name].body
    for place, statement in enumerate(body):
        if any(_holds_by_word(call) or _called(name[0], call) in _holders() for call in _calls(statement)):
            at_once = ast.unparse(statement).endswith("hold=True), moment(session, now))")
            return [] if at_once else body[place + 1 :]
    return []


def _stale(name: Name) -> bool:
    """Whether a function uses a `now` from before it held something."""
    rest = _after_holding(name)
    uses = any(isinstance(node, ast.Name) and node.id == "now" for statement in rest for node in ast.walk(statement))
    return uses and not ast.unparse(rest[0]).startswith("now = moment(session, now")


def test_whoever_holds_something_takes_the_time_anew() -> None:
    assert [".".join(name) for name in sorted(_holders() | _told()) if _stale(name)] == []


def test_there_are_services_that_hold() -> None:
    known = {".".join(name) for name in _holders()}
    assert len(known) > 60
    assert {
        "ballot.cast",
        "ballot.withdraw",
        "notice.publish",
        "life.cancel",
        "form_entry.enter",
        "co_owner.settle",
    } <= known


@pytest.mark.parametrize("name", ["casting.begin", "waiting.decide_at_home", "life.held"])
def test_without_the_time_taken_anew_a_service_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, function = name.partition(".")
    node = _functions()[module, function]
    if function == "begin":
        assert "now=moment(session, act.now" in ast.unparse(node)  # its time goes on with what it returns
        return
    kept = [statement for statement in node.body if not ast.unparse(statement).startswith("now = moment")]
    assert len(kept) < len(node.body)
    monkeypatch.setattr(node, "body", kept)
    assert _stale((module, function))


def _without_a_clock() -> Iterator[str]:
    for floor in ("web", "cli"):
        for path in sorted((ROOT / "surveys" / floor).rglob("*.py")):
            for call in _calls(ast.parse(path.read_text("utf-8"))):
                if isinstance(call.func, ast.Name) and call.func.id == "transaction" and not call.args:
                    yield str(path.relative_to(ROOT))


def test_every_transaction_has_a_clock_but_for_those_that_say_why() -> None:
    assert set(_without_a_clock()) == set(CLOCKLESS)
