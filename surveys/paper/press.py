"""The press: a template of ours and a document of data become PDF bytes.

Typst keeps what it set and a big run costs hundreds of megabytes, so every print is a child process of its own, which gives
its memory back and gives way to whoever serves residents. This file is that child as well; it must stand on typst, our QR
codes and the standard library alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "static" / "fonts"
LONGEST = 120  # seconds: five hundred letters take one
_NICE = 10
_TO_DRAW = "qr of"
_GIVING_WAY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows alone has it, and has no niceness


class PressFailed(RuntimeError):
    """The press made no PDF; the message is its own."""


def pdf(
    template: str,
    data: Mapping[str, Any],
    printed_at: datetime,
    *,
    tagged: bool = True,
    shared: Mapping[str, Any] | None = None,
) -> bytes:
    """The PDF that `template` makes of `data`. The same data and time give the same bytes.

    `data` reaches the template as a JSON file and nothing else: no text in it is ever read as markup or code.
    `tagged` marks headings and tables for those who have the file read to them. What the template makes of `shared` is set
    first and reaches it as `shared.json`, the bytes of a PDF: set once, it costs little however often it is placed. Where
    either says `to_draw` of a text, the child draws its QR code, so that whoever serves residents meanwhile needn't.
    """
    order = {"template": template, "data": data, "printed_at": int(printed_at.timestamp()), "tagged": tagged}
    made = _made({**order, "shared": shared} if shared is not None else order)
    if not made.startswith(b"%PDF"):
        raise PressFailed(made.decode(errors="replace")[-2000:])
    return made


def to_draw(text: str) -> dict[str, str]:
    """What stands in data for the QR code of a text until the press draws it."""
    return {_TO_DRAW: text}


def placed(template: str, data: Mapping[str, Any], label: str) -> list[dict[str, Any]]:
    """What `template`, set with `data`, says under `label` of where its parts came to stand."""
    found: list[dict[str, Any]] = json.loads(_made({"template": template, "data": data, "label": label}))
    return found


def _made(order: Mapping[str, Any]) -> bytes:
    """What the child makes of an order."""
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and file; what people wrote goes through stdin only
            [sys.executable, "-I", str(Path(__file__))],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
            creationflags=_GIVING_WAY,
        )
    except subprocess.TimeoutExpired as late:
        raise PressFailed(f"no paper after {LONGEST} s") from late
    if child.returncode:
        raise PressFailed(child.stderr.decode(errors="replace").strip()[-2000:])
    return child.stdout


class Press:
    """What the child sets with: the templates, and the shipped faces alone: with the system's, two machines would break
    lines differently."""

    def __init__(self, order: Mapping[str, Any]) -> None:
        import typst

        self.order, self.typst = order, typst
        self.files = {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in TEMPLATES.rglob("*.typ")}
        self.files["main.typ"] = self.files[order["template"]]
        self.faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])

    def sheet(self, data: Any, shared: bytes = b"") -> bytes:
        """The PDF of one document, over the pages of another."""
        files = {**self.files, "data.json": json.dumps(data).encode(), "shared.json": json.dumps(list(shared)).encode()}
        made = self.typst.compile(  # type: ignore[call-overload]  # its stubs don't know a dictionary of files
            files,
            font_paths=self.faces,
            ignore_system_fonts=True,
            format="pdf",
            timestamp=self.order["printed_at"],
            pdf_tags=self.order["tagged"],
        )
        assert isinstance(made, bytes)
        return made

    def places(self, data: Any) -> bytes:
        """What the template says under the order's label, as JSON."""
        files = {**self.files, "data.json": json.dumps(data).encode(), "shared.json": b"[]"}
        found = self.typst.query(files, self.order["label"], field="value", font_paths=self.faces)  # type: ignore[type-var]
        return found.encode()


def _print(order: Mapping[str, Any]) -> bytes:
    press = Press(order)
    if "label" in order:
        return press.places(order["data"])
    return press.sheet(order["data"], press.sheet(order["shared"]) if "shared" in order else b"")


def _drawn(found: dict[str, Any]) -> dict[str, Any]:
    if found.keys() != {_TO_DRAW}:
        return found
    from surveys.paper.qr import qr

    return asdict(qr(found[_TO_DRAW]))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICE)
    sys.path.insert(0, str(ROOT))
    sys.stdout.buffer.write(_print(json.load(sys.stdin.buffer, object_hook=_drawn)))
