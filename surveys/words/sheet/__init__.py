"""What the summary sheet says (汇总表), and what of it may hang in the stairwell (公示表)."""

from surveys.words.sheet.assemble import sheet_words
from surveys.words.sheet.parts import SheetWords

__all__ = ["SheetWords", "sheet_words"]
