"""XML from a stranger, streamed within fixed bounds of time and memory; no document type, so no entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat
from zipfile import ZipFile

from surveys.core.errors import Problem, Rejected

LONGEST_TEXT = 2_000

_CHUNK = 65_536
_MOST_ELEMENTS = 1_200_000
_MOST_SIGNS = 8_000_000
_LONGEST_TOKEN = 1_000_000
_DEEPEST = 64
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Attributes = Mapping[str, str]


def too_big() -> Rejected:
    """The refusal of what would cost too much to unpack."""
    return Rejected([Problem("file_unpacks_too_big")])


Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse(archive: ZipFile, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Feed a whole part to the handlers; they get names without their prefixes."""
    for _ in parsing(archive, part, start, end, text):
        pass


def parsing(archive: ZipFile, part: str, start: Start, end: End | None, text: Text | None) -> Iterator[None]:
    """Feed a part to the handlers and pause after every chunk. A document type, and with it every entity, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = count = 0

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise too_big()
        start(name.rpartition(":")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(":")[2])

    def doctype(*_: object) -> None:
        raise Rejected([Problem("file_corrupt")])

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler, parser.CharacterDataHandler = doctype, text
    fed = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TOKEN:  # expat reads an unfinished tag anew with every chunk
                raise too_big()
            yield
    parser.Parse(b"", True)
    yield


class TextCollector:
    """Gathers the text of one string, its phonetic reading left out, and keeps count of all that was gathered."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = self.total = self.phonetic = 0
        self.open = False

    def begin(self) -> None:
        """Start the next string."""
        self.pieces, self.length = [], 0

    def add(self, piece: str) -> None:
        """Take a piece of text, if it is one that shows."""
        if self.open and not self.phonetic and self.length <= LONGEST_TEXT:
            self.pieces.append(piece[: LONGEST_TEXT + 1])
            self.length += len(piece)
            self.total += min(len(piece), LONGEST_TEXT)
            if self.total > _MOST_SIGNS:
                raise too_big()

    def value(self) -> str:
        """The string so far; one sign longer than allowed where it was cut."""
        text = "".join(self.pieces)[: LONGEST_TEXT + 1]
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
