"""Documents in the making: what is written comes back from its file as it was, and no step leaves what no file may say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.bank_file import read_bank
from surveys.core.edition_file import read_edition, write_edition
from surveys.core.errors import NotFound, Rejected
from surveys.core.menu import Alternative, Decision, Item, Menu, Payer, Payment, RankBy, Ranking, Tier
from surveys.core.menu_file import read_menu, write_menu
from surveys.core.questionnaire import Condition, Edition, Option, Question, QuestionRole
from surveys.core.roster import Entrance
from surveys.core.sketch import (
    alterations,
    file_of,
    moved,
    moved_item,
    next_key,
    problems_of,
    put,
    read_paper,
    settled,
    sort_of,
    with_bank,
    without,
    without_question,
)
from surveys.services.edition import FOLDER, edition_keys, edition_named, menu_keys, menu_named, question_banks
from surveys.words.sketch import alteration_words, sketch_part_words, sketch_problem_words

STRANGE = ['"', "\\", "'", '"""', "[[question]]", "#", "=", "{", "\u4e2d", "\U0001f600", "\n", "\t", "a", " ", "%", "\x7f"]
TEXTS = st.lists(st.sampled_from(STRANGE), min_size=1, max_size=8).map("".join)
NAMES = st.builds(lambda n, text: f"{n}{text}", st.integers(0, 99), TEXTS).map(lambda text: text[:20].replace("\n", " "))
W1 = edition_named("w1-2026")


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition of questions of every kind, in words that look like a file's own marks."""
    who = Question("who", "single", draw(NAMES), QuestionRole.CAPACITY, options=_options(draw, "owner", "occupant"))
    asked = [who]
    for n in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["single", "multiple", "scale", "number", "text", "top3"]))
        own = {
            "single": {"options": _options(draw, "", "")},
            "multiple": {"options": _options(draw, "", "", ""), "most": draw(st.integers(0, 3))},
            "scale": {"options": tuple(Option(str(step), draw(NAMES)) for step in (3, 2, 1))},
            "number": {"low": draw(st.integers(-9, 3)), "high": draw(st.integers(4, 99))},
            "text": {"length": draw(st.integers(1, 500))},
            "top3": {"options": _options(draw, "", "")},
        }[kind]
        condition = (Condition("who", (draw(st.sampled_from(["o0", "o1"])),)),) if draw(st.booleans()) else ()
        told = {"hint": draw(TEXTS), "why": draw(TEXTS), "optional": draw(st.booleans()), "owner_only": draw(st.booleans())}
        asked.append(Question(f"q{n}", kind, draw(NAMES), show_if=condition, **told, **own))  # type: ignore[arg-type]
    return Edition("drawn", draw(NAMES), draw(TEXTS), tuple(asked))


def _options(draw: st.DrawFn, *counts: str) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", draw(NAMES), one) for n, one in enumerate(counts))


@st.composite
def menus(draw: st.DrawFn) -> Menu:
    """A menu with everything that an item may say."""
    tiers = (Tier("t0", "0" + draw(NAMES)[:15], draw(st.none() | st.integers(0, 10**9))), Tier("t1", "1" + draw(NAMES)[:15]))
    items = []
    for n in range(draw(st.integers(1, 5))):
        ways = tuple(Alternative(f"a{m}", f"{m}{draw(NAMES)[:10]}", draw(TEXTS)) for m in range(draw(st.integers(0, 2))))
        items.append(
            Item(
                f"i{n}",
                f"{n}{draw(NAMES)[:15]}",
                draw(st.sampled_from(["t0", "t1"])),
                about=draw(TEXTS),
                must=draw(st.booleans()),
                unit="m",
                unit_cost=draw(st.none() | st.integers(0, 10**7)),
                quantity=draw(st.none() | st.integers(0, 10**6)),
                lump=draw(st.none() | st.integers(0, 10**9)),
                reference=draw(st.none() | st.integers(0, 10**7)),
                buildings=draw(st.sampled_from([(), ("1", "2")])),
                stairwells=draw(st.sampled_from([(), (Entrance("3", "1"),)])),
                alternatives=ways,
                excludes=("i0",) if n == 1 else (),
                needs=("i0",) if n == 2 else (),
                pays=draw(st.sampled_from([(), (Payment(Payer.OWNERS, 40), Payment(Payer.GOVERNMENT, 60))])),
                decision=draw(st.none() | st.sampled_from(list(Decision))),
            )
        )
    ranking = draw(st.sampled_from([Ranking(), Ranking(RankBy.SHARE, 5), Ranking(RankBy.POINTS)]))
    return Menu("drawn", draw(NAMES), draw(st.integers(1, 9)), tiers, tuple(items), ranking)


def accepted(paper: Edition | Menu) -> Edition | Menu | None:
    try:
        return settled(paper)
    except Rejected as refused:
        unsaid = [p for p in refused.problems if not (sketch_part_words(p, paper) + sketch_problem_words(p, paper)).strip()]
    if unsaid:
        pytest.fail(str(unsaid))
    return None


@settings(max_examples=120, deadline=None)
@given(st.one_of(editions(), menus()))
def test_whatever_is_written_comes_back_from_its_file_with_the_same_digest(drawn: Edition | Menu) -> None:
    if (paper := accepted(drawn)) is None:
        return
    again = read_paper(sort_of(paper), file_of(paper))
    assert again == paper
    assert again.digest == paper.digest
    assert list(alterations(paper.document(), again.document())) == []


@pytest.mark.parametrize("key", edition_keys())
def test_an_edition_of_the_product_keeps_its_digest_through_the_file(key: str) -> None:
    assert read_edition(write_edition(edition_named(key))).digest == edition_named(key).digest


@pytest.mark.parametrize("key", menu_keys())
def test_a_menu_of_the_product_keeps_its_digest_through_the_file(key: str) -> None:
    assert read_menu(write_menu(menu_named(key))).digest == menu_named(key).digest


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["up", "down", "out", "bank", "label", "most", "options", "condition"]),
        st.integers(0, 30),
        st.sampled_from(["", "x", "x" * 130, "[[question]]"]),
    ),
    max_size=12,
)


def stepped(edition: Edition, how: str, n: int, text: str) -> Edition:
    question = edition.questions[n % len(edition.questions)]
    bank = list(question_banks().values())[n % 3].edition
    match how:
        case "up" | "down":
            return replace(edition, questions=moved(edition.questions, question.key, -1 if how == "up" else 1))
        case "out":
            return without_question(edition, question.key, W1)
        case "bank":
            return with_bank(edition, bank, {bank.questions[n % len(bank.questions)].key})
        case "label":
            changed = replace(question, label=text)
        case "most":
            changed = replace(question, most=n - 2, low=n, high=3)
        case "options":
            changed = replace(question, options=tuple(option for option in question.options if len(option.label) % 2))
        case _:
            changed = replace(question, show_if=(Condition("consent", ("no" if n % 2 else text,)),))
    return replace(edition, questions=put(edition.questions, changed))


def tried(edition: Edition, how: str, n: int, text: str) -> Edition:
    """The next step, or where it is refused at once the edition as it was."""
    try:
        return stepped(edition, how, n, text)
    except Rejected as refused:
        unsaid = [problem for problem in refused.problems if not sketch_problem_words(problem, edition)]
    if unsaid:
        pytest.fail(str(unsaid))
    return edition


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_any_order_of_steps_leaves_an_edition_that_is_read_or_a_refusal_in_words(steps: list[tuple[str, int, str]]) -> None:
    edition = W1
    for how, n, text in steps:
        after = tried(edition, how, n, text)
        if isinstance(kept := accepted(after), Edition):
            assert all(alteration_words(one, edition, kept) for one in alterations(edition.document(), kept.document()))
            edition = kept
    assert read_edition(write_edition(edition)) == edition


def test_what_the_count_needs_stays_where_the_parent_has_it() -> None:
    for role in (QuestionRole.CAPACITY, QuestionRole.CONSENT, QuestionRole.ORDER, QuestionRole.TOP3):
        question = W1.with_role(role)
        assert question
        with pytest.raises(Rejected, match="sketch_role_kept"):
            without_question(W1, question.key, W1)
    assert "lift" not in without_question(W1, "lift", W1).by_key


def test_an_option_that_the_count_needs_is_missed_and_named() -> None:
    yes, _no, abstain = W1.by_key["consent"].options
    consent = replace(W1.by_key["consent"], options=(yes, abstain))
    [problem, *_more] = problems_of(replace(W1, questions=put(W1.questions, consent)))
    assert (problem.code, problem.row) == ("edition_counts_lacking", 2)
    assert "不同意" in sketch_problem_words(problem, W1)


def test_a_question_of_the_bank_brings_what_it_hangs_on_and_who_answers_comes_first() -> None:
    bank = question_banks()["w1"].edition
    empty = Edition("x", "x", "", ())
    assert [q.key for q in with_bank(empty, bank, {"reasons"}).questions] == ["consent", "reasons"]
    assert [q.key for q in with_bank(empty, bank, {"fee"}).questions] == ["who", "fee"]
    assert [q.key for q in with_bank(with_bank(empty, bank, {"years"}), bank, {"fee"}).questions] == ["who", "years", "fee"]
    assert with_bank(W1, bank, {"who", "consent"}) == W1


@pytest.mark.parametrize("wave", ["w1", "w2", "w3"])
def test_every_bank_is_a_questionnaire_by_itself_with_a_note_on_each_question(wave: str) -> None:
    bank = question_banks()[wave]
    assert settled(bank.edition) == bank.edition
    assert all(bank.notes[question.key] for question in bank.edition.questions)
    assert all(question.why for question in bank.edition.questions)
    words = str(bank.edition.document()).replace("请物业公司", "")
    assert not {word for word in ("！", "!", "请", "抱歉", "无效", "禁止") if word in words}


def test_a_bank_without_a_note_is_refused_with_its_line() -> None:
    text = (FOLDER / "bank-w3.toml").read_text("utf-8").replace("note = ", "nota = ", 1)
    with pytest.raises(Rejected) as refused:
        read_bank(text)
    assert {problem.code for problem in refused.value.problems} == {"toml_missing", "toml_unknown_key"}


def test_an_item_moves_among_those_of_its_tier() -> None:
    menu = menu_named("xuecheng-2021")
    first, second = (item.key for item in menu.items[:2])
    assert [item.key for item in moved_item(menu, first, 1).items[:2]] == [second, first]
    assert moved_item(menu, first, -1) == menu
    assert moved_item(moved_item(menu, first, 1), first, -1) == menu


def test_parts_move_and_go_by_their_keys_alone() -> None:
    assert [q.key for q in moved(W1.questions, "consent", -5)][:2] == ["consent", "who"]
    for step in (moved, lambda parts, key, _by: without(parts, key)):
        with pytest.raises(NotFound):
            step(W1.questions, "nobody", 1)


def test_a_key_that_is_taken_gets_the_next_number() -> None:
    assert next_key("w1-2026", ()) == "w1-2026"
    assert next_key("w1-2026", {"w1-2026"}) == "w1-2026-2"
    assert next_key("w1-2026-2", {"w1-2026", "w1-2026-2"}) == "w1-2026-3"
    assert len(next_key("x" * 40, {"x" * 40})) <= 40


def test_what_changed_is_told_part_by_part_and_one_move_is_one_move() -> None:
    after = replace(W1, questions=moved(W1.questions, "more", -3), title="新")
    told = [alteration_words(one, W1, after) for one in alterations(W1.document(), after.document())]
    assert told == ["名称从“老旧小区改造意愿征集”改成“新”", "题“还有什么想说的？”换了位置"]
    consent = W1.by_key["consent"]
    reworded = replace(consent, options=(replace(consent.options[0], label="好"), *consent.options[1:]), optional=False)
    after = replace(W1, questions=put(W1.questions, reworded))
    [change] = alterations(W1.document(), after.document())
    assert alteration_words(change, W1, after) == "题“这个小区要改造，您同意吗？”，选项“好”，说法从“同意”改成“好”"
