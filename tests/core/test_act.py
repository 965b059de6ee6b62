"""The table of acts: whatever isn't in it isn't entered, and personal values go in as commitments alone."""

from __future__ import annotations

import pytest

from surveys.core.act import COLUMNS, KEYS, Act, Subject, made, moment_value, turned
from surveys.core.carried import ACTS, carried, checked, commitment
from surveys.core.ledger import Committed
from surveys.words.act import ACTS_SAID, FIELDS_SAID, SUBJECTS_SAID


def test_every_act_has_its_row_and_its_words() -> None:
    assert set(ACTS) == set(Act) - {Act.LEDGER_BEGAN}
    assert set(ACTS_SAID) == set(Act)
    assert set(SUBJECTS_SAID) == set(Subject) == set(KEYS)


def test_every_field_has_its_words() -> None:
    fields = {name for row in ACTS.values() for name in (*row.turns, *row.tells)}
    keys = {name for names in KEYS.values() for name in names}
    assert (fields | keys) - set(COLUMNS) - set(FIELDS_SAID) == set()


def test_what_is_personal_is_carried() -> None:
    assert [act for act, row in ACTS.items() if not row.personal <= {*row.turns, *row.tells}] == []


def test_names_phones_papers_and_words_about_people_are_personal() -> None:
    plain = {
        (str(act), name)
        for act, row in ACTS.items()
        for name in (*row.turns, *row.tells)
        if name in ("acts", "answer", "evidence", "note", "paper", "phone", "to", "what", "who") and name not in row.personal
    }
    assert plain == set()
    assert "name" in ACTS[Act.STAFF_ADDED].personal


def test_every_subject_has_an_act_that_begins_it() -> None:
    assert {row.about for row in ACTS.values() if row.turns} >= set(Subject)


@pytest.mark.parametrize(
    ("act", "named", "why"),
    [
        ("poll_lost", {}, "poll_lost"),
        ("budgets_set", {"amount": 3}, "carries no amount"),
        ("budgets_set", {"budget": 3}, "carries no budget"),
        ("budgets_set", {"budget_after": 3}, "one side only of budget"),
        ("staff_changed", {"username": "li", "name_before": "Li"}, "one side only of name"),
        ("ledger_began", {"about": "weather"}, "weather"),
        ("ledger_began", {"about": "wave", "budget_before": None, "budget_after": 1}, "carries no budget"),
    ],
)
def test_what_the_table_hasnt_is_refused(act: str, named: dict[str, str | int | None], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        checked(act, named)


def test_what_the_table_has_is_taken() -> None:
    assert checked("budgets_set", {"wave": 1, **turned({"budget": None}, {"budget": 300})}) is ACTS[Act.BUDGETS_SET]
    began = checked("ledger_began", {"about": "staff", "username": "li", **made({"name": "Li", "disabled": 0})})
    assert began.is_personal("name_after")
    assert not began.is_personal("disabled_after")
    assert carried(Act.LEDGER_BEGAN, Subject.POLL).about is Subject.POLL


def test_what_stays_the_same_is_not_told() -> None:
    assert turned({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b_before": 2, "b_after": 3}
    assert moment_value(None) is None


def test_a_commitment_binds_to_its_value_until_the_salt_is_gone() -> None:
    kept = Committed(commitment("salt", "李芳"), "salt", "李芳")
    assert kept.is_of("李芳")
    assert not kept.is_of("李方")
    assert not Committed(kept.digest, "pepper", "李芳").is_of("李芳")
    gone = Committed(kept.digest)
    assert gone.forgotten
    assert gone.is_of("whoever")
