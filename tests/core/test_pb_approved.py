"""What is said of whole Pabulib files, as somebody read and approved it: each file beside its text.

`python -m tests.core.test_pb_approved` writes the texts anew; read the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys.core.errors import Rejected
from surveys.core.pb import PbElection, PbRule, VoteType, read_pb, run_pb
from surveys.core.priorities import Completion
from surveys.words.pb import pb_words
from surveys.words.refusal import cli_problem

FILES = sorted((Path(__file__).parent / "pb").glob("*.pb"))
RUNS = [
    (PbRule.SUPPORT, Completion.NONE),
    (PbRule.EQUAL_SHARES, Completion.NONE),
    (PbRule.EQUAL_SHARES, Completion.ADD1_WALK_DOWN),
    (PbRule.PHRAGMEN, Completion.NONE),
]


def said(data: bytes) -> Iterator[str]:
    """All that is said of a file: how it is read, each rule's outcome, and the points where ballots give some."""
    try:
        case = read_pb(data)
    except Rejected as refused:
        yield from map(cli_problem, refused.problems)
        return
    yield from map(cli_problem, case.remarks)
    for rule, completion in RUNS:
        yield from ("", f"[{rule} {completion}]", *pb_words(case, run_pb(case, rule, completion), rule))
    if case.vote_type not in (VoteType.APPROVAL, VoteType.CHOOSE_ONE):
        yield from ("", "[points]", *_by_points(read_pb(data, points=True)))


def _by_points(case: PbElection) -> Iterator[str]:
    yield from map(cli_problem, case.remarks)
    yield from pb_words(case, run_pb(case, PbRule.SUPPORT), PbRule.SUPPORT)


def text_of(file: Path) -> str:
    return "\n".join(line.rstrip() for line in said(file.read_bytes())).strip() + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_said_of_a_file_is_what_was_approved(file: Path) -> None:
    assert text_of(file) == file.with_suffix(".txt").read_text("utf-8")


if __name__ == "__main__":
    for changed in FILES:
        changed.with_suffix(".txt").write_text(text_of(changed), "utf-8")
