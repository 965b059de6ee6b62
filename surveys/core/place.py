"""The administrative ladder that a compound stands on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta, timezone

from surveys.core.errors import Problem, Rejected

# The whole country keeps one time without summer time; a fixed offset needs no zone database, which Windows hasn't.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Street:
    """A street office's territory."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Community:
    """The neighbourhood committee that asks its compounds; its name is unique within its street."""

    id: int
    name: str
    phone: str
    street: Street


_OFFICE_PHONE = re.compile(r"[0-9+() \u8f6c-]{5,30}")  # the sign stands before an extension


def read_community(name: str, phone: str) -> tuple[str, str]:
    """A community's name and phone as they are kept, from what somebody typed.

    Raises `Rejected` with everything that is wrong: empty, phone_of_office_unreadable.
    """
    name, phone = " ".join(name.split()), " ".join(unicodedata.normalize("NFKC", phone).split())
    problems = [] if name else [Problem("empty", "name")]
    if not _OFFICE_PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < 5:
        problems.append(Problem("phone_of_office_unreadable", "phone", value=phone[:60]))
    if problems:
        raise Rejected(problems)
    return name, phone


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
