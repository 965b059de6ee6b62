"""The script that is sent: small where it was built of these very parts, and never another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from surveys.web.lean.program import BUILT, joined, program
from tests.built import STATIC, TERSER, built


def test_the_built_script_is_of_these_sources() -> None:
    sent, _ = program(str(STATIC))
    stale = "the built script is not of these sources: run `python3 run.py build`"
    assert sent.decode() == (STATIC / BUILT).read_text("utf-8").partition("\n")[2], stale


@pytest.mark.skipif(
    not TERSER.exists() and os.environ.get("CI") != "true", reason="the tools of package-lock.json aren't here"
)
def test_building_again_gives_the_same_bytes() -> None:
    assert built() == (STATIC / BUILT).read_text("utf-8")


@pytest.mark.parametrize("change", ["a part", "the mark", "no build"])
def test_a_stale_build_is_heavier_and_never_wrong(tmp_path: Path, change: str) -> None:
    shutil.copytree(STATIC / "js", tmp_path / "js")
    part, small = tmp_path / "js" / "door.js", tmp_path / BUILT
    match change:
        case "a part":
            part.write_text(part.read_text("utf-8") + "sweep();\n", "utf-8")
        case "the mark":
            small.write_text(small.read_text("utf-8").partition("\n")[2], "utf-8")
        case _:
            small.unlink()
    sent, digest = program(str(tmp_path))
    assert sent.decode() == joined(tmp_path)
    assert digest != program(str(STATIC))[1]
