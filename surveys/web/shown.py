"""What a form shows of what stands, by which two versions of it are told apart and put side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from surveys.core.canonical import digest
from surveys.core.place import CHINA
from surveys.services.sent_form import LastChange
from surveys.words.dates import day_in_year, time_words

_MOST_TOLD, _LONGEST_TOLD = 4, 24
_MOMENT, _ONLY_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"), len("2026-12-01")


@dataclass(frozen=True, slots=True)
class FormLine:
    """One field of a form: what stands in it now, and the words of the values that may be chosen. Without a name it is
    something that the form shows and nobody types."""

    name: str
    label: str
    stands: str
    choices: Mapping[str, str] | None = None

    def said(self, values: Sequence[str]) -> str:
        """What was typed or chosen, as people read it."""
        known = self.choices or {}
        return "、".join(known.get(value) or _dated(value) for value in values if value)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form is made from: all of it as a document, line by line in words, and who changed it last. A form that
    nothing stands behind has no `facts`."""

    facts: object = None
    lines: tuple[FormLine, ...] = ()
    changed: LastChange | None = None

    @property
    def version(self) -> str:
        """The digest of all that the form shows."""
        return digest(canonical_text(self.facts))


def canonical_text(facts: object) -> Any:
    """Facts as a document: what JSON has no form for is told by its text."""
    match facts:
        case None | bool() | int() | str():
            return facts
        case Mapping():
            return {str(key): canonical_text(value) for key, value in facts.items()}
        case list() | tuple():
            return [canonical_text(value) for value in facts]
        case set() | frozenset():
            return sorted(str(value) for value in facts)
    return str(facts)


def nothing() -> Shown:
    """What a form shows behind which nothing stands that somebody else could change."""
    return Shown()


def told(before: Shown, after: Shown, said: str, same: str = "") -> str:
    """What was done, and which lines changed from what to what."""
    if not said:
        return ""
    if before.facts is not None and before.version == after.version:
        return same or str(gettext("没有改动"))
    stood = {(line.name, line.label): line.stands for line in before.lines}
    changed = [(line, stood[line.name, line.label]) for line in after.lines if (line.name, line.label) in stood]
    changed = [(line, was) for line, was in changed if was != line.stands]
    parts = [
        gettext("%(what)s从“%(was)s”改成“%(now)s”", what=line.label, was=_short(was), now=_short(line.stands))
        for line, was in changed[:_MOST_TOLD]
    ]
    more = [gettext("一共改了%(n)s处", n=len(changed))] if len(changed) > _MOST_TOLD else []
    return ("。" if "。" in said else "：").join(filter(None, (said, "；".join([*parts, *more]))))


def _dated(text: str) -> str:
    """What a field for a day, or for a day and a time, holds, as people read it; anything else as it is."""
    if not _MOMENT.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day_in_year(moment) if len(text) == _ONLY_DAY else time_words(moment.replace(tzinfo=CHINA))


def _short(text: str) -> str:
    text = " ".join(text.split()) or gettext("空")
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}……"
