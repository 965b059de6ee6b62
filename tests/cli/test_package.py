"""Packages from the command line, and what the neighbour's program says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import recount
from tests.cli.conftest import Installation


def told(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What recount.py says of a package that agrees."""
    assert recount.main([str(file)]) == 0, capsys.readouterr().out
    return capsys.readouterr().out


def test_a_package_of_the_demo_is_proved(demo: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.zip"
    result = demo.type("package", "春风里", str(file), "--to", "监票人", "--reason", "复核")
    assert (result.exit_code, "文件的摘要" in result.stderr) == (0, True)
    assert "全部对得上" in told(file, capsys)


def test_the_public_package_of_the_demo_is_proved(
    demo: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.zip"
    demo.done("package", "春风里", str(file), "--public")
    assert "查不了的" in told(file, capsys)


def test_a_package_without_a_recipient_is_not_written(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "c.zip"
    result = demo.type("package", "春风里", str(file))
    assert (result.exit_code, file.exists()) == (2, False)
    assert "写明给谁" in result.stderr


def test_a_poll_that_runs_has_no_package(demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    result = demo.type("package", "油灯里", str(file), "--to", "监票人", "--reason", "复核")
    assert (result.exit_code, file.exists()) == (1, False)
