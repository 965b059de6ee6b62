"""How a poll stands while it runs: what every bar on taking part still needs, on which days and by which way ballots came.
Nothing here knows what anybody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from surveys.core.ballot import Capacity, Channel
from surveys.core.matter import matters_of
from surveys.core.place import CHINA
from surveys.core.poll import Poll, Terms
from surveys.core.roster import Roster
from surveys.core.rules import Check, rule_from_document, taking_part
from surveys.core.tally import Scope, came_in
from surveys.services.compound import CompoundDesk, DoorLine

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class RuleTurnout:
    """One rule in one scope, of the consultation or of the matter that is worded so: its bars on who answered."""

    name: str
    matter: str
    scope: Scope
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who came: by rule, by day of the calendar (households, by the first ballot of theirs that stands) and by way. Ballots
    from before the days that are shown are `earlier`."""

    rules: tuple[RuleTurnout, ...]
    days: tuple[tuple[date, int], ...]
    earlier: int
    channels: Mapping[Channel, int]


def arrivals(desk: CompoundDesk, *, now: datetime) -> Arrivals | None:
    """How the poll that a desk shows stands; None for a draft."""
    poll = desk.poll
    if poll is None or poll.terms is None:
        return None
    homes = [line for line in desk.doors if line.household.kind.is_household]
    days = Counter(min(_day(cast.cast_at) for cast in line.casts) for line in homes if line.casts)
    shown = _calendar(poll, now)
    earlier = sum(number for day, number in days.items() if day < shown[0])
    running = desk.state is not None and desk.state.running
    return Arrivals(
        rules=tuple(_rules(poll.terms, desk.doors)) if running else (),
        days=tuple((day, days[day]) for day in shown),
        earlier=earlier,
        channels=dict.fromkeys(Channel, 0) | Counter(cast.channel for line in homes for cast in line.casts),
    )


def _rules(terms: Terms, doors: Iterable[DoorLine]) -> Iterator[RuleTurnout]:
    lines = list(doors)
    roster = Roster(tuple(line.household for line in lines))
    came = {line.household.id for line in lines if any(cast.capacity is Capacity.OWNER for cast in line.casts)}
    asked = [(rule, "", scope) for rule in map(rule_from_document, terms.rules) for scope in rule.scopes(roster)]
    asked += [(matter.rule, matter.wording, matter.scope) for matter in matters_of(terms)]
    for rule, matter, scope in asked:
        votes = came_in(roster, came, scope=scope, parking=rule.parking)
        checks = taking_part(rule, {basis: votes.on(basis) for basis in rule.bases})
        yield RuleTurnout(rule.name, matter, scope, checks)


def _calendar(poll: Poll, now: datetime) -> list[date]:
    """The days on which answers came or come, up to today; of a long poll the last of them."""
    last = max(_day(min(now, poll.ended_at)), _day(poll.opens_at))
    first = max(_day(poll.opens_at), last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()
