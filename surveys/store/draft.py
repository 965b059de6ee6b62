"""Waves and polls before they open, when everything about them may still change."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select, update

from surveys.core.canonical import canonical
from surveys.core.menu import Menu
from surveys.core.poll import Wave
from surveys.store import document
from surveys.store.db import Connection
from surveys.store.poll import PLAN, Plan, plan_of, polls_t
from surveys.store.wave import waves_t


def plans(session: Connection, wave_id: int) -> Mapping[int, Plan]:
    """The plan of every poll of a wave, by poll."""
    rows = session.execute(select(*PLAN).where(polls_t.c.wave_id == wave_id).order_by(polls_t.c.id))
    return {row.id: plan_of(row) for row in rows}


def change_wave(session: Connection, wave: Wave) -> None:
    """Write a wave anew; its drafts take over the dates."""
    session.execute(
        update(waves_t)
        .where(waves_t.c.id == wave.id)
        .values(title=wave.title, edition=wave.edition, opens_at=wave.opens_at, closes_at=wave.closes_at)
    )
    drafts = update(polls_t).where(polls_t.c.wave_id == wave.id, polls_t.c.terms.is_(None))
    session.execute(drafts.values(opens_at=wave.opens_at, closes_at=wave.closes_at))


def change_plans(session: Connection, wave_id: int, rules: tuple[Mapping[str, object], ...], basic_first: bool) -> None:
    """Give every draft of a wave the same rules; budgets and menus stay."""
    session.execute(
        update(polls_t)
        .where(polls_t.c.wave_id == wave_id, polls_t.c.terms.is_(None))
        .values(rules=canonical(rules).decode(), basic_first=basic_first)
    )


def set_menu(session: Connection, poll_id: int, menu: str) -> None:
    """Give one draft its menu, by its digest."""
    session.execute(update(polls_t).where(polls_t.c.id == poll_id, polls_t.c.terms.is_(None)).values(menu=menu))


def menus_of(session: Connection, polls: Collection[int]) -> Mapping[int, Menu]:
    """The menus of these polls, by poll."""
    rows = session.execute(select(polls_t.c.id, polls_t.c.menu).where(polls_t.c.id.in_(polls))).all()
    found = document.menus(session, {row.menu for row in rows})
    return {row.id: found[row.menu] for row in rows}


def set_budget(session: Connection, wave_id: int, poll_id: int, budget: int | None) -> None:
    """Give one draft of a wave its budget, in fen."""
    session.execute(
        update(polls_t)
        .where(polls_t.c.wave_id == wave_id, polls_t.c.id == poll_id, polls_t.c.terms.is_(None))
        .values(budget=budget)
    )


def set_matters(session: Connection, poll_id: int, matters: tuple[Mapping[str, object], ...]) -> None:
    """Give a draft its matters."""
    session.execute(
        update(polls_t).where(polls_t.c.id == poll_id, polls_t.c.terms.is_(None)).values(matters=canonical(matters).decode())
    )


def drop(session: Connection, poll_id: int) -> None:
    """Take a draft out of its wave."""
    session.execute(delete(polls_t).where(polls_t.c.id == poll_id, polls_t.c.terms.is_(None)))
