"""Reading rules that people wrote, in TOML, with every mistake found in them."""

from __future__ import annotations

from surveys.core.rules.rule import Bar, Instrument, Of, Reach, Rule, Silence, Treatment, read_bar
from surveys.core.tally import Basis
from surveys.core.toml_document import TomlDocument, TomlTable, report_repeated


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a TOML text of `[[rule]]` tables; raises `Rejected` with every problem and its line."""
    document = TomlDocument(text)
    tables = document.root.tables("rule")
    if not tables:
        document.root.report("toml_missing", "rule")
    rules = tuple(_rule(table) for table in tables)
    report_repeated(tables, (rule.key for rule in rules))
    document.root.close()
    document.settle()
    return rules


def _rule(table: TomlTable) -> Rule:
    rule = Rule(
        key=table.name(),
        name=table.text("name", 80),
        source=table.text("source", 300),
        instrument=table.choice("instrument", Instrument, Instrument.CONSULTATION),
        bases=_bases(table),
        coverage=_bar(table, "coverage"),
        participation=_bar(table, "participation"),
        consent=_bar(table, "consent"),
        of=table.choice("of", Of, Of.PARTICIPANTS),
        reach=table.choice("reach", Reach, Reach.COMPOUND),
        parking=table.flag("parking"),
        abstention=table.choice("abstention", Treatment, Treatment.TAKES_PART),
        invalid=table.choice("invalid", Treatment, Treatment.LEFT_OUT),
        silence=table.choice("silence", Silence, Silence.NOT_COUNTED),
        conditions=table.texts("conditions", 80),
        confirmed_by=table.text("confirmed_by", 80, required=False),
        clause=table.text("clause", 500, required=False),
        roll=table.flag("roll"),
    )
    table.close()
    if not table.has("instrument"):
        table.report("toml_missing", "instrument")
    if not any(table.has(name) for name in ("coverage", "participation", "consent")):
        table.report("rule_without_bar")
    if rule.silence is Silence.FOLLOWS_MAJORITY and rule.instrument is Instrument.CONSULTATION:
        table.report("rule_silence_in_consultation", "silence", rule.silence)
    return rule


def _bases(table: TomlTable) -> tuple[Basis, ...]:
    written = table.texts("bases", 20)
    if not written:
        table.report("toml_missing", "bases")
    known = list(Basis)
    for strange in (basis for basis in written if basis not in known):
        table.report("toml_choice", "bases", strange, allowed=", ".join(known), nearest="")
    return tuple(basis for basis in known if basis in written)


def _bar(table: TomlTable, name: str) -> Bar | None:
    text = table.text(name, 30, required=False)
    if not table.has(name):
        return None
    bar = read_bar(text)
    if bar is None:
        table.report("rule_bar", name, text)
    return bar
