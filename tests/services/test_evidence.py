"""Files that prove what was found: drawn anew, so that nothing stays of them but what is to be seen."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.evidence import LARGEST, MOST_PAGES, EvidenceFile, EvidenceKind
from surveys.core.place import Jurisdiction
from surveys.services import darkroom
from surveys.services.evidence import evidence, evidence_file, evidence_lines
from surveys.store.evidence import keep_evidence
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW, opened

GPS, GPS_LATITUDE, SECRET = 0x8825, 2, b"34.8107N 117.3237E"


def photograph(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **more: object) -> bytes:
    out = BytesIO()
    large = size[0] > 4000  # noise of that size takes more than the ten megabytes
    (Image.new("RGB", size) if large else Image.effect_noise(size, 60).convert("RGB")).save(out, kind, **more)
    return out.getvalue()


def placed() -> bytes:
    """A photograph that says where it was taken, and lies on its side."""
    told = Image.Exif()
    told[0x0112], told[0x010E] = 6, SECRET.decode()
    told.get_ifd(GPS)[GPS_LATITUDE] = (34.0, 48.0, 38.5)
    return photograph(exif=told, comment=SECRET, icc_profile=b"profile " + SECRET)


def pdf(*pages: bytes, extra: bytes = b"", catalogue: bytes = b"") -> bytes:
    """A PDF written by hand, with a page for each of the drawings; `extra` are more objects, from number 50."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(len(pages)))
    out = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalogue + b">>endobj\n"
    out += b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (len(pages), kids)
    for n, draw in enumerate(pages):
        page, drawing = 3 + 2 * n, 4 + 2 * n
        links = b"/Annots[52 0 R]" if extra else b""
        out += b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R%s>>endobj\n" % (
            page,
            drawing,
            links,
        )
        out += b"%d 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (drawing, len(draw), draw)
    return out + extra + b"trailer<</Root 1 0 R/Info 60 0 R>>\n%%EOF\n"


ARMED = pdf(
    b"0 0 1 rg 100 100 300 300 re f",
    catalogue=b"/OpenAction 50 0 R/Names<</JavaScript<</Names[(a) 50 0 R]>>/EmbeddedFiles<</Names[(x.exe) 51 0 R]>>>>",
    extra=b"50 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n"
    b"51 0 obj<</Type/Filespec/F(x.exe)/EF<</F 53 0 R>>>>endobj\n"
    b"52 0 obj<</Type/Annot/Subtype/Link/Rect[0 0 500 500]/A<</S/URI/URI(http://evil.test/)>>>>endobj\n"
    b"53 0 obj<</Type/EmbeddedFile/Length 8>>stream\nMZ\x90attach\nendstream endobj\n"
    b"60 0 obj<</Author(Zhang San)/Title(secret)>>endobj\n",
)
DANGEROUS = (
    b"JavaScript",
    b"/JS",
    b"EmbeddedFile",
    b"/URI",
    b"/Annot",
    b"/OpenAction",
    b"/Author",
    b"/Info",
    b"Zhang",
    b"MZ",
)


def refused(content: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        evidence_file(content)
    assert [problem.field for problem in caught.value.problems] == ["files"]
    return caught.value.problems[0].code


def test_a_photograph_keeps_what_is_seen_and_not_where_it_was_taken() -> None:
    kept = evidence_file(placed())
    assert (kept.kind, kept.pages) == (EvidenceKind.JPEG, 1)
    assert SECRET not in kept.content
    with Image.open(BytesIO(kept.content)) as image:
        assert image.size == (48, 64)  # it stands up again
        assert (dict(image.getexif()), image.info.get("comment"), image.info.get("icc_profile")) == ({}, None, None)


def test_a_png_becomes_a_photograph_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    kept = evidence_file(out.getvalue())
    with Image.open(BytesIO(kept.content)) as image:
        assert (image.format, image.getpixel((5, 5))) == ("JPEG", (255, 255, 255))


def test_a_pdf_keeps_its_pages_and_no_script_file_link_or_name() -> None:
    assert sum(one in ARMED for one in DANGEROUS) > 7
    kept = evidence_file(ARMED)
    assert (kept.kind, kept.pages) == (EvidenceKind.PDF, 1)
    assert [one for one in DANGEROUS if one in kept.content] == []
    document = pypdfium2.PdfDocument(kept.content)
    try:
        page = document[0]
        assert tuple(map(round, page.get_size())) == (595, 842)
        red, green, blue = page.render(scale=0.2).to_pil().convert("RGB").getpixel((50, 120))  # type: ignore[misc]
        assert (blue > 200, red < 60, green < 60) == (True, True, True)
        assert set(document.get_metadata_dict().values()) == {""}
    finally:
        document.close()


@pytest.mark.parametrize("made", [photograph, placed, lambda: ARMED], ids=["photograph", "placed", "pdf"])
def test_the_same_file_is_the_same_evidence(made: object) -> None:
    content = made()  # type: ignore[operator]
    assert evidence_file(content).digest == evidence_file(content).digest


def test_of_a_polyglot_one_side_alone_is_kept() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as made:
        made.writestr("index.html", "<script>alert(1)</script>")
    for both in (photograph() + archive.getvalue(), photograph() + b"<script>alert(1)</script>", ARMED + archive.getvalue()):
        kept = evidence_file(both)
        assert b"PK\x03\x04" not in kept.content
        assert b"<script>" not in kept.content
    assert refused(b"<script>" + photograph()) == "evidence_type"
    assert refused(b"\n\n" + ARMED) == "evidence_type"


def claims_to_be(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_unpacked() -> None:
    assert refused(photograph((10_000, 10_001), quality=1)) == "evidence_pixels"
    assert refused(claims_to_be(60_000, 60_000)) == "evidence_pixels"
    assert refused(claims_to_be(2**31 - 1, 2**31 - 1)) in ("evidence_pixels", "evidence_unreadable")


def test_a_large_photograph_is_made_smaller() -> None:
    kept = evidence_file(photograph((8_000, 6_000), quality=20))
    with Image.open(BytesIO(kept.content)) as image:
        assert max(image.size) == 3000


def test_ten_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    padded = photograph() + bytes(LARGEST)
    assert evidence_file(padded[:LARGEST]).kind is EvidenceKind.JPEG
    assert refused(padded[: LARGEST + 1]) == "evidence_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "evidence_empty"),
        (b"GIF89a" + bytes(100), "evidence_type"),
        (b"PK\x03\x04 a workbook", "evidence_type"),
        (b"\0\0\0\x18ftypheic", "evidence_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "evidence_type"),
        (photograph((400, 300))[:2000], "evidence_unreadable"),
        (photograph((400, 300), "PNG")[:2000], "evidence_unreadable"),
        (b"\xff\xd8\xff" + bytes(500), "evidence_unreadable"),
        (b"%PDF-1.7 nothing", "evidence_unreadable"),
        (pdf(), "evidence_unreadable"),
        (pdf(*[b"0 0 10 10 re f"] * (MOST_PAGES + 1)), "evidence_pages"),
    ],
)
def test_what_can_not_be_kept_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_file_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "LONGEST", 0.01)
    assert refused(photograph()) == "evidence_unreadable"


def test_a_file_is_kept_once_and_shown_within_its_place_alone(database: Database) -> None:
    file = EvidenceFile(EvidenceKind.PDF, 2, bytes(range(256)))
    with database.transaction() as session:
        poll = opened(session)
        for _ in range(2):
            keep_evidence(session, poll.id, file, by=LI, now=NOW)
    with database.reading() as session:
        assert evidence(session, DISTRICT, poll.id, file.digest) == file
        (line,) = evidence_lines(session, DISTRICT, poll.id).values()
        assert (line.digest, line.kind, line.pages, line.size) == (file.digest, EvidenceKind.PDF, 2, 256)
        elsewhere = Jurisdiction(compound=poll.compound.id + 1)
        for act in (
            lambda: evidence(session, elsewhere, poll.id, file.digest),
            lambda: evidence_lines(session, elsewhere, 1),
        ):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(NotAllowed, match="no_evidence"):
            evidence(session, DISTRICT, poll.id, "0" * 64)
