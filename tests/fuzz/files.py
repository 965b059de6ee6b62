"""The parsers of files: tables, TOML, Pabulib, backups, pictures."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from surveys.cli.errand import file_text
from surveys.core.bank_file import read_bank
from surveys.core.edition_file import read_edition
from surveys.core.errors import Rejected
from surveys.core.matter_file import read_matters
from surveys.core.menu_file import read_menu, write_menu
from surveys.core.menu_reading import read_table
from surveys.core.pb.reading import read_pb
from surveys.core.rules.read import read_rules
from surveys.core.scope_text import Whereabouts
from surveys.core.sketch import DocumentSort, read_paper
from surveys.services.backup import reading_backup
from surveys.services.cipher import Locking
from surveys.services.edition import menu_words, places_of, preset_rules
from surveys.services.evidence import evidence_file
from surveys.services.exports import audit_document, recounted
from surveys.services.menu_workbook import menu_workbook, read_menu_workbook
from surveys.services.paper_picture import page_pictures
from surveys.services.roster_file import roster_reading, roster_template
from surveys.services.spreadsheet import write_csv
from tests.factories import MENU
from tests.fuzz.parser import Parser

ROOT = Path(__file__).resolve().parents[2]
EDITIONS = ROOT / "surveys" / "editions"
KEY = b"k" * 32


@cache
def _dossier_text(number: int) -> bytes:
    from tests.falsify.compounds import NOW, compound

    return json.dumps(audit_document(compound(number), now=NOW), ensure_ascii=False).encode()


def _rosters() -> Sequence[bytes]:
    from tests.services.office_layouts import Unit, an_old_workbook, merged_downwards, plain
    from tests.services.office_layouts import text_of as as_text

    units = [Unit(b, 1, floor, 1, 80_00 + floor, f"业主{b}{floor}", "13800000000") for b in (1, 2) for floor in range(1, 5)]
    made = [plain(units), merged_downwards(units), an_old_workbook(units), as_text(",")(units), as_text("\t")(units)]
    return (*(file.data for file in made), roster_template(), write_csv(["楼栋", "房号", "面积"], [["1", "101", 80]]))


def _roster(data: bytes) -> None:
    found = roster_reading(data, {})
    if found.problems:
        raise Rejected(found.problems)


@cache
def _places() -> Whereabouts:
    from tests.falsify.compounds import compound

    return places_of(compound(3).roster)


def _menus() -> Sequence[bytes]:
    return (menu_workbook(MENU, _places()),)


def _menu_table(data: bytes) -> None:
    found = read_menu_workbook(data, MENU)
    read_table(MENU, found.table, found.signature, menu_words(), _places(), today=date(2026, 11, 28))


def _editions(*patterns: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [path.read_bytes() for pattern in patterns for path in sorted(EDITIONS.glob(pattern))]


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(file_text(data))


def _backups() -> Sequence[bytes]:
    facts = {"made_at": "2026-11-28T00:00:00+00:00", "software": "1", "schema": "a", "fingerprint": "b", "disagreeing": 0}
    lines = json.dumps({**facts, "rows": {}, "numbers": {}, "tallies": {}}).encode() + b"\n" + b'{"digests":{}}\n'
    out = BytesIO()
    locking = Locking(out, KEY, b"s" * 32)
    locking.write(zlib.compress(lines))
    locking.close()
    return (out.getvalue(),)


def _backup(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "one.backup"
        file.write_bytes(data)
        with reading_backup(file, KEY) as backup:
            for _rows in backup.rows():
                pass


def _pictures() -> Sequence[bytes]:
    from PIL import Image

    from tests.services.test_evidence import pdf, photograph

    turned = Image.Exif()
    turned[0x0112] = 6
    return (
        *(
            photograph(),
            photograph(exif=turned, comment=b"c"),
            photograph(kind="PNG"),
            photograph((300, 200), progressive=True),
        ),
        pdf(b"0 0 1 rg 100 100 300 300 re f", b"BT (x) Tj ET"),
    )


def file_parsers() -> Iterator[Parser]:
    """Each kind of file that people bring."""
    rules = preset_rules()
    yield Parser("roster", _rosters, _roster, said=True)
    yield Parser("menu-workbook", _menus, _menu_table, often=5)
    yield Parser("edition", _editions("w1-*.toml"), _text(read_edition), said=True)
    yield Parser("bank", _editions("bank-*.toml"), _text(read_bank), said=True)
    yield Parser("menu", lambda: (*_editions("menu-*.toml")(), write_menu(MENU).encode()), _text(read_menu), said=True)
    yield Parser("rules", _editions("rules/*.toml"), _text(read_rules), said=True)
    yield Parser("matters", lambda: (MATTERS,), _text(partial(read_matters, rules=rules)), said=True)
    yield Parser("sketch", _editions("w1-*.toml"), _text(partial(read_paper, DocumentSort.EDITION)))
    yield Parser("sketch-menu", _editions("menu-*.toml"), _text(partial(read_paper, DocumentSort.MENU)))
    yield Parser("pb", _elections, lambda data: (read_pb(data), read_pb(data, points=True)), said=True)
    yield Parser("audit", lambda: [_dossier_text(number) for number in range(3)], _text(recounted), often=5, said=True)
    yield Parser("backup", _backups, _backup, said=True)
    # The darkroom bounds its own child to 1.5 GB and forty seconds; here only what stands in this process counts.
    yield Parser("evidence", _pictures, evidence_file, seconds=45, often=1)
    yield Parser("photograph", _pictures, lambda data: page_pictures(data, "x"), seconds=45, often=1)


MATTERS = """[[matter]]
key = "lift"
wording = "加装电梯"
decision = "7"
buildings = ["1"]
rule = "civil-278-special"
""".encode()


def _elections() -> Sequence[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "tests" / "core" / "pb").glob("*.pb"))]
