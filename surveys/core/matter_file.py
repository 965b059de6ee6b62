"""Matters as a person writes them: a TOML file of one compound's matters, read whole or refused with every problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.core.matter import LONGEST_WORDING, MOST_PROXIES, Matter, least_bars, rule_problems, rules_fitting
from surveys.core.menu import Decision
from surveys.core.rules import Rule
from surveys.core.tally import Scope
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated

MOST_MATTERS = 20


def read_matters(text: str, rules: Mapping[str, Rule]) -> tuple[Matter, ...]:
    """The matters of a TOML text of `[[matter]]` tables, by the named `rules`. Raises `Rejected`; the row of each problem is
    the file's line."""
    document = TomlDocument(text)
    tables = document.root.tables("matter")
    matters = tuple(_matter(table, rules) for table in tables)
    document.root.close()
    report_repeated(tables, (matter.key for matter in matters))
    if len(matters) > MOST_MATTERS:
        document.root.report("toml_entries", "matter", len(matters), low=0, high=MOST_MATTERS)
    document.settle()
    return matters


def _matter(table: TomlTable, rules: Mapping[str, Rule]) -> Matter:
    decision = table.choice("decision", Decision, Decision.OTHER)
    if not table.has("decision"):
        table.report("toml_missing", "decision")
    unit = table.text("unit", 20, required=False)
    matter = Matter(
        key=table.name(),
        wording=table.text("wording", LONGEST_WORDING),
        decision=decision,
        scope=Scope(table.texts("buildings", 20), unit or None),
        rule=table.named("rule", rules) or usual_rule(rules.values(), decision),
        item=table.text("item", 40, required=False),
        proxies=table.whole("proxies", 1, MOST_PROXIES) or 1,
    )
    if unit and len(matter.scope.buildings) != 1:
        table.report("matter_stairwell", "unit", unit)
    for problem in rule_problems(matter.rule, decision):
        table.report(problem.code, problem.field, problem.value, **problem.detail)
    table.close()
    return matter


def usual_rule(rules: Iterable[Rule], decision: Decision) -> Rule:
    """Of the rules that may decide such a matter, the one that asks for no more than the law does. Raises `ValueError` where
    there is none."""
    fitting = rules_fitting(rules, decision)
    if not fitting:
        raise ValueError("no rule decides such a matter")
    return min(fitting, key=lambda rule: (len(rule.conditions), str(rule.consent) != str(least_bars(decision)[1])))
