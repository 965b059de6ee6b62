"""Streets and compounds that a file names and nobody knows yet: new, or known ones written in another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.canonical import digest
from surveys.core.place import Jurisdiction, Level
from surveys.core.roster_file import RosterRow
from surveys.core.takeover.namesakes import Place
from surveys.core.takeover.near import PlaceWords, near_names

NEW = "new"


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A known street, or a known compound of one, that may be meant."""

    street: str
    compound: str
    likely: bool

    @property
    def value(self) -> str:
        """What is answered where it is meant."""
        return digest([self.street, self.compound])[:12]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A street, or a compound, that isn't known; `rows` is how many rows name it. It is answered by `NEW`, where whoever
    imports may add it, or by the value of a place that is meant."""

    key: str
    street: str
    compound: str
    rows: int
    near: tuple[NearPlace, ...]
    may_add: bool

    @property
    def options(self) -> tuple[str, ...]:
        """What may be answered."""
        return (*(near.value for near in self.near), *([NEW] if self.may_add else []))

    @property
    def default(self) -> str:
        """The answer where nobody has to be asked."""
        return NEW if self.may_add and not any(near.likely for near in self.near) else ""

    def is_open(self, answers: Mapping[str, str]) -> bool:
        """Whether somebody has to answer it still."""
        return bool(self.near) and not self.default and answers.get(self.key) not in self.options

    def meant(self, answers: Mapping[str, str]) -> NearPlace | None:
        """The known place that was meant; None where it is new, or not answered."""
        return next((near for near in self.near if near.value == answers.get(self.key)), None)


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The streets and compounds there are, and how far whoever imports may reach among them."""

    streets: tuple[str, ...]
    places: tuple[Place, ...]
    my_streets: tuple[str, ...]
    my_places: tuple[Place, ...]
    scope: Jurisdiction


def recognized(
    rows: Sequence[RosterRow], known: KnownPlaces, answers: Mapping[str, str], words: PlaceWords
) -> tuple[tuple[RosterRow, ...], tuple[Newcomer, ...]]:
    """The rows with the places that were meant, and every place that isn't known."""
    streets = tuple(_streets(rows, known, words))
    meant = {new.street: near.street for new in streets if (near := new.meant(answers))}
    moved = tuple(replace(row, street=meant[row.street]) if row.street in meant else row for row in rows)
    asked = {new.street for new in streets if new.is_open(answers)}
    compounds = tuple(_compounds([row for row in moved if row.street not in asked], known, words))
    places = {(new.street, new.compound): (near.street, near.compound) for new in compounds if (near := new.meant(answers))}
    return tuple(_moved(row, places) for row in moved), (*streets, *compounds)


def _moved(row: RosterRow, places: Mapping[Place, Place]) -> RosterRow:
    if row.place not in places:
        return row
    street, compound = places[row.place]
    return replace(row, street=street, compound=compound)


def _newcomer(street: str, compound: str, rows: int, near: Sequence[NearPlace], *, may_add: bool) -> Newcomer:
    ordered = tuple(sorted(near, key=lambda place: not place.likely))
    key = digest([street, compound, [place.value for place in ordered]])[:16]
    return Newcomer(key, street, compound, rows, ordered, may_add)


def _streets(rows: Sequence[RosterRow], known: KnownPlaces, words: PlaceWords) -> Iterator[Newcomer]:
    may_add = known.scope.level is Level.DISTRICT
    for street, number in Counter(row.street for row in rows).items():
        if street not in known.streets:
            near = near_names(street, known.my_streets, words.streets, words)
            if near or may_add:
                yield _newcomer(street, "", number, [NearPlace(one.name, "", one.likely) for one in near], may_add=may_add)


def _compounds(rows: Sequence[RosterRow], known: KnownPlaces, words: PlaceWords) -> Iterator[Newcomer]:
    earlier: list[Place] = []
    there = set(known.places)
    for place, number in Counter(row.place for row in rows).items():
        street, compound = place
        may_add = _may_add(street, known)
        if place in there or not (may_add or street in known.my_streets):
            continue
        near = [*_near(place, [*known.my_places, *earlier], words)]
        if near or may_add:
            yield _newcomer(street, compound, number, near, may_add=may_add)
        earlier.append(place)


def _may_add(street: str, known: KnownPlaces) -> bool:
    match known.scope.level:
        case Level.DISTRICT:
            return True
        case Level.STREET:
            return street in known.my_streets
        case _:
            return False


def _near(place: Place, others: Collection[Place], words: PlaceWords) -> Iterator[NearPlace]:
    """The same name in other streets, and near names, which are likely in the same street only."""
    street, compound = place
    names = {near.name: near.likely for near in near_names(compound, {name for _, name in others}, words.compounds, words)}
    for other_street, name in others:
        if name in names:
            yield NearPlace(other_street, name, names[name] and (other_street == street or name == compound))
