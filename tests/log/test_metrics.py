"""Numbers of all processes: they add up, name nobody, cost little, and are served to this machine alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from config import Config
from surveys.cli.metrics import conditions
from surveys.core.fault import Cause
from surveys.log import metrics
from surveys.services.watch import note_backup
from surveys.store.db import db, transaction
from tests.cli.conftest import Installation
from tests.conftest import Database
from tests.neighbourhood import neighbourhood
from tests.office import Office
from tests.phone import OWNER, Phone

ALERTS = Path(__file__).parents[2] / "deploy" / "alerts.yml"
WORKER = """
import sys
from pathlib import Path
from surveys.log import metrics
metrics.start(Path(sys.argv[1]))
counted = metrics.measures()
for n in range(100):
    counted.request("household", 200, 0.01)
    counted.request("staff", 503, 3)
    counted.unavailable("disk")
    counted.waited(0.002)
counted.acknowledged(7)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process counts: the library takes the first one for good."""
    return tmp_path_factory.mktemp("counted") / "metrics"


@pytest.fixture
def counting(folder: Path) -> Iterator[Path]:
    metrics.start(folder)
    yield folder
    metrics.stop()


def told(folder: Path, *more: object) -> str:
    """What is served, asked for over HTTP."""
    server = metrics.served(("127.0.0.1", 0), folder, lambda: list(more))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())
    finally:
        server.shutdown()
        server.server_close()


def test_three_processes_are_added_up(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(folder)]) for _ in range(3)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    said = told(folder)
    assert 'diandan_requests_total{audience="resident",status="2xx"} 300.0' in said
    assert 'diandan_unavailable_total{cause="disk"} 300.0' in said
    assert 'diandan_request_seconds_count{audience="staff"} 300.0' in said
    assert "diandan_write_wait_seconds_count 300.0" in said
    assert "diandan_ballots_acknowledged_total 21.0" in said
    assert os.stat(folder).st_mode & 0o777 == 0o700


def test_every_metric_of_an_alert_exists(counting: Path, own: Installation) -> None:
    counted = metrics.measures()
    assert counted
    counted.request("household", 200, 0.01)
    counted.unavailable("nonsense")
    counted.waited(0.1)
    counted.acknowledged(1)
    own.done("keep-time", "--once")
    with own.app.app_context():
        from surveys.cli.errand import now

        with transaction() as session:
            note_backup(session, now())
        said = told(counting, *conditions(now()))
    there = set(re.findall(r"^(diandan_\w+?)(?:\{| )", said, re.M))
    named = set(re.findall(r"diandan_\w+", re.sub(r"^\s+summary.*$", "", ALERTS.read_text("utf-8"), flags=re.M)))
    assert named - there == set()
    assert len(named) > 8
    assert 'diandan_unavailable_total{cause="other"} 1.0' in said


def test_no_label_names_anybody(counting: Path, ours: Office) -> None:
    """Whatever is asked for, by whomever: labels have one of a few values."""
    from tests.web.routes import everything

    browser, home = ours.signed_in("office"), ours.at_home()
    for _rule, address in everything(ours, "GET")[::3]:
        browser.client.get(address)
        home.client.get(address)
    values = set(re.findall(r'(\w+)="([^"]*)"', told(counting)))
    known = {*metrics.AUDIENCES.values(), *metrics.CAUSES, *(f"{n}xx" for n in range(1, 6))}
    assert {value for name, value in values if name != "le"} <= known
    assert {name for name, _ in values} <= {"audience", "status", "cause", "le"}


def test_what_a_household_casts_is_counted(counting: Path, database: Database, tmp_path: Path) -> None:
    app = create_app(Config(secret=b"a secret of the tests of numbers, long enough", database_url=database.url))
    app.testing = True
    with app.app_context(), transaction() as session:
        letter = neighbourhood(session, app.config["KEYS"], datetime.now(UTC), homes=2).letters[0]
    phone, before = Phone(app.test_client()), _ballots(counting)
    phone.scan(letter)
    assert phone.cast(OWNER).status_code == 303
    assert _ballots(counting) == before + 1
    with app.app_context():
        db.engine.dispose()


def _ballots(folder: Path) -> float:
    found = re.search(r"^diandan_ballots_acknowledged_total (\S+)$", told(folder), re.M)
    return float(found[1]) if found else 0


def test_counting_costs_less_than_three_hundredths_of_a_page(counting: Path, ours: Office) -> None:
    counted, home = metrics.measures(), ours.at_home()
    assert counted
    began = time.perf_counter()
    for _ in range(2_000):
        counted.request("household", 200, 0.01)
        counted.waited(0.001)
    each = (time.perf_counter() - began) / 2_000
    page = f"/p/{ours.open.id}"
    home.client.get(page)
    times = []
    for _ in range(15):
        began = time.perf_counter()
        home.client.get(page)
        times.append(time.perf_counter() - began)
    print(f"{each * 1e6:.1f} µs of {sorted(times)[0] * 1e6:.0f} µs")
    assert each < 0.03 * sorted(times)[0]


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "10.0.0.1:9464", ":9464", "localhost", "[::]:9464", "127.0.0.1"])
def test_it_is_served_to_this_machine_alone(address: str) -> None:
    with pytest.raises(ValueError, match="DIANDAN_METRICS"):
        Config.from_env({"DIANDAN_SECRET": "x" * 40, "DIANDAN_METRICS": address})
    assert Config.from_env({"DIANDAN_SECRET": "x" * 40}).metrics is None
    assert Config.from_env({"DIANDAN_SECRET": "x" * 40, "DIANDAN_METRICS": "[::1]:9464"}).metrics == ("::1", 9464)


def test_every_cause_has_a_name() -> None:
    assert set(metrics.CAUSES) == {*Cause, "other"}


def test_no_page_of_the_service_shows_numbers(ours: Office) -> None:
    assert ours.signed_in("office").client.get("/metrics").status_code == 404
