"""The compound that is attacked, its staff signed in, and the same beginning for every walk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from app import create_app
from config import Config
from surveys.core.code import household_code, link_token
from surveys.core.matter import Matter
from surveys.core.menu import Decision
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.core.tally import Scope
from surveys.services.edition import edition_named, preset_rules
from surveys.services.matter import set_matters
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.db import Connection, db, reading, transaction
from surveys.store.household import frozen
from tests.estimates import estimated_menu
from tests.factories import LI, RANDOM, rows, with_owner
from tests.office import PASSWORD
from tests.office_attack.watching import Watched, cookie_of, fresh_browser, with_cookie
from tests.phone import Page

DAY = timedelta(days=1)
COMPOUND = "春风里"
FLATS, CO_OWNED = (2, 3), 4
"""By position: the two flats of one owner, and the home that two people own."""
ROLES = {"office": Role.DISTRICT, "jie": Role.STREET, "ju": Role.COMMITTEE, "guan": Role.OWNERS, "wang": Role.HELPER}


@dataclass(frozen=True, slots=True)
class Home:
    """A household as it was frozen."""

    id: int
    position: int
    owner: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter holds: the path of its link, and its code."""

    home: int
    epoch: int
    path: str
    code: str


@dataclass(frozen=True)
class Scene:
    """An open poll of six homes. `cookies` are those of the browsers on which each member of staff signed in."""

    app: Flask
    folder: Path
    poll: int
    homes: tuple[Home, ...]
    cookies: Mapping[str, str]

    def again(self) -> None:
        """Put everything back to where it began."""
        with self.app.app_context():
            db.engine.dispose()
        for rest in self.folder.glob("scene.db*"):
            rest.unlink()
        shutil.copy(self.folder / "beginning.db", self.folder / "scene.db")
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        (self.folder / "out").mkdir()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """`surveys.store.db.reading`, here."""
        with self.app.app_context(), reading() as session:
            yield session

    def staff(self, username: str) -> Watched:
        """A browser on which this member of staff signed in."""
        return with_cookie(fresh_browser(self.app), self.cookies[username])

    def letters(self) -> dict[str, Letter]:
        """Every letter that any home was ever issued, by its link's token and by its code."""
        with self.reading() as session:
            rows = [(row.household.id, row.position, row.epoch) for row in frozen(session, self.poll)]
        keys, found = self.app.config["KEYS"], {}
        for home, position, newest in rows:
            for epoch in range(1, newest + 1):
                token = link_token(keys, self.poll, position, epoch)
                code = household_code(keys, self.poll, position, epoch)
                found[token] = found[code] = Letter(home, epoch, f"/q/{token}", code)
        return found

    def letter(self, home: int) -> Letter:
        """The letter of a home that is valid now."""
        return max((one for one in self.letters().values() if one.home == home), key=lambda one: one.epoch)


@contextmanager
def scene(template: Path, folder: Path) -> Iterator[Scene]:
    """The scene on a copy of the migrated database `template`."""
    shutil.copy(template, folder / "scene.db")
    secret = b"a secret of the office's attack, long enough"
    app = create_app(Config(secret=secret, database_url=f"sqlite:///{folder / 'scene.db'}", served_at="http://diandan.test"))
    app.testing = True
    app.instance_path = str(folder / "instance")
    with app.app_context(), transaction() as session:
        poll, homes = _furnished(session, app)
    cookies = {username: cookie_of(signed_in(app, username)) for username in ROLES}
    with app.app_context():
        db.engine.dispose()
    shutil.copy(folder / "scene.db", folder / "beginning.db")
    try:
        yield Scene(app, folder, poll, homes, cookies)
    finally:
        with app.app_context():
            db.engine.dispose()


def signed_in(app: Flask, username: str) -> Watched:
    """A browser on which this member of staff signs in now."""
    browser = fresh_browser(app)
    form = Page(browser.get("/staff/sign-in")).forms[0]
    browser.post("/staff/sign-in", data={**form, "username": username, "password": PASSWORD})
    return browser


def _furnished(session: Connection, app: Flask) -> tuple[int, tuple[Home, ...]]:
    now, presets = datetime.now(UTC), preset_rules()
    early = now - 8 * DAY
    listed = rows("101", "102", "201", "202", "301", "302", compound=COMPOUND, street="槐荫街道")
    listed = [*listed[:2], *with_owner(listed[2:4], "王五"), replace(listed[4], owner="张三、李四"), listed[5]]
    compound = import_roster(session, listed, by=LI, now=early).compounds[0].compound
    wave = make_wave(session, "一轮", edition_named("w1-2026"), now - DAY, now + 13 * DAY, by=LI, now=early)
    asked = [presets["xuecheng-2021"].document()]
    draft = add_poll(session, wave.id, compound.id, estimated_menu(), asked, budget=50_000_00, by=LI, now=early)
    fund = Matter("fund", "使用维修资金更换水泵", Decision.SPENDING_FUND, Scope(), presets["civil-278-ordinary"])
    set_matters(session, DISTRICT, draft.id, [fund], by=LI, now=early)
    opened = open_poll(session, DISTRICT, draft.id, keys=app.config["KEYS"], random=RANDOM, by=LI, now=now - 2 * DAY)
    here = Jurisdiction(compound=compound.id)
    scopes = {Role.DISTRICT: DISTRICT, Role.STREET: Jurisdiction(street=compound.street.id)}
    for username, role in ROLES.items():
        scope = scopes.get(role, here)
        add_staff(session, username, username, PASSWORD, role=role, scope=scope, random=RANDOM, by=LI, now=early)
    homes = [Home(row.household.id, row.position, row.household.owner) for row in frozen(session, opened.id)]
    return opened.id, tuple(homes)
