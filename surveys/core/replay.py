"""Rebuilding from the ledger's lines alone what they speak of, and comparing it with what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.core.act import KEYS, Subject, Value
from surveys.core.ledger import Committed, LedgerLine, Said

Named = tuple[Subject, tuple[Value, ...]]
"""One thing that acts are about."""
Standing = dict[Named, dict[str, Value]]
"""What is kept of each of them; a field that is None may as well be missing."""


_FIRST: Mapping[tuple[Subject, str], Value] = {(Subject.LETTER, "epoch"): 1}
"""What needn't be told: every household starts with its first letter."""


class Fault(StrEnum):
    """What is wrong: the database keeps something else, or lacks it, or has more; a line doesn't go on from the one before;
    a personal value isn't the one that was committed to."""

    DIFFERS = "differs"
    LACKS = "lacks"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that doesn't agree; `ledger` is what should be by the lines, `found` what is."""

    fault: Fault
    about: Named
    field: str = ""
    ledger: Said = None
    found: Said = None
    line: int | None = None


@dataclass(slots=True)
class Replay:
    """What the lines so far come to, and what is wrong with them."""

    state: dict[Named, dict[str, Said]] = field(default_factory=dict)
    faults: list[Difference] = field(default_factory=list)
    lines: int = 0
    forgotten: int = 0

    def take(self, line: LedgerLine) -> None:
        """Go on by one line."""
        self.lines += 1
        self._check_values(line)
        row = line.row
        if row.about is None:
            return
        named = (row.about, tuple(_key(line, name) for name in KEYS[row.about]))
        if row.ends:
            self.state.pop(named, None)
            return
        fields = self.state.setdefault(named, {})
        for name, (before, after) in line.turns.items():
            was = fields.get(name, _FIRST.get((row.about, name)))
            if not _agree(was, before):
                self.faults.append(Difference(Fault.BROKEN, named, name, was, before, line.id))
            fields[name] = after

    def _check_values(self, line: LedgerLine) -> None:
        for name, value in line.said.items():
            if isinstance(value, Committed):
                self.forgotten += value.forgotten
                if not value.is_of(value.value):
                    self.faults.append(Difference(Fault.ALTERED, _about(line), name, found=value, line=line.id))


def _about(line: LedgerLine) -> Named:
    about = line.row.about or Subject.POLL
    return about, tuple(_key(line, name) for name in KEYS[about])


def _key(line: LedgerLine, name: str) -> Value:
    columns = {"poll_id": line.poll, "wave": line.wave, "household": line.household, "compound": line.compound}
    found = columns.get(name) if name in columns else line.said.get(name)
    return None if isinstance(found, Committed) else found


def _agree(one: Said, other: Said) -> bool:
    """Whether two values may be the same, as far as that can still be said."""
    if any(isinstance(value, Committed) and value.forgotten for value in (one, other)):
        return True
    plain = [value.value if isinstance(value, Committed) else value for value in (one, other)]
    return plain[0] == plain[1]


def replayed(lines: Iterable[LedgerLine]) -> Replay:
    """What all these lines come to, the first first."""
    replay = Replay()
    for line in lines:
        replay.take(line)
    return replay


def differences(replay: Replay, standing: Mapping[Named, Mapping[str, Value]]) -> tuple[Difference, ...]:
    """Everything that is wrong with the lines, and everything in which the database differs from them."""
    found = list(replay.faults)
    for named, fields in replay.state.items():
        kept = standing.get(named)
        if kept is None:
            if any(said is not None for said in fields.values()):  # one that is nobody's any more stands nowhere
                found.append(Difference(Fault.LACKS, named))
            continue
        for name, said in fields.items():
            value = kept.get(name)
            if not (said.is_of(value) if isinstance(said, Committed) else said == value):
                found.append(Difference(Fault.DIFFERS, named, name, said, value))
        unsaid = [name for name, value in kept.items() if value is not None and name not in fields]
        found += [Difference(Fault.DIFFERS, named, name, None, kept[name]) for name in unsaid]
    found += [Difference(Fault.UNKNOWN, named) for named in standing if named not in replay.state]
    return tuple(found)
