"""run.py, as it stands in a new checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

import run

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
        f"\n  {task} " in told.stdout for task in ("demo", "serve", "test", "lint", "bench", "attack", "lock", "flask")
    )


def test_a_task_that_nobody_knows_is_an_error() -> None:
    assert typed(ROOT, "tset").returncode == 2


class Serving(subprocess.Popen[bytes]):
    """A server that runs for two days and ends."""

    def __init__(self) -> None:
        self.days = 2

    def wait(self, timeout: float | None = None) -> int:
        """The end, when its days are over."""
        if not self.days:
            return 7
        self.days -= 1
        raise subprocess.TimeoutExpired("server", timeout or 0)

    def __del__(self, _maxsize: int = 0, _warn: object = None) -> None:
        """Nothing was started."""


class Keeper:
    """A process that keeps the time and ends by itself as soon as somebody looks."""

    started: ClassVar[list[list[str]]] = []
    ended: ClassVar[list[str]] = []

    def __init__(self, command: list[str], **_more: object) -> None:
        self.started.append(command)

    def poll(self) -> int:
        return 0

    def terminate(self) -> None:
        self.ended.append("terminate")

    def wait(self) -> None:
        self.ended.append("wait")


def test_while_it_serves_a_process_keeps_the_time_and_another_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Serving()
    monkeypatch.setattr(run.subprocess, "Popen", Keeper)
    assert run.attended(server, "http://127.0.0.1:8000") == 7
    assert Keeper.started == [[str(run.PYTHON), "-m", "flask", "keep-time"]] * 3
    assert Keeper.ended == ["terminate", "wait"]
