"""Reading a folder of photographs and scans from the command line, and forgetting them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from surveys import camera
from surveys.cli.errand import now
from surveys.cli.place import poll_of
from surveys.core.paper_form import PaperForm, form_number
from surveys.store.db import reading, transaction
from surveys.store.paper_photo import photos
from tests.cli.conftest import Installation

pytestmark = pytest.mark.skipif(not camera.installed(), reason="the camera's libraries are an extra")
OPEN = "油灯里"


def printed(installation: Installation, *, pages: int = 1, count: int = 1) -> tuple[PaperForm, ...]:
    from tests.camera.photographed import forms_of

    with installation.app.app_context(), transaction() as session:
        poll = poll_of(session, OPEN, now=now())
        return forms_of(session, poll, *[None] * count, at=now(), pages=pages)


def kept(installation: Installation, form: PaperForm) -> list[int]:
    """The pages that the form's poll has photographs of."""
    with installation.app.app_context(), reading() as session:
        return [photo.page for photo in photos(session, form.poll)]


def test_a_folder_is_read_file_by_file_each_whole_or_not_at_all(own: Installation, tmp_path: Path) -> None:
    from tests.camera.photographed import picture_of

    (form,) = printed(own, pages=2)
    first, second = (picture_of(form, "tick", page=page) for page in (1, 2))
    stranger = picture_of(form_number(bytes(8)), "tick")
    (tmp_path / "1.jpg").write_bytes(first)
    (tmp_path / "2.jpg").write_bytes(b"MZ")
    (tmp_path / "notes.txt").write_text("no picture")
    out = BytesIO()
    sheets = [Image.open(BytesIO(content)) for content in (second, stranger)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=200)
    (tmp_path / "3.pdf").write_bytes(out.getvalue())
    told = own.type("read-forms", str(tmp_path))
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert lines[0] == f"1/3 1.jpg：第{form.serial}份第1页勾了1个"
    assert lines[1].startswith("2/3 2.jpg：没有收。只收PDF和照片")
    assert lines[2].startswith("3/3 3.pdf：没有收。第2张：不是这次征询的问卷")
    assert lines[3] == "收了1个文件，2个没有收。"
    assert kept(own, form) == [1]
    (tmp_path / "2.jpg").write_bytes(second)
    (tmp_path / "3.pdf").unlink()
    assert "1张以前传过，没有再留" in own.done("read-forms", str(tmp_path))
    assert kept(own, form) == [1, 2]


def test_a_folder_without_pictures_and_an_installation_without_the_libraries_are_told(
    own: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "里没有照片" in own.type("read-forms", str(tmp_path)).stderr
    monkeypatch.setattr(camera, "installed", lambda: False)
    told = own.type("read-forms", str(tmp_path))
    assert (told.exit_code, "requirements-camera.txt" in told.stderr) == (2, True)


def test_photographs_are_forgotten_by_command_when_their_time_is_over(own: Installation) -> None:
    from tests.camera.photographed import picture_of

    (form,) = printed(own)
    folder = own.folder / "shots"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(picture_of(form))
    own.done("read-forms", str(folder))
    assert own.done("forget-photos") == "删掉了0张到期的照片。\n"
    assert kept(own, form) == [1]
