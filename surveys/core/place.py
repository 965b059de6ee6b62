"""The administrative ladder that a compound stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone

# The whole country keeps one time without summer time; a fixed offset needs no zone database, which Windows hasn't.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Street:
    """A street office's territory."""

    id: int
    name: str


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


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """What a member of staff may see: one compound, one street, or, with neither named, the district."""

    street: int | None = None
    compound: int | None = None

    def covers(self, compound: Compound) -> bool:
        """Whether `compound` lies inside."""
        return self.compound in (None, compound.id) and self.street in (None, compound.street.id)


DISTRICT = Jurisdiction()
"""Everything: no street and no compound named."""
