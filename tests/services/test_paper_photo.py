"""Photographs of paper forms: tied to their form, read once, shown where they belong, and gone when their time is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from sqlalchemy import text

from surveys.camera import installed
from surveys.core.act import Act
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.paper_form import PaperForm
from surveys.core.paper_reading import Doubt, Seen, Unread
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.retention import AFTER_FINAL, WITHOUT_FINAL
from surveys.services import paper_photo as service
from surveys.services.notice import draft, publish
from surveys.services.paper_picture import page_pictures
from surveys.store.db import Connection
from surveys.store.ledger import lines_since_it_began
from surveys.store.upkeep import empty_log
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DISTRICT, DURING, LI, PAPER, opened, posted
from tests.services.test_evidence import SECRET, placed

pytestmark = pytest.mark.skipif(not installed(), reason="the camera's libraries are an extra")


def look(session: Connection, poll: Poll, content: bytes) -> service.Sighting:
    from surveys.camera.look import look_at

    return look_at(content, partial(service.named_form, session, DISTRICT, poll.id))


def brought(session: Connection, poll: Poll, *pictures: bytes) -> service.PhotoDesk:
    """The pictures kept and read."""
    service.keep_photos(session, DISTRICT, poll.id, pictures, by=LI, now=DURING)
    for photo in service.photo_desk(session, DISTRICT, poll.id, now=DURING).waiting:
        seen = look(session, poll, service.form_picture(session, DISTRICT, poll.id, photo.id))
        service.write_reading(session, DISTRICT, poll.id, photo.id, seen, by=LI, now=DURING)
    return service.photo_desk(session, DISTRICT, poll.id, now=DURING)


def printed(session: Connection, poll: Poll, *homes: int | None, pages: int = 1) -> tuple[PaperForm, ...]:
    from tests.camera.photographed import forms_of

    return forms_of(session, poll, *homes, at=DURING, pages=pages)


def shot(form: PaperForm, *kinds: str, page: int = 1, quality: int = 95) -> bytes:
    from tests.camera.photographed import picture_of

    return picture_of(form, *kinds, page=page, quality=quality)


def test_a_photograph_is_tied_to_its_form_and_what_is_sure_is_filled_in_beforehand(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        desk = brought(session, poll, shot(form, "tick", "ring", "cross"))
        (one,) = desk.ready
        assert (one.form.number, one.missing, desk.lacking, desk.unreadable) == (form.number, (), (), ())
        (photo,) = one.best
        assert photo.reading
        seen = {(box.question, box.option): box.seen for box in photo.reading.boxes if box.seen is not Seen.EMPTY}
        assert seen == {("q0", "o0"): Seen.MARKED, ("q1", "o0"): Seen.UNSURE, ("q2", "o0"): Seen.MARKED}
        assert photo.reading.document()["fields"] == {"q0": ["o0"], "q2": ["o0"]}
        acts = [line.act for line in lines_since_it_began(session)]
        assert acts[-2:] == [Act.FORM_PHOTOS_KEPT, Act.FORM_PHOTO_READ]


def test_more_ticks_than_a_question_takes_are_left_to_a_person(database: Database) -> None:
    import cv2

    from tests.camera.forms import clean, layout
    from tests.camera.pens import write
    from tests.camera.photographed import INK

    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        page = clean(number=form.number).copy()
        for box in layout().boxes[:2]:
            write(page, box, "tick", INK, Random(1))
        (one,) = brought(session, poll, cv2.imencode(".jpg", page)[1].tobytes()).ready
        reading = one.best[0].reading
        assert reading
        assert [box.doubt for box in reading.boxes[:2]] == [Doubt.MANY] * 2
        assert reading.document()["fields"] == {}


def test_a_missing_page_is_told_and_the_better_of_two_photographs_leads(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None, pages=2)
        (one,) = brought(session, poll, shot(form, "tick", "ring")).lacking
        assert one.missing == (2,)
        (one,) = brought(session, poll, shot(form, "tick"), shot(form, "dot", page=2)).ready
        assert [photo.page for photo in one.best] == [1, 2]
        rows = session.execute(text("SELECT reading FROM form_photos WHERE page = 1 ORDER BY id")).scalars().all()
        assert ['"fields":{}' in row for row in rows] == [True, False]


def test_the_same_photograph_twice_is_kept_once(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        for new, again in ((1, 1), (0, 2)):
            kept = service.keep_photos(session, DISTRICT, poll.id, [shot(form)] * 2, by=LI, now=DURING)
            assert (kept.new, kept.again) == (new, again)
        assert session.execute(text("SELECT count(*) FROM form_photos")).scalar_one() == 1


def test_a_form_of_another_poll_is_said_and_its_picture_is_not_kept(database: Database) -> None:
    with database.transaction() as session:
        poll, other = opened(session), opened(session, compound="B", wave="W2")
        (theirs,) = printed(session, other, None)
        desk = brought(session, poll, shot(theirs, "tick"))
        (photo,) = desk.unreadable
        assert photo.reading
        assert (photo.reading.unread, photo.form, desk.forms) == (Unread.OTHER_POLL, None, ())
        assert session.execute(text("SELECT length(content) FROM form_photos")).scalar_one() == 0
        service.drop_photo(session, DISTRICT, poll.id, photo.id, by=LI, now=DURING)
        assert service.photo_desk(session, DISTRICT, poll.id, now=DURING).unreadable == ()


def test_what_shows_no_form_is_said_and_may_be_deleted_and_what_was_read_may_not(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        empty = BytesIO()
        Image.new("RGB", (300, 400), "grey").save(empty, "JPEG")
        desk = brought(session, poll, empty.getvalue(), shot(form))
        (nothing,) = desk.unreadable
        assert nothing.reading
        assert nothing.reading.unread is Unread.NO_PAGE
        service.drop_photo(session, DISTRICT, poll.id, nothing.id, by=LI, now=DURING)
        with pytest.raises(NotAllowed, match="photo_read"):
            service.drop_photo(session, DISTRICT, poll.id, desk.ready[0].photos[0].id, by=LI, now=DURING)


def test_a_form_that_was_spoiled_is_told_and_not_offered(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        session.execute(text("UPDATE paper_forms SET spoiled_at = :at, spoiled_by = 'li'"), {"at": "2026-11-26 00:00:00"})
        desk = brought(session, poll, shot(form, "tick"))
        assert ([one.form.number for one in desk.done], desk.ready) == ([form.number], ())


def test_nobody_sees_a_photograph_outside_their_place_or_by_another_polls_number(database: Database) -> None:
    with database.transaction() as session:
        poll, other = opened(session), opened(session, compound="B", street="T", wave="W2")
        (form,) = printed(session, poll, None)
        photo = brought(session, poll, shot(form)).ready[0].photos[0]
        elsewhere = Jurisdiction(street=other.compound.street.id)
        for ask in (service.form_picture, service.form_photo):
            assert ask(session, DISTRICT, poll.id, photo.id)
            for scope, asked in ((elsewhere, poll.id), (DISTRICT, other.id)):
                with pytest.raises((NotFound, NotAllowed)):
                    ask(session, scope, asked, photo.id)


def test_nothing_of_a_file_is_kept_but_what_is_to_be_seen() -> None:
    (picture,) = page_pictures(placed(), "a.jpg")
    assert SECRET not in picture
    assert not Image.open(BytesIO(picture)).getexif()
    with pytest.raises(Rejected) as refused:
        page_pictures(b"MZ a program", "a.exe")
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("evidence_type", "a.exe")]


def test_every_page_that_a_scanner_made_is_a_picture_of_its_own() -> None:
    out = BytesIO()
    sheets = [Image.new("RGB", (210, 297), colour) for colour in ("red", "white", "blue")]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    pictures = page_pictures(out.getvalue(), "scan.pdf")
    seen = [Image.open(BytesIO(picture)).getpixel((50, 50)) for picture in pictures]
    assert [tuple(round(part / 255) for part in pixel) for pixel in seen] == [(1, 0, 0), (1, 1, 1), (0, 0, 1)]  # type: ignore[union-attr]
    assert page_pictures(out.getvalue(), "scan.pdf") == pictures


def test_photographs_are_gone_a_year_after_the_final_notice_and_their_bytes_with_them(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        picture = shot(form, "tick")
        brought(session, poll, picture)
    assert left_over(database, picture) or database.kind != "sqlite"
    with database.transaction() as session:
        posted(session, poll.id, until=date(2026, 12, 31))
        final = datetime(2027, 1, 5, tzinfo=UTC)
        made = draft(session, DISTRICT, poll.id, until=date(2027, 1, 31), final=True, by=LI, now=final)
        publish(session, DISTRICT, made, PAPER, by=LI, now=final)
    with database.transaction() as session:
        assert service.forget_photos(session, by=LI, now=final + AFTER_FINAL) == 0
        assert service.form_picture(session, DISTRICT, poll.id, 1)
    with database.transaction() as session:
        assert service.forget_photos(session, by=LI, now=final + AFTER_FINAL + timedelta(seconds=1)) == 1
        assert [line.act for line in lines_since_it_began(session)][-1] == Act.FORM_PHOTOS_FORGOTTEN
    with database.app.app_context():
        empty_log()
    assert not left_over(database, picture)


def left_over(database: Database, picture: bytes) -> bool:
    """Whether the picture's bytes are anywhere in the database's files."""
    if database.kind != "sqlite":
        return False
    folder = Path(database.url.removeprefix("sqlite:///")).parent
    parts = [picture[at : at + 64] for at in range(2000, len(picture) - 64, 5000)]
    return any(part in path.read_bytes() for path in folder.iterdir() if path.is_file() for part in parts)


def test_without_a_final_notice_photographs_are_gone_two_years_after_closing(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        (form,) = printed(session, poll, None)
        brought(session, poll, shot(form))
        assert service.forget_photos(session, by=LI, now=CLOSES + WITHOUT_FINAL) == 0
        assert service.forget_photos(session, by=LI, now=CLOSES + WITHOUT_FINAL + timedelta(seconds=1)) == 1


def test_no_photographs_are_taken_when_the_result_is_out(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        posted(session, poll.id, until=date(2026, 12, 31))
        with pytest.raises(NotAllowed, match="not_collecting"):
            service.keep_photos(session, DISTRICT, poll.id, [b"x"], by=LI, now=AFTER)
