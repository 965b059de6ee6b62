"""The small things that every floor leans on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from surveys.core.canonical import canonical, digest
from surveys.core.errors import SignInRefused
from surveys.core.menu import Item, Menu, Tier
from surveys.core.place import DISTRICT, Compound, Jurisdiction, Street

HERE = Compound(7, "here", Street(3, "street"))


def test_a_scope_covers_what_lies_inside_it() -> None:
    assert DISTRICT.covers(HERE)
    assert Jurisdiction(street=3).covers(HERE)
    assert Jurisdiction(compound=7).covers(HERE)
    assert not Jurisdiction(street=4).covers(HERE)
    assert not Jurisdiction(compound=8).covers(HERE)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert canonical({"b": [1, "x"], "a": None}) == b'{"a":null,"b":[1,"x"]}'
    assert digest({"a": 1}) == digest(b'{"a":1}')


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, Fraction(1, 3), {1, 2}])
def test_a_float_or_an_unknown_type_has_no_canonical_form(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical(value)


def test_a_menu_is_fitted_to_a_compound_by_item() -> None:
    menu = Menu("m", "m", 2, (Tier("t", "t"),), (Item("a", "a", "t"), Item("b", "b", "t", unit_cost=150, quantity=100)))
    fitted = menu.fitted({"b": {"quantity": 250}})
    assert (fitted.by_key["a"], fitted.by_key["b"].cost) == (menu.by_key["a"], 375)
    assert fitted.digest != menu.digest


def test_a_refused_sign_in_says_its_reason() -> None:
    assert SignInRefused("wrong").reason == "wrong"
