"""run.py, as it stands in a new checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python3 run.py ...` says in `folder`."""
    command = [sys.executable, "run.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


STANDING_IN = {
    "venv.py": """import pathlib, sys
print("noise of venv")
folder = pathlib.Path(sys.argv[1], "bin")
folder.mkdir(parents=True)
(folder / "python").symlink_to(sys.executable)
""",
    "pip.py": "print('noise of pip')",
    "flask.py": "import json, sys; print(json.dumps(sys.argv[1:]))",
}
"""Modules beside run.py, which `python -m` takes before those of the same name: no minute of installing, no network."""


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for venv makes a symbolic link")
def test_a_new_checkout_prints_nothing_but_the_document_that_was_asked_for(tmp_path: Path) -> None:
    for name in ("run.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name, text in STANDING_IN.items():
        (tmp_path / name).write_text(text)
    told = typed(tmp_path, "flask", "overview", "--json")
    assert json.loads(told.stdout) == ["overview", "--json"]
    assert all(
        words in told.stderr for words in ("正在建立 .venv", "noise of venv", "正在安装 requirements.txt", "noise of pip")
    )
    again = typed(tmp_path, "flask", "overview", "--json")
    assert (again.stdout, again.stderr) == (told.stdout, "")


def test_the_help_names_every_task() -> None:
    told = typed(ROOT, "help")
    assert told.returncode == 0
    assert all(
        f"\n  {task} " in told.stdout
        for task in ("demo", "serve", "test", "lint", "bench", "attack", "office-attack", "lock", "flask")
    )


def test_a_task_that_nobody_knows_is_an_error() -> None:
    assert typed(ROOT, "tset").returncode == 2
