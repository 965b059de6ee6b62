"""Who took part, as it may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveys.core.ballot import Capacity
from surveys.core.kind import NONE, Posting
from surveys.core.kinds import KINDS
from surveys.core.outcome.areas import SQUARE_METRE, sum_tells
from surveys.core.outcome.cells import breakdown, exclusive, ticks
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.public import PublicBuilding, PublicCount, PublicOpinions, PublicQuestion, Turnout
from surveys.core.tally import Basis, Count, Options, Part, QuestionCount, Tally

CHOICES = ("yes", "no", "abstain")
_AREA = Hidden(Why.AREA)


def turnout(outcome: Outcome, *, exact: bool) -> Turnout:
    """Households and owners exact, as the law asks for them; everything else only where it tells of nobody."""
    tally = outcome.tally
    return Turnout(
        counts=_counts(tally, exact),
        opinions=_opinions(tally, exact),
        reached=tally.whole.reached,
        channels=tally.channels,
        estimated=(tally.estimated.part, tally.estimated.whole),
        conflicts=tally.conflicts if exact else None,
        buildings=tuple(_buildings(tally.buildings, exact)),
        questions=tuple(_questions(tally, exact)),
    )


def everybody_is_valid(tally: Tally) -> bool:
    """Whether all who answered gave a valid answer to the consent question, so that their area is no secret."""
    return not (tally.votes.owners.blank or tally.votes.owners.invalid)


def areas(tally: Tally) -> Mapping[str, Figure]:
    """The areas of those who agree, disagree and abstain, in whole square metres rounded down; hidden where a sum would
    tell, or what is left of all when the others are told."""
    owners, area = tally.votes.owners, tally.votes.area
    found = {name: _area(tally, getattr(owners, name), getattr(area, name)) for name in CHOICES}
    if sum(isinstance(figure, Hidden) for figure in found.values()) == 1:
        other = next(name for name in ("no", "abstain", "yes") if told(found[name]) and getattr(owners, name))
        found[other] = _AREA
    return found


def _area(tally: Tally, number: int, total: int) -> Figure:
    if not everybody_is_valid(tally):
        return _AREA
    if number in (0, len(tally.areas)):
        return total  # nobody's or everybody's: their number tells it
    return _AREA if sum_tells(tally.areas, number, total) else total // SQUARE_METRE * SQUARE_METRE


def _counts(tally: Tally, exact: bool) -> Mapping[Basis, PublicCount]:
    counts = {basis: _plain(tally.votes.on(basis)) for basis in Basis}
    if not exact:
        counts[Basis.AREA] = _area_count(tally)
    return counts


def _plain(count: Count) -> PublicCount:
    return PublicCount(
        count.total, count.answered, count.part, count.yes, count.no, count.abstain, count.blank, count.invalid
    )


def _area_count(tally: Tally) -> PublicCount:
    count, valid = tally.votes.area, everybody_is_valid(tally)
    return PublicCount(
        total=count.total,
        answered=count.answered,
        part=count.part if valid else _AREA,
        **areas(tally),
        blank=0 if valid else _AREA,
        invalid=0 if valid else _AREA,
    )


def _opinions(tally: Tally, exact: bool) -> PublicOpinions:
    """In public only how many agree: the others could be found by subtraction."""
    count = tally.whole.opinions
    counts = [count.yes, count.no, count.abstain]
    if exact:
        return PublicOpinions(count.total, count.answered, count.part, *counts)
    required = not tally.may_be_blank and not count.blank
    *figures, blank = (*exclusive(counts), 0) if required else exclusive([*counts, count.blank])
    part = count.answered - blank if told(blank) else Hidden(Why.FEW, 0, count.answered)
    return PublicOpinions(count.total, count.answered, part, *figures)


def _buildings(parts: tuple[Part, ...], exact: bool) -> Iterator[PublicBuilding]:
    """In public a building's choices are told all or none, and then only how many agree: what is left says the rest."""
    counts = [part.votes.households for part in parts]
    agreeing = breakdown([(count.yes, count.answered) for count in counts])
    blank = any(count.blank for count in counts)
    for part, count, yes in zip(parts, counts, agreeing, strict=True):
        hidden = Hidden(Why.FEW, 0, count.answered)
        yield PublicBuilding(
            building=part.building,
            total=count.total,
            reached=part.reached,
            answered=count.answered,
            part=hidden if blank and not exact else count.part,
            yes=count.yes if exact else yes,
            no=count.no if exact else hidden,
            abstain=count.abstain if exact else hidden,
        )


def _questions(tally: Tally, exact: bool) -> Iterator[PublicQuestion]:
    for question in tally.questions:
        for capacity, options in ((Capacity.OWNER, question.owners), (Capacity.OCCUPANT, question.occupants)):
            if exact or capacity in question.public:
                yield _question(question, options, capacity, exact)


def _question(question: QuestionCount, options: Options, capacity: Capacity, exact: bool) -> PublicQuestion:
    blank = options.ballots - options.answered
    required = not question.optional and not blank  # asked of owners only, it is blank in every occupant's ballot
    counts = list(options.counts.values())
    shown: tuple[Figure, ...] = (*counts, blank)
    if not exact and KINDS[question.kind].published is Posting.SEVERAL_EACH:
        alone = list(options.counts).index(NONE) if NONE in options.counts else None
        shown = ticks(counts, blank, options.ballots, most=question.most, alone=alone, required=required)
    elif not exact:
        shown = (*exclusive(counts), 0) if required else exclusive([*counts, blank])
    named = dict(zip(options.counts, shown, strict=False))
    left = shown[-1] if len(shown) > len(named) else 0
    return PublicQuestion(question.key, question.kind, capacity, options.ballots, left, named)
