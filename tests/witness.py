"""A role that somebody has just added to the enum and given a place, and no right."""

from __future__ import annotations

import pytest

from surveys.core.place import DISTRICT, Jurisdiction, Level
from surveys.core.staff import FITTING, Role, Staff


def witness_role(patch: pytest.MonkeyPatch) -> Role:
    """The role, a member like every other until `patch` is undone."""
    role = str.__new__(Role, "witness")
    role._name_, role._value_ = "WITNESS", "witness"
    patch.setitem(Role._member_map_, "WITNESS", role)
    patch.setitem(Role._value2member_map_, "witness", role)
    patch.setattr(Role, "_member_names_", list(dict.fromkeys([*Role._member_names_, "WITNESS"])))
    patch.setitem(FITTING, role, frozenset({Level.DISTRICT}))  # type: ignore[arg-type]
    return role


def member(role: Role, scope: Jurisdiction = DISTRICT) -> Staff:
    """Somebody with this role."""
    return Staff(1, "somebody", "Somebody", role, scope)
