"""The one gate: from everything that a poll came to, to what of it may be told."""

from __future__ import annotations

from dataclasses import replace

from surveys.core.errors import NotAllowed
from surveys.core.outcome.amended import told_amended
from surveys.core.outcome.gates import exact_judgement, judgement
from surveys.core.outcome.hushed import hushed
from surveys.core.outcome.listing import exact_list, public_list
from surveys.core.outcome.matters_told import public_matters
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.public import Heading, PublicLine, PublicList, PublicOutcome
from surveys.core.outcome.rulings import exact_rulings, public_rulings
from surveys.core.outcome.turnout import turnout
from surveys.core.roster import Entrance


def public(outcome: Outcome) -> PublicOutcome:
    """What may be told of an outcome: nothing from which a household's choice follows.

    Everything that leaves the committee is made from it. Raises `NotAllowed` with the state of a poll that hasn't ended.
    """
    if not outcome.state.ended:
        raise NotAllowed(outcome.state.value)
    rulings, band = public_rulings(outcome)
    amended = told_amended(outcome.amended)
    told = PublicOutcome(
        heading=_heading(outcome),
        exact=False,
        turnout=turnout(outcome, exact=False, band=band),
        rulings=rulings,
        judgement=judgement(outcome, rulings, exact=False),
        listed=_decided(public_list(outcome), outcome, exact=False),
        receipts=outcome.receipts,
        matters=public_matters(outcome.matters.values(), exact=False),
        amended=amended,
        entered=outcome.entered,
    )
    return hushed(told, list(outcome.menu.by_key)) if amended and amended.late else told


def exact(outcome: Outcome) -> PublicOutcome:
    """The same with nothing hidden, for the committee. Raises `NotAllowed` with the state of a poll that hasn't ended."""
    if not outcome.state.ended:
        raise NotAllowed(outcome.state.value)
    rulings = exact_rulings(outcome)
    return PublicOutcome(
        heading=_heading(outcome),
        exact=True,
        turnout=turnout(outcome, exact=True),
        rulings=rulings,
        judgement=judgement(outcome, rulings, exact=True),
        listed=_decided(exact_list(outcome), outcome, exact=True),
        receipts=outcome.receipts,
        matters=public_matters(outcome.matters.values(), exact=True),
        amended=outcome.amended,
        entered=outcome.entered,
        rechecked=outcome.rechecked,
        later=tuple(map(exact_judgement, outcome.later)),
    )


def _decided(listed: PublicList, outcome: Outcome, *, exact: bool) -> PublicList:
    """The list without what waits for owners to decide, where they have decided for it: by matters of the item's class that
    passed, and that this may be told, in every stairwell that it is for."""
    passed = [one.matter for one in outcome.matters.values() if one.passed and (exact or one.open)]
    if not passed:
        return listed
    doors = [Entrance(part.building, part.unit) for part in outcome.tally.stairwells]

    def is_decided(line: PublicLine) -> bool:
        here = [door for door in doors if outcome.menu.by_key[line.item].concerns(door)]
        mine = [one.scope for one in passed if (one.item, one.decision) == (line.item, line.decision)]
        return bool(here) and all(any(scope.holds(*door) for scope in mine) for door in here)

    return replace(listed, lines=tuple(replace(o, decision=None) if is_decided(o) else o for o in listed.lines))


def _heading(outcome: Outcome) -> Heading:
    poll, compound = outcome.poll, outcome.poll.compound
    return Heading(
        poll=poll.id,
        compound=compound.name,
        street=compound.street.name,
        area=compound.area.name if compound.area else None,
        wave=poll.wave.id,
        title=poll.wave.title,
        state=outcome.state,
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        ended_at=poll.ended_at,
        choose=outcome.menu.choose,
        tiers={tier.key: tier.name for tier in outcome.menu.tiers},
        buildings=tuple(part.building for part in outcome.tally.buildings),
        terms_digest=outcome.terms.digest,
    )
