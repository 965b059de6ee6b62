"""An office that works: three compounds of one street, one of another, polls in every state, and staff of every role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3.dump import _iterdump

from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from config import Config
from surveys.core.code import Keys
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import DISTRICT, Compound, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Installation, Role
from surveys.services.account import account_called
from surveys.services.code import door_by_link
from surveys.services.community import add_community, assign_compounds
from surveys.services.compound import compound_lines, poll_desk
from surveys.services.edition import rules_named
from surveys.services.letter import letters
from surveys.services.life import close as close_early
from surveys.services.life import extend, review
from surveys.services.notice import earliest_end
from surveys.services.outcome import record_finding
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.db import Connection, db, reading, transaction
from surveys.store.fault import sqlite_module
from tests.factories import BASE_URL, EDITION, LI, MENU, RANDOM, posted, rooms, rows, voted
from tests.phone import Page, Phone, Values

PASSWORD = "correct horse 47"
DAY = timedelta(days=1)
OURS, OTHER = "槐荫街道", "松风街道"


class Browser(Phone):
    """A browser at the desk, whose forms go back to their own page unless they name another."""

    def fill(self, path: str, values: Values, action: str = "") -> TestResponse:
        """Post the form on the page `path` that goes to `action`, with `values` in it."""
        fields = self.page(path).form(action)
        return self.client.post(action or path, data={**fields, **values})


@dataclass(frozen=True)
class Office:
    """The app and what stands in its database. `stranger` is the open poll of the other street; the compounds of both open
    polls belong to the communities 1 and 2."""

    app: Flask
    open: Poll
    closed: Poll
    scheduled: Poll
    draft: Poll
    stranger: Poll

    def publish(self, poll: Poll, reason: str = "") -> None:
        """Post the result of a poll that has ended."""
        now = datetime.now(UTC)
        with self.app.app_context(), transaction() as session:
            posted(session, poll.id, until=earliest_end(now), reason=reason, by=Installation("jie"), now=now)

    def home(self, poll: Poll) -> int:
        """The first household of a poll, 0 while it is a draft."""
        with self.app.app_context(), reading() as session:
            return next((line.household.id for line in poll_desk(session, DISTRICT, poll.id, now=poll.opens_at).doors), 0)

    def staff_id(self, username: str) -> int:
        """Whose account this is."""
        with self.app.app_context(), reading() as session:
            return account_called(session, username).id

    def signed_in(self, username: str = "office") -> Browser:
        """A browser on which this member of staff has signed in; nobody where the name is empty."""
        browser = Browser(self.app.test_client())
        if username:
            answer = browser.fill("/staff/sign-in", {"username": username, "password": PASSWORD})
            assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser

    def at_home(self) -> Phone:
        """A resident's phone, on which the letter of the open poll's first household was opened."""
        phone = Phone(self.app.test_client())
        with self.app.app_context(), transaction() as session:
            letter = letters(session, DISTRICT, self.open.id, keys=self.app.config["KEYS"], base_url=BASE_URL).letters[0]
        phone.scan(letter)
        return phone


@contextmanager
def office(template: Path, folder: Path) -> Iterator[Office]:
    """The office on a copy of the migrated database `template`, with its instance in `folder`."""
    with _app(template, folder) as app:
        with app.app_context(), transaction() as session:
            made = _furnished(session, app)
        yield made


@contextmanager
def copied(made: Office, folder: Path) -> Iterator[Office]:
    """The office as `made` was left, which nobody uses any more; furnishing another takes longer than most tests."""
    with _app(Path(made.app.instance_path).with_name("office.db"), folder) as app:
        yield replace(made, app=app)


SERVED, PHONE = "http://diandan.test", "0632-5550123"


@contextmanager
def _app(database: Path, folder: Path) -> Iterator[Flask]:
    path = shutil.copy(database, folder / "office.db")
    secret = b"a secret of the office's tests, long enough"
    app = create_app(Config(secret=secret, database_url=f"sqlite:///{path}", office_phone=PHONE, served_at=SERVED))
    app.testing = True
    app.instance_path = str(folder / "instance")
    yield app
    with app.app_context():
        db.engine.dispose()


def _furnished(session: Connection, app: Flask) -> Office:
    make = _Maker(session, app.config["KEYS"], datetime.now(UTC))
    now = make.now
    open_ = make.poll("春风里", OURS, -3)
    closed = make.poll("昨日里", OURS, -9)
    make.answered(closed, now - 4 * DAY)
    close_early(session, DISTRICT, closed.id, reason="all answered", by=LI, now=now - 2 * DAY)
    make.answered(open_, now - DAY)
    stranger = make.poll("竹影苑", OTHER, -3)
    scheduled = make.poll("明天里", OURS, 2)
    draft = make.draft("草稿里", OURS, 2)
    found = Finding(Gate.COMMITTEE, Checkpoint.C1, FindingStatus.PASS, Decider.STREET, "周", now - DAY, note="已备案")
    record_finding(session, DISTRICT, closed.id, found, by=Installation("jie"), now=now - DAY)
    for place in (open_.compound, stranger.compound):
        named = add_community(session, DISTRICT, place.street.name, f"{place.name}社区", PHONE, by=LI, now=make.early)
        assign_compounds(session, DISTRICT, named.id, [place.id], by=LI, now=make.early)
    _staff(session, open_.compound, stranger.compound, now)
    until = open_.closes_at + timedelta(hours=1)
    extend(session, DISTRICT, open_.id, until, reason="下雨，大家再看一看", by=LI, now=now - DAY)
    review(session, DISTRICT, closed.id, by=LI, now=now - DAY)
    return Office(app, open_, closed, scheduled, draft, stranger)


@dataclass(frozen=True)
class _Maker:
    """Makes compounds of eight homes with a poll each, every poll in a wave of its own that lasts a week or two."""

    session: Connection
    keys: Keys
    now: datetime

    @property
    def early(self) -> datetime:
        """Before anything was asked."""
        return self.now - 20 * DAY

    def draft(self, name: str, street: str, begins: int) -> Poll:
        early, opens = self.early, self.now + begins * DAY
        listed = rows(*rooms(8), compound=name, street=street, area="东片区", building="3")
        where = import_roster(self.session, listed, by=LI, now=early).compounds[0].compound.id
        wave = make_wave(self.session, f"{name}的轮次", EDITION, opens, opens + 14 * DAY, by=LI, now=early)
        rules = [rule.document() for rule in rules_named(["xuecheng-2021"])]
        return add_poll(self.session, wave.id, where, MENU, rules, budget=50_000_00, by=LI, now=early)

    def poll(self, name: str, street: str, begins: int) -> Poll:
        draft, early = self.draft(name, street, begins), self.early
        return open_poll(self.session, DISTRICT, draft.id, keys=self.keys, random=RANDOM, by=LI, now=early)

    def answered(self, poll: Poll, at: datetime) -> None:
        """Seven of eight answer as owners, the first two don't agree; the seventh home's tenant says something too."""
        printed = letters(self.session, DISTRICT, poll.id, keys=self.keys, base_url=BASE_URL).letters
        doors = [door_by_link(self.session, letter.url.rsplit("/", 1)[1]) for letter in printed]
        for place, door in enumerate(doors[:7]):
            voted(self.session, door, "no" if place < 2 else "yes", "roof", now=at)
        voted(self.session, doors[6], "abstain", "lift", who="t", now=at)


def _staff(session: Connection, ours: Compound, others: Compound, now: datetime) -> None:
    street = {line.compound.street.name: line.compound.street.id for line in compound_lines(session, DISTRICT, now=now)}
    members = {
        "office": ("区改造办", Role.DISTRICT, DISTRICT),
        "jie": ("槐荫街道办", Role.STREET, Jurisdiction(street=street[OURS])),
        "song": ("松风街道办", Role.STREET, Jurisdiction(street=street[OTHER])),
        "ju": ("春风里社区", Role.COMMITTEE, Jurisdiction(compound=ours.id)),
        "zhu": ("竹影社区", Role.COMMITTEE, Jurisdiction(compound=others.id)),
        "wang": ("网格员小王", Role.HELPER, Jurisdiction(compound=ours.id)),
    }
    for username, (name, role, scope) in members.items():
        add_staff(session, username, name, PASSWORD, role=role, scope=scope, random=RANDOM, by=LI, now=now)


def alert(page: Page) -> str:
    """Whether a page warns, and that its title says so."""
    assert page.title.startswith("错误：")
    assert any(attributes.get("role") == "alert" for _tag, attributes in page.tags)
    return page.text


def contents(office: Office) -> list[str]:
    """Everything in the database, as text, but for files that are only being looked at."""
    return [line for line in written(office.app) if not line.startswith('INSERT INTO "uploads"')]


def written(app: Flask) -> list[str]:
    """Everything in the database of an app, as text."""
    with app.app_context():
        file = db.engine.url.database
    assert file
    connection = sqlite_module().connect(file)  # two SQLites in one process take each other's locks away
    try:
        return list(_iterdump(connection))
    finally:
        connection.close()
