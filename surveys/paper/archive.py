"""A poll's archive (归档包): one zip of what the office keeps when all is over, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from surveys.core.canonical import canonical, zipped
from surveys.paper.change import change_pdf
from surveys.paper.package import public_package
from surveys.paper.papers import SHEET, Printing
from surveys.paper.table import workbook
from surveys.services.archive import ArchiveRecord
from surveys.words import archive as names
from surveys.words.community import asker
from surveys.words.outcome.committee import checks
from surveys.words.table import Made, buildings_table, listing_table, objections_table, unanswered_table

_RECOUNT = Path(__file__).resolve().parents[2] / names.RECOUNT


def poll_archive(found: ArchiveRecord, made: Made, *, phone: str = "") -> bytes:
    """The archive of a poll, made when and by whom `made` says."""
    files = dict(_files(found, made, phone))
    about = names.archive_words(made, [*files, names.DIGESTS])
    files = {names.ABOUT: b"\xef\xbb\xbf" + about.encode(), **files}
    digests = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    return zipped(files | {names.DIGESTS: digests.encode()})


def _files(found: ArchiveRecord, made: Made, phone: str) -> Iterator[tuple[str, bytes]]:
    beside = checks(found.examined) if found.examined else None
    yield names.SHEET, SHEET.pdf(found.outcome, Printing(made.at, asker(found.poll.compound, phone), found.digest, beside))
    yield names.LISTING, workbook([listing_table(found.outcome)], made)
    yield names.TURNOUT, workbook([unanswered_table(found.doors), buildings_table(found.doors)], made)
    for notice, pressed in found.posted:
        if pressed is not None:
            yield names.notice_name(notice.number, final=notice.final), pressed
    for change in found.changes:
        yield names.change_name(change.number), change_pdf(found.poll, change, phone=phone)
    if found.objections:
        yield names.OBJECTIONS, workbook([objections_table(found.objections)], made)
    if found.posted and found.posted[-1][0].outcome:
        yield names.PUBLIC, public_package(found.posted[-1][0])
        yield names.RECOUNT, _RECOUNT.read_bytes()
    for key, name in names.DOCUMENTS.items():
        yield name, canonical(found.documents[key])
