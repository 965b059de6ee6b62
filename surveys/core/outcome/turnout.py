"""Who took part, as it may be told."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.ballot import Capacity
from surveys.core.kind import NONE, Posting
from surveys.core.kinds import KINDS
from surveys.core.outcome.areas import AreaBand, by_number
from surveys.core.outcome.cells import MARGIN, breakdown, exclusive, ticks
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.public import PublicBuilding, PublicCount, PublicOpinions, PublicQuestion, Turnout
from surveys.core.tally import Basis, Count, Options, QuestionCount, Tally

_AREA = Hidden(Why.AREA)


def turnout(outcome: Outcome, *, exact: bool, band: AreaBand | None = None) -> Turnout:
    """Households and owners exact, as the law asks for them; everything else only where it tells of nobody. `band` is that
    of the agreeing area, where one is told."""
    tally = outcome.tally
    counts = {basis: _plain(tally.votes.on(basis)) for basis in Basis}
    if not exact:
        counts[Basis.AREA] = _area_count(tally, band.figure if band else _AREA)
    return Turnout(
        counts=counts,
        opinions=_opinions(tally, exact),
        reached=tally.whole.reached,
        channels=tally.channels,
        estimated=(tally.estimated.part, tally.estimated.whole),
        conflicts=tally.conflicts if exact else None,
        unsold=tally.unsold,
        buildings=tuple(_buildings(tally, exact, narrowed=bool(band and band.edges))),
        questions=tuple(_questions(tally, exact)),
    )


def everybody_is_valid(tally: Tally) -> bool:
    """Whether all who answered gave a valid answer to the consent question, so that their area is no secret."""
    return not (tally.votes.owners.blank or tally.votes.owners.invalid)


def _plain(count: Count) -> PublicCount:
    return PublicCount(
        count.total, count.answered, count.part, count.yes, count.no, count.abstain, count.blank, count.invalid
    )


def _area_count(tally: Tally, agreeing: Figure) -> PublicCount:
    count, valid, owners = tally.votes.area, everybody_is_valid(tally), tally.votes.owners
    return PublicCount(
        total=count.total,
        answered=count.answered,
        part=count.part if valid else _AREA,
        yes=agreeing,
        no=_by_number(tally, owners.no),
        abstain=_by_number(tally, owners.abstain),
        blank=0 if valid else _AREA,
        invalid=0 if valid else _AREA,
    )


def _by_number(tally: Tally, number: int) -> Figure:
    """The area of so many, where their number tells it."""
    low, high = by_number(tally, number)
    return low if low == high and everybody_is_valid(tally) else _AREA


def _opinions(tally: Tally, exact: bool) -> PublicOpinions:
    """In public as the answers to a question of which everybody chooses one option."""
    count = tally.whole.opinions
    counts = [count.yes, count.no, count.abstain]
    if exact:
        return PublicOpinions(count.total, count.answered, count.part, *counts)
    required = not tally.may_be_blank and not count.blank
    *figures, blank = (*exclusive(counts), 0) if required else exclusive([*counts, count.blank])
    part = count.answered - blank if told(blank) else Hidden(Why.FEW, 0, count.answered)
    return PublicOpinions(count.total, count.answered, part, *figures)


def _buildings(tally: Tally, exact: bool, *, narrowed: bool) -> Iterator[PublicBuilding]:
    """In public a building's choices are told all or none, and none beside a bar on areas: owners of different buildings
    couldn't have changed places."""
    counts, whole = [part.votes.households for part in tally.buildings], tally.votes.households
    agreeing = breakdown([(count.yes, count.answered) for count in counts])
    if narrowed or not _rest_is_open(whole):
        agreeing = tuple(Hidden(Why.FEW, 0, count.answered) for count in counts)
    for part, count, yes in zip(tally.buildings, counts, agreeing, strict=True):
        hidden = Hidden(Why.FEW, 0, count.answered)
        rest = count.answered - yes if told(yes) and not whole.blank else hidden
        yield PublicBuilding(
            building=part.building,
            total=count.total,
            reached=part.reached,
            answered=count.answered,
            part=hidden if whole.blank and not exact else count.part,
            yes=count.yes if exact else yes,
            no=count.no if exact else 0 if not whole.no else hidden if whole.abstain else rest,
            abstain=count.abstain if exact else 0 if not whole.abstain else hidden if whole.no else rest,
        )


def _rest_is_open(whole: Count) -> bool:
    """Whether those who don't agree may be told by building: where they all chose alike, or enough of them each way, so that
    of each building three values and more are left."""
    rest = [count for count in (whole.no, whole.abstain, whole.blank) if count]
    return len(rest) < 2 or min(rest) >= MARGIN


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
