"""The press: a template of ours and a document of data become PDF bytes.

Typst keeps what it set for ten rounds and a big run costs hundreds of megabytes, so every print is a child process of its
own, which gives its memory back. This file is that child as well; it must stand on typst, pdfium and the standard library
alone. The child gives way to whoever serves residents.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Timer
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "static" / "fonts"
LONGEST = 120  # seconds: ten thousand letters take twenty
_NICE = 10
_GIVING_WAY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows alone has it, and has no niceness
_DATED = re.compile(rb"/CreationDate\(D:[^)]*\)")
_NAMED = re.compile(rb"/ID\[<[0-9A-Fa-f]{32}><[0-9A-Fa-f]{32}>\]")


class PressFailed(RuntimeError):
    """The press made no PDF; the message is its own."""


def pdf(template: str, data: Mapping[str, Any], printed_at: datetime, *, tagged: bool = True) -> bytes:
    """The PDF that `template` makes of `data`. The same data and time give the same bytes.

    `data` reaches the template as a JSON file and nothing else: no text in it is ever read as markup or code.
    `tagged` marks headings and tables for those who have the file read to them.
    """
    return _pressed(_order(template, printed_at, tagged=tagged), [data])


def overprinted(template: str, shared: Mapping[str, Any], parts: Iterable[Mapping[str, Any]], printed_at: datetime) -> bytes:
    """The PDF that `template` makes of each of `parts`, one after another, over the pages that it makes of `shared`, which
    reach it as `shared.json`, the bytes of a PDF. Set once, they cost little however many pages lie over them; and parts
    that are made while the press runs are never all in memory."""
    return _pressed(
        _order(template, printed_at, tagged=False), (document for some in ([shared], parts) for document in some)
    )


def placed(template: str, data: Mapping[str, Any], label: str) -> list[dict[str, Any]]:
    """What `template`, set with `data`, says under `label` of where its parts came to stand."""
    found: list[dict[str, Any]] = json.loads(_made({"template": template, "label": label}, [data]))
    return found


def _order(template: str, printed_at: datetime, *, tagged: bool) -> dict[str, Any]:
    return {"template": template, "printed_at": int(printed_at.timestamp()), "tagged": tagged}


def _pressed(order: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> bytes:
    made = _made(order, documents)
    if not made.startswith(b"%PDF"):
        raise PressFailed(made.decode(errors="replace")[-2000:])
    return made


def _made(order: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> bytes:
    """What the child makes of an order and documents, each on a line of its own."""
    command = [sys.executable, "-I", str(Path(__file__))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, creationflags=_GIVING_WAY, **pipes) as child:  # type: ignore[call-overload]  # noqa: S603 - our own interpreter and file; what people wrote goes through stdin only
        late = Timer(LONGEST, child.kill)
        late.start()
        try:
            made, said = _fed(child, order, documents)
        finally:
            late.cancel()
            child.kill()
    if child.returncode:
        raise PressFailed(said.decode(errors="replace").strip()[-2000:] or f"no paper after {LONGEST} s")
    return made


def _fed(
    child: subprocess.Popen[bytes], order: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]
) -> tuple[bytes, bytes]:
    assert child.stdin
    try:
        child.stdin.write(json.dumps(order).encode() + b"\n")
        for document in documents:
            child.stdin.write(json.dumps(document).encode() + b"\n")
    except BrokenPipeError:
        pass  # it says why on its way out
    return child.communicate()


class Press:
    """What the child sets with: the templates and the shipped faces, loaded once."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        import typst

        self.order = order
        self.files = {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in TEMPLATES.rglob("*.typ")}
        self.files["main.typ"] = self.files[order["template"]]
        # Only our own faces: with the system's, two machines would break lines differently.
        self.faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])

    def sheet(self, data: bytes, shared: bytes = b"") -> bytes:
        """The PDF of one document, over the pages of another."""
        import typst

        files = {**self.files, "data.json": data, "shared.json": json.dumps(list(shared)).encode()}
        made = typst.compile(  # type: ignore[call-overload]  # its stubs don't know a dictionary of files
            files,
            font_paths=self.faces,
            ignore_system_fonts=True,
            format="pdf",
            timestamp=self.order["printed_at"],
            pdf_tags=self.order["tagged"],
        )
        assert isinstance(made, bytes)
        return made

    def places(self, data: bytes) -> bytes:
        """What the template says under the order's label, as JSON."""
        import typst

        files = {**self.files, "data.json": data}
        found = typst.query(files, self.order["label"], field="value", font_paths=self.faces)  # type: ignore[type-var]
        return found.encode()


def _print(lines: Iterator[bytes], out: IO[bytes]) -> None:
    press = Press(order := json.loads(next(lines)))
    if "label" in order:
        out.write(press.places(next(lines)))
        return
    first = press.sheet(next(lines))
    sheets = (press.sheet(line, first) for line in lines)
    second, third = next(sheets, None), next(sheets, None)
    if third is None:
        out.write(second or first)
    else:
        assert second
        out.write(_bound((sheet for some in ([second, third], sheets) for sheet in some), order["printed_at"]))


def _bound(sheets: Iterable[bytes], printed_at: int) -> bytes:
    """PDFs as one, which bears the time of printing and a name made of its content."""
    import pypdfium2

    whole, written = pypdfium2.PdfDocument.new(), BytesIO()
    for sheet in sheets:
        with pypdfium2.PdfDocument(sheet) as part:
            whole.import_pages(part)
    whole.save(written)
    moment = datetime.fromtimestamp(printed_at, UTC).strftime("/CreationDate(D:%Y%m%d%H%M%S+00'00')").encode()
    made = _DATED.sub(moment, written.getvalue(), count=1)
    named = _NAMED.search(made, len(made) - 400)
    assert named
    head, tail = made[: named.start()], made[named.end() :]
    name = sha256(head).hexdigest()[:32].upper().encode()
    return head + b"/ID[<%b><%b>]" % (name, name) + tail


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICE)
    _print(iter(sys.stdin.buffer), sys.stdout.buffer)
