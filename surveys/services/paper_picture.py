"""Pictures of paper forms as they are brought: photographs and scanned pages, every page drawn anew as a JPEG of its own."""

from __future__ import annotations

from dataclasses import replace

from surveys.core.errors import Problem, Rejected
from surveys.core.evidence import LARGEST, MOST_PAGES, MOST_PIXELS, brought_as
from surveys.services.darkroom import Undeveloped, developed, unbound


def page_pictures(content: bytes, name: str) -> list[bytes]:
    """What a photograph or a scanner's PDF shows, page by page; the same file gives the same bytes.

    Raises `Rejected` with `name` as its field: evidence_empty, evidence_large, evidence_type, and what `developed` refuses.
    """
    try:
        return _pictures(content)
    except Rejected as refused:
        raise Rejected([replace(problem, field=name) for problem in refused.problems]) from refused


def _pictures(content: bytes) -> list[bytes]:
    if not content:
        raise Rejected([Problem("evidence_empty", "files")])
    if len(content) > LARGEST:
        raise Rejected([Problem("evidence_large", "files")])
    if not (kind := brought_as(content)):
        raise Rejected([Problem("evidence_type", "files", value=content[:16].hex())])
    try:
        made, _pages, shown = developed(content, kind, most_pixels=MOST_PIXELS, most_pages=MOST_PAGES)
    except Undeveloped as refused:
        raise Rejected([Problem(refused.code, "files", detail=refused.detail)]) from refused
    return [shown] if made == "jpeg" else unbound(shown)
