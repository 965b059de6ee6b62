"""All parsers by their names."""

from __future__ import annotations

from tests.fuzz.files import file_parsers
from tests.fuzz.pages import page_parsers
from tests.fuzz.parser import Parser
from tests.fuzz.texts import package_parsers, text_parsers


def parsers() -> dict[str, Parser]:
    """Every way in."""
    every = (*file_parsers(), *text_parsers(), *package_parsers(), *page_parsers())
    found = {one.name: one for one in every}
    if len(found) != len(every):
        raise ValueError("two parsers of one name")
    return found
