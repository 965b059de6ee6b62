"""Reading paper forms from a folder, and forgetting their photographs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from surveys import camera
from surveys.cli.errand import INSTALLATION, REFUSED, FileTrouble, errand, now, read_bytes
from surveys.core.errors import Rejected, SurveyError
from surveys.core.paper_form import PaperForm
from surveys.core.paper_reading import Sighting
from surveys.core.place import DISTRICT
from surveys.services.paper_photo import NamedForm, forget_photos, form_anywhere, keep_sightings
from surveys.services.paper_picture import page_pictures
from surveys.store.db import reading, transaction
from surveys.store.upkeep import empty_log
from surveys.words import paper_photo as words
from surveys.words.refusal import cli_refusal

_ENDINGS = {".jpg", ".jpeg", ".png", ".pdf"}


@errand("read-forms")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def read_forms(folder: Path) -> None:
    """读一个文件夹里纸质问卷的照片和扫描件（JPG、PNG、PDF）：一个文件要么全收要么不收，收的还要在工作台一张一张核对。"""
    if not camera.installed():
        raise FileTrouble(f"{words.INSTALL}。")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    if not files:
        raise FileTrouble(f"{folder}里没有照片，也没有PDF。")
    refused = 0
    for place, path in enumerate(files, 1):
        taken, said = _taken(path)
        refused += not taken
        click.echo(f"{place}/{len(files)} {path.name}：{said}")
    click.echo(f"收了{len(files) - refused}个文件，{refused}个没有收。")
    if refused:
        raise click.exceptions.Exit(REFUSED)


def _taken(path: Path) -> tuple[bool, str]:
    """Whether a file was taken, and what came of it in words."""
    try:
        pictures = page_pictures(read_bytes(path), path.name)
    except Rejected as wrong:
        return False, f"没有收。{words.photo_problem_words(wrong.problems[0])}"
    with reading() as session:
        named = partial(form_anywhere, session)
        seen = [(picture, _sighting(picture, named)) for picture in pictures]
        forms = [named(sighting.number).form for _, sighting in seen]
    unread = [(page, one.reading.unread) for page, (_, one) in enumerate(seen, 1) if one.reading.unread]
    if unread:
        return False, "没有收。" + "；".join(f"第{page}张：{words.UNREADS_SAID[why]}" for page, why in unread)
    return _kept([(form, picture, one) for form, (picture, one) in zip(forms, seen, strict=True) if form])


def _sighting(picture: bytes, named: Callable[[str | None], NamedForm]) -> Sighting:
    from surveys.camera.look import look_at

    return look_at(picture, named)


def _kept(seen: list[tuple[PaperForm, bytes, Sighting]]) -> tuple[bool, str]:
    again = 0
    try:
        with transaction(now) as session:
            for poll_id in {form.poll for form, _, _ in seen}:
                here = [(picture, sighting) for form, picture, sighting in seen if form.poll == poll_id]
                again += keep_sightings(session, DISTRICT, poll_id, here, by=INSTALLATION, now=now()).again
    except SurveyError as refused:
        return False, f"没有收。{cli_refusal(refused)}"
    told = [f"第{form.serial}份第{one.page}页{words.reading_words(one.reading)}" for form, _, one in seen]
    told += [
        f"第{form.serial}份{words.form_done_words(form.state)}" for form, _, _ in seen if words.form_done_words(form.state)
    ]
    told += [f"{again}张以前传过，没有再留"] if again else []
    return True, "；".join(dict.fromkeys(told))


@errand("forget-photos")
def forget() -> None:
    """删掉到期的纸质问卷照片：最终公示满365天，或截止730天还没有最终公示的。开着服务时每天也会自动删。"""
    with transaction(now) as session:
        number = forget_photos(session, by=INSTALLATION, now=now())
    if number:
        empty_log()
    click.echo(f"删掉了{number}张到期的照片。")
