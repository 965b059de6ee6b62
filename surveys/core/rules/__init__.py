"""When a poll has passed: rules as data, and what they say of a count."""

from surveys.core.rules.apply import (
    SilenceEvidence,
    apply,
    apply_totals,
    check_totals,
    concluded,
    silence_from_document,
    taking_part,
)
from surveys.core.rules.need import Need
from surveys.core.rules.read import read_rules
from surveys.core.rules.result import Check, CheckKind, Conclusion, Lock, Result
from surveys.core.rules.rule import Bar, Instrument, Of, Reach, Rule, Silence, Treatment, read_bar, rule_from_document

__all__ = [
    "Bar",
    "Check",
    "CheckKind",
    "Conclusion",
    "Instrument",
    "Lock",
    "Need",
    "Of",
    "Reach",
    "Result",
    "Rule",
    "Silence",
    "SilenceEvidence",
    "Treatment",
    "apply",
    "apply_totals",
    "check_totals",
    "concluded",
    "read_bar",
    "read_rules",
    "rule_from_document",
    "silence_from_document",
    "taking_part",
]
