"""A bank of questions as a person writes it: an edition's file with a note beside each question, for whoever chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.edition_file import edition_in
from surveys.core.questionnaire import Edition
from surveys.core.toml_document import TomlDocument

_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """Questions to choose from, and what each is for, by its key. Nobody is sent the edition as it stands."""

    edition: Edition
    notes: Mapping[str, str]


def read_bank(text: str) -> QuestionBank:
    """The bank that the file describes. Raises `Rejected`; the row of each problem is the file's line."""
    document = TomlDocument(text)
    tables = document.root.tables("question")
    notes = [table.text("note", _LONGEST_NOTE) for table in tables]
    edition = edition_in(document, tables)
    document.settle()
    return QuestionBank(edition, {q.key: note for q, note in zip(edition.questions, notes, strict=True)})
