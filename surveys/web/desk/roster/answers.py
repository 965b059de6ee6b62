"""What was answered about a roster file: as a form brings it, and as it is kept beside the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from surveys.core.errors import Problem, Rejected
from surveys.core.takeover import APART, EXPECTED, read_expected
from surveys.web.made_from import HIDDEN

REMOVE, ALTHOUGH, SEEN, LOOK, EVERY, GROUP, EXPECT = "remove", "although", "seen", "look", "apart", "group", "expect-"
_NO_ANSWERS = {*HIDDEN, ALTHOUGH, SEEN, LOOK, EVERY, GROUP}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """All answers by their keys, and the totals that were typed."""

    by_key: Mapping[str, str] = field(default_factory=dict)

    @property
    def remove(self) -> bool:
        """Whether the doors that the file lacks go."""
        return REMOVE in self.by_key

    @property
    def typed(self) -> dict[str, str]:
        """The totals that were expected, as typed."""
        return {total: self.by_key.get(f"{EXPECT}{total}", "") for total in EXPECTED}

    def expected(self) -> tuple[dict[str, int], tuple[Problem, ...]]:
        """The totals that were expected, or what is wrong with them."""
        try:
            return read_expected(self.typed), ()
        except Rejected as refused:
            return {}, refused.problems

    def kept(self) -> bytes:
        """These answers as they are kept."""
        return json.dumps(dict(self.by_key), ensure_ascii=False).encode()


def answers_of(form: MultiDict[str, str]) -> FileAnswers:
    """The answers that a form brings; one tick says that all namesakes that it asks about and who aren't answered are
    different people."""
    given = {name: value.strip()[:_LONGEST] for name, value in form.items() if name not in _NO_ANSWERS and value.strip()}
    every = dict.fromkeys(form.getlist(GROUP), APART) if EVERY in form else {}
    return FileAnswers({**every, **given})


def kept_answers(content: bytes | None) -> FileAnswers:
    """The answers that were kept; none where there are none."""
    return FileAnswers(json.loads(content)) if content else FileAnswers()
