"""The secrets on a household's letter, all derived from keys: none is stored, and every letter can be printed again."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, groupby

from surveys.core.errors import CodeRefused
from surveys.core.plain_text import compact_text

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
KEY_LENGTH = 16

# A totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): catches every single wrong digit and adjacent swap.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_PART = re.compile(r"[0-9]+|[a-z]+")
_ENGLISH = ("building", "unit", "room")  # what the English page writes between the figures
_NUMERALS = frozenset({*range(10), 10, 100})
_PLAIN = re.compile(r"[\W_]+")
_LOOKALIKES = str.maketrans("OoQIil|", "0001111")
_LOOKALIKES_IN_RECEIPTS = str.maketrans("OIL|", "0111")
_OTHER_SIGNS = re.compile(r"[^0-9A-Za-z|]+")
_BEFORE_A_CODE = re.compile(r"(?:household)?code|no", re.I)
_BEFORE_A_RECEIPT = re.compile(r"(?:RECEIPT)?(?:NUMBER|NO)?(?=.{10}$)")
_RECEIPT_KEY = re.compile(r"(?:^|/K/)([0-9A-Z]{16})(?![0-9A-Z])")
_LINK = re.compile(r"(?:^|/Q/)([0-9A-Z]{26})(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of links, codes, receipt keys, authenticators and of the sealed ledger; whoever has them can make every
    household's letter, and every mark."""

    link: bytes
    code: bytes
    receipt: bytes
    authenticator: bytes
    seal: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> Keys:
        """The keys that belong to the application's secret."""
        return cls(
            link=_mac(secret, "diandan link key"),
            code=_mac(secret, "diandan code key"),
            receipt=_mac(secret, "diandan receipt key"),
            authenticator=_mac(secret, "diandan authenticator key"),
            seal=_mac(secret, "diandan seal key"),
        )


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _crockford(value: bytes, length: int) -> str:
    number = int.from_bytes(value, "big") >> (len(value) * 8 - length * 5)
    return "".join(CROCKFORD[number >> (5 * place) & 31] for place in range(length - 1, -1, -1))


def link_token(keys: Keys, poll: int, household: int, epoch: int) -> str:
    """The secret in a letter's QR: 26 Crockford characters, 130 bits. `household` is its position in the frozen roster."""
    return _crockford(_mac(keys.link, f"{poll}|{household}|{epoch}"), 26)


def link_hash(token: str) -> str:
    """What the database keeps of a link; the case of the letters doesn't matter."""
    return sha256(token.upper().encode(errors="replace")).hexdigest()


def household_code(keys: Keys, poll: int, household: int, epoch: int) -> str:
    """The code to type: 11 digits and a check digit, with no digit three times running."""
    for attempt in count():
        number = int.from_bytes(_mac(keys.code, f"{poll}|{household}|{epoch}|{attempt}"), "big") % 10**11
        digits = f"{number:011d}"
        code = digits + str(_check(digits))
        if not any(code[i] == code[i + 1] == code[i + 2] for i in range(CODE_LENGTH - 2)):
            return code
    raise AssertionError


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim


def code_hash(keys: Keys, code: str) -> str:
    """What the database keeps of a code; useless without the key."""
    return _mac(keys.code, f"kept|{code}").hex()


def door_hash(keys: Keys, poll: int, typed: str) -> str:
    """What wrong codes are counted for where a door was typed beside them on a poll's page."""
    return _mac(keys.code, f"door|{poll}|{door_figures(typed)}").hex()


def read_code(typed: str) -> str:
    """The twelve digits that somebody typed: the words around them, spaces, dashes, full-width digits and O, I, l for 0, 1
    are forgiven.

    Raises `CodeRefused`: empty, length or typo; none of them says anything about which codes exist.
    """
    written = _OTHER_SIGNS.sub("", compact_text(typed[:200]))
    code = written[_ends(_BEFORE_A_CODE, written) :].translate(_LOOKALIKES)
    if not code:
        raise CodeRefused("empty")
    if len(code) != CODE_LENGTH:
        raise CodeRefused("length")
    if not code.isdigit() or _check(code) != 0:
        raise CodeRefused("typo")
    return code


def _ends(label: re.Pattern[str], written: str) -> int:
    found = label.match(written)
    return found.end() if found else 0


def read_link(typed: str) -> str:
    """The secret in a letter's address, or in what is left of that, whatever stands after it; empty where there is none."""
    found = _LINK.search(compact_text(typed[:400]).upper())
    return found[1].translate(_LOOKALIKES_IN_RECEIPTS) if found else ""


def grouped(code: str) -> str:
    """A code as it is printed: 1234 5678 9012."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def receipt_code(submission: str, random: bytes) -> str:
    """A receipt as it is shown, two groups of five Crockford characters: 50 bits that nobody could choose alone."""
    code = _crockford(sha256(f"receipt|{submission}|".encode() + random).digest(), 10)
    return f"{code[:5]}-{code[5:]}"


def receipt_key(keys: Keys, household: int, capacity: str, since: int) -> str:
    """What opens a ballot besides the browser that cast it: 16 Crockford characters, 80 bits, on no letter and in no list.

    It stays the same while the ballot is changed; `since` is the revision in which somebody cast it where none stood.
    """
    return _crockford(_mac(keys.receipt, f"{household}|{capacity}|{since}"), KEY_LENGTH)


def receipt_key_hash(key: str) -> str:
    """What the database keeps of a receipt key."""
    return sha256(f"receipt key|{key.upper()}".encode(errors="replace")).hexdigest()


def read_receipt_key(typed: str) -> str:
    """The receipt key that somebody typed or whose address they pasted; empty where it can't be one."""
    written = compact_text(typed[:400]).upper()
    found = _RECEIPT_KEY.search(written)
    key = (found[1] if found else _OTHER_SIGNS.sub("", written)).translate(_LOOKALIKES_IN_RECEIPTS)
    return key if len(key) == KEY_LENGTH and set(key) <= set(CROCKFORD) else ""


def names_door(typed: str, building: str, unit: str, room: str) -> bool:
    """Whether what somebody typed names this door: at least its room, and nothing that is another building or stairwell.

    Only figures and Latin letters are compared (3-2-501 is as good as the words on the letter), or the room as it is
    written where it has none.
    """
    parts = [part for part in _parts(typed) if part not in _ENGLISH]
    door, ending = _parts(f"{building} {unit} {room}"), _parts(room)
    if not ending:
        return bool(room) and _folded(room) in _folded(typed)
    before, rest = parts[: -len(ending)], iter(door[: -len(ending)])
    return parts[-len(ending) :] == ending and all(part in rest for part in before)


def begins_door(typed: str, building: str, unit: str, room: str) -> bool:
    """Whether what somebody typed is the beginning of this door's figures and letters: 3, or 3-2."""
    parts = _parts(typed)
    return bool(parts) and _parts(f"{building} {unit} {room}")[: len(parts)] == parts


def door_figures(typed: str) -> str:
    """The figures and Latin letters of a door as somebody typed it: however they write it, one door has only these."""
    return " ".join(part for part in _parts(_counted(typed)) if part not in _ENGLISH)


def is_full_door(typed: str, building: str, unit: str, room: str) -> bool:
    """Whether what somebody typed is the whole of this door: all its figures and letters in turn, Chinese numerals too, and
    the words of whatever has none."""
    door, words = (building, unit, room), _PLAIN.sub("", _folded(typed))
    named = [piece for piece in door if piece.strip() and not door_figures(piece)]
    same = door_figures(typed) == door_figures(" ".join(door))
    return bool(room.strip()) and same and all(_PLAIN.sub("", _folded(piece)) in words for piece in named)


def _counted(text: str) -> str:
    """The text with figures in the place of Chinese numerals, read one by one or with tens and hundreds."""
    parts = groupby(unicodedata.normalize("NFKC", text), key=_is_numeral)
    return "".join(
        _number([int(unicodedata.numeric(sign)) for sign in run]) if counts else "".join(run) for counts, run in parts
    )


def _is_numeral(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lo", "Nl") and unicodedata.numeric(sign, -1) in _NUMERALS


def _number(values: list[int]) -> str:
    if max(values) < 10:
        return "".join(map(str, values))
    total, digit = 0, 0
    for value in values:
        total, digit = (total + (digit or 1) * value, 0) if value >= 10 else (total, value)
    return str(total + digit)


def is_door(typed: str, building: str, unit: str, room: str) -> bool:
    """Whether what somebody typed is this door and no other: each of its figures and letters in turn."""
    return bool(_parts(room)) and _parts(typed) == _parts(f"{building} {unit} {room}")


def _parts(text: str) -> list[str]:
    return [part.lstrip("0") or "0" for part in _PART.findall(_folded(text))]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def read_receipt(typed: str) -> str:
    """The receipt that somebody typed, as it is shown; empty where it can't be one. Its letters have no O, I or L."""
    written = _OTHER_SIGNS.sub("", compact_text(typed[:200])).upper()
    code = written[_ends(_BEFORE_A_RECEIPT, written) :].translate(_LOOKALIKES_IN_RECEIPTS)
    return f"{code[:5]}-{code[5:]}" if len(code) == 10 and set(code) <= set(CROCKFORD) else ""
