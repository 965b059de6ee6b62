"""A compound asked in a wave: drafting, opening, closing, and what anybody may know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from surveys.core.act import Value, made, moment_value, turned
from surveys.core.canonical import canonical
from surveys.core.code import Keys, code_hash, household_code, link_hash, link_token
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.fitting import fitting_problems
from surveys.core.life import PollChange
from surveys.core.matter import check_matters, matter_from_document
from surveys.core.menu import BY_HOUSEHOLDS, Menu, RankBy
from surveys.core.outcome.amended import AmendedRoster, amended_so_far
from surveys.core.paging import rows_before
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.plain_text import compact_text
from surveys.core.poll import Poll, PollState, Terms
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.roster import Household, Roster
from surveys.core.rules import Instrument, Silence
from surveys.core.staff import Actor, Right, needs
from surveys.services.life import refuse_beside
from surveys.store import amendment as stored_amendment
from surveys.store import document as stored_document
from surveys.store import entry, notice, turnout
from surveys.store import household as stored_household
from surveys.store import life as stored_life
from surveys.store import place as stored_place
from surveys.store import poll as stored
from surveys.store import roster as stored_roster
from surveys.store import wave as stored_wave
from surveys.store.clock import moment
from surveys.store.db import Connection
from surveys.store.turnout import Participation

INVENTED = "3bc0be68895728a304f398dd265b2ee1c0f3becf90720d1be777fd804fdd3fb1"
"""The digest of the menu that came with the product when it had quantities: drafts of that time may have it still."""


@dataclass(frozen=True, slots=True)
class PublicPoll:
    """One poll as its compound sees it; `stopped` where what was posted of it is shown no more. `changes` are those of its
    dates, as long as there is no result to show, and `amended` how its roster was put right."""

    poll: Poll
    state: PollState
    asked: Participation
    stopped: bool
    changes: tuple[PollChange, ...] = ()
    issued_anew: int = 0
    amended: AmendedRoster | None = None


_PUBLIC = (PollState.OPEN, PollState.PAUSED, PollState.PUBLISHED, PollState.FINAL)


def public_polls(session: Connection, *, now: datetime, search: str = "", page: int = 1, size: int = 20) -> tuple[Poll, ...]:
    """A page of the polls that take answers, now or again, then of those whose result is out; a page past the end is the
    last. Their compound or street holds `search`."""
    return public_list(session, now=now, search=search, page=page, size=size)[0]


def public_list(
    session: Connection, *, now: datetime, search: str = "", page: int = 1, size: int = 20
) -> tuple[tuple[Poll, ...], int]:
    """The same, and how many there are on all pages."""
    wanted = _sought(search)
    if not wanted:
        total = stored.number_standing(session, DISTRICT, _PUBLIC, now=now)
        start = rows_before(page, total, size)
        return stored.standing(session, DISTRICT, _PUBLIC, now=now, start=start, most=size), total
    # A name is compared as it is read, whatever the width of its figures, which no database does.
    named = stored.named(session, _PUBLIC, now=now)
    found = [number for number, *names in named if any(wanted in _sought(name) for name in names)]
    start = rows_before(page, len(found), size)
    polls = stored.polls_numbered(session, found[start : start + size])
    return tuple(polls[number] for number in found[start : start + size]), len(found)


def _sought(name: str) -> str:
    return compact_text(name).casefold()


def public_poll(session: Connection, poll_id: int, *, now: datetime) -> PublicPoll:
    """One poll. Raises `NotFound` where there is none or it is a draft, which nobody outside needs to know of."""
    poll = stored.poll(session, DISTRICT, poll_id)
    state = poll.state(now)
    if state is PollState.DRAFT:
        raise NotFound("poll", str(poll_id))
    stopped = state is PollState.CLOSED and notice.was_posted(session, poll_id)
    asked = Participation() if state.told else turnout.asked(session, [poll.id]).get(poll.id, Participation())
    changes = () if state.told else stored_life.changes(session, poll_id)
    amended = None if state.told else amended_so_far(stored_amendment.of_poll(session, poll_id))
    return PublicPoll(poll, state, asked, stopped, changes, stored_household.issued_anew(session, poll_id), amended)


@needs(Right.PLAN)
def add_poll(
    session: Connection,
    wave_id: int,
    compound_id: int,
    menu: Menu,
    rules: Sequence[Mapping[str, Any]],
    *,
    budget: int | None,
    basic_first: bool = False,
    by: Actor,
    now: datetime,
) -> Poll:
    """A draft of a poll: one compound in the wave, once. `rules` are rule documents, `budget` is in fen (1/100 yuan).

    Raises `NotFound`, `NotAllowed`: already_in_wave, and `Rejected` where a rule decides, which only a matter's does, or
    counts silence.
    """
    if problems := consultation_problems(rules):
        raise Rejected(problems)
    compound = stored_place.compound(session, DISTRICT, compound_id)
    found = stored_wave.waves(session, wave_id=wave_id)
    if not found:
        raise NotFound("wave", str(wave_id))
    if stored.polls(session, Jurisdiction(compound=compound_id), wave_id=wave_id):
        raise NotAllowed("already_in_wave", compound=compound.name)
    stored_document.keep_menu(session, menu)
    plan = stored.Plan(menu.digest, tuple(rules), budget, basic_first)
    poll_id = stored.add_poll(session, found[0], compound_id, plan)
    wave = found[0]
    new = {**plan_facts(plan, wave.opens_at, wave.closes_at), "budget": budget, "matters": "[]"}
    entry.enter(session, "poll_added", by=by, now=now, poll_id=poll_id, wave=wave_id, **made(new))
    return Poll(poll_id, wave, compound, wave.opens_at, wave.closes_at)


def plan_facts(plan: stored.Plan, opens_at: datetime, closes_at: datetime) -> dict[str, Value]:
    """What a wave gives all its drafts, as the ledger has it."""
    times = {"opens_at": moment_value(opens_at), "closes_at": moment_value(closes_at)}
    return {"menu": plan.menu, "rules": canonical(plan.rules).decode(), "basic_first": int(plan.basic_first), **times}


def consultation_problems(rules: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Why rules can't judge a consultation: by the bars of a decision nothing is decided that wasn't put as a matter, and
    silence says nothing about willingness."""
    return tuple(problem for rule in rules for problem in _problems(rule))


def _problems(rule: Mapping[str, Any]) -> Iterator[Problem]:
    if rule.get("instrument") == Instrument.DECISION:
        yield Problem("rule_decides", "rules", value=rule["name"])
    elif rule.get("silence") == Silence.FOLLOWS_MAJORITY:
        yield Problem("rule_silence_in_consultation", "silence", value=rule["name"])


def polls(
    session: Connection, scope: Jurisdiction, *, wave_id: int | None = None, compound_id: int | None = None
) -> tuple[Poll, ...]:
    """The polls within `scope`, the latest wave first."""
    return stored.polls(session, scope, wave_id=wave_id, compound_id=compound_id)


@needs(Right.OPEN)
def open_poll(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    *,
    keys: Keys,
    random: bytes,
    meant: bool = False,
    by: Actor,
    now: datetime,
) -> Poll:
    """Freeze the roster, the menu and the terms, draw the lots from `random`, and make a code for every household.

    Raises `NotAllowed` where the poll was opened before, its time is over, or its roster is empty, and `Rejected` where its
    rules or its matters don't fit, since the roster and the menu may have changed after they were planned, or where another
    poll of the compound asks at the same time, unless that is `meant`.
    """
    poll, now = stored.poll(session, scope, poll_id, hold=True), moment(session, now)
    if poll.terms is not None or now >= poll.closes_at:
        raise NotAllowed("opened_before" if poll.terms is not None else "time_is_over")
    refuse_beside(session, poll, meant=meant, now=now)
    roster = _frozen_roster(stored_roster.living(session, poll.compound.id))
    if not roster.households:
        raise NotAllowed("empty_roster", compound=poll.compound.name)
    plan = stored.plan(session, poll.id)
    menu, edition = stored_document.menu(session, plan.menu), stored_document.edition(session, poll.wave.edition)
    matters = [matter_from_document(document) for document in plan.matters]
    unfit = (*_unasked(menu, edition), *_unfit(menu, roster, edition, plan.budget))
    if problems := (*consultation_problems(plan.rules), *unfit, *check_matters(matters, menu, roster)):
        raise Rejected(problems)
    terms = _terms(poll, plan, menu, roster, random)
    frozen = _with_codes(session, keys, poll.id, roster)
    stored.open_poll(session, poll.id, terms, frozen, now)
    told = made({"opened_at": moment_value(now), "terms": terms.digest}) | {"letters": len(frozen)}
    entry.enter(session, "poll_opened", by=by, now=now, poll_id=poll.id, **told)
    _enter_skipped(session, poll.id, by, now)
    return stored.poll(session, scope, poll_id)


def _enter_skipped(session: Connection, poll_id: int, by: Actor, now: datetime) -> None:
    """Write down whose first letter isn't the first, because its code was somebody's already."""
    for household, epoch in stored_household.epochs(session, poll_id, above=1).items():
        told = turned({"epoch": 1}, {"epoch": epoch})
        entry.enter(session, "code_skipped", by=by, now=now, poll_id=poll_id, household=household, **told)


def _unasked(menu: Menu, edition: Edition) -> Iterator[Problem]:
    """Points come of a question on what is most urgent: without one every item would have none."""
    asked = edition.with_role(QuestionRole.TOP3)
    if menu.ranking.by is RankBy.POINTS and (asked is None or not asked.from_menu):
        yield Problem("ranking_without_top3", "ranking", value=edition.title)


def _unfit(menu: Menu, roster: Roster, edition: Edition, budget: int | None) -> Iterator[Problem]:
    """A menu that doesn't go with its compound, of which nothing can be ordered, or of which nobody knows any cost."""
    yield from fitting_problems(menu, roster)
    if replace(menu, ranking=BY_HOUSEHOLDS).digest == INVENTED:
        yield Problem("menu_invented", "menu")
    if edition.with_role(QuestionRole.ORDER) and not any(not item.must and not item.infeasible for item in menu.items):
        yield Problem("menu_nothing_offered", "menu")
    elif budget is not None and not any(item.costs for item in menu.items):
        yield Problem("menu_nothing_estimated", "menu")


def _frozen_roster(living: Sequence[Household]) -> Roster:
    """The living roster with owners numbered, so that the poll tells them apart and names nobody."""
    numbers: dict[str, int] = {}
    households = []
    for h in living:
        number = numbers.setdefault(h.owner, len(numbers) + 1)
        households.append(replace(h, id=0, owner=str(number)))
    return Roster(tuple(households))


def _terms(poll: Poll, plan: stored.Plan, menu: Menu, roster: Roster, random: bytes) -> Terms:
    seed = int.from_bytes(sha256(b"seed" + random).digest()[:6], "big")
    lots = sorted((item.key for item in menu.items), key=lambda key: sha256(f"{seed}|{key}".encode()).digest())
    return Terms(
        edition=poll.wave.edition,
        menu=plan.menu,
        roster=roster.digest,
        rules=plan.rules,
        lots=tuple(lots),
        seed=seed,
        basic_first=plan.basic_first,
        budget=plan.budget,
        opens_at=poll.opens_at.isoformat(),
        closes_at=poll.closes_at.isoformat(),
        matters=plan.matters,
        ranking=menu.ranking,
    )


def _with_codes(session: Connection, keys: Keys, poll_id: int, roster: Roster) -> list[stored_household.Frozen]:
    """Every household with its hashes; where a code is already somebody's, the next epoch's takes its place."""
    epochs = dict.fromkeys(range(len(roster.households)), 1)
    while True:
        hashes = {p: code_hash(keys, household_code(keys, poll_id, p, epoch)) for p, epoch in epochs.items()}
        taken = stored_household.codes_taken(session, list(hashes.values()))
        first = {kept: p for p, kept in reversed(hashes.items())}
        clashing = [p for p, kept in hashes.items() if kept in taken or first[kept] != p]
        if not clashing:
            break
        for position in clashing:
            epochs[position] += 1
    return [
        stored_household.Frozen(p, household, epochs[p], link_hash(link_token(keys, poll_id, p, epochs[p])), hashes[p])
        for p, household in enumerate(roster.households)
    ]
