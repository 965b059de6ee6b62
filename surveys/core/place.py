"""The administrative ladder that a compound stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum

from surveys.core.errors import Problem, Rejected
from surveys.core.site import read_site

# The whole country keeps one time without summer time; a fixed offset needs no zone database, which Windows hasn't.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class District:
    """The district as it is called, what the office calls itself that runs this installation for it, and where residents
    reach the installation; `site` is empty until somebody has said it."""

    name: str
    office: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """A street office's territory."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Community:
    """The neighbourhood committee that asks its compounds; its name is unique within its street.

    What stands on papers and may be empty: `address`, `hours` and `person` of the office, `posting`, where results hang, and
    `seals`, who seals the papers, as it is written beside each seal.
    """

    id: int
    name: str
    phone: str
    street: Street
    address: str = ""
    hours: str = ""
    person: str = ""
    posting: str = ""
    seals: tuple[str, ...] = ()


LONGEST_NAME = 40


def read_district(name: str, office: str, site: str = "") -> District:
    """What the district and its office are called and where residents reach them, from what somebody typed.

    Raises `Rejected`: empty, name_too_long, and what is wrong with the address.
    """
    read = {"district": " ".join(name.split()), "office": " ".join(office.split())}
    problems = [Problem("empty", field) for field, text in read.items() if not text]
    problems += [
        Problem("name_too_long", field, detail={"most": LONGEST_NAME})
        for field, text in read.items()
        if len(text) > LONGEST_NAME
    ]
    try:
        address = read_site(site)
    except Rejected as refused:
        problems += refused.problems
    if problems:
        raise Rejected(problems)
    return District(read["district"], read["office"], address)


@dataclass(frozen=True, slots=True)
class Area:
    """Compounds that are renovated together; each keeps its own consent."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Compound:
    """The estate that decides; its name is unique within its street."""

    id: int
    name: str
    street: Street
    area: Area | None = None
    community: Community | None = None


class Level(StrEnum):
    """How far up the ladder a place stands."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """What a member of staff may see: one compound, one community's, one street's, or, with none named, the district's."""

    street: int | None = None
    compound: int | None = None
    community: int | None = None

    def covers(self, compound: Compound) -> bool:
        """Whether `compound` lies inside."""
        community = compound.community.id if compound.community else 0
        return (
            self.compound in (None, compound.id)
            and self.street in (None, compound.street.id)
            and self.community in (None, community)
        )

    @property
    def level(self) -> Level:
        """The lowest of what is named."""
        if self.compound is not None:
            return Level.COMPOUND
        if self.community is not None:
            return Level.COMMUNITY
        return Level.DISTRICT if self.street is None else Level.STREET


DISTRICT = Jurisdiction()
"""Everything: no place named."""
