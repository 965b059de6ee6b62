"""What doesn't agree between the ledger and the database, in words."""

from __future__ import annotations

from typing import assert_never

from surveys.core.act import KEYS
from surveys.core.ledger import NAMELESS, Said
from surveys.core.replay import Difference, Fault
from surveys.words.act import FIELDS_SAID, SUBJECTS_SAID
from surveys.words.ledger import value_words

_NUMBERED = {"poll_id": "征询", "wave": "轮次", "community": "社区", "compound": "小区", "household": "户"}


def difference_words(found: Difference) -> str:
    """One thing that doesn't agree: what it is about, what the ledger says and what is kept."""
    about = _about(found)
    match found.fault:
        case Fault.DIFFERS:
            return f"{about}：台账上是{_value(found, found.ledger)}，库里是{_value(found, found.found)}"
        case Fault.LACKS:
            return f"{about}：台账上有，库里没有"
        case Fault.UNKNOWN:
            return f"{about}：库里有，台账上没有"
        case Fault.BROKEN:
            was, before = _value(found, found.found), _value(found, found.ledger)
            return f"{about}：第{found.line}条写着原来是{was}，按前面各条应是{before}"
        case Fault.ALTERED:
            return f"{about}：第{found.line}条存着的内容，和当时写进台账的对不上"
    assert_never(found.fault)


def _about(found: Difference) -> str:
    subject, key = found.about
    named = [
        f"{_NUMBERED[name]}{value}" if name in _NUMBERED else value_words(name, value, NAMELESS, personal=True)
        for name, value in zip(KEYS[subject], key, strict=True)
    ]
    told = found.field.removesuffix("_after").removesuffix("_before")
    which = f"（{'，'.join(named)}）" if named else ""
    return f"{SUBJECTS_SAID[subject]}{which}" + (f"的{FIELDS_SAID[told]}" if told else "")


def _value(found: Difference, value: Said) -> str:
    return value_words(found.field, value, NAMELESS, personal=True)
