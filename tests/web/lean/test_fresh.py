"""What a worker holds in memory: whatever only some errands need is imported by these errands, not by every process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask import Flask

from surveys.services.letter import Letter
from tests.web.lean.conftest import SECRET

ROOT = Path(__file__).resolve().parents[3]
NEEDED = frozenset(
    {
        *("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"),
        *("flask_babel", "babel", "pytz", "flask_wtf", "wtforms"),
        *("flask_sqlalchemy", "sqlalchemy", "greenlet", "typing_extensions", "pysqlite3"),
        *("argon2", "_argon2_cffi_bindings", "_cffi_backend", "brotli", "_brotli", "qrcode"),
    }
)
"""The libraries that every worker needs."""
TOOLS = ("_sysconfigdata", "__editable", "_distutils_hack", "_virtualenv", "_cython", "cython_runtime")
"""What Python, its compiler of modules and its installer put there by themselves."""
OURS = ("surveys.cli.commands", "surveys.demo", "surveys.camera.look", "surveys.services.xlsx", "surveys.services.workbook")
"""Parts of ours that no resident's page needs."""


def fresh_modules(app: Flask, letter: Letter) -> frozenset[str]:
    """What a new process has imported once it has served a resident."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.web.lean.fresh", url, letter.url, SECRET.decode()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["seen"] == [200, 200, 200], done.stderr
    assert told["receipt"]
    return frozenset(told["modules"])


def installed(modules: frozenset[str]) -> set[str]:
    """The top names of those that were installed: neither Python's own nor ours."""
    ours = {"app", "config", "surveys", "tests", "__main__", "__mp_main__"}
    tops = {name.partition(".")[0] for name in modules}
    return {name for name in tops - ours - sys.stdlib_module_names if not name.startswith(TOOLS)}


def test_a_worker_that_served_a_resident_has_imported_no_library_that_only_the_office_needs(
    app: Flask, letter: Letter
) -> None:
    modules = fresh_modules(app, letter)
    assert installed(modules) - NEEDED == set()
    assert {name for name in OURS if name in modules} == set()
