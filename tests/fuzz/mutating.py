"""What somebody may do to a file or a text that was good: by accident, and on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

Mutator = Callable[[bytes, Random], bytes]

NUMBERS = (
    *(b"-1", b"0", b"255", b"65535", b"4294967295", b"9223372036854775808", b"1e999", b"-0", b"NaN", b"Infinity"),
    *(b"-Infinity", b"1e-999", b"0x7f", b"1_000", b"9" * 400, b"9" * 5000, b"0x" + b"f" * 5000, b"1e999999"),
    *(b"1e-999999", b"0." + b"1" * 400, "１２".encode(), "²".encode(), "٣".encode(), "一千万".encode()),
)
STRANGE = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\x1b[2J", b"%00", b"%", b"\\", b"'", b'"', b"<", b"&"),
    *("\u202e\u2066\u200b\ufeff\u2028\ufffe\U0010ffff\U000e0001".encode(), "İſΐ﷽".encode(), "\u0301".encode() * 300),
    *(b"{}", b"[]", b"null", b"true", b'""', b"\\ud800", b"{{7*7}}", b"%s%n", b"{0}", b"2026-02-30", b"0000-00-00", b";"),
    *(b"9999-12-31T23:59:59+23:59", b"0001-01-01T00:00:00-23:59", b"9999-12-31", b"../../etc/passwd", b"a" * 70_000, b"=1"),
)
NESTED = (
    (b"[", b"]"),
    (b"{a=", b"}"),
    (b'{"a":', b"}"),
    (b"<a>", b"</a>"),
    (b"(", b")"),
    (b"<<", b">>"),
    (b"a.", b""),
    (b"[a.", b"a]"),
)
_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_LARGEST = 2_000_000


def mutated(seeds: Sequence[bytes], rng: Random) -> bytes:
    """One of these after one to four mishaps."""
    data = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        data = rng.choice(MUTATORS)(data, rng)
    return data[:_LARGEST]


def _place(data: bytes, rng: Random) -> int:
    return rng.randrange(len(data) + 1)


def _stretch(data: bytes, rng: Random) -> tuple[int, int]:
    begins = _place(data, rng)
    return begins, min(len(data), begins + rng.choice((1, 4, 16, 100, 1000)))


def flipped(data: bytes, rng: Random) -> bytes:
    """A few bits the other way."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20)) if out else 0):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(data: bytes, rng: Random) -> bytes:
    """Torn off, or with a piece out of the middle."""
    begins, ends = _stretch(data, rng)
    return data[:begins] + (data[ends:] if rng.random() < 0.5 else b"")


def repeated(data: bytes, rng: Random) -> bytes:
    """A piece many times over."""
    begins, ends = _stretch(data, rng)
    return data[:begins] + data[begins:ends] * rng.choice((2, 3, 50, 1000)) + data[ends:]


def swapped(data: bytes, rng: Random) -> bytes:
    """Two pieces in each other's place."""
    one, two, three, four = sorted(_place(data, rng) for _ in range(4))
    return data[:one] + data[three:four] + data[two:three] + data[one:two] + data[four:]


def renumbered(data: bytes, rng: Random) -> bytes:
    """Another number where one was written."""
    found = list(_NUMBER.finditer(data[:200_000]))
    if not found:
        return data + rng.choice(NUMBERS)
    at = rng.choice(found)
    return data[: at.start()] + rng.choice(NUMBERS) + data[at.end() :]


def lying(data: bytes, rng: Random) -> bytes:
    """A length of two, four or eight bytes that says something else."""
    size = rng.choice((2, 4, 8))
    if len(data) < size:
        return data
    at = rng.randrange(len(data) - size + 1)
    value = rng.choice((0, 1, (1 << (8 * size - 1)) - 1, (1 << (8 * size)) - 1, rng.getrandbits(8 * size)))
    return data[:at] + value.to_bytes(size, rng.choice(("little", "big"))) + data[at + size :]


def inserted(data: bytes, rng: Random) -> bytes:
    """What no keyboard has, or what other programs read as something of their own, in the middle."""
    begins, ends = _stretch(data, rng)
    return data[:begins] + rng.choice(STRANGE) + data[rng.choice((begins, ends)) :]


def nested(data: bytes, rng: Random) -> bytes:
    """Brackets in brackets."""
    (opening, closing), deep, (begins, ends) = rng.choice(NESTED), rng.choice((10, 2000, 40_000)), _stretch(data, rng)
    return data[:begins] + opening * deep + data[begins:ends] + closing * deep + data[ends:]


def lines_moved(data: bytes, rng: Random) -> bytes:
    """Lines left out, doubled or in another order."""
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return data
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            del lines[one]
        case 1:
            lines.insert(two, lines[one])
        case _:
            lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def repacked(data: bytes, rng: Random) -> bytes:
    """An archive with a mishap inside a member, under its old name or another's, doubled or swollen."""
    if not data.startswith(b"PK"):
        return inserted(data, rng)
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = [(one.filename, archive.read(one)) for one in archive.infolist()]
    except Exception:  # zlib's own among them
        return flipped(data, rng)
    if not members:
        return data
    at = rng.randrange(len(members))
    name, content = members[at]
    match rng.randrange(8):
        case 0:
            members[at] = name, b" " * rng.choice((3_000_000, 30_000_000, 250_000_000))
        case 1:
            members.append((name, content))
        case 2:
            members[at] = members[rng.randrange(len(members))][0], content
        case 3:
            del members[at]
        case _:
            members[at] = name, rng.choice(PLAIN)(content, rng)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


PLAIN: tuple[Mutator, ...] = (
    *(flipped, cut, repeated, swapped, renumbered, renumbered),
    *(lying, inserted, inserted, nested, lines_moved),
)
MUTATORS: tuple[Mutator, ...] = (*PLAIN, repacked, repacked, repacked)
