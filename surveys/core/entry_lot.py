"""A lot of entries: locked, then drawn from by dice, then typed in again by somebody else and compared."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import digest
from surveys.core.plain_text import compact_text
from surveys.core.roster import Household
from surveys.core.sampling import CHECK_RULE, drawn

LONGEST_WITNESSES, FEWEST_WITNESSES, LONGEST_FINDING = 120, 2, 300


class LotState(StrEnum):
    """Where a lot stands: locked, its sample drawn, all of it to be looked at, or accepted."""

    LOCKED = "locked"
    DRAWN = "drawn"
    OPENED = "opened"
    ACCEPTED = "accepted"


class LotRuling(StrEnum):
    """What a third person says of two typings that differ: the first is what the paper says, the second is, or neither."""

    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class EntryLot:
    """All entries of a poll that were in no lot when it was locked. `salt` keeps its digest from being guessed at where it
    holds few; the dice were rolled once, after it was locked; `size` is that of the sample."""

    id: int
    number: int
    digest: str
    salt: str
    size: int
    locked_at: datetime
    locked_by: str
    dice: str = ""
    witnesses: str = ""
    rolled_at: datetime | None = None
    rolled_by: str = ""
    opened_at: datetime | None = None
    accepted_at: datetime | None = None

    @property
    def state(self) -> LotState:
        """Where it stands."""
        if self.accepted_at is not None:
            return LotState.ACCEPTED
        if self.opened_at is not None:
            return LotState.OPENED
        return LotState.DRAWN if self.rolled_at is not None else LotState.LOCKED


@dataclass(frozen=True, slots=True)
class LotForm:
    """A paper form as it was typed in first, by whom, and which revision of its home's ballot that became."""

    entry: int
    form: int
    number: str
    serial: int
    home: Household
    capacity: Capacity
    content: str
    channel: Channel
    by: str
    at: datetime
    revision: int | None
    signed: bool = False

    def line(self) -> Mapping[str, Any]:
        """What of it goes into the digest of its lot."""
        return {
            "entry": self.entry,
            "number": self.number,
            "household": self.home.id,
            "capacity": self.capacity.value,
            "content": self.content,
            "channel": self.channel.value,
            "signed": self.signed,
            "by": self.by,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """A form of a lot typed in a second time, `differs` in which questions, and what a third person found."""

    id: int
    entry: int
    second: int
    by: str
    at: datetime
    household: int
    capacity: Capacity
    content: str
    signed: bool
    differs: tuple[str, ...]
    ruling: LotRuling | None = None
    why: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the two differ and nobody decided yet."""
        return bool(self.differs) and self.ruling is None

    @property
    def wrong(self) -> bool:
        """Whether the first typing was found not to be what the paper says."""
        return self.ruling in (LotRuling.SECOND, LotRuling.NEITHER)

    @property
    def ends(self) -> bool:
        """Whether the form needn't be typed in again: both agree, or one of them stands."""
        return not self.open and self.ruling is not LotRuling.NEITHER


@dataclass(frozen=True, slots=True)
class LotCheck:
    """A lot with its forms, the first first, and every second typing of one of them."""

    lot: EntryLot
    forms: tuple[LotForm, ...]
    checks: tuple[EntryCheck, ...]

    @property
    def chosen(self) -> tuple[LotForm, ...]:
        """The forms that are typed in again, in the order in which they were drawn; none before the dice were rolled."""
        if self.lot.state is LotState.LOCKED:
            return ()
        by_number = {form.number: form for form in self.forms}
        size = self.lot.size if self.lot.opened_at is None else len(self.forms)
        return tuple(by_number[number] for number in drawn(self.lot.digest, self.lot.dice, by_number, size))

    def of(self, form: LotForm) -> tuple[EntryCheck, ...]:
        """The second typings of one form, the first first."""
        return tuple(check for check in self.checks if check.entry == form.entry)

    @property
    def to_type(self) -> tuple[LotForm, ...]:
        """The forms that wait for somebody else to type them in."""
        return tuple(form for form in self.chosen if not any(one.open or one.ends for one in self.of(form)))

    @property
    def differing(self) -> tuple[EntryCheck, ...]:
        """The second typings that wait for a third person."""
        return tuple(check for check in self.checks if check.open)

    @property
    def wrong(self) -> int:
        """How many forms were typed in wrong the first time, as far as it is known."""
        return len({check.entry for check in self.checks if check.wrong})

    @property
    def opens(self) -> bool:
        """Whether so many of the sample are wrong that the whole lot has to be typed in again."""
        part = self.lot.state is LotState.DRAWN and self.lot.size < len(self.forms)
        return part and CHECK_RULE.opens(self.wrong, self.lot.size)

    @property
    def passes(self) -> bool:
        """Whether everything that had to be typed in again was, and nothing waits."""
        drawn_already = self.lot.state in (LotState.DRAWN, LotState.OPENED)
        return drawn_already and not (self.opens or self.to_type or self.differing)


def lot_digest(salt: str, forms: Iterable[LotForm]) -> str:
    """The digest of a lot over everything that was typed in, which is written on paper before the dice are rolled."""
    return digest({"salt": salt, "forms": [form.line() for form in sorted(forms, key=lambda form: form.entry)]})


def differing_answers(first: str, second: str, *, own_words: Collection[str] = ()) -> tuple[str, ...]:
    """The keys in which two typings of answers differ; of what somebody wrote in `own_words` only letters and figures are
    compared, as two people hardly set the same comma."""
    one, other = ({**json.loads(content)} for content in (first, second))
    return tuple(
        key for key in sorted(one.keys() | other.keys()) if _plain(key, one, own_words) != _plain(key, other, own_words)
    )


def _plain(key: str, answers: Mapping[str, Any], own_words: Collection[str]) -> Any:
    value = answers.get(key)
    if key in own_words and isinstance(value, str):
        return "".join(sign for sign in compact_text(value).casefold() if sign.isalnum())
    return value or None
