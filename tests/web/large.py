"""The office in a district many times as large, on both databases, and everybody who opens its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from app import create_app
from config import Config
from surveys.core.place import DISTRICT
from surveys.core.staff import Role
from surveys.services.letter import Letter, letters
from surveys.store.copy import all_rows, go_on_from, numbers_given, put_in, schema_of
from surveys.store.db import Connection, db, reading, transaction
from surveys.web.audience import Audience
from tests.bench.district import multiply
from tests.factories import BASE_URL, answers
from tests.office import PASSWORD, PHONE, SERVED, Office, copied
from tests.phone import Page, Phone
from tests.web.desk.paperwork import with_paper
from tests.web.routes import addresses, audience_of, everything, routes
from tests.web.test_rights import visitors

FORMS = 12
_OUT = ("staff.sign_out", "resident.leave", "static")
"""Who left opens nothing more."""


@contextmanager
def on_sqlite(furnished: Office, folder: Path, times: int) -> Iterator[Office]:
    """The office with a notice posted and paper in every state, `times` as large."""
    with copied(furnished, folder) as made:
        made.publish(made.closed)
        with_paper(made, FORMS)
        with made.app.app_context(), transaction() as session:
            multiply(session, times)
        yield made


@contextmanager
def on_postgres(furnished: Office, folder: Path, url: str, times: int) -> Iterator[Office]:
    """The same in the empty PostgreSQL database at `url`."""
    with on_sqlite(furnished, folder, 1) as made:
        secret, instance = b"a secret of the office's tests, long enough", str(folder / "instance")
        app = create_app(Config(secret=secret, database_url=url, office_phone=PHONE, served_at=SERVED))
        app.testing, app.instance_path = True, instance
        with made.app.app_context(), reading() as session:
            schema = schema_of(session)
            rows, given = list(all_rows(session, schema)), numbers_given(session, schema)
        with app.app_context(), transaction() as session:
            session.exec_driver_sql("SET LOCAL session_replication_role = replica")  # copies of what is whole are whole
            schema = schema_of(session)
            for part in rows:
                if part.table != "alembic_version":
                    put_in(session, schema, part)
            go_on_from(session, schema, given)
            multiply(session, times)
        yield replace(made, app=app)
        with app.app_context():
            db.engine.dispose()


@dataclass(frozen=True)
class Request:
    """One request of somebody: a reader's name, the route's name and the address."""

    reader: str
    method: str
    endpoint: str
    address: str
    browser: Phone
    form: Mapping[str, object] | None = None

    def sent(self) -> TestResponse:
        """The answer."""
        return self.browser.client.open(self.address, method=self.method, data=self.form, buffered=True)


def pages(office: Office) -> Iterator[Request]:
    """Every page and download for everybody who gets it: a resident's phone, somebody unknown, and staff of every role."""
    staff = {visitor.role: visitor for visitor in reversed(list(visitors(office, Role))) if visitor.scope.street is None}
    lean = {"household": office.at_home(), "nobody": office.signed_in("")}
    for rule in routes(office, "GET"):
        of_staff = audience_of(office, rule) in (Audience.STAFF, Audience.ACCOUNT)
        for poll in () if rule.endpoint in _OUT else (office.open, office.closed):
            for address in addresses(office, rule, [poll]):
                for reader, phone in () if of_staff else lean.items():
                    yield Request(reader, "GET", rule.endpoint, address, phone)
                for role, visitor in staff.items() if of_staff else ():
                    if visitor.let_in(office, rule, poll):
                        yield Request(str(role), "GET", rule.endpoint, address, visitor.browser)


def forms(office: Office) -> Iterator[Request]:
    """Every form on every page, sent as it stands there: those of the desk by whoever may do most."""
    adapter = office.app.url_map.bind("localhost")
    readers = {"district": office.signed_in("office"), "household": office.at_home()}
    opened = {address: rule for rule, address in everything(office, "GET") if rule.endpoint not in _OUT}
    for address, rule in opened.items():
        reader = "district" if audience_of(office, rule) in (Audience.STAFF, Audience.ACCOUNT) else "household"
        browser = readers[reader]
        answer = browser.get(address, buffered=True)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = Page(answer)
        sent = [tag for name, tag in page.tags if name == "form"]
        for tag, action, fields in zip(sent, page.actions, page.forms, strict=True):
            path = urlsplit(action or address).path
            endpoint = adapter.match(path, method="POST")[0] if tag.get("method") == "post" else "static"
            if endpoint not in _OUT:
                yield Request(reader, "POST", endpoint, action or address, browser, fields)


def bare(office: Office) -> Iterator[Request]:
    """Every route that takes a form, without one."""
    browser = office.signed_in("office")
    token = browser.page("/staff/password").form("")["csrf_token"]
    for rule in routes(office, "POST"):
        if rule.endpoint not in _OUT:
            for address in addresses(office, rule, [office.open]):
                yield Request("district", "POST", rule.endpoint, address, browser, {"csrf_token": token})


def hot_walk(office: Office) -> Iterator[Request]:
    """How most answers come: the letter's link or its code, the questionnaire sent, the receipt, a telephone number; and a
    member of staff who signs in."""
    with office.app.app_context(), reading() as session:
        letter = _letter(session, office)
    phone = office.signed_in("")
    yield Request("household", "GET", "resident.link", letter.url.removeprefix(BASE_URL), phone)
    home = f"/h/{letter.household}"
    fields = {**phone.page(f"{home}/a").form("a"), **answers("yes", "roof")}
    yield Request("household", "POST", "resident.answer", f"{home}/a", phone, fields)
    yield Request("household", "GET", "resident.receipt", f"{home}/r", phone)
    called = {**phone.page(f"{home}/contact").form("contact"), "phone": "13800138000", "agree": "yes"}
    yield Request("household", "POST", "resident.contact", f"{home}/contact", phone, called)
    other = office.signed_in("")
    yield Request("household", "POST", "resident.code", "/code", other, {"code": letter.code})
    sign_in = {**other.page("/staff/sign-in").form(""), "username": "office", "password": PASSWORD}
    yield Request("nobody", "POST", "staff.sign_in", "/staff/sign-in", other, sign_in)


def _letter(session: Connection, office: Office) -> Letter:
    return letters(session, DISTRICT, office.open.id, keys=office.app.config["KEYS"], base_url=BASE_URL).letters[-1]
