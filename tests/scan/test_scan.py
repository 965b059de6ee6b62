"""The rules find what they are for, and nothing stands in the program that the baseline doesn't explain."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from surveys.core.staff import Role
from tests.scan.baseline import Known, above, baseline
from tests.scan.rules import Finding, everything, found_in, found_in_template
from tests.scan.served import ROLES, STAFF, demo

BROKEN = {
    "no-unpacking": ["import pickle", "from yaml import load", "import marshal as m"],
    "no-asking-out": [
        "import requests",
        "from urllib.request import urlopen",
        "import http.client",
        "from urllib import request",
    ],
    "no-bare-xml": ["from xml.etree import ElementTree", "import xml.dom.minidom"],
    "no-safe": ["Markup(x)", "markupsafe.Markup('<b>')"],
    "no-text-as-program": ["eval(x)", "exec(x)", "flask.render_template_string(x)"],
    "no-made-up-sql": [
        "text(f'SELECT {x}')",
        "session.execute(f'DELETE FROM {x}')",
        "session.exec_driver_sql('SELECT ' + x)",
        "text('SELECT %s' % x)",
        "text('SELECT {}'.format(x))",
    ],
    "no-shell": ["subprocess.run(x, shell=True)", "os.system(x)", "os.popen(x)", "subprocess.Popen(x, shell=y)"],
    "no-weak-hash": ["hashlib.md5(x)", "hashlib.sha1(x)", "tempfile.mktemp()"],
    "no-users-file-name": [
        "open(file.filename)",
        "Path(folder, request.files['f'].filename)",
        "folder.joinpath(f.filename)",
    ],
    "nothing-turned-off": ["app.run(debug=True)", "Environment(autoescape=False)", "get(x, verify=False)"],
}


@pytest.mark.parametrize(("rule", "source"), [(rule, source) for rule, sources in BROKEN.items() for source in sources])
def test_a_rule_finds_what_it_is_for(rule: str, source: str) -> None:
    assert rule in {finding.rule for finding in found_in("x.py", source)}


@pytest.mark.parametrize("line", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape false %}"])
def test_no_template_declares_anything_safe(line: str) -> None:
    assert [finding.rule for finding in found_in_template("x.html", line)] == ["no-safe"]


@pytest.mark.parametrize("line", ["<a href='javascript:x()'>", '<p onclick="x()">'])
def test_no_template_has_a_script_inside(line: str) -> None:
    assert [finding.rule for finding in found_in_template("x.html", line)] == ["no-inline-script"]


@pytest.mark.parametrize(
    "source", ["text('SELECT 1')", "subprocess.run([a])", "open(path)", "hashlib.sha256(x)", "import json"]
)
def test_a_rule_leaves_alone_what_is_right(source: str) -> None:
    assert list(found_in("x.py", source)) == []


def test_nothing_above_the_baseline_stands_in_the_program() -> None:
    assert above(list(everything()), baseline()) == []


def test_every_entry_of_the_baseline_says_why_and_is_still_needed() -> None:
    ours = list(everything())
    for entry in baseline():
        assert len(entry.why) > 20
        assert entry.tool != "own" or any(entry.explains(finding) for finding in ours), entry


def test_more_of_the_same_is_above_the_baseline() -> None:
    known = (Known("own", "no-shell", "a/*.py", 1, "one was looked at"),)
    first, second = (Finding("own", "no-shell", "a/b.py", line) for line in (1, 2))
    assert above([first], known) == []
    assert above([first, second], known) == [second]
    assert above([Finding("own", "no-shell", "c.py", 1)], known) != []


def test_scanners_come_as_every_role_there_is_and_reach_its_pages() -> None:
    assert sorted(STAFF.values()) == sorted(Role)
    with demo() as site:
        for role in ROLES:
            client = site.office.app.test_client()
            cookie, begins = site.visitor(role)
            if cookie:
                client.set_cookie(*cookie.split("=", 1))
            opened = [client.get(f"/{page}", follow_redirects=True) for page in begins]
            reached = {answer.request.path for answer in opened if answer.status_code == 200} - {"/staff/sign-in"}
            assert len(reached) >= 2, role


def _breaks() -> str:
    raise ZeroDivisionError


def test_a_request_that_takes_a_page_down_is_found_though_no_scanner_tells_it() -> None:
    with demo() as site:
        app = site.office.app
        app.view_functions[next(rule.endpoint for rule in app.url_map.iter_rules() if rule.rule == "/help")] = _breaks
        for _ in range(2):
            Client(site.seen).get("/help")
        assert [finding.path for finding in site.seen.findings()] == ["/help", "/help"]
        assert "2 × 500" in site.seen.told()
