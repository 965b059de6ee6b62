"""A number names its content: repetitions are harmless, edits are new, and what is late brings nothing back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.ballot import Capacity, Channel, Revision
from surveys.core.errors import Rejected
from surveys.core.submission import Late, Submission, read_seen, repetition, seen_text
from tests.factories import DURING

PAGE = "a-page-of-tests"
BLANK = Revision(1, Capacity.OWNER, 1, "", Channel.PHONE, "", "", "", PAGE, "", 1, DURING, standing=True)


def record(history: list[Revision], content: str, attempt: int) -> Revision | Late:
    """What a server does with a submission: the revision that answers it, recorded if it is new."""
    found = repetition(history, Submission(PAGE, attempt), Capacity.OWNER, content)
    if isinstance(found, Submission):
        history.append(replace(BLANK, revision=len(history) + 1, content=content, submission=str(found)))
        return history[-1]
    return found


@pytest.mark.parametrize("attempt", [0, 1, 7])
def test_the_same_content_is_the_same_revision(attempt: int) -> None:
    history: list[Revision] = []
    first = record(history, "yes", attempt)
    assert record(history, "yes", attempt) is first
    assert record(history, "yes", attempt + 1) is first


@pytest.mark.parametrize("attempts", [(0, 0), (1, 2), (1, 1)])
def test_other_content_is_a_revision_of_its_own(attempts: tuple[int, int]) -> None:
    history: list[Revision] = []
    record(history, "yes", attempts[0])
    record(history, "no", attempts[1])
    assert [kept.content for kept in history] == ["yes", "no"]
    assert len({kept.submission for kept in history}) == 2


@pytest.mark.parametrize("late", [0, 1])
def test_what_was_overtaken_doesnt_come_back_by_itself(late: int) -> None:
    history: list[Revision] = []
    record(history, "yes", late)
    record(history, "no", late * 2)
    assert record(history, "yes", late) is Late.OVERTAKEN
    assert [kept.content for kept in history] == ["yes", "no"]


def test_a_later_attempt_may_say_again_what_an_earlier_one_said() -> None:
    history: list[Revision] = []
    for attempt, content in ((1, "yes"), (2, "no"), (3, "yes")):
        record(history, content, attempt)
    assert [kept.content for kept in history] == ["yes", "no", "yes"]


def test_another_page_has_numbers_of_its_own() -> None:
    other = replace(BLANK, content="no", submission="another-page.4")
    assert repetition([other], Submission(PAGE, 1), Capacity.OWNER, "yes") == Submission(PAGE, 1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=12))
def test_over_a_bad_line_what_the_last_seen_page_said_is_what_is_stored(walk: list[tuple[str, int]]) -> None:
    """Each step edits the answers and sends them; the acknowledgement is lost and the same is sent again some times, and old
    packets arrive late. What is stored last is what was sent last, and nothing is stored twice in a row."""
    history: list[Revision] = []
    sent: list[tuple[str, int]] = []
    attempt = 0
    for content, repeats in walk:
        attempt += not sent or sent[-1][0] != content
        sent.append((content, attempt))
        for _ in range(repeats + 1):
            seen = record(history, content, attempt)
            assert isinstance(seen, Revision)
            assert seen.content == content == history[-1].content
        for late in sent[:-1]:
            record(history, *late)
            assert history[-1].content == content
    assert all(one.content != other.content for one, other in pairwise(history))
    assert len({kept.submission for kept in history}) == len(history)


@pytest.mark.parametrize(
    "text", ["", "short", "x" * 65, "with spaces", "page-number.0", "page-number.", "page-number.1.2", "\x00" * 9]
)
def test_what_no_page_wrote_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="submission_unreadable"):
        Submission.read(text)


def test_a_submission_reads_as_it_was_written() -> None:
    for submission in (Submission(PAGE), Submission(PAGE, 12)):
        assert Submission.read(str(submission)) == submission


def test_what_a_page_was_made_from_reads_as_it_was_written() -> None:
    seen = {Capacity.OWNER: 3, Capacity.OCCUPANT: 0}
    assert read_seen(seen_text(seen)) == seen
    assert [read_seen(text) for text in ("", "1", "1,2,3", "-1,0", "a,b")] == [{}] * 5
