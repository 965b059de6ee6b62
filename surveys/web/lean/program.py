"""The residents' one script: its parts joined, and the small one that was built of them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

PARTS = (
    *("page.js", "clock.js", "look.js", "field.js", "steps.js", "menu.js", "places.js", "check.js"),
    *("draft.js", "pending.js", "send.js", "idle.js", "start.js", "door.js"),
)
BUILT = Path("js") / "built" / "page.js"


def joined(folder: Path) -> str:
    """The parts as they are written, in one function so that nothing leaks into the page."""
    return '(function () {{ "use strict";\n{} }})();'.format(
        "".join((folder / "js" / name).read_text("utf-8") for name in PARTS)
    )


def mark(text: str) -> str:
    """The built script's first line: of which joined parts it was made."""
    return f"// {sha256(text.encode()).hexdigest()}\n"


@cache
def program(folder: str) -> tuple[bytes, str]:
    """The script as it is sent and a digest for its address; a stale build is never sent, the parts are then, heavier."""
    text, built = joined(Path(folder)), Path(folder) / BUILT
    first, _, small = built.read_text("utf-8").partition("\n") if built.is_file() else ("", "", "")
    sent = (small if f"{first}\n" == mark(text) else text).encode()
    return sent, sha256(sent).hexdigest()[:12]
