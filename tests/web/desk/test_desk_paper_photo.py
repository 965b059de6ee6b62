"""Photographs of paper forms at the desk: brought, read a few at a time, looked at, and on to typing in."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from surveys import camera
from surveys.core.ballot import Capacity, Channel
from surveys.core.form_entry import FormEntry, Transcript
from surveys.core.paper_form import PaperForm
from surveys.store import form_entry
from surveys.store.db import reading, transaction
from surveys.store.paper_photo import photos
from tests.office import Browser, Office, alert
from tests.phone import Page
from tests.services.test_evidence import SECRET, placed

pytestmark = pytest.mark.skipif(not camera.installed(), reason="the camera's libraries are an extra")


@pytest.fixture
def form(ours: Office) -> PaperForm:
    from tests.camera.photographed import forms_of

    with ours.app.app_context(), transaction() as session:
        return forms_of(session, ours.open, ours.home(ours.open), at=datetime.now(UTC))[0]


def path_of(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/photos"


def bring(office: Office, browser: Browser, *files: tuple[bytes, str]) -> Page:
    """Bring files and let the page read them all."""
    path = path_of(office)
    answer = browser.fill(path, {"photos": [(BytesIO(content), name) for content, name in files]})
    if answer.status_code != 303:
        return Page(answer)
    while "data-go-on" in browser.client.get(path).text:
        answer = browser.fill(path, {}, next(iter(onward(browser, path))))
        assert answer.status_code == 303
    return browser.page(path)


def onward(browser: Browser, path: str) -> list[str]:
    """Where the form goes that reads on."""
    text = browser.client.get(path).text
    return [part.split('"')[0].replace("&amp;", "&") for part in text.split('action="')[1:] if "/photos/read" in part[:60]]


def shot(form: PaperForm | str, *kinds: str) -> bytes:
    from tests.camera.photographed import picture_of

    return picture_of(form, *kinds)


def test_a_photograph_is_read_shown_beside_what_was_read_and_goes_on_to_typing_in(ours: Office, form: PaperForm) -> None:
    browser = ours.signed_in("wang")
    page = bring(ours, browser, (shot(form, "tick", "ring"), "a.jpg"))
    assert f"第{form.serial}份" in page.text
    assert "勾了1个，1个看不准" in page.text
    there = f"{path_of(ours)}/forms/{form.id}"
    assert there in page.links
    one = browser.page(there)
    for said in ("打了勾", "看不准：框外面画了圈或者线", "只是先填上，不算数"):
        assert said in one.text
    (entry,) = [link for link in one.links if "/entry/" in link]
    assert entry == f"/desk/polls/{ours.open.id}/entry/{form.household}?channel=paper&form={form.number}&photo=1"
    assert browser.client.get(entry).status_code == 200
    flat = browser.client.get(f"{path_of(ours)}/1/page.jpg")
    assert Image.open(BytesIO(flat.data)).size == (840, 1188)


def test_a_picture_is_kept_by_nobody_on_the_way_and_runs_nothing(ours: Office, form: PaperForm) -> None:
    bring(ours, ours.signed_in("wang"), (shot(form), "a.jpg"))
    for ending in ("1.jpg", "1/page.jpg"):
        answer = ours.signed_in("wang").client.get(f"{path_of(ours)}/{ending}")
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert ours.signed_in("song").client.get(f"{path_of(ours)}/{ending}").status_code == 404
        assert ours.at_home().client.get(f"{path_of(ours)}/{ending}").status_code in (302, 303, 401, 403)


def test_where_a_photograph_was_taken_is_not_kept(ours: Office) -> None:
    browser = ours.signed_in("wang")
    bring(ours, browser, (placed(), "a.jpg"))
    with ours.app.app_context(), reading() as session:
        (photo,) = photos(session, ours.open.id)
    assert SECRET not in browser.client.get(f"{path_of(ours)}/{photo.id}.jpg").data
    assert "没找到纸的四个角" in browser.page(path_of(ours)).text


def test_a_bad_file_is_told_by_its_name_and_none_of_the_others_is_kept(ours: Office, form: PaperForm) -> None:
    browser = ours.signed_in("wang")
    page = bring(ours, browser, (shot(form), "a.jpg"), (b"MZ", "b.exe"), (b"", "c.jpg"))
    for said in ("b.exe：只收PDF和照片", "c.jpg：选的文件是空的", "要再选一次"):
        assert said in page.text
    assert "还没有选照片" in alert(bring(ours, browser))
    with ours.app.app_context(), reading() as session:
        assert photos(session, ours.open.id) == ()


def test_a_scanners_pdf_is_read_page_by_page(ours: Office) -> None:
    from tests.camera.photographed import forms_of

    with ours.app.app_context(), transaction() as session:
        made = forms_of(session, ours.open, None, None, None, at=datetime.now(UTC))
    out = BytesIO()
    sheets = [Image.open(BytesIO(shot(form, "tick"))) for form in made]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=200)
    page = bring(ours, ours.signed_in("wang"), (out.getvalue(), "scan.pdf"))
    assert [f"第{form.serial}份" in page.text for form in made] == [True] * 3
    assert page.text.count("勾了1个") == 3


def test_without_the_cameras_libraries_the_page_says_what_to_install_and_typing_goes_on(
    ours: Office, form: PaperForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = ours.signed_in("wang")
    bring(ours, browser, (shot(form), "a.jpg"))
    monkeypatch.setattr(camera, "installed", lambda: False)
    page = browser.page(path_of(ours))
    assert "requirements-camera.txt" in page.text
    assert f"/desk/polls/{ours.open.id}/entry" in page.links
    assert browser.client.get(f"{path_of(ours)}/forms/{form.id}").status_code == 200
    assert browser.client.get(f"{path_of(ours)}/1/page.jpg").status_code == 409


def test_a_photograph_that_nothing_was_read_off_is_deleted(ours: Office) -> None:
    browser = ours.signed_in("wang")
    bring(ours, browser, (placed(), "a.jpg"))
    there = f"{path_of(ours)}/1/drop"
    assert browser.fill(path_of(ours), {}, there).status_code == 303
    assert "没找到纸的四个角" not in browser.page(path_of(ours)).text


def test_what_a_photograph_shows_is_shut_once_its_form_is_typed_in(ours: Office, form: PaperForm) -> None:
    browser = ours.signed_in("wang")
    bring(ours, browser, (shot(form, "tick", "ring"), "a.jpg"))
    there = f"{path_of(ours)}/forms/{form.id}"
    assert "打了勾" in browser.page(there).text
    with ours.app.app_context(), transaction() as session:
        said = {
            "capacity": Capacity.OWNER,
            "channel": Channel.PAPER,
            "by": "wang",
            "at": datetime.now(UTC),
            "revision": None,
        }
        new = FormEntry(0, form.id, ours.home(ours.open), **said)
        form_entry.add(session, ours.open.id, new, Transcript({}, Channel.PAPER, form.number), "{}")
    for reader in ("wang", "jie", "office"):
        page = ours.signed_in(reader).page(there)
        assert ("打了勾" in page.text, "page.jpg" in page.html, "照片收起来了" in page.text) == (False, False, True)
        for ending in ("1.jpg", "1/page.jpg"):
            assert ours.signed_in(reader).client.get(f"{path_of(ours)}/{ending}").status_code == 404
