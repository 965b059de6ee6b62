"""The English catalogue: `python -m tests.english` gathers every sentence that residents read and writes what is missing.

The words of the desk, of paper and of the command line are Chinese only and are not gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from surveys.core.bank_file import read_bank
from surveys.core.edition_file import read_edition
from surveys.core.menu_file import read_menu
from surveys.core.rules import read_rules

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "templates" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "counted": (1, 1)}
TEMPLATES = (
    "lean",
    "kinds",
    "macros/letterhead.html",
    "macros/questions.html",
    "macros/states.html",
    "macros/tables.html",
    "macros/words.html",
    "macros/waiting.html",
)
SPOKEN = (
    *("advice", "amended", "ballot", "change", "checkpoint", "clock", "co_owner", "code", "comparison", "contact", "dates"),
    *("demo_mark", "entered", "fault", "figure", "form_register", "gates", "matter", "menu", "needs"),
    *("open_row", "roll", "tree_head"),
    *("place", "poll", "priorities", "result", "rules", "waiting"),
)
PAGES = ("lean", "errors.py")
# What stands in files that the desk shares.
ONLY_THE_DESKS = {
    *("行", "列", "表", "内容", "怎么改", "草稿"),
    *("%(item)s怎么改", "怎么改：没写"),
    "文件太大，没有收，这次什么也没有登记。每个文件不超过10 MB，返回上一页换一个再登记。",
    "户册文件不超过5兆：删去里面的图片，或者按镇街分成几个文件。",
}

HEADER = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""

THE_SAME = datetime(2026, 1, 1, tzinfo=UTC)

Message = str | tuple[str, str]


def _files(folder: Path, names: tuple[str, ...], ending: str) -> Iterator[Path]:
    for name in names:
        path = folder / name
        yield from sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path]


def _found() -> Iterator[tuple[str, int, Message]]:
    """Every sentence with the file and the line where it stands."""
    for path in _files(ROOT / "templates", TEMPLATES, ".html"):
        for line, _function, message, _comments in babel_extract(BytesIO(path.read_bytes()), list(KEYWORDS), [], {}):
            yield str(path.relative_to(ROOT)), line, message if isinstance(message, str) else message[0]
    words = ROOT / "surveys/words"
    spoken = tuple(name if (words / name).is_dir() else f"{name}.py" for name in SPOKEN)
    for path in (*_files(words, spoken, ".py"), *_files(ROOT / "surveys/web", PAGES, ".py")):
        for line, message, _comments, _context in extract("python", BytesIO(path.read_bytes()), keywords=KEYWORDS):
            yield str(path.relative_to(ROOT)), line, message
    for path in sorted((ROOT / "surveys/editions").rglob("*.toml")):
        for message in _words_of(path):
            yield str(path.relative_to(ROOT)), 0, message


def _words_of(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if path.parent.name == "rules":
        for rule in read_rules(text):
            yield from rule.conditions
    elif path.name.startswith(("w", "matter", "bank")):
        edition = read_bank(text).edition if path.name.startswith("bank") else read_edition(text)
        yield edition.intro.strip()
        for question in edition.questions:
            yield from (question.label, question.hint, question.why, *(option.label for option in question.options))
    elif path.name.startswith("menu"):
        menu = read_menu(text)
        yield from (tier.name for tier in menu.tiers)
        for item in menu.items:
            yield from (item.name, item.about)
            for way in item.alternatives:
                yield from (way.name, way.about)


def gathered() -> Catalog:
    """Every sentence that residents read, untranslated, in the order of the files."""
    catalogue = Catalog(locale="en", project="Diandan", fuzzy=False)
    for file, _line, message in _found():
        words = message if isinstance(message, str) else message[0]
        if words and words not in ONLY_THE_DESKS and words != "name":
            catalogue.add(message, locations=[(file, 0)])
    return catalogue


def kept() -> Catalog:
    """The catalogue as it stands in the repository."""
    if not CATALOGUE.is_file():
        return Catalog(locale="en", fuzzy=False)
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as its two files: to edit, and to run."""
    text, packed = BytesIO(), BytesIO()
    write_po(text, catalogue, width=120, omit_header=True, ignore_obsolete=True, include_lineno=False)
    plain = HEADER + text.getvalue()
    read = read_po(BytesIO(plain), locale="en")
    read.creation_date = read.revision_date = THE_SAME  # or the file would change with every day
    write_mo(packed, read)
    return plain, packed.getvalue()


def main() -> None:
    """Bring the catalogue up to date; what is new stands in it without a translation."""
    catalogue = gathered()
    for message in kept():
        if message.id and message.id in catalogue:
            catalogue[message.id].string = message.string
    text, packed = written(catalogue)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(text)
    CATALOGUE.with_suffix(".mo").write_bytes(packed)
    lacking = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} sentences, {len(lacking)} without English")


if __name__ == "__main__":
    main()
