"""Every paper, of every compound that a roster and a menu accept: nothing falls off the page or on something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2
import pytest

from surveys.core.paper import PaperFormat, PaperSize
from surveys.paper.papers import PAPERS
from surveys.paper.row import PaperRow, check_rows
from tests.paper.decided import AFTER
from tests.paper.makers import MAKERS
from tests.paper.seen import lines_of, outside, overlapping, unembedded, words_of
from tests.paper.worlds import RARE, World, bare, drawn, hostile, many, tall
from tests.sizes import sized

MARGIN = 8 * 72 / 25.4
"""Points: what office printers leave white at each edge is 5 mm, and copiers shift by 3."""
SIDES = {PaperSize.A4: (595, 842), PaperSize.A3: (842, 1191)}
WORLDS: dict[str, Callable[[], World]] = {
    "tall": tall,
    "hostile": hostile,
    "bare": bare,
    "many": lambda: many(sized(70, 400, 5_000)),
    **{f"drawn {seed}": lambda seed=seed: drawn(seed) for seed in range(sized(0, 4, 200))},  # type: ignore[misc]
}


def _compound(there: World) -> list[str]:
    return [there.compound.name]


def _doors(there: World) -> list[str]:
    return [there.compound.name, *(home.room for home in there.roster.households)]


def _items(there: World) -> list[str]:
    return [there.compound.name, *(item.name for item in there.menu.items)]


MUST_STAND = {"sheet": _items, "plan": _items, "doors": _doors, "register": _doors}
"""Words that have to stand on a paper exactly as they were typed; on the others the compound's name."""


@cache
def world(name: str) -> World:
    return WORLDS[name]()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_paper_has_a_maker_of_facts_here() -> None:
    assert set(MAKERS) == set(PAPERS)


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("key", PAPERS)
def test_every_paper_is_whole_whatever_it_is_printed_of(key: str, name: str) -> None:
    row, there = PAPERS[key], world(name)
    facts = MAKERS[key](there)
    pdf = pypdfium2.PdfDocument(row.made(facts, PaperFormat.PDF, AFTER))
    try:
        assert 1 <= len(pdf) <= row.pages(facts)
        for page in pdf:
            whole(page, row)
        text = squeezed("".join(page.get_textpage().get_text_range() for page in pdf))
        assert [word for word in MUST_STAND.get(key, _compound)(there) if squeezed(word) not in text] == []
    finally:
        pdf.close()


def whole(page: pypdfium2.PdfPage, row: PaperRow[object]) -> None:
    """Nothing falls off a page or on something else, no total stands alone on it, and its faces come with the file."""
    size = tuple(round(side) for side in page.get_size())
    assert size == (SIDES[row.size][::-1] if row.landscape else SIDES[row.size])
    there = words_of(page)
    assert outside(there, page.get_size(), MARGIN) == []
    assert overlapping(there) == []
    assert unembedded(page) == []
    lines = lines_of(there)
    assert [n for n, line in enumerate(lines) if line.startswith(("合计", "全区合计")) and n < 3] == []


@pytest.mark.parametrize("key", PAPERS)
def test_the_same_facts_give_the_same_bytes_and_another_moment_changes_no_source(key: str) -> None:
    row, facts = PAPERS[key], MAKERS[key](world("bare"))
    assert row.made(facts, PaperFormat.PDF, AFTER) == row.made(facts, PaperFormat.PDF, AFTER)
    assert row.source(facts) == row.source(MAKERS[key](world("bare")))
    assert row.source(facts) != row.source(MAKERS[key](world("hostile")))
    for kind in row.formats[1:]:
        assert row.made(facts, kind, AFTER) == row.made(facts, kind, AFTER)


def test_rare_characters_are_printed_as_they_are() -> None:
    assert set(RARE) <= set(world("tall").compound.name)


def test_the_app_refuses_to_start_when_a_paper_lacks_a_part() -> None:
    check_rows(PAPERS)
    row = PAPERS["sheet"]
    for part in ("title", "purpose", "states"):
        with pytest.raises(RuntimeError, match=part):
            check_rows({"sheet": without(row, part)})
    with pytest.raises(RuntimeError, match="key"):
        check_rows({"other": row})
    with pytest.raises(RuntimeError, match="twice"):
        check_rows({**PAPERS, "other": replace(row, printable=replace(row.printable, key="other"))})


def without(row: PaperRow[Any], part: str) -> PaperRow[Any]:
    """A row in which one thing isn't said."""
    if part == "purpose":
        return replace(row, purpose="")
    return replace(row, printable=replace(row.printable, **{part: type(getattr(row.printable, part))()}))
