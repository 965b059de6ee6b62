"""Hundreds of failures with secrets in their messages, addresses, forms and rows: none stands anywhere afterwards."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import Rule

from surveys.log import event as say
from surveys.log import failure_of
from surveys.log.file import lines
from surveys.store.db import Record, db
from surveys.web.audience import Audience
from surveys.web.cookies import CookieSession
from tests.conftest import Database
from tests.log.canary import CANARIES, EVERYTHING, forget_repetitions, found_in, logging_to
from tests.office import Browser, Office
from tests.phone import Phone
from tests.sizes import Size, size
from tests.web.routes import audience_of, everything

FORM = {name.replace(" ", "_"): value for name, value in CANARIES.items()}
HEADERS = {"Referer": f"http://diandan.test/q/{CANARIES['token']}", "User-Agent": EVERYTHING.encode().decode("latin-1")}


class Broken(Exception):
    """What a careless line of code raises."""


def _raise(*_arguments: object, **_more: object) -> Any:
    raise Broken(EVERYTHING)


@contextmanager
def broken_view(app: Flask) -> Iterator[None]:
    """Every view fails in itself, with what it was given in its message."""
    kept = dict(app.view_functions)
    for endpoint, view in kept.items():

        def fails(**_given: object) -> None:
            said = EVERYTHING
            try:
                int(said)
            except ValueError as error:
                raise KeyError(said) from error

        fails.__dict__.update(vars(view))
        app.view_functions[endpoint] = fails
    try:
        yield
    finally:
        app.view_functions.clear()
        app.view_functions.update(kept)


@contextmanager
def broken_store(app: Flask) -> Iterator[None]:
    """Every statement fails at the driver, with secrets in it."""

    def spoil(_connection: object, _cursor: object, _statement: str, _given: object, *_more: object) -> tuple[str, Any]:
        return f"SELECT '{EVERYTHING} FROM", ()

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", spoil, retval=True)
        try:
            yield
        finally:
            event.remove(db.engine, "before_cursor_execute", spoil)


@contextmanager
def broken_template(app: Flask) -> Iterator[None]:
    """No template can be drawn, that of the page for errors neither."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.jinja_env, "get_or_select_template", _raise)
        yield


@contextmanager
def broken_cookie(_app: Flask) -> Iterator[None]:
    """What is written at the very end can't be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CookieSession, "save_session", _raise)
        yield


@contextmanager
def broken_answer(app: Flask) -> Iterator[None]:
    """The last thing done to an answer fails."""
    kept = app.after_request_funcs[None]
    app.after_request_funcs[None] = [*kept, _raise]
    try:
        yield
    finally:
        app.after_request_funcs[None] = kept


BREAKAGES = [broken_view, broken_store, broken_template, broken_cookie, broken_answer]


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_no_route_that_fails_tells_a_secret(
    ours: Office, tmp_path: Path, capfd: pytest.CaptureFixture[str], breakage: Callable[[Flask], Any]
) -> None:
    app = ours.app
    staff, home = ours.signed_in("office"), ours.at_home()
    app.testing, failed = False, 0
    capfd.readouterr()
    with logging_to(tmp_path / "log") as log:
        for method in ("GET", "POST"):
            for rule, address in everything(ours, method):
                if rule.endpoint == "static":
                    continue
                browser = staff if audience_of(ours, rule) in (Audience.STAFF, Audience.ACCOUNT) else home
                with breakage(app):
                    failed += _asked(browser, method, _with_canaries(address)) >= 500
                forget_repetitions(log)
    print(f"{breakage.__name__}: {failed} failures")
    assert failed > 40, "too few failures to say anything"
    assert failed > 60, "too few failures to say anything"
    written = b"".join(path.read_bytes() for path in (tmp_path / "log").iterdir()).decode()
    shown = capfd.readouterr()
    assert found_in(written) == set()
    assert found_in(shown.err) == set()
    assert found_in(shown.out) == set()
    told = [line for line in lines(tmp_path / "log") if line["level"] == "error"]
    assert len(told) >= failed
    assert {"Broken", "KeyError", "OperationalError"} & {line["kind"].split(" ")[0] for line in told}


def _some(office: Office, first: int) -> list[tuple[str, Rule, str]]:
    """Routes with addresses: all of them where there is time, else every so many, others for each breakage."""
    found = [
        (method, *one) for method in ("GET", "POST") for one in everything(office, method) if one[0].endpoint != "static"
    ]
    return found if size() is Size.FULL else found[first :: len(BREAKAGES)]


def _with_canaries(address: str) -> str:
    path = address.replace("0" * 32, CANARIES["token"]).replace("0" * 16, CANARIES["receipt key"])
    return f"{path}?code={CANARIES['code']}&phone={CANARIES['phone']}"


def _asked(browser: Browser | Phone, method: str, address: str) -> int:
    browser.client.set_cookie("other", CANARIES["cookie"])
    if method == "GET":
        return browser.client.get(address, headers=HEADERS).status_code
    return browser.client.post(address, data=FORM, headers=HEADERS).status_code


def _values(table: Any, broken: str) -> dict[str, object]:
    """A row with a canary in every column that takes text, and the fault that is asked for."""
    row: dict[str, object] = {}
    for place, column in enumerate(table.columns):
        value = list(CANARIES.values())[place % len(CANARIES)]
        kind = column.type.python_type
        row[column.name] = value if kind is str else value.encode() if kind is bytes else None
        if broken == "type" and kind is int:
            row[column.name] = CANARIES["phone"] + "x"
    return row


def test_no_row_that_a_database_refuses_is_told(
    database: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every table, with what it can't take: nothing where something has to stand, and letters where a number has to."""
    said, refused = [], 0
    capfd.readouterr()
    with logging_to(tmp_path / "log") as log:
        for table in Record.metadata.sorted_tables:
            for broken in ("null", "type"):
                try:
                    with database.transaction() as session:
                        session.execute(insert(table), [_values(table, broken)])
                        session.execute(insert(table), [_values(table, broken)])
                except (SQLAlchemyError, ValueError) as error:
                    refused += 1
                    said += traceback.format_exception(error)
                    say("fault", 40, failure_of(error))
                    forget_repetitions(log)
    assert refused > 80
    assert found_in("".join(said)) == set()
    assert found_in(b"".join(path.read_bytes() for path in (tmp_path / "log").iterdir()).decode()) == set()
    assert found_in("".join(capfd.readouterr())) == set()


def test_no_statement_that_a_database_refuses_is_told_with_its_values(database: Database) -> None:
    statements = [
        ("SELECT CAST(:value AS integer) FROM nowhere_at_all WHERE x = :value", "no table"),
        ("SELECT 1 WHERE :value = 1 AND", "no sentence"),
        ("INSERT INTO streets (id, name) VALUES (1, :value), (2, :value)", "twice the same"),
        ("INSERT INTO staff_sessions (key, staff_id, started_at, seen_at) VALUES (:value, 9, :value, :value)", "nobody's"),
        (
            "INSERT INTO watches (name, holder, seen_at) VALUES (:value, :value, NULL)",
            "nothing where something has to stand",
        ),
    ]
    for statement, why in statements:
        for value in CANARIES.values():
            with pytest.raises(SQLAlchemyError) as caught, database.transaction() as session:
                session.execute(text(statement), {"value": value})
            said = "".join(traceback.format_exception(caught.value))
            assert found_in(said) == set(), why


def test_a_command_that_fails_tells_its_kind_and_a_number(
    ours: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveys.cli import setup

    monkeypatch.setattr(setup, "forget_contacts", _raise)
    with logging_to(tmp_path / "log", terminal=False):
        result = ours.app.test_cli_runner().invoke(args=["forget-contacts"])
    (line,) = lines(tmp_path / "log")
    assert result.exit_code == 1, result
    assert found_in(result.output) == set()
    assert line["id"] in result.output
    assert (line["event"], line["what"], line["kind"]) == ("command_failed", "forget-contacts", "Broken")


def test_what_libraries_say_is_told_by_its_place(tmp_path: Path) -> None:
    import logging
    import warnings

    with logging_to(tmp_path / "log", terminal=False) as log:
        for name in ("werkzeug", "waitress", "flask.app", "sqlalchemy.engine", "psycopg", "granian", "_granian", "else"):
            try:
                raise Broken(EVERYTHING)
            except Broken:
                logging.getLogger(name).exception("%s failed: " + EVERYTHING, f"/q/{CANARIES['token']}")
            forget_repetitions(log)
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(False)
            logging.captureWarnings(True)
            warnings.warn(EVERYTHING, UserWarning, stacklevel=1)
        logging.getLogger("_granian").error("Unexpected exit from worker-1")
    told = list(lines(tmp_path / "log"))
    assert found_in("".join(map(str, told))) == set()
    assert [line["event"] for line in told] == ["library"] * 10
    assert {line.get("kind") for line in told} == {"Broken", None}
    assert told[-1]["said"] == "Unexpected exit from worker-1"


def test_the_watch_over_secrets_works(tmp_path: Path) -> None:
    """A field that is written into the log is found: the tests above would see it."""
    with logging_to(tmp_path / "log", terminal=False):
        say("fault", 40, kind=CANARIES["answer"])
    assert found_in((tmp_path / "log" / "diandan.jsonl").read_text()) == {"answer"}
    with pytest.raises(ValueError, match="phone"):
        say("fault", phone="1")
