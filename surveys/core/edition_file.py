"""An edition as a person writes it: a TOML file of questions, read whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.core.ballot import Capacity
from surveys.core.questionnaire import Condition, Consent, Edition, Kind, Option, Question, Role
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated

MOST_QUESTIONS = 60
MOST_OPTIONS = 60
LONGEST_ANSWER = 2000
LARGEST_NUMBER = 1_000_000

_CHOSEN = {Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.TOP3}
_KIND_OF_ROLE = {Role.CAPACITY: Kind.SINGLE, Role.CONSENT: Kind.SINGLE, Role.ORDER: Kind.ORDER, Role.TOP3: Kind.TOP3}
_COUNTS = {Role.CAPACITY: set(map(str, Capacity)), Role.CONSENT: set(map(str, Consent))}
_KEYS_OF_KIND = {
    "most": {Kind.MULTIPLE},
    "low": {Kind.NUMBER},
    "high": {Kind.NUMBER},
    "length": {Kind.TEXT},
    "from_menu": {Kind.TOP3},
    "options": _CHOSEN,
}


def read_edition(text: str) -> Edition:
    """The edition that the file describes. Raises `Rejected`; the row of each problem is the file's line."""
    document = TomlDocument(text)
    root = document.root
    tables = root.tables("question")
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
        _check_kind(table, question)
        _check_role(table, question, questions[:place])
        _check_conditions(table, question, questions[:place])
    document.settle()
    return edition


def _question(table: TomlTable) -> Question:
    kind = table.choice("kind", Kind, Kind.TEXT)
    if not table.has("kind"):
        table.report("toml_missing", "kind")
    option_tables = table.tables("options")
    options = tuple(_option(row) for row in option_tables)
    report_repeated(option_tables, (option.key for option in options))
    question = Question(
        key=table.name(),
        kind=kind,
        label=table.text("label", 120),
        role=table.choice("role", Role, Role.NONE),
        hint=table.text("hint", 200, required=False),
        why=table.text("why", 200, required=False),
        optional=table.flag("optional"),
        owner_only=table.flag("owner_only"),
        options=options,
        show_if=tuple(_condition(row) for row in table.tables("show_if")),
        most=table.whole("most", 1, MOST_OPTIONS),
        low=table.whole("low", -LARGEST_NUMBER, LARGEST_NUMBER),
        high=table.whole("high", -LARGEST_NUMBER, LARGEST_NUMBER),
        length=table.whole("length", 1, LONGEST_ANSWER),
        from_menu=table.flag("from_menu"),
    )
    table.close()
    return question


def _option(table: TomlTable) -> Option:
    option = Option(table.name(), table.text("label", 60), table.text("counts", 20, required=False))
    table.close()
    return option


def _condition(table: TomlTable) -> Condition:
    condition = Condition(table.text("question", 40), table.texts("any_of", 40))
    if not condition.any_of:
        table.report("toml_missing", "any_of")
    table.close()
    return condition


def _check_kind(table: TomlTable, question: Question) -> None:
    for key, kinds in _KEYS_OF_KIND.items():
        if table.has(key) and question.kind not in kinds:
            table.report("edition_key_of_other_kind", key, kind=question.kind)
    if question.kind in _CHOSEN:
        _check_options(table, question)
    elif question.kind is Kind.NUMBER and question.low >= question.high:
        table.report("edition_bounds", "high", question.high, low=question.low)
    elif question.kind is Kind.TEXT and table.has("kind") and not question.length:
        table.report("toml_missing", "length")


def _check_options(table: TomlTable, question: Question) -> None:
    number = len(question.options)
    if question.from_menu and number:
        table.report("edition_options_twice", "options")
    elif not question.from_menu and not 2 <= number <= MOST_OPTIONS:
        table.report("edition_options", "options", number, low=2, high=MOST_OPTIONS)
    if question.most > number:
        table.report("edition_most", "most", question.most, options=number)
    if question.kind is Kind.SCALE and not _is_scale([option.key for option in question.options]):
        table.report("edition_scale", "options")
    if question.kind is Kind.TOP3 and "none" in {option.key for option in question.options}:
        table.report("toml_reserved", "options", "none")


def _is_scale(keys: Sequence[str]) -> bool:
    """Whether the numbered keys run evenly up or down by one; keys beside the scale ("unsure") aren't numbers."""
    steps = [int(key) for key in keys if key.isdecimal()]
    rising = list(range(steps[0], steps[0] + len(steps))) if steps else []
    falling = list(range(steps[0], steps[0] - len(steps), -1)) if steps else []
    return len(steps) >= 3 and steps in (rising, falling)


def _check_role(table: TomlTable, question: Question, earlier: Sequence[Question]) -> None:
    role = question.role
    if role is not Role.NONE:
        if any(other.role is role for other in earlier):
            table.report("edition_role_twice", "role", role)
        if question.kind is not _KIND_OF_ROLE[role]:
            table.report("edition_role_kind", "role", role, kind=_KIND_OF_ROLE[role])
    if role is Role.CAPACITY and (question.optional or question.owner_only or question.show_if or earlier):
        table.report("edition_capacity_first", "role")
    if question.owner_only and not any(other.role is Role.CAPACITY for other in earlier) and role is not Role.CAPACITY:
        table.report("edition_owner_only", "owner_only")
    if role is Role.CONSENT and question.optional:
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
