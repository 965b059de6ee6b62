"""Every column of every table is spoken for: kept for good, personal, or of use for a while."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime, timedelta

from surveys import store
from surveys.core.retention import AFTER_FINAL, RETENTION, WITHOUT_FINAL, kept_until
from surveys.store.db import Record
from surveys.words.retention import KINDS_OF_ROWS, size_words

for module in pkgutil.iter_modules(store.__path__):  # each may have a table
    importlib.import_module(f"surveys.store.{module.name}")


def test_every_column_of_every_table_stands_in_the_table_once() -> None:
    tables = Record.metadata.tables
    assert set(RETENTION) == set(tables)
    for name, holding in RETENTION.items():
        assert sorted(holding.columns) == sorted(column.name for column in tables[name].columns), name


def test_a_table_goes_with_its_poll_or_stays_or_passes() -> None:
    for name, holding in RETENTION.items():
        kinds = [bool(holding.kept or holding.personal), bool(holding.goes), bool(holding.passing)]
        assert sum(kinds) == 1, name
        assert bool(holding.passing) == bool(holding.until), name
        if (holding.goes or holding.personal) and not holding.through:
            assert "poll_id" in holding.columns, name


def test_what_is_forgotten_has_words() -> None:
    assert set(KINDS_OF_ROWS) == {name for name, holding in RETENTION.items() if holding.personal or holding.goes}
    assert [size_words(n) for n in (10, 20_000, 20_000_000)] == ["10字节", "20 KB", "19 MB"]


def test_a_year_begins_with_the_final_notice() -> None:
    closes, final = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    assert kept_until(closes, None, final) == final + AFTER_FINAL == final + timedelta(days=365)
    assert kept_until(closes, closes - timedelta(days=3), None) == closes - timedelta(days=3) + WITHOUT_FINAL
