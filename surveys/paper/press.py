"""The press: a template of ours and a document of data become PDF bytes.

Typst keeps what it set and a big run costs hundreds of megabytes, so every print is a child process of its own, which gives
its memory back and gives way to whoever serves residents. This file is that child as well; it must stand on typst and the
standard library alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "static" / "fonts"
LONGEST = 120  # seconds: five hundred letters take two
_NICE = 10
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
    first and reaches it as `shared.json`, the bytes of a PDF: set once, it costs little however often it is placed.
    """
    order = {"template": template, "data": data, "printed_at": int(printed_at.timestamp()), "tagged": tagged}
    return _pressed({**order, "shared": shared} if shared is not None else order)


def _pressed(order: Mapping[str, Any]) -> bytes:
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
    if child.returncode or not child.stdout.startswith(b"%PDF"):
        raise PressFailed(child.stderr.decode(errors="replace").strip()[-2000:])
    return child.stdout


def _print(order: Mapping[str, Any]) -> bytes:
    import typst

    files = {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in TEMPLATES.rglob("*.typ")}
    files["main.typ"] = files[order["template"]]
    # Only our own faces: with the system's, two machines would break lines differently.
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])

    def sheet(data: Any, under: bytes = b"") -> bytes:
        made = typst.compile(  # type: ignore[call-overload]  # its stubs don't know a dictionary of files
            {**files, "data.json": json.dumps(data).encode(), "shared.json": json.dumps(list(under)).encode()},
            font_paths=faces,
            ignore_system_fonts=True,
            format="pdf",
            timestamp=order["printed_at"],
            pdf_tags=order["tagged"],
        )
        assert isinstance(made, bytes)
        return made

    return sheet(order["data"], sheet(order["shared"]) if "shared" in order else b"")


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICE)
    sys.stdout.buffer.write(_print(json.load(sys.stdin.buffer)))
