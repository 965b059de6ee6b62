"""Who acts, and what they have a right to: one table, and whatever doesn't stand in it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from surveys.core.errors import NotEntitled
from surveys.core.place import DISTRICT, Jurisdiction, Level

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


class Role(StrEnum):
    """What a member of staff does: the district's or a street's office, a neighbourhood committee, an owners' committee that
    witnesses, or helping at doors."""

    DISTRICT = "district"
    STREET = "street"
    COMMITTEE = "committee"
    OWNERS = "owners"
    HELPER = "helper"


class Device(StrEnum):
    """What somebody signed in on."""

    COMPUTER = "computer"
    TABLET = "tablet"
    PHONE = "phone"


class Right(StrEnum):
    """One thing that somebody may do; every page and every act names the one that it needs."""

    LOOK = "look"
    ROSTER = "roster"
    COMMUNITIES = "communities"
    COMMUNITY_DETAILS = "community_details"
    WRITE = "write"
    PLAN = "plan"
    MENU = "menu"
    OPEN = "open"
    CLOSE = "close"
    STEER = "steer"
    REVIEW = "review"
    OBJECTIONS = "objections"
    ANSWER = "answer"
    LETTERS = "letters"
    CONTACTS = "contacts"
    FILL_IN = "fill_in"
    FIND = "find"
    FOR_COMMITTEE = "for_committee"
    FOR_STREET = "for_street"
    FOR_BUREAU = "for_bureau"
    FOR_URBAN = "for_urban"
    SILENCE = "silence"
    MANDATES = "mandates"
    PUBLISH = "publish"
    PACKAGE = "package"
    REMARKS = "remarks"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    LEDGER = "ledger"


_DESK = frozenset(
    {
        Right.LOOK,
        Right.REMARKS,
        Right.ROSTER,
        Right.MENU,
        Right.COMMUNITY_DETAILS,
        Right.CLOSE,
        Right.REVIEW,
        Right.OBJECTIONS,
        Right.LETTERS,
        Right.CONTACTS,
        Right.FILL_IN,
        Right.FIND,
        Right.SILENCE,
        Right.MANDATES,
        Right.LEDGER,
    }
)
_LEAD = frozenset({Right.WRITE, Right.STEER, Right.ANSWER, Right.PUBLISH, Right.PACKAGE})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    # The urban-management office keeps no account of its own: the district writes its findings down.
    Role.DISTRICT: _DESK
    | {Right.ACCOUNTS, Right.SETTINGS, Right.COMMUNITIES, Right.PLAN, Right.OPEN}
    | {*_LEAD, Right.FOR_BUREAU, Right.FOR_URBAN},
    Role.STREET: _DESK | {Right.ACCOUNTS, Right.COMMUNITIES, *_LEAD, Right.FOR_STREET},
    Role.COMMITTEE: _DESK | {Right.FOR_COMMITTEE},
    Role.OWNERS: frozenset({Right.LOOK, Right.LEDGER}),
    Role.HELPER: frozenset({Right.FILL_IN}),
}
"""What each role may do; a role without a row may sign in and out and nothing else."""

FITTING: Mapping[Role, frozenset[Level]] = {
    Role.DISTRICT: frozenset({Level.DISTRICT}),
    Role.STREET: frozenset({Level.STREET}),
    Role.COMMITTEE: frozenset({Level.COMMUNITY, Level.COMPOUND}),
    Role.OWNERS: frozenset({Level.COMPOUND}),
    Role.HELPER: frozenset({Level.COMMUNITY, Level.COMPOUND}),
}
"""Where each role may be held; one without a row is given to nobody."""

GIVES: Mapping[Role, frozenset[Role]] = {
    Role.DISTRICT: frozenset(FITTING),
    Role.STREET: frozenset(FITTING) - {Role.DISTRICT},
}
"""Which roles whoever has accounts to give may give, within their own place; the others give none."""


def fits(role: Role, scope: Jurisdiction) -> bool:
    """Whether a role may be held there."""
    return scope.level in FITTING.get(role, frozenset())


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, as all floors know them."""

    id: int
    username: str
    name: str
    role: Role
    scope: Jurisdiction
    office: str = ""

    def may(self, right: Right) -> bool:
        """Whether their role has this right."""
        return right in RIGHTS.get(self.role, frozenset())

    def gives(self, role: Role) -> bool:
        """Whether they may give this role to somebody, or take it."""
        return self.may(Right.ACCOUNTS) and role in GIVES.get(self.role, frozenset())


@dataclass(frozen=True, slots=True)
class Installation:
    """Whoever sits at the machine itself, which has every right everywhere; `username` is what the acts are signed with."""

    username: str
    scope: Jurisdiction = DISTRICT

    def may(self, _right: Right) -> bool:
        """Always."""
        return True

    def gives(self, _role: Role) -> bool:
        """Always."""
        return True


Actor = Staff | Installation


def needs(right: Right) -> Callable[[Callable[Arguments, Returned]], Callable[Arguments, Returned]]:
    """Keep an act from whoever hasn't this right; who acts is its keyword argument `by`. Raises `NotEntitled`."""

    def keep(act: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
        @wraps(act)
        def kept(*arguments: Arguments.args, **named: Arguments.kwargs) -> Returned:
            by = named.get("by")
            if not isinstance(by, Staff | Installation) or not by.may(right):
                raise NotEntitled(right)
            return act(*arguments, **named)

        kept.right = right  # type: ignore[attr-defined]
        return kept

    return keep
