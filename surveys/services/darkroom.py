"""The darkroom: what is to be seen in a picture or a PDF is developed anew, and nothing else of the file is kept.

Whatever people bring may be made to break the program that reads it. So every file is read in a child process of its own,
with bounds on time and memory, which writes pixels only: no place where a photograph was taken, no script, no file inside a
file, no link. This file is that child as well; it must stand on its two libraries and the standard library alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

LONGEST = 40
"""Seconds that a file may take; thirty scanned pages take five."""
_MEMORY = 1536 * 1024 * 1024
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)
_LONG_SIDE = {"jpeg": 3000, "png": 3000, "pdf": 2000}
_QUALITY = 82
_REFUSED = 3
_JPEG_AHEAD = b"/Filter/DCTDecode/Length "


class Undeveloped(Exception):
    """Why nothing came of a file: the code of a problem, with its figures."""

    def __init__(self, code: str, **detail: int) -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


def developed(content: bytes, kind: str, *, most_pixels: int, most_pages: int) -> tuple[str, int, bytes]:
    """What a jpeg, png or pdf shows: as jpeg or pdf, of how many pages, in bytes. The same file gives the same bytes.

    Raises `Undeveloped`: evidence_pixels, evidence_pages, evidence_locked, evidence_unreadable.
    """
    order = json.dumps({"kind": kind, "most_pixels": most_pixels, "most_pages": most_pages})
    with _ONE_AT_A_TIME:
        try:
            child = subprocess.run(  # noqa: S603 - our own interpreter and file; what people brought goes through stdin only
                [sys.executable, "-I", str(Path(__file__)), order],
                input=content,
                capture_output=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Undeveloped("evidence_unreadable") from late
    if child.returncode == _REFUSED:
        refused = json.loads(child.stderr.splitlines()[-1])
        raise Undeveloped(refused.pop("code"), **refused)
    head, _, made = child.stdout.partition(b"\n")
    if child.returncode or not made:
        raise Undeveloped("evidence_unreadable")
    told = json.loads(head)
    return told["kind"], told["pages"], made


def _develop(order: Any, content: bytes) -> tuple[dict[str, Any], bytes]:
    if order["kind"] == "pdf":
        pages = list(_pages(content, order["most_pages"]))
        return {"kind": "pdf", "pages": len(pages)}, _pdf(pages)
    image, _size = _picture(content, order["kind"], order["most_pixels"])
    return {"kind": "jpeg", "pages": 1}, image


def _picture(content: bytes, kind: str, most: int) -> tuple[bytes, tuple[int, int]]:
    """The pixels of a photograph, turned the way up that it was taken, and nothing that its file says beside them."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # bounded here, before anything is unpacked
    with Image.open(BytesIO(content), formats=[kind.upper()]) as found:
        if found.width * found.height > most:
            raise Undeveloped("evidence_pixels", width=found.width, height=found.height)
        found.draft("RGB", (_LONG_SIDE[kind], _LONG_SIDE[kind]))
        upright = ImageOps.exif_transpose(found)
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            seen = upright.convert("RGBA")
            paper = Image.new("RGB", seen.size, "white")
            paper.paste(seen, mask=seen.getchannel("A"))
        else:
            paper = upright.convert("RGB")
    return _jpeg(paper, _LONG_SIDE[kind])


def _jpeg(image: Any, side: int) -> tuple[bytes, tuple[int, int]]:
    from PIL import Image

    plain = Image.new("RGB", image.size)
    plain.paste(image)
    plain.thumbnail((side, side))
    out = BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), plain.size


def _pages(content: bytes, most: int) -> Iterator[tuple[bytes, tuple[int, int], tuple[float, float]]]:
    """Every page as a picture, with its size in pixels and on paper."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as refused:
        locked = "password" in str(refused).lower()
        raise Undeveloped("evidence_locked" if locked else "evidence_unreadable") from refused
    if not 0 < len(document) <= most:
        raise Undeveloped("evidence_pages" if len(document) else "evidence_unreadable", pages=len(document), most=most)
    side = _LONG_SIDE["pdf"]
    for page in document:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise Undeveloped("evidence_unreadable")
        image = page.render(scale=side / max(width, height)).to_pil()
        yield (*_jpeg(image, side), _on_paper(width, height))
        page.close()


def _on_paper(width: float, height: float) -> tuple[float, float]:
    """Within A3, so that no page is a mile long."""
    shrink = min(1.0, 1191 / max(width, height))
    return max(1.0, round(width * shrink, 1)), max(1.0, round(height * shrink, 1))


def _pdf(pages: Sequence[tuple[bytes, tuple[int, int], tuple[float, float]]]) -> bytes:
    """A PDF of pictures: a catalogue, pages, and on each page one picture; nobody's name and no time."""
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(pages)))
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()]
    for n, (jpeg, (across, down), (width, height)) in enumerate(pages):
        picture, drawing = 4 + 3 * n, 5 + 3 * n
        draw = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
        parts += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {drawing} 0 R"
            f"/Resources<</XObject<</I {picture} 0 R>>>>>>".encode(),
            f"<</Type/XObject/Subtype/Image/Width {across}/Height {down}/ColorSpace/DeviceRGB/BitsPerComponent 8".encode()
            + _JPEG_AHEAD
            + f"{len(jpeg)}>>stream\n".encode()
            + jpeg
            + b"\nendstream",
            f"<</Length {len(draw)}>>stream\n".encode() + draw + b"\nendstream",
        ]
    return _numbered(parts)


def unbound(made: bytes) -> list[bytes]:
    """The pictures of a PDF that `developed` made, in the order of its pages."""
    pictures, at = [], 0
    while (head := made.find(_JPEG_AHEAD, at)) >= 0:
        length = made[head + len(_JPEG_AHEAD) :][:40].partition(b">>")[0]
        begins = made.index(b"stream\n", head) + len(b"stream\n")
        at = begins + int(length)
        pictures.append(made[begins:at])
    return pictures


def _numbered(parts: Sequence[bytes]) -> bytes:
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        starts.append(len(out))
        out += f"{number} 0 obj".encode() + part + b"endobj\n"
    index = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{start:010} 00000 n \n".encode() for start in starts)
    return bytes(out + f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{index}\n%%EOF\n".encode())


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; time is bounded there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bounded()
    try:
        told, made = _develop(json.loads(sys.argv[1]), sys.stdin.buffer.read())
    except Undeveloped as refused:
        sys.stderr.write("\n" + json.dumps({"code": refused.code, **refused.detail}))
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
