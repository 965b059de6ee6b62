"""The counts of a published outcome by name, whether told or hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveys.core.outcome import Figure, Hidden, PublicLine, PublicQuestion, Turnout
from surveys.core.tally import Basis

Name = tuple[str, ...]
CHOICES = ("yes", "no", "abstain")


def hidden(counts: Mapping[Name, Figure]) -> frozenset[Name]:
    """The names of the counts that are hidden."""
    return frozenset(name for name, figure in counts.items() if isinstance(figure, Hidden))


def exact(names: Mapping[Name, Figure], counts: Mapping[Name, Figure]) -> Mapping[Name, int]:
    """The values of the counts that are hidden among `names`."""
    return {name: value for name in hidden(names) if isinstance(value := counts[name], int)}


def consents(turnout: Turnout) -> Iterator[tuple[Name, Figure]]:
    """The areas by choice, and the buildings' counts."""
    for choice in (*CHOICES, "part"):
        yield ("area", choice), getattr(turnout.counts[Basis.AREA], choice)
        for building in turnout.buildings:
            yield ("building", building.building, choice), getattr(building, choice)


def options(question: PublicQuestion) -> Iterator[tuple[Name, Figure]]:
    """A question's options, and the blank ballots."""
    name = ("question", question.key, question.capacity.value)
    yield (*name, ""), question.blank
    for option, figure in question.counts.items():
        yield (*name, option), figure


def orders(lines: Iterator[PublicLine]) -> Iterator[tuple[Name, Figure]]:
    """What is counted of each item that was voted on."""
    for line in lines:
        if line.voted:
            yield ("support", line.item), line.support
            yield ("named", line.item), line.named
            yield ("opinion", line.item), line.opinion[0]
            for way, figure in line.ways.items():
                yield ("way", line.item, way), figure
