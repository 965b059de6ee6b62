"""The rows that are published of a result: one for each counted ballot and each thing that is counted by itself.

A row is opened where the notice tells every count of its unit exactly: then the rows say what the counts say, and nothing
more. Of any other unit there are commitments, which each household opens for itself. A row has no channel, weight, order or
door, and its name leads to no other row; nobody's ballot can be put together again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.core.ballot import Ballot, Capacity
from surveys.core.kind import NONE, Posting
from surveys.core.kinds import KINDS
from surveys.core.matter import matters_of
from surveys.core.menu import Item, Menu
from surveys.core.outcome import Figure, PublicLine, PublicOutcome, PublicQuestion, told
from surveys.core.poll import Terms
from surveys.core.priorities.wishes import voted
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import Entrance, Roster
from surveys.core.seal import row_commitment, row_id, row_opening
from surveys.core.tally import Basis

Said = str | int
"""What a row says: an option's key, a stand, or 1 where an item is ordered and 0 where it isn't."""
BLANK = "blank"
_MOST_URGENT = 3


def _everywhere(_entrance: Entrance) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted by itself: a question, or one option or place of it. `counts` is how many rows say what, where all of
    it is told; None where any of it isn't."""

    question: str
    part: str
    capacity: Capacity
    counts: Mapping[Said, int] | None
    read: Callable[[Ballot], Said] = field(compare=False)
    concerns: Callable[[Entrance], bool] = field(default=_everywhere, compare=False)

    @property
    def name(self) -> tuple[str, str, Capacity]:
        """By which units are sorted and known."""
        return self.question, self.part, self.capacity


@dataclass(frozen=True, slots=True)
class UnitRows:
    """The rows of one unit, sorted by their names: each with what it says, or with its commitment."""

    question: str
    part: str
    capacity: Capacity
    opened: bool
    rows: tuple[tuple[str, Said], ...]

    def document(self) -> dict[str, Any]:
        """The unit as a JSON document."""
        head = {"q": self.question, "part": self.part, "who": self.capacity.value, "open": self.opened}
        return {**head, "rows": [list(row) for row in self.rows]}


def units(outcome: PublicOutcome, edition: Edition, menu: Menu, terms: Terms) -> tuple[Unit, ...]:
    """Everything that is counted by itself in a poll, as far as it is told."""
    found = list(_asked(outcome, edition, menu, terms))
    return tuple(sorted(found, key=lambda unit: unit.name))


def rows_of(
    units: Sequence[Unit], roster: Roster, ballots: Sequence[Ballot], keys: Mapping[tuple[int, Capacity], str]
) -> tuple[UnitRows, ...]:
    """The rows of the ballots that are counted as households; `keys` leads to the rows of each."""
    homes = {home.id: home.entrance for home in roster.households if home.kind.is_household}
    counted = [ballot for ballot in ballots if ballot.household in homes]
    return tuple(found for unit in units if (found := _rows(unit, homes, counted, keys)).rows)


def says(unit: Unit, homes: Mapping[int, Entrance], ballots: Sequence[Ballot]) -> list[tuple[Ballot, Said]]:
    """What each counted ballot says of a unit."""
    mine = (ballot for ballot in ballots if ballot.capacity is unit.capacity and unit.concerns(homes[ballot.household]))
    return [(ballot, unit.read(ballot)) for ballot in mine]


def is_opened(unit: Unit, said: Sequence[tuple[Ballot, Said]]) -> bool:
    """Whether the rows of a unit say what the notice tells of it: all of it, and nothing else."""
    return unit.counts is not None and Counter(answer for _, answer in said) == Counter(unit.counts)


def _rows(
    unit: Unit, homes: Mapping[int, Entrance], ballots: Sequence[Ballot], keys: Mapping[tuple[int, Capacity], str]
) -> UnitRows:
    said = says(unit, homes, ballots)
    opened, rows = is_opened(unit, said), []
    for ballot, answer in said:
        at = (keys[ballot.household, ballot.capacity], unit.question, unit.part)
        rows.append((row_id(*at), answer if opened else row_commitment(row_opening(*at), answer)))
    return UnitRows(unit.question, unit.part, unit.capacity, opened, tuple(sorted(rows)))


def _asked(outcome: PublicOutcome, edition: Edition, menu: Menu, terms: Terms) -> Iterator[Unit]:
    figures = {(question.key, question.capacity): question for question in outcome.turnout.questions}
    for question in (*edition.questions, *(matter.question for matter in matters_of(terms))):
        for capacity in (Capacity.OWNER,) if question.owner_only else Capacity:
            match question.role:
                case QuestionRole.CAPACITY:
                    pass
                case QuestionRole.CONSENT:
                    yield _consent(question, capacity, outcome)
                case QuestionRole.ORDER:
                    yield from _orders(question.key, capacity, outcome, menu)
                case QuestionRole.TOP3:
                    yield from _urgent(question.key, capacity, outcome, menu)
                case QuestionRole.NONE:
                    yield from _question(question, capacity, figures.get((question.key, capacity)), menu)


def _all(figures: Mapping[str, Figure], rest: Figure, name: str = "") -> Mapping[Said, int] | None:
    """The counts with the `rest` by its name, where all of them are told; those of which there are none are left out."""
    counts = {**figures, name: rest}
    if not all(map(told, counts.values())):
        return None
    return {said: figure for said, figure in counts.items() if told(figure) and figure}


def _share(figure: Figure, of: int) -> Mapping[Said, int] | None:
    """How many ballots say so and how many don't, where that is told."""
    if not told(figure):
        return None
    return {said: number for said, number in ((1, figure), (0, of - figure)) if number}


def _consent(question: Question, capacity: Capacity, outcome: PublicOutcome) -> Unit:
    stands = {option.key: option.counts for option in question.options}
    is_owner, turnout = capacity is Capacity.OWNER, outcome.turnout
    count = turnout.counts[Basis.HOUSEHOLDS] if is_owner else turnout.opinions
    blank = count.answered - count.part if told(count.part) else count.part
    counts = _all({"yes": count.yes, "no": count.no, "abstain": count.abstain}, blank, BLANK)
    return Unit(question.key, "", capacity, counts, lambda one: stands.get(str(one.answers.get(question.key))) or BLANK)


def _orders(key: str, capacity: Capacity, outcome: PublicOutcome, menu: Menu) -> Iterator[Unit]:
    """Whether each item was ordered; of owners' orders also in which way."""
    for item, line in _lines(outcome, menu):
        figure, of = (line.support, line.answered) if capacity is Capacity.OWNER else line.opinion
        yield Unit(key, item.key, capacity, _share(figure, of), _ticked(key, item.key), item.concerns)
        if line.ways and capacity is Capacity.OWNER:
            rest = of - sum(way for way in line.ways.values() if told(way))
            counts = _all(line.ways, rest) if told(figure) else None
            yield Unit(f"{key}.how", item.key, capacity, counts, _way(f"{key}.how", item.key), item.concerns)


def _urgent(key: str, capacity: Capacity, outcome: PublicOutcome, menu: Menu) -> Iterator[Unit]:
    """Whether each item is among the most urgent, which alone is told, and what stands in each place, which never is."""
    if capacity is Capacity.OWNER:
        for item, line in _lines(outcome, menu):
            yield Unit(key, item.key, capacity, _share(line.named, line.answered), _ticked(key, item.key), item.concerns)
    for place in range(_MOST_URGENT):
        yield Unit(f"{key}.{place + 1}", "", capacity, None, _placed(key, place))


def _lines(outcome: PublicOutcome, menu: Menu) -> Iterator[tuple[Item, PublicLine]]:
    return ((item, outcome.by_item[item.key]) for item in voted(menu))


def _question(question: Question, capacity: Capacity, figures: PublicQuestion | None, menu: Menu) -> Iterator[Unit]:
    kind, key = KINDS[question.kind], question.key
    if kind.published is not Posting.SEVERAL_EACH:
        counts = _all(figures.counts, figures.blank) if figures else None
        if kind.counted:
            yield Unit(key, "", capacity, counts, lambda ballot: _one(ballot, key))
        return
    for option in _options(question, menu):
        figure = figures.counts.get(option) if figures else None
        counts = _share(figure, figures.ballots) if figures and figure is not None else None
        yield Unit(key, option, capacity, counts, _ticked(key, option))
    blank = _share(figures.blank, figures.ballots) if figures else None
    yield Unit(key, "", capacity, blank, lambda ballot: int(_is_blank(ballot, question)))


def _options(question: Question, menu: Menu) -> tuple[str, ...]:
    kind = KINDS[question.kind]
    if not kind.takes_menu(question):
        return tuple(option.key for option in question.options)
    none = (NONE,) if QuestionRole.ORDER in kind.roles else ()
    return (*(item.key for item in menu.items if not item.must), *none)


def _is_blank(ballot: Ballot, question: Question) -> bool:
    """An order of nothing is an answer: none of these."""
    answer = ballot.answers.get(question.key)
    return answer in (None, "") or (answer == () and QuestionRole.ORDER not in KINDS[question.kind].roles)


def _one(ballot: Ballot, key: str) -> Said:
    answer = ballot.answers.get(key)
    return answer if isinstance(answer, (str, int)) else ""


def _several(ballot: Ballot, key: str) -> tuple[str, ...]:
    answer = ballot.answers.get(key)
    return answer if isinstance(answer, tuple) else ()


def _ticked(key: str, option: str) -> Callable[[Ballot], Said]:
    def read(ballot: Ballot) -> Said:
        chosen = _several(ballot, key) or ((NONE,) if ballot.answers.get(key) == () else ())
        return int(option in chosen)

    return read


def _placed(key: str, place: int) -> Callable[[Ballot], Said]:
    def read(ballot: Ballot) -> Said:
        chosen = _several(ballot, key)
        return chosen[place] if place < len(chosen) else ""

    return read


def _way(key: str, item: str) -> Callable[[Ballot], Said]:
    def read(ballot: Ballot) -> Said:
        chosen = ballot.answers.get(key)
        return chosen.get(item, "") if isinstance(chosen, Mapping) else ""

    return read
