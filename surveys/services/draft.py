"""Planning a wave: what may still change, changed, until its polls open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.act import turned
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.fitting import refitted
from surveys.core.matter import Matter, matter_from_document
from surveys.core.menu import Menu
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll, Wave
from surveys.core.questionnaire import Edition
from surveys.core.staff import Actor, Right, needs
from surveys.services.life import drop_draft
from surveys.services.menu import template_of
from surveys.services.poll import add_poll, consultation_problems, plan_facts
from surveys.services.wave import make_wave, wave_facts, wave_problems
from surveys.store import document, entry
from surveys.store import draft as stored
from surveys.store import poll as stored_poll
from surveys.store import wave as stored_wave
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything about a wave that people choose, the same for all its compounds. `rules` are rule documents; `long` says
    that more than half a year is meant."""

    title: str
    edition: Edition
    opens_at: datetime
    closes_at: datetime
    menu: Menu
    rules: Sequence[Mapping[str, Any]]
    basic_first: bool
    compounds: frozenset[int]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A wave as it is planned: its polls in the order of places, and what will be fixed for each when it opens. `menu` is
    the district's, from which the compounds' own `menus` were fitted; `rules` are those of its drafts, as rule documents;
    `budgets`, in fen, `matters` and `menus` are by poll."""

    wave: Wave
    edition: Edition
    polls: tuple[Poll, ...]
    menu: Menu | None
    rules: tuple[Mapping[str, Any], ...]
    basic_first: bool
    budgets: Mapping[int, int | None]
    matters: Mapping[int, tuple[Matter, ...]]
    menus: Mapping[int, Menu]

    @property
    def drafts(self) -> tuple[Poll, ...]:
        """The polls that have not opened."""
        return tuple(poll for poll in self.polls if poll.terms is None)


@needs(Right.PLAN)
def make(session: Connection, draft: Draft, *, by: Actor, now: datetime) -> Wave:
    """A new wave with a draft in each of its compounds. Raises `Rejected` as `wave.make_wave` does."""
    wave = make_wave(session, draft.title, draft.edition, draft.opens_at, draft.closes_at, long=draft.long, by=by, now=now)
    _add(session, wave.id, draft, draft.compounds, by=by, now=now)
    return wave


def planned(session: Connection, wave_id: int) -> Planned:
    """A wave and its polls. Raises `NotFound`."""
    found = stored_wave.waves(session, wave_id=wave_id)
    if not found:
        raise NotFound("wave", str(wave_id))
    polls = stored_poll.polls(session, DISTRICT, wave_id=wave_id)
    plans = stored.plans(session, wave_id)
    first = next((plans[p.id] for p in sorted(polls, key=lambda p: (p.terms is not None, p.id))), None)
    return Planned(
        wave=found[0],
        edition=document.edition(session, found[0].edition),
        polls=polls,
        menu=template_of(session, document.menu(session, first.menu)) if first else None,
        rules=first.rules if first else (),
        basic_first=bool(first and first.basic_first),
        budgets={poll_id: plan.budget for poll_id, plan in plans.items()},
        matters={poll_id: tuple(map(matter_from_document, plan.matters)) for poll_id, plan in plans.items()},
        menus=stored.menus_of(session, list(plans)),
    )


@needs(Right.PLAN)
def change(session: Connection, wave_id: int, draft: Draft, *, by: Actor, now: datetime) -> None:
    """Bring a wave to what `draft` says. Raises `Rejected`, and `NotAllowed`: opened_before, once one poll has opened, or
    found_before as `life.drop`."""
    before = planned(session, wave_id)
    if len(before.drafts) < len(before.polls):
        raise NotAllowed("opened_before")
    if problems := wave_problems(session, draft.title, draft.opens_at, draft.closes_at, long=draft.long, but=wave_id):
        raise Rejected(problems)
    if wrong := consultation_problems(draft.rules):
        raise Rejected(wrong)
    document.keep_edition(session, draft.edition)
    document.keep_menu(session, draft.menu)
    after = Wave(wave_id, draft.title, draft.edition.digest, draft.opens_at, draft.closes_at)
    told = turned(wave_facts(before.wave), wave_facts(after))
    stored.change_wave(session, after)
    for poll in before.polls:
        if poll.compound.id not in draft.compounds:
            drop_draft(session, poll, by, now)
    _replan(session, before, draft, by, now)
    _add(session, wave_id, draft, draft.compounds - {poll.compound.id for poll in before.polls}, by=by, now=now)
    entry.enter(session, "wave_changed", by=by, now=now, poll_id=None, wave=wave_id, **told)


def _replan(session: Connection, before: Planned, draft: Draft, by: Actor, now: datetime) -> None:
    """Give every draft that stays the same rules and dates, and the menu with what its compound filled in, and tell those of
    which that changed something."""
    kept = [poll for poll in before.polls if poll.compound.id in draft.compounds]
    was = stored.plans(session, before.wave.id)
    stored.change_plans(session, before.wave.id, tuple(draft.rules), draft.basic_first)
    for poll in kept:
        own = before.menus[poll.id]
        menu = refitted(own, template_of(session, own), draft.menu)
        document.keep_menu(session, menu)
        stored.set_menu(session, poll.id, menu.digest)
    plans = stored.plans(session, before.wave.id)
    for poll in kept:
        facts = plan_facts(was[poll.id], poll.opens_at, poll.closes_at)
        if told := turned(facts, plan_facts(plans[poll.id], draft.opens_at, draft.closes_at)):
            entry.enter(session, "poll_changed", by=by, now=now, poll_id=poll.id, **told)


def _add(session: Connection, wave_id: int, draft: Draft, compounds: frozenset[int], *, by: Actor, now: datetime) -> None:
    for compound_id in sorted(compounds):
        add_poll(
            session,
            wave_id,
            compound_id,
            draft.menu,
            draft.rules,
            budget=None,
            basic_first=draft.basic_first,
            by=by,
            now=now,
        )


@needs(Right.PLAN)
def set_budgets(session: Connection, wave_id: int, budgets: Mapping[int, int | None], *, by: Actor, now: datetime) -> None:
    """Give drafts of the wave their budgets, in fen by poll; polls that have opened keep theirs. The ledger tells those that
    changed, from what to what."""
    before = planned(session, wave_id)
    drafts = {poll.id for poll in before.drafts}
    changed = {id_: budget for id_, budget in budgets.items() if id_ in drafts and before.budgets[id_] != budget}
    for poll_id, budget in sorted(changed.items()):
        stored.set_budget(session, wave_id, poll_id, budget)
        told = turned({"budget": before.budgets[poll_id]}, {"budget": budget})
        entry.enter(session, "budgets_set", by=by, now=now, poll_id=poll_id, wave=wave_id, **told)
