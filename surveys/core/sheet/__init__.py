"""The summary sheet: everything that is printed about one compound, and what of it may be posted."""

from surveys.core.sheet.assemble import NO_EVIDENCE, Evidence, Ruling, Sheet, sheet
from surveys.core.sheet.listing import line_document, list_document
from surveys.core.sheet.posted import posted
from surveys.core.sheet.suppress import alone, suppressed, ticks

__all__ = [
    "NO_EVIDENCE",
    "Evidence",
    "Ruling",
    "Sheet",
    "alone",
    "line_document",
    "list_document",
    "posted",
    "sheet",
    "suppressed",
    "ticks",
]
