"""Letters to households (入户信): one A4 page each, for older eyes two, as PDF and as the content of the print page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from surveys.paper.binding import bound
from surveys.paper.line import Lines, broken, cut, fitted, high, largest, wide
from surveys.paper.press import pdf, to_draw
from surveys.paper.qr import Qr, qr
from surveys.services.letter import Letters
from surveys.words.letter import LetterWords, anew_words, host_words, letter_door, letter_number, letter_words, pile_words

ACROSS, DOWN = 86_00, 26_00
"""What the window of an envelope shows however the sheet slips."""
_SIZES, _GAPS, _TIGHT = (28, 24, 20, 18, 16, 14, 12), (240, 120), (60, 10)
_TEXT, _CORNER, _HOST = 170_00, 62_00, 100_00
_LARGE, _SAID, _REST = 18, (12, 11, 10), 108_00
_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class WindowWords:
    """An address as it stands in the window: the compound in `small` points, the door in `size`, `gap` between all lines."""

    compound: tuple[str, ...]
    door: tuple[str, ...]
    small: int
    size: int
    gap: int


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter's own words, and the link that its QR opens."""

    to: WindowWords
    number: str
    serial: tuple[str, ...]
    anew: str
    code: str
    link: str

    @property
    def qr(self) -> Qr:
        """Its QR, drawn whenever it is asked for."""
        return qr(self.link)


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What all letters of a run show; `said` is the size of what they say, in points."""

    words: LetterWords
    big: bool
    said: int
    letterhead: Lines
    wave: Lines
    host_size: int


@dataclass(frozen=True, slots=True)
class LettersPage:
    """Everything that the letters of a building show."""

    shared: SharedPage
    letters: tuple[LetterPage, ...]


def letters_page(letters: Letters, *, phone: str = "", big: bool = False) -> LettersPage:
    """The letters as they are shown; without `phone` they leave a line to write it on. Those for older eyes (长辈版) are in
    large print, and their QR codes open the page that is."""
    shared = _shared(letters, phone, big)
    return LettersPage(shared, tuple(_pages(letters, shared)))


def letters_pdf(letters: Letters, *, phone: str = "", big: bool = False, printed_at: datetime) -> bytes:
    """The letters as PDF: what they share is set once, and what is each household's own is printed over it.

    Not tagged: letters go to the printer, and tags would make the file more than twice as large.
    """
    shared = _shared(letters, phone, big)
    common = asdict(shared)
    parts = ({**common, "letters": [_own(page) for page in part]} for part in _parts(_pages(letters, shared)))
    return bound((pdf("paper/letter.typ", part, printed_at, tagged=False, shared=common) for part in parts), printed_at)


def _own(page: LetterPage) -> dict[str, Any]:
    return {**asdict(page), "qr": to_draw(page.link)}


def _parts(pages: Iterator[LetterPage]) -> Iterator[list[LetterPage]]:
    while part := list(islice(pages, _AT_ONCE)):
        yield part


def _shared(letters: Letters, phone: str, big: bool) -> SharedPage:
    host = host_words(letters.letters[0].url) if letters.letters else ""
    words = letter_words(letters.poll, host, phone, state=letters.state, big=big, run=letters.run)
    return SharedPage(
        words,
        big,
        said=_LARGE if big else _said(words),
        letterhead=_letterhead(words.sender),
        wave=fitted(words.wave, (12, 11, 10, 9), _TEXT),
        host_size=largest(host, (18, 16, 14, 12, 10) if big else (12, 11, 10, 9, 8), _HOST),
    )


def _said(words: LetterWords) -> int:
    """The size of what a page says: the largest in which all of it has room below what is scanned."""
    return next((size for size in _SAID if _rest(words, size) <= _REST), _SAID[-1])


def _rest(words: LetterWords, size: int) -> int:
    """How much room everything below what is scanned takes at least, in this size."""
    head, gap = high(15), 2_00
    beside = wide(words.phone_of, size) + wide(words.phone, 18) <= _TEXT - wide(words.without_phone, 15) - 6_00
    called = high(18) + gap + (0 if beside else high(18) + high(size) * 42 // 100)
    ways = _set(1 + max(_rows(way.text, size, 50_00) for way in words.ways), size) + 3_20
    more = sum(_set(_rows(said, size, _TEXT), size) + gap for said in (words.visit, words.matters) if said)
    fraud = _set(_rows(f"{words.fraud}：{''.join(words.warnings)}", size, 162_00), size) + 4_00
    promised = head + gap + _set(sum(_rows(said, size, 163_00) for said in words.promises), size) + 1_00
    signed = high(size, 2) + 1_60
    foot = _rows(f"{words.terms}　{words.run}{words.demo}", 9, 166_00) * high(9) * 12 // 10 + 1_40
    return called + ways + more + fraud + promised + signed + foot + 4 * 1_20


def _set(lines: int, size: int) -> int:
    return high(size, lines) + (lines - 1) * high(size) * 42 // 100


def _rows(said: str, size: int, most: int) -> int:
    """In how many lines words break at most: a line may end one sign early, so that none begins with a stop."""
    return -(-wide(said, size) // (most - high(size)))


def _letterhead(sender: Sequence[str]) -> Lines:
    """The office's and the committee's names beside each other where they are short."""
    beside = "　".join(filter(None, sender))
    size = largest(beside, (22, 20, 18, 16), _TEXT)
    if wide(beside, size) <= _TEXT:
        return Lines((beside,), size)
    names = tuple(filter(None, sender))
    return Lines(names, min(largest(name, (13, 12, 11, 10), _TEXT) for name in names))


def window_words(compound: str, door: Iterable[str]) -> WindowWords:
    """An address in the largest print in which all of it is seen."""
    parts = tuple(door)
    whole = (size for size in _SIZES if all(wide(part, size) <= ACROSS for part in parts))
    tried = chain(((size, gap) for size in whole for gap in _GAPS), ((_SIZES[-1], gap) for gap in _TIGHT))
    set_so = (_window(compound, parts, size, gap) for size, gap in tried)
    together = WindowWords((), cut(" ".join((compound, *parts)), _SIZES[-1], ACROSS), _SIZES[-1], _SIZES[-1], _TIGHT[-1])
    return next((one for one in set_so if _height(one) <= DOWN), together)


def _window(compound: str, door: Sequence[str], size: int, gap: int) -> WindowWords:
    small = largest(compound, tuple(range(min(15, size), 11, -1)), ACROSS)
    return WindowWords(broken((compound,), small, ACROSS), broken(door, size, ACROSS), small, size, gap)


def _height(window: WindowWords) -> int:
    lines = len(window.compound) + len(window.door) + 1
    said = high(window.small, len(window.compound)) + high(window.size, len(window.door))
    return said + high(min(window.small, 13)) + window.gap * (lines - 1)


def _pages(letters: Letters, shared: SharedPage) -> Iterator[LetterPage]:
    totals = Counter(letter.address.building for letter in letters.letters)
    reached: Counter[str] = Counter()
    look = "?look=big" if shared.big else ""
    for letter in letters.letters:
        building = letter.address.building
        reached[building] += 1
        yield LetterPage(
            window_words(letter.address.compound, letter_door(letter)),
            letter_number(letters.poll, letter),
            broken(pile_words(building, reached[building], totals[building]), 9, _CORNER),
            anew_words(letter),
            letter.code,
            letter.url + look,
        )
