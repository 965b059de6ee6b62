"""The press: a template of ours and a document of data become PDF bytes.

Typst keeps what it set for ten rounds and a big run costs hundreds of megabytes, so every print is a child process of its
own, which gives its memory back. This file is that child as well; it must stand on typst and the standard library alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FONTS = ROOT / "static" / "fonts"
LONGEST = 120  # seconds: a thousand letters take three


class PressFailed(RuntimeError):
    """The press made no PDF; the message is its own."""


def pdf(template: str, data: Mapping[str, Any], printed_at: datetime, *, tagged: bool = True) -> bytes:
    """The PDF that `template` makes of `data`. The same data and time give the same bytes.

    `data` reaches the template as a JSON file and nothing else: no text in it is ever read as markup or code.
    `tagged` marks headings and tables for those who have the file read to them.
    """
    order = {"template": template, "data": data, "printed_at": int(printed_at.timestamp()), "tagged": tagged}
    made = _child(order)
    if not made.startswith(b"%PDF"):
        raise PressFailed(made.decode(errors="replace")[-2000:])
    return made


def placed(template: str, data: Mapping[str, Any], label: str) -> list[dict[str, Any]]:
    """What `template`, set with `data`, says under `label` of where its parts came to stand."""
    found: list[dict[str, Any]] = json.loads(_child({"template": template, "data": data, "label": label}))
    return found


def _child(order: Mapping[str, Any]) -> bytes:
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and file; what people wrote goes through stdin only
            [sys.executable, "-I", str(Path(__file__))],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PressFailed(f"no paper after {LONGEST} s") from late
    if child.returncode:
        raise PressFailed(child.stderr.decode(errors="replace").strip()[-2000:])
    return child.stdout


def _print(order: Mapping[str, Any]) -> bytes:
    import typst

    files = {path.relative_to(TEMPLATES).as_posix(): path.read_bytes() for path in TEMPLATES.rglob("*.typ")}
    files["main.typ"] = files[order["template"]]
    files["data.json"] = json.dumps(order["data"]).encode()
    # Only our own faces: with the system's, two machines would break lines differently.
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    if "label" in order:
        found = typst.query(files, order["label"], field="value", font_paths=faces)  # type: ignore[type-var]
        return found.encode()
    made = typst.compile(  # type: ignore[call-overload]  # its stubs don't know a dictionary of files
        files,
        font_paths=faces,
        ignore_system_fonts=True,
        format="pdf",
        timestamp=order["printed_at"],
        pdf_tags=order["tagged"],
    )
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(_print(json.load(sys.stdin.buffer)))
