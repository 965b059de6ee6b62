"""What can go wrong, as values; the words for it stand in `surveys.words`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `code` picks the sentence, the rest says where it is and what stood there.

    `field` is a column, a question key or a document key; `row` is the sheet row or the document line, 0 where
    there is none.
    """

    code: str
    field: str = ""
    row: int = 0
    value: str = ""
    detail: Mapping[str, str | int] = attribute(default_factory=dict)


class SurveyError(Exception):
    """The root of everything this product refuses."""


class Rejected(SurveyError):
    """Input that can't be accepted, with every problem found in it, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{p.code} {p.field} {p.row}".strip() for p in self.problems[:5]))


class NotFound(SurveyError):
    """Nothing of this kind and name stands within the caller's reach."""

    def __init__(self, kind: str, name: str = "") -> None:
        self.kind, self.name = kind, name
        super().__init__(f"{kind} {name}".strip())


class NotEntitled(SurveyError):
    """Whoever acts has no such right."""

    def __init__(self, right: str) -> None:
        self.right = right
        super().__init__(right)


class NotAllowed(SurveyError):
    """The act exists, but not in the state that `reason` names."""

    def __init__(self, reason: str, **detail: str | int) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


class PollNotOpen(NotAllowed):
    """A ballot came before the poll opened or after it closed; `reason` is the poll's state."""


class ClockBehind(SurveyError):
    """The clock shows a time before something that was done already: nothing is taken until it is put right."""

    def __init__(self, at: datetime, newest: datetime) -> None:
        self.at, self.newest = at, newest
        super().__init__(f"{at.isoformat()} is before {newest.isoformat()}")


class Counted(SurveyError):
    """A refusal that is itself remembered: what its transaction wrote is kept, so that failed tries can be counted."""


class CoOwnerVoted(Counted):
    """A vote beside that of another owner of the same home: it is kept, under this receipt, and replaces nothing."""

    def __init__(self, receipt: str) -> None:
        self.receipt = receipt
        super().__init__(receipt)


class CodeRefused(SurveyError):
    """A household code that opens nothing: empty, length, typo, unknown, void, room where its door is needed too, closed
    where typing is shut for that door `until` then, or busy. `counted` is what a wrong one is to be counted for."""

    def __init__(self, reason: str, *, counted: tuple[str, ...] = (), until: datetime | None = None) -> None:
        self.reason, self.counted, self.until = reason, counted, until
        super().__init__(reason)


class SignInRefused(Counted):
    """A sign-in or a code that failed: wrong (never says which part) or throttled, for so many minutes more."""

    def __init__(self, reason: str, minutes: int = 0) -> None:
        self.reason, self.minutes = reason, minutes
        super().__init__(reason)
