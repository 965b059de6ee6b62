"""A small stack of forms goes the whole way, and counts as what is written on it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Database
from tests.paper_loop.__main__ import looped

FORMS, PHOTOGRAPHED = 4, 2


def test_paper_counts_as_it_is_written_and_a_clerk_who_turns_some_around_is_found(
    database: Database, tmp_path: Path
) -> None:
    problems, report = looped(database, tmp_path, FORMS, PHOTOGRAPHED)
    assert not problems, report
