"""Who asks, by name and telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.core.place import Community, Compound

COMMITTEE = "社区居委会"
"""What whoever asks is called where no name is known; names stay Chinese in every language."""
_EXTENSION = re.compile(r"转")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the street, the committee of the community, and how to call it; `phone` is empty where none is known."""

    street: str
    committee: str
    phone: str


def community_words(community: Community) -> str:
    """The committee's name: 春风里社区居委会, however much of it was typed."""
    name = community.name
    if name.endswith(("委会", "委员会")):
        return name
    return f"{name}居委会" if name.endswith("社区") else f"{name}社区居委会"


def asker(compound: Compound, phone: str) -> Asker:
    """Who asks in a compound; without a community nobody is named, and the installation's `phone` is the one to call."""
    if compound.community is None:
        return Asker(compound.street.name, COMMITTEE, phone)
    return Asker(compound.street.name, community_words(compound.community), compound.community.phone)


def dialled(phone: str) -> str:
    """A telephone number as a `tel:` link dials it; what is to be dialled once it answers comes after a pause."""
    number, *inside = (re.sub(r"[^0-9+]", "", part) for part in _EXTENSION.split(phone))
    return ",".join([number, *inside])
