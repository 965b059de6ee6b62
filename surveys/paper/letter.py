"""Letters to households (入户信): one A4 page each, as PDF and as the content of the print page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from surveys.paper.press import pdf
from surveys.paper.qr import Qr, qr
from surveys.services.letter import Letter, Letters
from surveys.words.letter import LetterWords, host_words, letter_door, letter_steps, letter_words, serial_words


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter's own words and its QR."""

    compound: str
    door: str
    serial: str
    steps: tuple[str, ...]
    code: str
    qr: Qr


@dataclass(frozen=True, slots=True)
class LettersPage:
    """Everything that the letters of a building show."""

    words: LetterWords
    letters: tuple[LetterPage, ...]


def letters_page(letters: Letters, *, phone: str = "", big: bool = False) -> LettersPage:
    """The letters as they are shown; without `phone` they leave a line to write it on. With `big` their QR codes open
    the page for older eyes (长辈版) at once."""
    host = host_words(letters.letters[0].url) if letters.letters else ""
    words = letter_words(letters.poll, host, phone, big=big, run=letters.run)
    return LettersPage(words, tuple(_pages(letters, "?look=big" if big else "")))


def letters_pdf(letters: Letters, *, phone: str = "", big: bool = False, printed_at: datetime) -> bytes:
    """The letters as PDF. One building at a time keeps the press small: it takes about 0.6 MB a page.

    Not tagged: letters go to the printer, and tags would make the file more than twice as large.
    """
    return pdf("paper/letter.typ", asdict(letters_page(letters, phone=phone, big=big)), printed_at, tagged=False)


def _pages(letters: Letters, look: str) -> Iterator[LetterPage]:
    totals = Counter(letter.address.building for letter in letters.letters)
    reached: Counter[str] = Counter()
    for letter in letters.letters:
        building = letter.address.building
        reached[building] += 1
        yield _page(letter, serial_words(building, reached[building], totals[building]), look)


def _page(letter: Letter, serial: str, look: str) -> LetterPage:
    door = letter_door(letter)
    return LetterPage(letter.address.compound, door, serial, letter_steps(door), letter.code, qr(letter.url + look))
