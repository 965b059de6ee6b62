"""Homes with several owners: one vote, and what happens when two of them cast it differently.

Co-owners choose one who votes. Where a second one votes otherwise, both votes are kept and neither replaces the other; until
it is decided, on paper and with a reason, whose holds, the home has not voted in that matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from surveys.core.ballot import Answers, Ballot, Capacity, Channel, plain_answers
from surveys.core.mandate import Mandate, may_act, with_mandates
from surveys.core.matter import CO_OWNERS, MANDATED, VOTER, Matter

_VOTERS = (*CO_OWNERS, MANDATED)
_BETWEEN = re.compile(r"[\u3001\uff0c,\uff1b;/]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def owners_named(text: str) -> int:
    """How many owners a roster's text names: parted by commas and the like, or by spaces between Chinese names."""
    return max(1, min(len(CO_OWNERS), sum(bool(part.strip()) for part in _BETWEEN.split(text))))


@dataclass(frozen=True, slots=True)
class CoVote:
    """What another owner of a home voted on matters while the first one's ballot stood; the latest of each voter holds."""

    household: int
    voter: str
    answers: Answers
    channel: Channel
    entered_by: str
    receipt: str
    cast_at: datetime

    def document(self) -> dict[str, Any]:
        """The vote as a JSON document."""
        return {
            "household": self.household,
            "voter": self.voter,
            "answers": dict(self.answers),
            "channel": self.channel.value,
            "entered_by": self.entered_by,
            "receipt": self.receipt,
            "cast_at": self.cast_at.isoformat(),
        }


def co_vote_from_document(document: Mapping[str, Any]) -> CoVote:
    """The vote that `CoVote.document` wrote."""
    read = {
        "answers": plain_answers(document["answers"]),
        "channel": Channel(document["channel"]),
        "cast_at": datetime.fromisoformat(document["cast_at"]),
    }
    return CoVote(**{**document, **read})


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whose vote holds for a home, why, and by which paper; the latest holds."""

    household: int
    voter: str
    reason: str
    paper: str
    decided_by: str

    def document(self) -> dict[str, Any]:
        """The settlement as a JSON document."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class CoOwned:
    """Everything that other owners of a poll's homes voted, and what was settled between them."""

    votes: tuple[CoVote, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    def choices(self, household: int, first: Ballot | None, key: str) -> dict[str, str]:
        """What each owner of a home who voted on the question `key` chose last, in the order of these votes."""
        votes = sorted((v for v in self.votes if v.household == household), key=lambda vote: vote.cast_at)
        given = [(vote.voter, vote.answers.get(key)) for vote in votes]
        if first:
            newer = sum(vote.cast_at <= first.cast_at for vote in votes)
            given.insert(newer, (str(first.answers.get(VOTER, "")), first.answers.get(key)))
        latest: dict[str, str] = {}
        for voter, answer in given:
            latest.pop(voter, None)
            if voter in _VOTERS and answer:
                latest[voter] = str(answer)
        return latest

    def within(self, matter: Matter, mandates: Collection[Mandate]) -> CoOwned:
        """The same without what was voted in a matter by whoever has no mandate that holds there."""
        kept = (v for v in self.votes if v.voter != MANDATED or may_act(v.household, v.cast_at, matter, mandates))
        return replace(self, votes=tuple(kept))

    def settled(self, household: int) -> str:
        """Whose vote holds by what was settled last; empty where nothing was."""
        return next((one.voter for one in reversed(self.settlements) if one.household == household), "")

    def undecided(self, household: int, first: Ballot | None, key: str) -> bool:
        """Whether a home's owners chose differently and nothing was settled between those who voted."""
        return bool(self.choices(household, first, key)) and not self.holder(household, first, key)

    def chosen(self, household: int, first: Ballot | None, matter: Matter, mandates: Collection[Mandate]) -> dict[str, str]:
        """What each owner of a home who voted in a matter chose, of what may count there."""
        kept = with_mandates([first] if first else [], matter, mandates)
        return self.within(matter, mandates).choices(household, next(iter(kept), None), matter.question.key)

    def holder(self, household: int, first: Ballot | None, key: str) -> str:
        """Whose vote on the question `key` is the home's; empty where none is, and where one owner alone has it."""
        choices, settled = self.choices(household, first, key), self.settled(household)
        if settled in choices:
            return settled
        return next(iter(choices)) if len(set(choices.values())) == 1 else ""

    def as_one(self, ballots: Iterable[Ballot], matter: Matter) -> list[Ballot]:
        """The ballots as they count in a matter: each home once, by the owner whose vote holds, or as not having voted."""
        key, homes = matter.question.key, {vote.household for vote in self.votes}
        rows = list(ballots)
        theirs = {b.household: b for b in rows if b.capacity is Capacity.OWNER and b.household in homes}
        others = [b for b in rows if theirs.get(b.household) is not b]
        return [*others, *(self._one(home, theirs.get(home), key) for home in sorted(homes))]

    def _one(self, household: int, first: Ballot | None, key: str) -> Ballot:
        ballot = first or self._of(household)
        holds = self.choices(household, first, key).get(self.holder(household, first, key))
        kept = {name: answer for name, answer in ballot.answers.items() if name != key}
        if holds is None and first is not None and first.answers.get(VOTER) not in _VOTERS:
            return first
        return replace(ballot, answers={**kept, **({key: holds} if holds else {})})

    def _of(self, household: int) -> Ballot:
        """A ballot for a home whose first one was taken back."""
        vote = max((vote for vote in self.votes if vote.household == household), key=lambda vote: vote.cast_at)
        return Ballot(household, Capacity.OWNER, {}, vote.channel, "", "", 0, vote.cast_at, vote.receipt)


NOBODY_ELSE = CoOwned()


def conflicting(households: Collection[int], ballots: Iterable[Ballot], matter: Matter, owned: CoOwned) -> int:
    """How many of these homes have not voted in a matter because their owners disagree."""
    first, key = _first(ballots), matter.question.key
    homes = {vote.household for vote in owned.votes} & set(households)
    return sum(owned.undecided(home, first.get(home), key) for home in homes)


def acted_for(households: Collection[int], ballots: Iterable[Ballot], matter: Matter, owned: CoOwned) -> int:
    """For how many of these homes the vote that counts in a matter was given by somebody who acts for an owner."""
    first, key = _first(ballots), matter.question.key
    homes = ({vote.household for vote in owned.votes} | first.keys()) & set(households)
    return sum(owned.holder(home, first.get(home), key) == MANDATED for home in homes)


def _first(ballots: Iterable[Ballot]) -> dict[int, Ballot]:
    return {ballot.household: ballot for ballot in ballots if ballot.capacity is Capacity.OWNER}
