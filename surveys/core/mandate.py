"""Who acts for an owner in a matter: a written proxy, a guardian, or the one whom co-owners have chosen. A record with its
paper, which counts once a second person has looked at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.core.ballot import Ballot
from surveys.core.errors import Problem
from surveys.core.matter import MANDATED, VOTER, Matter


class MandateKind(StrEnum):
    """Why somebody acts for an owner (Civil Code, arts. 23, 165 and 301)."""

    PROXY = "proxy"
    GUARDIAN = "guardian"
    CO_OWNER = "co_owner"


@dataclass(frozen=True, slots=True)
class Mandate:
    """One mandate for one household. `matters` are the keys of those that the paper names, empty for all; `acts` is the name
    as it is written there, and empty once it has been forgotten. Without `confirmed_by` it counts for nothing, and nor does
    what was voted before `confirmed_at`: that was on another mandate."""

    id: int
    household: int
    kind: MandateKind
    acts: str
    paper: str
    matters: tuple[str, ...]
    entered_by: str
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    def covers(self, matter: str) -> bool:
        """Whether it holds in the matter of this key."""
        return bool(self.confirmed_by) and self.names(matter)

    def names(self, matter: str) -> bool:
        """Whether its paper is for the matter of this key, confirmed or not."""
        return not self.matters or matter in self.matters

    def document(self) -> dict[str, Any]:
        """The mandate as a JSON document, without the name."""
        return {
            "household": self.household,
            "kind": self.kind.value,
            "paper": self.paper,
            "matters": list(self.matters),
            "entered_by": self.entered_by,
            "confirmed_by": self.confirmed_by,
            "confirmed_at": self.confirmed_at.isoformat() if self.confirmed_at else None,
        }


def mandate_from_document(document: Mapping[str, Any]) -> Mandate:
    """The mandate that `Mandate.document` wrote, nameless and without a number of its own."""
    confirmed = document.get("confirmed_at")
    read = {
        "kind": MandateKind(document["kind"]),
        "matters": tuple(document["matters"]),
        "confirmed_at": datetime.fromisoformat(confirmed) if confirmed else None,
    }
    return Mandate(id=0, acts="", **{**document, **read})


def check_mandate(mandate: Mandate, matters: Iterable[Matter]) -> tuple[Problem, ...]:
    """Everything that a mandate lacks: who acts, the paper, and matters that there are."""
    known = {matter.key for matter in matters}
    found = {
        "mandate_without_name": ("acts", "", not mandate.acts.strip()),
        "mandate_without_paper": ("paper", "", not mandate.paper.strip()),
        "mandate_without_matter": ("matters", "", not known),
    }
    strange = (Problem("mandate_matter", "matters", value=key) for key in mandate.matters if key not in known)
    return (*(Problem(code, field, value=value) for code, (field, value, wrong) in found.items() if wrong), *strange)


def mandated(ballot: Ballot) -> bool:
    """Whether a ballot was given by somebody who acts for the owner."""
    return ballot.answers.get(VOTER) == MANDATED


def may_act(household: int, at: datetime, matter: Matter, mandates: Iterable[Mandate]) -> bool:
    """Whether somebody could vote for a household in a matter at this time."""
    held = (mandate for mandate in mandates if mandate.household == household and mandate.covers(matter.key))
    return any(mandate.confirmed_at is None or mandate.confirmed_at <= at for mandate in held)


def with_mandates(ballots: Iterable[Ballot], matter: Matter, mandates: Collection[Mandate]) -> list[Ballot]:
    """The ballots as they count in a matter: given for an owner without a mandate that holds there, they say nothing."""
    return [
        _without(b, matter) if mandated(b) and not may_act(b.household, b.cast_at, matter, mandates) else b for b in ballots
    ]


def _without(ballot: Ballot, matter: Matter) -> Ballot:
    key = matter.question.key
    return replace(ballot, answers={name: answer for name, answer in ballot.answers.items() if name != key})
