"""Namesakes: homes in one compound whose owners bear one name, and who of them is one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from surveys.core.canonical import digest
from surveys.core.roster import UnitKind
from surveys.core.roster_file import RosterRow, RosterWords, kept_key, person_key, with_developers, with_owners

ONE, APART = "one", "apart"
Address = tuple[str, str, str]
Place = tuple[str, str]


def address(row: RosterRow) -> Address:
    """The door: building, stairwell, room."""
    return row.building, row.unit, row.room


@dataclass(frozen=True, slots=True)
class Holder:
    """Homes that are known to be one person's: by a number, by what was decided before, or by the telephone. `key` is the
    person's where the person is known already."""

    doors: tuple[Address, ...]
    phones: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Who bears one name in one compound where nobody has said yet who is who; the answer is `ONE`, `APART` or the key of
    the holder that all who aren't known belong to."""

    key: str
    place: Place
    name: str
    holders: tuple[Holder, ...]

    @property
    def known(self) -> tuple[Holder, ...]:
        """The holders who are known already."""
        return tuple(holder for holder in self.holders if holder.key)

    @property
    def options(self) -> tuple[str, ...]:
        """What may be answered."""
        known = [holder.key for holder in self.known]
        return (APART, *([ONE] if len(known) < 2 else known))


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The rows with their owners' keys, and the namesakes that were asked about; who isn't answered stays apart."""

    rows: tuple[RosterRow, ...]
    asked: tuple[Namesakes, ...]


@dataclass(slots=True)
class _Bearers:
    """The homes of one name: which rows of the file, and which doors that stand in the living roster alone."""

    rows: list[int] = field(default_factory=list)
    kept: list[RosterRow] = field(default_factory=list)


def told_apart(
    rows: Sequence[RosterRow],
    living: Mapping[Place, Sequence[RosterRow]],
    answers: Mapping[str, str],
    words: RosterWords,
    *,
    remove: bool = False,
) -> ToldApart:
    """Tell the owners of a file apart, beside those of the living rosters that it is about.

    Known are: a number of the office; who was told apart before, for the same door and name; one name with one telephone.
    Whoever else shares a name is asked about. With `remove` the doors that the file lacks don't count.
    """
    found, _ = with_owners(rows, words)
    places: dict[Place, list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(row.place, []).append(at)
    asked: list[Namesakes] = []
    for place, ats in places.items():
        compound = _Compound(ats, found, living.get(place, ()), words, remove)
        asked += compound.tell(answers)
        with_developers(ats, found, words)
    return ToldApart(tuple(found), tuple(asked))


class _Compound:
    """Tells the owners of one compound apart, in place."""

    def __init__(
        self, ats: Sequence[int], found: list[RosterRow], living: Sequence[RosterRow], words: RosterWords, remove: bool
    ) -> None:
        self.found, self.words = found, words
        self.standing = {address(row): row for row in living}
        self.taken = {row.owner_key for row in living}
        filed = {address(found[at]) for at in ats}
        self.bearers: dict[tuple[str, ...], _Bearers] = {}
        for at in ats:
            if found[at].kind is not UnitKind.UNSOLD:
                self.bearers.setdefault(self._name(found[at]), _Bearers()).rows.append(at)
        for row in () if remove else living:
            if address(row) not in filed and row.kind is not UnitKind.UNSOLD and self._name(row) in self.bearers:
                self.bearers[self._name(row)].kept.append(row)

    def tell(self, answers: Mapping[str, str]) -> Iterator[Namesakes]:
        """Give every row its owner; yields the namesakes that have to be asked about."""
        for name, bearers in self.bearers.items():
            known, loose = self._holders(bearers, self._known(bearers))
            self.taken |= {key for key in known if key}
            group = self._group(name, known, loose) if loose and len(known) + len(loose) > 1 and name else None
            answer = answers.get(group.key, APART) if group else APART
            self._settle(name, known, loose, answer if group and answer in group.options else APART)
            if group:
                yield group

    def _name(self, row: RosterRow) -> tuple[str, ...]:
        return tuple(sorted(self.words.owners(row.owner)))

    def _known(self, bearers: _Bearers) -> dict[int, str]:
        """The keys of the rows whose owner is known: by number, or as the same door and name were told apart before. Two
        telephones of which none was known speak against what was decided before."""
        known = {at: self._numbered(self.found[at]) for at in bearers.rows if self.found[at].owner_number}
        before: dict[str, list[int]] = {}
        for at in bearers.rows:
            was = self.standing.get(address(self.found[at]))
            if at not in known and was and self._name(was) == self._name(self.found[at]):
                before.setdefault(was.owner_key, []).append(at)
        for key, ats in before.items():
            phones = {self.found[at].phone for at in ats} - {""}
            if len(phones) < 2 or phones & {self.standing[address(self.found[at])].phone for at in ats}:
                known |= dict.fromkeys(ats, key)
        return known

    def _numbered(self, row: RosterRow) -> str:
        return kept_key(row.owner_number) or person_key(*row.place, "number", row.owner_number)

    def _holders(
        self, bearers: _Bearers, keys: Mapping[int, str]
    ) -> tuple[dict[str, list[RosterRow | int]], list[list[int]]]:
        """Whom the homes belong to: the known by their keys, and the others, one telephone for one of them."""
        known: dict[str, list[RosterRow | int]] = {}
        for row in bearers.kept:
            known.setdefault(row.owner_key, []).append(row)
        for at, key in keys.items():
            known.setdefault(key, []).append(at)
        called: dict[str, set[str]] = {}
        for key, homes in known.items():
            for phone in self._phones(homes):
                called.setdefault(phone, set()).add(key)
        loose: dict[str, list[int]] = {}
        for at in bearers.rows:
            if at in keys:
                continue
            phone = self.found[at].phone if self.found[at].owner else ""
            if len(theirs := called.get(phone, set()) if phone else set()) == 1:
                known[next(iter(theirs))].append(at)
            else:
                loose.setdefault(phone or f"at {at}", []).append(at)
        return known, list(loose.values())

    def _row(self, home: RosterRow | int) -> RosterRow:
        return self.found[home] if isinstance(home, int) else home

    def _phones(self, homes: Sequence[RosterRow | int]) -> tuple[str, ...]:
        """The telephones of a holder: those of the file, else the one that stands."""
        written = [self._row(home).phone for home in homes]
        standing = [was.phone for home in homes if (was := self.standing.get(address(self._row(home))))]
        return tuple(dict.fromkeys(phone for phone in (*written, *standing) if phone))

    def _group(
        self, name: tuple[str, ...], known: Mapping[str, list[RosterRow | int]], loose: Sequence[list[int]]
    ) -> Namesakes:
        holders = [Holder(self._doors(homes), self._phones(homes), key) for key, homes in known.items()]
        holders += [Holder(self._doors(ats), self._phones(ats)) for ats in loose]
        row = self.found[loose[0][0]]
        # Rows and not places: an answer holds as well where the compound turns out to be another one.
        rows = [[self.found[at].sheet, self.found[at].row] for ats in loose for at in ats]
        facts = [[list(map(list, holder.doors)), list(holder.phones), holder.key] for holder in holders]
        return Namesakes(digest([rows, *name, facts])[:16], row.place, row.owner, tuple(holders))

    def _doors(self, homes: Sequence[RosterRow | int]) -> tuple[Address, ...]:
        return tuple(address(self._row(home)) for home in homes)

    def _settle(
        self,
        name: tuple[str, ...],
        known: Mapping[str, list[RosterRow | int]],
        loose: Sequence[list[int]],
        answer: str,
    ) -> None:
        for key, homes in known.items():
            self._give(key, [home for home in homes if isinstance(home, int)])
        if answer == ONE and known:
            answer = next(iter(known))
        if answer in known:
            self._give(answer, [at for ats in loose for at in ats])
        elif name and (answer == ONE or (len(loose) == 1 and not known)):
            every = [at for ats in loose for at in ats]
            place = self.found[every[0]].place
            self._give(self._new(person_key(*place, *name, "phone", "")), every)
        else:
            for ats in loose:
                self._give(self._new(self._key(name, self.found[ats[0]])), ats)

    def _key(self, name: tuple[str, ...], row: RosterRow) -> str:
        if not name:  # nobody knows who that is: it is the door's own unknown owner
            return row.owner_key
        return person_key(*row.place, *name, *(("phone", row.phone) if row.phone else ("door", *address(row))))

    def _new(self, key: str) -> str:
        """The key of a person who wasn't there before: the same at every reading, and nobody else's."""
        while key in self.taken:
            key = person_key(key)
        self.taken.add(key)
        return key

    def _give(self, key: str, ats: Sequence[int]) -> None:
        for at in ats:
            self.found[at] = replace(self.found[at], owner_key=key)
