"""Where the product takes apart what it didn't write this moment: by file, and which parser of the machine goes there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CALLS = {
    *("json.loads", "json.load", "tomllib.loads", "tomllib.load", "ZipFile", "zipfile.ZipFile", "Image.open"),
    *("pypdfium2.PdfDocument", "csv.reader", "csv.DictReader", "xlrd.open_workbook", "openpyxl.load_workbook"),
    *("date.fromisoformat", "datetime.fromisoformat", "datetime.datetime.fromisoformat", "datetime.strptime"),
    *("zlib.decompress", "zlib.decompressobj", "pickle.loads", "struct.unpack", "ElementTree.parse", "get_json"),
    *("request.get_json", "request.get_data", "read_text", "read_bytes", "FileAnswers", "cv2.imdecode"),
}
_NAMES = {"request.files", "request.stream", "request.data", "request.cookies", "FILE"}
_READERS = ("read_",)


def places() -> dict[str, set[str]]:
    """The files that take something apart, with what gives them away."""
    files = [*(ROOT / "surveys").rglob("*.py"), *ROOT.glob("*.py")]
    found = {path.relative_to(ROOT).as_posix(): set(_signs(ast.parse(path.read_text("utf-8")))) for path in files}
    return {name: signs for name, signs in found.items() if signs}


def _signs(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func) if (name := ast.unparse(func)) in _CALLS:
                yield name
            case ast.Attribute() if (name := ast.unparse(node)) in _NAMES:
                yield name
            case ast.FunctionDef(name=name, decorator_list=marks):
                if name.startswith(_READERS):
                    yield name
                if any(ast.unparse(mark) == "FILE" for mark in marks):
                    yield "FILE"


PAGES = ("forms", "addresses")
READ_BY: dict[str, tuple[str, ...]] = {
    "opened.py": ("opened",),
    "recount.py": ("recount-exact", "recount-posted"),
    "sealed.py": ("sealed",),
    "surveys/cli/counting.py": ("pb",),
    "surveys/cli/edition.py": ("edition", "menu", "rules"),
    "surveys/cli/errand.py": ("edition", "audit"),
    "surveys/cli/exports.py": ("audit",),
    "surveys/cli/matter.py": ("matters",),
    "surveys/cli/move.py": ("backup",),
    "surveys/cli/paper_photo.py": ("photograph",),
    "surveys/cli/roster.py": ("roster",),
    "surveys/cli/wave.py": ("edition",),
    "surveys/core/amount.py": ("read_amount", "menu-workbook"),
    "surveys/core/answers.py": PAGES,
    "surveys/core/backup.py": ("read_name", "backup"),
    "surveys/core/bank_file.py": ("bank",),
    "surveys/core/choosing.py": ("edition",),
    "surveys/core/cipher.py": ("read_key",),
    "surveys/core/co_owner.py": ("audit",),
    "surveys/core/code.py": ("read_code", "read_link", "read_receipt", "read_receipt_key", "door_figures", "is_full_door"),
    "surveys/core/community.py": PAGES,
    "surveys/core/contact.py": ("read_phone",),
    "surveys/core/edition_file.py": ("edition",),
    "surveys/core/form_register.py": ("read_forms",),
    "surveys/core/gates/finding.py": ("audit",),
    "surveys/core/mandate.py": ("audit",),
    "surveys/core/matter_file.py": ("matters",),
    "surveys/core/menu.py": ("audit",),
    "surveys/core/menu_file.py": ("menu",),
    "surveys/core/menu_reading.py": ("menu-workbook",),
    "surveys/core/paper_form.py": ("read_form_number", "read_payload"),
    "surveys/core/pb/amounts.py": ("pb_amount", "pb"),
    "surveys/core/pb/reading.py": ("pb",),
    "surveys/core/place.py": ("read_district",),
    "surveys/core/roster_file/read.py": ("roster",),
    "surveys/core/rules/read.py": ("rules",),
    "surveys/core/rules/rule.py": ("read_bar",),
    "surveys/core/sampling.py": ("read_dice",),
    "surveys/core/seal.py": ("read_head",),
    "surveys/core/site.py": ("read_site",),
    "surveys/core/sketch.py": ("sketch", "sketch-menu"),
    "surveys/core/submission.py": ("read_seen",),
    "surveys/core/takeover/expected.py": ("read_expected",),
    "surveys/core/toml_document.py": ("edition", "menu", "rules", "matters", "bank"),
    "surveys/core/visit.py": ("knocks_from_phone", *PAGES),
    "surveys/log/file.py": ("read_line",),
    "surveys/log/metrics.py": ("read_address",),
    "surveys/services/backup.py": ("backup",),
    "surveys/services/code.py": ("read_code", *PAGES),
    "surveys/services/darkroom.py": ("evidence", "photograph"),
    "surveys/services/entry_lot.py": ("read_roll", "read_roll-witnesses"),
    "surveys/services/exports.py": ("audit",),
    "surveys/services/menu_workbook.py": ("menu-workbook",),
    "surveys/services/old_workbook.py": ("roster",),
    "surveys/services/owner.py": ("read_number", "read_owner"),
    "surveys/services/spreadsheet.py": ("roster", "menu-workbook"),
    "surveys/services/workbook.py": ("roster", "menu-workbook"),
    "surveys/web/audience.py": PAGES,
    "surveys/web/choices.py": PAGES,
    "surveys/web/cookies.py": PAGES,
    "surveys/web/desk/edition/beginning.py": ("sketch", "sketch-menu", *PAGES),
    "surveys/web/desk/edition/item.py": ("read_yuan",),
    "surveys/web/desk/edition/typed_question.py": PAGES,
    "surveys/web/desk/gates/finding.py": ("evidence", *PAGES),
    "surveys/web/desk/ledger/asked.py": PAGES,
    "surveys/web/desk/menu/views.py": ("menu-workbook", *PAGES),
    "surveys/web/desk/package/views.py": PAGES,
    "surveys/web/desk/paper_photo/views.py": ("photograph", *PAGES),
    "surveys/web/desk/roster/answers.py": ("answers_of",),
    "surveys/web/desk/roster/preview.py": ("roster",),
    "surveys/web/desk/roster/views.py": PAGES,
    "surveys/web/desk/rules/calculator.py": PAGES,
    "surveys/web/desk/stale.py": PAGES,
    "surveys/web/desk/table/views.py": PAGES,
    "surveys/web/desk/visit/form.py": ("knocks_from_phone",),
    "surveys/web/made_from.py": PAGES,
    "surveys/web/sessions.py": PAGES,
    "surveys/web/signed.py": PAGES,
    "surveys/web/shown.py": PAGES,
    "surveys/web/typed.py": PAGES,
    "surveys/web/unavailable.py": PAGES,
}
"""By which parsers the machine comes to each place."""

OURS = {
    "surveys/camera/reader.py": "a picture that the darkroom drew",
    "surveys/camera/straight.py": "a picture that the darkroom drew",
    "surveys/cli/backup.py": "the product's own pyproject.toml",
    "surveys/cli/log.py": "lines that read_line took, and an option that it reads with a sentence for what it isn't",
    "surveys/core/ballot.py": "a row of the database",
    "surveys/core/canonical.py": "writes",
    "surveys/core/entry_lot.py": "a row of the database",
    "surveys/log/words.py": "a line that read_line took",
    "surveys/paper/binding.py": "sheets that the press made",
    "surveys/paper/press.py": "the press's own answer",
    "surveys/services/counting.py": "what its own child process wrote",
    "surveys/services/edition.py": "the product's own vocabulary",
    "surveys/services/entry_check.py": "a row of the database",
    "surveys/services/living.py": "a row of the database",
    "surveys/services/open_row.py": "a package that it packed itself",
    "surveys/services/verify_desk.py": "rows of the database; flask verify tells what is wrong with them",
    "surveys/services/verify_file.py": "rows of the database; flask verify tells what is wrong with them",
    "surveys/services/verify_poll.py": "rows of the database; flask verify tells what is wrong with them",
    "surveys/services/xlsx.py": "writes",
    "surveys/web/desk/roster/snapshot.py": "a file of the instance folder",
    "surveys/web/filters.py": "a day that the services gave",
    "surveys/words/entry_lot.py": "a row of the database",
    "surveys/words/ledger.py": "a row of the database",
    "surveys/words/letter.py": "terms that were frozen",
    "surveys/words/life.py": "a row of the database",
    "surveys/words/notice.py": "a problem of ours",
}
"""What no outsider's bytes come to, and what does instead. The store reads rows of the database, and the demo its own."""
