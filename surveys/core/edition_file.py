"""An edition as a person writes it: a TOML file of questions, read whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.core.ballot import Capacity
from surveys.core.kind import Kind
from surveys.core.kinds import KINDS
from surveys.core.questionnaire import Condition, Consent, Edition, Option, Question, QuestionRole
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated
from surveys.core.toml_text import toml_lines, toml_pairs, toml_rows, toml_string, toml_value

MOST_QUESTIONS = 60

_COUNTS = {QuestionRole.CAPACITY: set(map(str, Capacity)), QuestionRole.CONSENT: set(map(str, Consent))}


def read_edition(text: str) -> Edition:
    """The edition that the file describes. Raises `Rejected`; the row of each problem is the file's line."""
    document = TomlDocument(text)
    edition = edition_in(document, document.root.tables("question"))
    document.settle()
    return edition


def edition_in(document: TomlDocument, tables: Sequence[TomlTable]) -> Edition:
    """The edition in a document with these tables of questions, whatever is wrong with it."""
    root = document.root
    questions = tuple(_question(table) for table in tables)
    edition = Edition(
        key=root.name(),
        title=root.text("title", 60),
        intro=root.text("intro", 1000, required=False, lines=True),
        questions=questions,
    )
    root.close()
    report_repeated(tables, (question.key for question in questions))
    if not 0 < len(questions) <= MOST_QUESTIONS:
        root.report("toml_entries", "question", len(questions), low=1, high=MOST_QUESTIONS)
    for place, (table, question) in enumerate(zip(tables, questions, strict=True)):
        if question.kind:
            KINDS[question.kind].check(table, question)
        _check_role(table, question, questions[:place])
        _check_conditions(table, question, questions[:place])
    return edition


def write_edition(edition: Edition) -> str:
    """The file that `read_edition` reads as this edition."""
    head = {"key": toml_string(edition.key), "title": toml_string(edition.title), "intro": toml_lines(edition.intro)}
    return "\n".join((toml_pairs(head), *map(_written, edition.questions)))


def _written(question: Question) -> str:
    told = {name: getattr(question, name) for name in ("key", "kind", "role", "label", "hint", "why")}
    flags = {name: "true" for name in ("optional", "owner_only") if getattr(question, name)}
    asked = [{"question": c.question, "any_of": c.any_of} for c in question.show_if]
    pairs = {name: toml_string(text) for name, text in told.items() if text} | flags
    pairs |= {"show_if": toml_value(asked)} if asked else {}
    own = {key: getattr(question, key, question.more.get(key)) for key in KINDS[question.kind].keys}
    pairs |= {key: _written_own(value) for key, value in own.items() if value}
    return f"[[question]]\n{toml_pairs(pairs)}"


def _written_own(value: Any) -> str:
    if isinstance(value, tuple) and isinstance(value[0], Option):
        return toml_rows(map(_written_option, value))
    return toml_value(value)


def _written_option(option: Option) -> str:
    counts = {"counts": option.counts} if option.counts else {}
    return toml_value({"key": option.key, "label": option.label, **counts})


def _question(table: TomlTable) -> Question:
    kind = table.named("kind", KINDS)
    if not table.has("kind"):
        table.report("toml_missing", "kind")
    question = Question(
        key=table.name(),
        kind=kind.name if kind else "",
        label=table.text("label", 120),
        role=table.choice("role", QuestionRole, QuestionRole.NONE),
        hint=table.text("hint", 200, required=False),
        why=table.text("why", 200, required=False),
        optional=table.flag("optional"),
        owner_only=table.flag("owner_only"),
        show_if=tuple(_condition(row) for row in table.tables("show_if")),
        **_own(table, kind),
    )
    table.close()
    return question


def _own(table: TomlTable, kind: Kind | None) -> Mapping[str, Any]:
    """What the kind's own keys say; where the kind isn't known, what the keys of any kind do."""
    written = {key: read for other in KINDS.values() for key, read in other.keys.items() if table.has(key)}
    keys = kind.keys if kind else written
    for key in written:
        if kind and key not in keys:
            table.report("edition_key_of_other_kind", key, kind=kind.name)
    found = {key: read(table, key) for key, read in keys.items()}
    fields = {key: value for key, value in found.items() if key in Question.__slots__}
    return {**fields, "more": {key: value for key, value in found.items() if key not in fields}}


def _condition(table: TomlTable) -> Condition:
    condition = Condition(table.text("question", 40), table.texts("any_of", 40))
    if not condition.any_of:
        table.report("toml_missing", "any_of")
    table.close()
    return condition


def _check_role(table: TomlTable, question: Question, earlier: Sequence[Question]) -> None:
    role = question.role
    if role is not QuestionRole.NONE:
        if any(other.role is role for other in earlier):
            table.report("edition_role_twice", "role", role)
        kinds = [kind.name for kind in KINDS.values() if role in kind.roles]
        if question.kind and question.kind not in kinds:
            table.report("edition_role_kind", "role", role, kind=", ".join(kinds))
    if role is QuestionRole.CAPACITY and (question.optional or question.owner_only or question.show_if or earlier):
        table.report("edition_capacity_first", "role")
    if (
        question.owner_only
        and not any(other.role is QuestionRole.CAPACITY for other in earlier)
        and role is not QuestionRole.CAPACITY
    ):
        table.report("edition_owner_only", "owner_only")
    if role is QuestionRole.CONSENT and question.optional:
        table.report("edition_consent_optional", "optional")
    _check_counts(table, question)


def _check_counts(table: TomlTable, question: Question) -> None:
    allowed = _COUNTS.get(question.role, set())
    for place, option in enumerate(question.options):
        if option.counts not in (allowed or {""}):
            path = (*table.path, "options", place, "counts")
            code = "edition_counts" if allowed else "edition_counts_without_role"
            table.document.report(code, path, option.counts, allowed=", ".join(sorted(allowed)))
    lacking = allowed - {option.counts for option in question.options} - {Consent.ABSTAIN}
    if lacking:
        table.report("edition_counts_lacking", "options", ", ".join(sorted(lacking)))


def _check_conditions(table: TomlTable, question: Question, earlier: Sequence[Question]) -> None:
    before = {other.key: other for other in earlier}
    for place, condition in enumerate(question.show_if):
        path = (*table.path, "show_if", place)
        asked = before.get(condition.question)
        if asked is None:
            table.document.report("edition_condition_question", (*path, "question"), condition.question)
            continue
        options = {option.key for option in asked.options}
        for key in condition.any_of:
            if key not in options:
                table.document.report("edition_condition_option", (*path, "any_of"), key, question=asked.key)
