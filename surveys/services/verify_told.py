"""What verifying finds in rows that acts tell of: each is what its act says, by whom and when, and each act has its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from surveys.core import form_register
from surveys.core.act import Act
from surveys.core.canonical import digest
from surveys.core.ledger import Committed, LedgerLine, Said
from surveys.core.retention import RETENTION
from surveys.core.verify import Flaw, Wrong
from surveys.services.compound import households_of
from surveys.services.told import CHANGES, TOLD, Told
from surveys.store.db import Connection
from surveys.store.ledger import lines_since_it_began
from surveys.store.replay import value_of
from surveys.store.retention import begun
from surveys.store.verify import Row, rows_of

_AT_ONCE = 200
_LATER = {"decided_at"}
"""What acts of earlier releases don't tell."""
_NAMES = {(Act.FORMS_ISSUED, "to"), *((act, "acts_after") for act in (Act.MANDATE_ENTERED, Act.LEDGER_BEGAN))}
"""Personal values that go before their poll is forgotten, soon after it has ended."""
Says = Mapping[str, Said]


def told(session: Connection) -> Iterator[Wrong]:
    """Every row that isn't what its act says, every one of which no act tells, and every act whose row lacks."""
    kept = _Acts(session)
    for line in lines_since_it_began(session):
        kept.take(line)
    for one in TOLD:
        yield from kept.compared(one)
    yield from kept.values()
    yield from kept.rosters()


class _Acts:
    """What the lines say of rows, of personal values and of living rosters."""

    def __init__(self, session: Connection) -> None:
        self.session, self.began, self.forgotten = session, False, begun(session)
        self._polls = {row["id"] for row in rows_of(session, "polls")}
        self._lines: dict[Act, list[LedgerLine]] = {act: [] for one in TOLD for act in one.acts}
        self._bound, self._gone = set[tuple[int, str]](), list[tuple[int, str]]()
        self._rosters: dict[int, Committed] = {}

    def take(self, line: LedgerLine) -> None:
        """Go on by one line."""
        self.began |= line.act is Act.LEDGER_BEGAN
        if line.act in self._lines and (line.act is not Act.POLL_CLOSED or line.said.get("reason")):
            self._lines[line.act].append(line)
        for name, said in line.said.items():
            if isinstance(said, Committed):
                self._bound.add((line.id, name))
                if said.forgotten and line.poll not in self.forgotten and (line.act, name) not in _NAMES:
                    self._gone.append((line.id, name))
        after = line.said.get("roster_after", line.said.get("roster"))
        if line.compound is not None and (after or line.said.get("followed") or "households_after" in line.said):
            self._rosters.pop(line.compound, None)  # an early release told less
            if isinstance(after, Committed):
                self._rosters[line.compound] = after

    def compared(self, one: Told) -> Iterator[Wrong]:
        """The rows of a table and the acts that tell of them, side by side."""
        said, rows = self._said(one), self._rows(one)
        for key in sorted(rows.keys() | said.keys(), key=str):
            there, told = rows.get(key, []), said.get(key, [])
            lacks, strange = len(there) < len(told), len(there) > len(told) and not self.began
            pairs = zip(reversed(there), reversed(told), strict=False)
            if lacks or strange or not all(self._agree(one, row, says) for row, says in pairs):
                poll = next((int(row.get("poll_id", 0)) for row in there), 0)
                yield Wrong(Flaw.LEDGER, one.table, " ".join(map(str, key)), poll)

    def _said(self, one: Told) -> dict[tuple[Any, ...], list[Says]]:
        found: dict[tuple[Any, ...], list[Says]] = {}
        for line in sorted((line for act in one.acts for line in self._lines[act]), key=lambda line: line.id):
            says = _says(line)
            key = tuple(says.get(name) for name in one.key.values())
            if None in key or (line.poll is not None and line.poll not in self._polls):
                continue  # of a release that told less, or of a poll that was dropped
            mine = found.setdefault(key, [])
            place = {} if self.began else {"place": len(mine) + 1}
            mine.append({**(mine[-1] if mine else {}), **says, **place})
            if one.stamped:
                found[key] = mine[-1:]
        return found

    def _rows(self, one: Told) -> dict[tuple[Any, ...], list[Row]]:
        found: dict[tuple[Any, ...], list[Row]] = {}
        for row in _with_what_hangs_on(self.session, one.table):
            if not one.stamped or row[one.at] is not None or (one.by and row[one.by]):
                found.setdefault(tuple(value_of(row[name]) for name in one.key), []).append(row)
        return found

    def _agree(self, one: Told, row: Row, says: Says) -> bool:
        stamps = {one.at: "at", one.by: "by"}
        return all(
            self._agrees(one.table, row, column, says.get(name))
            for column, name in {**one.says, **stamps}.items()
            if column and (name in says or not (self.began or name in _LATER))
        )

    def _agrees(self, table: str, row: Row, column: str, said: Said | None) -> bool:
        """Whether a value is what was said of it; an act leaves out what is empty."""
        value = value_of(row[column])
        if isinstance(said, Committed):
            blank = row.get("poll_id") in self.forgotten and value == RETENTION[table].personal.get(column)
            return blank or said.is_of(value)
        return value == said or not (value or said)

    def values(self) -> Iterator[Wrong]:
        """Personal values that lack before their time, and those that no act committed to."""
        for entry, name in self._gone:
            yield Wrong(Flaw.GONE, "entry_values", f"{entry} {name}")
        for row in () if self.began else rows_of(self.session, "entry_values"):
            if (row["entry_id"], row["field"]) not in self._bound:
                yield Wrong(Flaw.UNMARKED, "entry_values", f"{row['entry_id']} {row['field']}")

    def rosters(self) -> Iterator[Wrong]:
        """Living rosters that aren't what the last act on them says."""
        places = sorted(self._rosters)
        for start in range(0, len(places), _AT_ONCE):
            for place, stands in households_of(self.session, places[start : start + _AT_ONCE]).items():
                if not self._rosters[place].is_of(stands):
                    yield Wrong(Flaw.LEDGER, "households", str(place))


def _says(line: LedgerLine) -> dict[str, Said]:
    """What a line says, of what it replaced only what holds since."""
    plain = {name.removesuffix("_after"): said for name, said in line.said.items() if not name.endswith("_before")}
    named: dict[str, Said] = {"poll": line.poll, "household": line.household, "at": value_of(line.at), "by": line.actor}
    if line.act in CHANGES:
        until = plain.get("closes_at") if line.act is Act.POLL_EXTENDED else None
        named |= {"step": CHANGES[line.act], "until": until}
    return plain | named


def _with_what_hangs_on(session: Connection, table: str) -> Sequence[Row]:
    """The rows of a table, each with the digest of what its act tells in one."""
    rows = rows_of(session, table)
    match table:
        case "print_runs":
            letters = _grouped(session, "printed_letters", "run_id", lambda one: [one["household_id"], one["epoch"]])
            return [{**row, "doors": digest(sorted(letters.get(row["id"], [])))} for row in rows]
        case "form_batches":
            forms = _grouped(session, "paper_forms", "batch_id", lambda one: [one["serial"], one["number"]])
            return [{**row, **_forms(sorted(forms.get(row["id"], [])))} for row in rows]
        case "paper_copies":
            files = {one["id"]: one for one in rows_of(session, "paper_files")}
            return [{**row, **_file(files.get(row["file_id"]), row)} for row in rows]
    return rows


def _forms(made: Sequence[Sequence[Any]]) -> Mapping[str, str]:
    """What is told of forms, each with its serial and its number."""
    return {
        "serials": form_register.rows_of([one[0] for one in made])[0] if made else "",
        "digest": digest([one[1] for one in made]),
    }


def _grouped(session: Connection, table: str, by: str, told: Callable[[Row], list[Any]]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    for row in rows_of(session, table):
        found.setdefault(row[by], []).append(told(row))
    return found


def _file(kept: Row | None, copy: Row) -> Row:
    if kept is None or (kept["poll_id"], kept["paper"]) != (copy["poll_id"], copy["paper"]):
        return {"format": "", "digest": ""}
    return {"format": kept["format"], "digest": sha256(kept["content"]).hexdigest()}
