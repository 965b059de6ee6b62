"""Kinds of questions: what each states, and that nothing is counted or published which nobody said may be."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from surveys.core.kind import Kind, Posting, written_fields, written_lines
from surveys.core.kinds import KINDS, _stated
from surveys.core.outcome.outcome import assemble
from surveys.core.outcome.telling import public
from surveys.core.priorities import priority_list
from surveys.core.questionnaire import Edition, Question
from surveys.core.roster import Roster
from surveys.core.tally import tally
from surveys.web.desk.edition.parts import check_editors, check_printed
from tests.core.small_polls import EDITION, MENU, START, home, vote
from tests.core.test_outcome import CLOSES, RULES, poll

ROOT = Path(__file__).parents[2]
UNSAID = Kind(name="day", keys={}, read=lambda offer, fields: {}, fields=written_fields, lines=written_lines)
DATED = Edition("d", "d", "", (*EDITION.questions, Question("away", "day", "away")))
HOMES = Roster(tuple(home(n) for n in range(1, 41)))
BALLOTS = [vote(n, away=f"2027-03-{n:02}", years=n) for n in range(1, 31)]


def counted() -> set[str]:
    """The questions that the tally counts."""
    return {question.key for question in tally(HOMES, DATED, MENU, BALLOTS).questions}


def published() -> set[str]:
    """The questions that the notice shows."""
    asked = poll(*RULES)
    assert asked.terms
    listed = priority_list(MENU, DATED, HOMES, BALLOTS, asked.terms)
    made = assemble(asked, HOMES, DATED, MENU, BALLOTS, findings=(), listed=listed, now=CLOSES, on=START.date())
    return {question.key for question in public(made).turnout.questions}


def test_every_kind_states_all_its_parts() -> None:
    assert not [name for name, kind in KINDS.items() if kind.lacking()]


def test_what_is_published_of_each_kind_was_thought_over() -> None:
    """A number that one home alone gives is that home, and so is its own text: another kind here needs a reason, too."""
    assert {name: kind.published for name, kind in KINDS.items() if kind.published} == {
        "single": Posting.ONE_EACH,
        "scale": Posting.ONE_EACH,
        "multiple": Posting.SEVERAL_EACH,
        "top3": Posting.SEVERAL_EACH,
        "order": Posting.SEVERAL_EACH,
    }


def test_a_kind_that_says_nothing_is_neither_counted_nor_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "day", UNSAID)  # type: ignore[arg-type]
    assert UNSAID.lacking() == ("counted", "published")
    assert "away" not in counted() | published()


def test_what_is_counted_is_published_only_by_its_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "day", replace(UNSAID, counted=True))  # type: ignore[arg-type]
    assert "away" in counted()
    assert "away" not in published()
    monkeypatch.setitem(KINDS, "day", replace(UNSAID, counted=True, published=Posting.ONE_EACH))  # type: ignore[arg-type]
    assert "away" in published()


def test_what_is_not_counted_cannot_be_published() -> None:
    assert replace(UNSAID, counted=False, published=Posting.ONE_EACH).lacking() == ("counted",)


def test_every_kind_says_how_each_of_its_keys_is_edited_or_no_app_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    check_editors()
    monkeypatch.setitem(KINDS, "day", UNSAID)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="day: edits, day: name"):
        check_editors()
    monkeypatch.setitem(KINDS, "day", replace(KINDS["text"], name="day", edits={}))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="day: length, day: name"):
        check_editors()


def test_every_kind_says_how_it_stands_on_paper_or_no_app_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    check_printed()
    monkeypatch.setitem(KINDS, "day", UNSAID)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="on paper: day"):
        check_printed()


def test_a_question_of_a_kind_that_nobody_knows_is_not_counted_at_all() -> None:
    with pytest.raises(KeyError):
        counted()


@pytest.mark.parametrize("stated", [None, UNSAID])
def test_a_module_that_states_no_kind_of_its_name_is_refused(monkeypatch: pytest.MonkeyPatch, stated: Kind | None) -> None:
    module = ModuleType("weekday")
    module.KIND = stated  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "surveys.core.kinds.weekday", module)
    with pytest.raises(RuntimeError, match="weekday"):
        _stated("weekday")


def test_no_other_code_tells_one_kind_from_another() -> None:
    """Whoever asks for a kind by name forgets the next one: a kind is asked what it states."""
    found = []
    for path in sorted((ROOT / "surveys").rglob("*.py")):
        if path.parent.name == "kinds":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            tested = [node.subject] if isinstance(node, ast.Match) else []
            tested = [node.left, *node.comparators] if isinstance(node, ast.Compare) else tested
            strings = {part.value for side in tested for part in ast.walk(side) if isinstance(part, ast.Constant)}
            of_kind = any(isinstance(side, ast.Attribute) and side.attr == "kind" for side in tested)
            if of_kind and (isinstance(node, ast.Match) or strings & set(KINDS)):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found += [f"{path.relative_to(ROOT)}" for test in (".kind ==", ".kind in") if test in path.read_text()]
    assert found == []
