"""Tables and archives from the command line: the same files as the desk's."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from surveys.store.db import reading
from surveys.words.table import TITLES, TableKind
from tests.cli.conftest import Installation

WRITTEN_DOWN = {TableKind.ROSTER: "roster_exported", TableKind.EXACT_LIST: "list_exported"}


def last_act(installation: Installation) -> str:
    """The last act in the ledger."""
    with installation.app.app_context(), reading() as session:
        return str(session.execute(text("SELECT act FROM entries ORDER BY id DESC LIMIT 1")).scalar_one())


@pytest.mark.parametrize("kind", [kind for kind in TableKind if kind is not TableKind.ARCHIVE])
def test_every_table_is_written(demo: Installation, tmp_path: Path, kind: TableKind) -> None:
    file = tmp_path / "a.xlsx"
    where = [] if kind is TableKind.COMPOUNDS else ["--compound", "春风里"]
    demo.done("export-xlsx", kind.value, str(file), *where)
    book = load_workbook(file)
    assert TITLES[kind][0] in str(book.worksheets[-1]["B2"].value)
    assert book.worksheets[0].max_row > 1 or kind is TableKind.OBJECTIONS
    assert kind not in WRITTEN_DOWN or last_act(demo) == WRITTEN_DOWN[kind]


def test_an_exported_roster_is_imported_without_a_change(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    demo.done("export-xlsx", "roster", str(file), "--compound", "春风里")
    said = demo.done("import-roster", str(file), "--dry-run")
    assert "新增0户，改动0户" in said
    assert "没有用到的列" not in said
    assert "仍保留" not in said


def test_a_table_of_a_compound_wants_its_name_and_a_running_poll_has_no_list(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "b.xlsx"
    assert demo.type("export-xlsx", "list", str(file)).exit_code == 2
    assert demo.type("export-xlsx", "exact-list", str(file), "--compound", "油灯里").exit_code == 1
    assert demo.type("archive", "油灯里", str(file)).exit_code == 1
    assert not file.exists()


def test_an_archive_is_written_and_stands_in_the_ledger(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "c.zip"
    demo.done("archive", "春风里", str(file))
    with ZipFile(BytesIO(file.read_bytes())) as archive:
        assert "汇总表.pdf" in archive.namelist()
    assert last_act(demo) == "archive_exported"
