"""What the sheet says beside the list: each sentence with its claim, and the claim true of the ballots."""

from __future__ import annotations

from random import Random

from surveys.core.ballot import Ballot
from surveys.core.menu import Menu, RankBy, Ranking
from surveys.core.priorities import Examination, Margin, Standing, examine, wishes
from surveys.core.priorities.filling import Shelf, filled
from surveys.core.roster import Roster
from surveys.words.blocks import Figures, Paragraphs
from surveys.words.claim import claims_of
from surveys.words.outcome.committee import checks, drawing_words, margin_words, spread_words, sureness_words
from tests.core.small_compounds import EDITION, ballot, item, menu, roster, terms

ITEMS = menu(item("a", 60), item("b", 50), item("c", 40), item("d", 30), item("lift", 20, buildings=("2",)))


def votes(homes: int, seed: int = 3, keys: str = "abcd") -> list[Ballot]:
    random = Random(seed)
    return [ballot(n, " ".join(key for key in keys if random.random() < 0.5)) for n in range(1, homes + 1)]


def found(*ballots: Ballot, items: Menu = ITEMS, among: Roster | None = None, **fixed: object) -> Examination:
    made = terms(**{"budget": 100, **fixed})  # type: ignore[arg-type]
    return examine(items, EDITION, among or roster(*["1"] * 40, *["2"] * 20), ballots, made)


def parts(examined: Examination) -> tuple[Figures, tuple[str, ...]]:
    table, notes = checks(examined).blocks
    assert isinstance(table, Figures)
    assert isinstance(notes, Paragraphs)
    return table, notes.lines


def test_each_cell_and_each_note_says_what_it_claims() -> None:
    table, notes = parts(found(*votes(20), ballot(41, "a lift")))
    for row in table.rows:
        assert all(cell == "—" or len(claims_of(cell)) == 1 for cell in row[1:]), row
        assert len({claim.figures["item"] for cell in row for claim in claims_of(cell)}) == 1
    assert all(claims_of(note) for note in notes[:-1])


def test_a_place_of_which_nothing_can_be_said_says_so_and_why() -> None:
    table, notes = parts(found(*votes(20), ballot(41, "a lift")))
    (lift,) = [row for row in table.rows if row[0] == "LIFT"]
    assert lift[2:4] == ("说不准", "—")
    assert [claim.name for claim in claims_of(lift[2])] == ["unsayable"]
    assert any(note.startswith("说不准：能点这一项的户，答了的不足5户，又没有都答，估不出来。") for note in notes)
    assert not any(note.startswith("说不准") for note in parts(found(*votes(20), items=menu(item("a"), item("b"))))[1])


def test_the_words_of_places_and_margins() -> None:
    assert spread_words("a", Standing((2, 2), 0, 0, 400)) == "2"
    assert spread_words("a", Standing((2, 5), 0, 0, 400)) == "2至5"
    assert [sureness_words("a", Standing((1, 1), above, above, 400)) for above in (380, 100, 20)] == ["稳", "两可", "难"]
    assert margin_words("a", Margin(True, 3, False)) == "少3户落下"
    assert margin_words("a", Margin(False, 5, False)) == "多5户列入"
    assert margin_words("a", Margin(False, None, False)) == "再多也不列入"
    assert margin_words("a", Margin(True, 4, True)) == "少4分落下"
    assert margin_words("a", Margin(True, None, True)) == "一分没有也列入"


def test_the_head_says_points_where_points_decide() -> None:
    assert parts(found(*votes(20)))[0].head[4] == "差几户"
    table, notes = parts(found(*votes(20), ranking=Ranking(RankBy.POINTS)))
    assert table.head[4] == "差几分"
    assert any(note.startswith("差几分：") for note in notes)


def test_so_many_of_the_draws_lie_in_the_range_as_is_said() -> None:
    for seed in range(5):
        ballots = [*votes(24, seed), *(ballot(n, "b lift" if n % 2 else "lift a") for n in range(41, 41 + seed))]
        examined = found(*ballots)
        drawing, filling, bands = claims_of(drawing_words(400, False))
        owners = wishes(ITEMS, EDITION, roster(*["1"] * 40, *["2"] * 20), ballots)
        draws = [owners.unpack(packed) for packed in filled(owners, Random(7), 400, Shelf(5, 1))]
        for key, standing in examined.standings.items():
            if standing.ranks is None:
                assert key == "lift"
                continue
            place = [one.key for one in ITEMS.items].index(key)
            inside = 0
            for draw in draws:
                seen = {1 + sum(other > draw[place] for other in (*draw[:4], lift)) for lift in (seed, 20)}
                inside += min(seen) >= standing.ranks[0] and max(seen) <= standing.ranks[1]
            assert inside >= drawing.figures["within"], (key, seed)
        assert (drawing.figures["draws"], drawing.figures["within"]) == (400, 380)
        assert (bands.figures["sure"], bands.figures["hardly"], filling.figures["kin"]) == (380, 20, 4)


def test_without_answers_no_place_is_drawn_and_no_share_is_made() -> None:
    _, notes = parts(found())
    assert not any(note.startswith(("名次范围", "均等份额", "差几户")) for note in notes)
