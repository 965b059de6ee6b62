"""Every act of the services is entered, with what was before and after."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from surveys.core.act import Act
from surveys.core.carried import ACTS
from surveys.services.package import Exact
from tests.services.test_rights import acts

SERVICES = Path(__file__).resolve().parents[2] / "surveys" / "services"
READS = {
    "begin": "a sketch is its maker's scratch paper: what is saved of it is entered",
    "begin_from_bank": "the same",
    "step": "the same",
    "undo": "the same",
    "throw_away": "the same",
    "printed_before": "it gives whoever printed a run, which is entered, the same letters once more",
    "note_visits": "what it adds are knocks, each of which says who noted it and is only ever added to",
    "fill_in": "what it adds is a revision, which says who entered it and is only ever added to",
    "given_before": "it gives whoever gave a file, which is entered, the same bytes once more",
}
"""Functions that need a right and enter nothing, with the reason."""


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of the services with its name."""
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield node.name, node


def called(node: ast.FunctionDef) -> set[str]:
    """The names that a function calls; `entry.enter` under both its names."""
    return {ast.unparse(found.func) for found in ast.walk(node) if isinstance(found, ast.Call)}


def entering() -> set[str]:
    """The names of the functions that enter something, themselves or through one that they call."""
    calls: dict[str, set[str]] = {}
    for name, node in functions():
        calls[name] = calls.get(name, set()) | called(node)
    found = {"entry.enter"}
    while more := {name for name, names in calls.items() if names & found} - found:
        found |= more
    return found


def test_every_act_that_needs_a_right_is_entered() -> None:
    named = {act.__name__ for act in acts()}
    assert len(named) > 30
    assert named - entering() == set(READS)


def test_every_act_that_is_entered_stands_in_the_table_and_the_other_way_round() -> None:
    told = {
        node.value
        for path in sorted(SERVICES.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in set(Act)
    }
    assert told | {f"{kind}_given" for kind in Exact} >= {str(act) for act in ACTS}


def test_what_replaces_something_says_before_and_after() -> None:
    once = {str(act) for act, row in ACTS.items() if not row.turns}
    assert once == {
        "archive_exported",
        "form_photos_kept",
        "form_photo_read",
        "form_photo_dropped",
        "form_photos_forgotten",
        "poll_forgotten",
        "clock_accepted",
        "list_exported",
        "roster_exported",
        "ballots_given",
        "letters_printed",
        "forms_printed",
        "forms_printed_again",
        "forms_issued",
        "forms_returned",
        "forms_spoiled",
        "forms_taken_back",
        "package_given",
        "pb_given",
        "owner_phone_shown",
        "phone_shown",
        "poll_dropped",
        "second_asked",
        "second_confirmed",
        "second_withdrawn",
        "sealing_began",
        "sessions_ended",
        "waiting_decided",
        "dispute_answered",
        "form_entered",
        "form_entry_undone",
    }
