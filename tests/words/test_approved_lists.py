"""What is said of whole menus and the lists that come of them, as somebody read and approved it: each menu beside its text.

`python -m tests.words.test_approved_lists` writes the texts anew; read the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from surveys.core.ballot import Ballot
from surveys.core.errors import Rejected
from surveys.core.menu import Menu
from surveys.core.menu_file import read_menu
from surveys.core.outcome.listing import exact_list
from surveys.core.priorities import examine
from surveys.core.roster import Household, Roster
from surveys.words.outcome.money import budget_words, list_notes
from surveys.words.priorities import heading_words, rank_words, support_words, why_words
from surveys.words.refusal import cli_problem
from tests.core.small_compounds import EDITION, ballot, terms

FILES = sorted((Path(__file__).parent / "lists").glob("*.toml"))
BUDGET = 1_000_00
HOMES = Roster(
    tuple(Household(n, "12"[n > 8], "12"[n % 2], 1, str(n), 10000, f"owner {n}") for n in range(1, 17)),
)


def votes(menu: Menu) -> Iterator[Ballot]:
    """Fourteen of sixteen homes order what concerns them, the earlier items rather than the later ones."""
    chance = Random(3)
    for home in HOMES.households[:14]:
        open_to = [item for item in menu.items if item.concerns(home.entrance)]
        named = [item for n, item in enumerate(open_to) if chance.random() < 0.9 - n / 6]
        ways = {item.key: chance.choice(item.alternatives).key for item in named if item.alternatives}
        keys = [item.key for item in named]
        yield ballot(home.id, " ".join(keys), " ".join(keys[::-1][:3]), **ways)


def said(text: str) -> Iterator[str]:
    """Why a menu is refused, or its list under a budget of 1,000 yuan: each item, and what stands above and below."""
    try:
        menu = read_menu(text)
    except Rejected as refused:
        yield from map(cli_problem, refused.problems)
        return
    fixed = terms(BUDGET, " ".join(item.key for item in menu.items), ranking=menu.ranking)
    found = examine(menu, EDITION, HOMES, list(votes(menu)), fixed, draws=1)
    listed = exact_list(SimpleNamespace(listed=found.listed, examined=None, menu=menu))  # type: ignore[arg-type]
    heading = SimpleNamespace(tiers={tier.key: tier.name for tier in menu.tiers})
    outcome = SimpleNamespace(listed=listed, by_item={line.item: line for line in listed.lines}, heading=heading)
    yield budget_words(listed)
    for line in listed.lines:
        yield from ("", f"{rank_words(line)} {line.name} [{heading_words(line, listed)}] {support_words(line)}")
        yield why_words(line, outcome)  # type: ignore[arg-type]
    yield from ("", *list_notes(listed))


def text_of(file: Path) -> str:
    return "\n".join(line.strip() for line in said(file.read_text("utf-8"))) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_said_of_a_menu_is_what_was_approved(file: Path) -> None:
    assert text_of(file) == file.with_suffix(".txt").read_text("utf-8")


if __name__ == "__main__":
    for changed in FILES:
        changed.with_suffix(".txt").write_text(text_of(changed), "utf-8")
