"""Nobody else on the machine reads what an installation keeps, whatever the umask and whatever lay there before."""

from __future__ import annotations

import os
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys.cli.private import FILE, FOLDER, keep_private, private_file, private_folder
from tests.checkout import Checkout, checkout

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
EXPECTED = {"secret", "base_url", "diandan.sqlite", "diandan.sqlite.queue", "diandan.sqlite.lock", "first-password"}


def everything(folder: Path) -> Iterator[Path]:
    """The folder and all that lies in it, at any depth."""
    yield folder
    yield from folder.rglob("*")


def mode(path: Path) -> int:
    """What who may do with it."""
    return stat.S_IMODE(path.lstat().st_mode)


def readable_by_others(folder: Path) -> list[str]:
    """What isn't as it should be, with its mode."""
    wanted = {path: FOLDER if path.is_dir() else FILE for path in everything(folder)}
    return [f"{path.relative_to(folder)} {mode(path):o}" for path in wanted if mode(path) != wanted[path]]


@pytest.fixture
def installation(tmp_path: Path) -> Checkout:
    return checkout(tmp_path / "checkout")


def test_a_first_start_under_an_open_umask_makes_nothing_that_others_may_read(installation: Checkout) -> None:
    with installation.served(umask=0o000) as address:
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            assert answer.status == 200
        names = {path.name for path in everything(installation.instance)}
        assert names >= EXPECTED
        assert {"diandan.sqlite-wal", "diandan.sqlite-shm"} <= names  # they are made while it serves
        assert readable_by_others(installation.instance) == []


def test_an_old_installation_is_mended_at_its_next_start(installation: Checkout) -> None:
    assert installation.typed("flask", "prepare", umask=0o000).returncode == 0
    (installation.instance / "uploads" / "old").mkdir(parents=True)
    (installation.instance / "uploads" / "old" / "roster").write_bytes(b"names")
    (installation.instance / "diandan.sqlite-wal").touch()
    for path in everything(installation.instance):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert len(readable_by_others(installation.instance)) > len(EXPECTED)
    assert installation.typed("flask", "overview", "--json", umask=0o000).returncode == 0
    assert readable_by_others(installation.instance) == []


def test_of_a_database_that_lies_elsewhere_only_its_own_files_are_mended(tmp_path: Path) -> None:
    """Its folder may be anybody's: one that was given to /tmp must not take it away from the others."""
    names = ("d.sqlite", "d.sqlite-wal", "d.sqlite-shm", "d.sqlite.lock", "somebody's")
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in names:
        (shared / name).touch()
        (shared / name).chmod(0o644)
    shared.chmod(0o777)
    assert keep_private(tmp_path / "instance", f"sqlite:///{shared / 'd.sqlite'}") == []
    assert [mode(shared / name) for name in names] == [FILE] * 4 + [0o644]
    assert mode(shared) == 0o777


def test_what_a_link_points_to_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o755)
    theirs.chmod(0o755)
    instance = private_folder(tmp_path / "instance")
    (instance / "link").symlink_to(theirs)
    assert keep_private(instance, "postgresql+psycopg://somewhere/d") == []
    assert mode(theirs) == 0o755


def test_a_private_file_and_folder_are_so_whether_they_were_there_or_not(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = private_file(tmp_path / "new" / "deep" / "file")
        assert (mode(made), mode(made.parent)) == (FILE, FOLDER)
        made.write_text("kept")
        made.chmod(0o666)
        made.parent.chmod(0o777)
        private_file(made)
        private_folder(made.parent)
        assert (mode(made), mode(made.parent), made.read_text()) == (FILE, FOLDER, "kept")
        assert mode(tmp_path / "new") == FOLDER
    finally:
        os.umask(before)
