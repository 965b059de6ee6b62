"""Photographs of paper forms: brought from a telephone or a scanner, read, looked at, and on to typing in."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response as AnyResponse

from surveys import camera
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.evidence import LARGEST
from surveys.core.paper_photo import MOST_PHOTOS, PhotographedForm
from surveys.core.paper_reading import Seen
from surveys.core.staff import Right
from surveys.services import paper_photo as service
from surveys.services.paper_picture import page_pictures
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.web.typed import TypedForm
from surveys.words import paper_photo as words
from surveys.words.evidence import CHOOSE_AGAIN

_BODY = (MOST_PHOTOS + 1) * LARGEST
_AT_ONCE = 3.0
"""Seconds of reading in one request; the page goes on by itself."""


class PhotosForm(TypedForm):
    """What somebody brings: photographs, or what a scanner made."""

    photos = MultipleFileField(_("选照片，或者扫描仪存的PDF"))


@pages.url_value_preprocessor
def _with_photos(endpoint: str | None, _values: Any) -> None:
    """Let the one form that brings photographs be as large as they may be, before anything reads it."""
    if endpoint == "desk.bring_photos":
        request.max_content_length = _BODY


def photos_shown(session: Connection, poll_id: int) -> Shown:
    """Whether photographs are still taken: one more or less beside them makes no form stale."""
    found = service.photo_desk(session, my_scope(), poll_id, now=now())
    return Shown([found.state])


@pages.get("/polls/<int:poll_id>/photos")
@may(Right.FILL_IN)
def photos(poll_id: int) -> tuple[str, int]:
    """What was brought and read so far, what is missing, and the form to bring more."""
    return _page(poll_id, PhotosForm(formdata=None))


@pages.post("/polls/<int:poll_id>/photos")
@may(Right.FILL_IN)
@made_from(photos_shown)
def bring_photos(poll_id: int) -> AnyResponse | tuple[str, int]:
    """Take files: all of them or none, drawn anew."""
    form = PhotosForm()
    if form.validate_on_submit() and camera.installed():
        try:
            pictures = _brought()
            with writing() as session:
                kept = service.keep_photos(session, my_scope(), poll_id, pictures, by=me(), now=now())
                return done(_kept_words(kept), "desk.photos", poll_id=poll_id)
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, "photos", _problem_words(problem), otherwise="photos")
    if form.errors:
        form.photos.errors = [*form.photos.errors, CHOOSE_AGAIN]
    return _page(poll_id, form)


def _brought() -> list[bytes]:
    """The pages of all files that came. Raises `Rejected`: photos_none, photos_many, and what is wrong with each file."""
    files = [
        (file.filename or "", file.stream.read(LARGEST + 1)) for file in request.files.getlist("photos") if file.filename
    ]
    if not files or len(files) > MOST_PHOTOS:
        raise Rejected([Problem("photos_many" if files else "photos_none", "photos")])
    pictures, problems = list[bytes](), list[Problem]()
    for name, content in files:
        try:
            pictures += page_pictures(content, name)
        except Rejected as refused:
            problems += refused.problems
    if problems:
        raise Rejected(problems)
    return pictures


def _problem_words(problem: Problem) -> str:
    said = words.photo_problem_words(problem)
    return f"{problem.field[:40]}：{said}" if problem.field != "photos" else said


def _kept_words(kept: service.KeptPhotos) -> str:
    said = [gettext("收到%(n)s张", n=kept.new)] if kept.new else []
    said += [gettext("%(n)s张以前传过，没有再留", n=kept.again)] if kept.again else []
    return str(gettext("，").join(said))


@pages.post("/polls/<int:poll_id>/photos/read")
@may(Right.FILL_IN)
@made_from(photos_shown)
def read_photos(poll_id: int) -> AnyResponse | tuple[str, int]:
    """Read the next photographs, for a few seconds; the page asks for more."""
    if not camera.installed():
        return _page(poll_id, PhotosForm(formdata=None))
    from surveys.camera.look import look_at

    with looking() as session:
        waiting = service.photo_desk(session, my_scope(), poll_id, now=now()).waiting
        named = partial(service.named_form, session, my_scope(), poll_id)
        began, seen = monotonic(), {}
        for photo in waiting:
            seen[photo.id] = look_at(service.form_picture(session, my_scope(), poll_id, photo.id), named)
            if monotonic() - began > _AT_ONCE:
                break
    with writing() as session:
        for photo_id, sighting in seen.items():
            service.write_reading(session, my_scope(), poll_id, photo_id, sighting, by=me(), now=now())
        left = len(waiting) - len(seen)
        said = gettext("又读了%(n)s张", n=len(seen)) if left else gettext("都读完了")
        return done(said, "desk.photos", same=said, poll_id=poll_id, of=request.args.get("of", type=int), _anchor="reading")


def photo_shown(session: Connection, poll_id: int, photo_id: int) -> Shown:
    """A photograph and what was read off it; nothing where it is gone."""
    try:
        found = service.form_photo(session, my_scope(), poll_id, photo_id)
    except NotAllowed:
        return Shown(["gone"])
    return Shown([found.digest, found.reading.document() if found.reading else None])


@pages.post("/polls/<int:poll_id>/photos/<int:photo_id>/drop")
@may(Right.FILL_IN)
@made_from(photo_shown)
def drop_photo(poll_id: int, photo_id: int) -> AnyResponse:
    """Delete a photograph that nothing was read off."""
    with writing() as session:
        service.drop_photo(session, my_scope(), poll_id, photo_id, by=me(), now=now())
        return done(gettext("删掉了"), "desk.photos", poll_id=poll_id)


@pages.get("/polls/<int:poll_id>/photos/forms/<int:form_id>")
@may(Right.FILL_IN)
def photographed_form(poll_id: int, form_id: int) -> str:
    """One form: what was read, beside what is to be seen, and on to typing in."""
    with looking() as session:
        found = service.photographed_form(session, my_scope(), poll_id, form_id)
        edition, menu = service.asked_on(session, my_scope(), poll_id)
        poll = service.photo_desk(session, my_scope(), poll_id, now=now()).poll
    # What a home chose is nobody's to look up once it is typed in.
    shut = found.form.state in service.DONE
    sheets = [
        (photo, [(box, words.option_words(edition, menu, box)) for box in photo.reading.boxes if box.seen is not Seen.EMPTY])
        for photo in found.best
        if photo.reading and not shut
    ]
    onward = "" if shut else _onward(poll_id, found)
    values = {
        "poll": poll,
        "found": found,
        "sheets": sheets,
        "onward": onward,
        "words": words,
        "installed": camera.installed(),
    }
    return render_template("desk/paper_photo/form.html", **values)


def _onward(poll_id: int, found: PhotographedForm) -> str:
    """Where a form is typed in: at its home's screen, where it has one."""
    asked: dict[str, Any] = {"poll_id": poll_id, "form": found.form.number}
    if found.best:
        asked["photo"] = found.best[0].id
    if found.form.household is None:
        return url_for("desk.entry", **asked)
    return url_for("desk.enter", household_id=found.form.household, channel="paper", **asked)


@pages.get("/polls/<int:poll_id>/photos/<int:photo_id>.jpg")
@may(Right.FILL_IN)
def photo_picture(poll_id: int, photo_id: int) -> Response:
    """A photograph as it was kept."""
    with looking() as session:
        return _picture(service.form_picture(session, my_scope(), poll_id, photo_id))


@pages.get("/polls/<int:poll_id>/photos/<int:photo_id>/page.jpg")
@may(Right.FILL_IN)
def photo_page(poll_id: int, photo_id: int) -> Response:
    """The page on a photograph as it would lie on a scanner. Raises `NotFound` where it isn't found."""
    with looking() as session:
        content = service.form_picture(session, my_scope(), poll_id, photo_id)
    if not camera.installed():
        raise NotAllowed("no_form_photo")
    from surveys.camera.look import page_picture

    if (flat := page_picture(content)) is None:
        raise NotAllowed("no_form_photo")
    return _picture(flat)


def _picture(content: bytes) -> Response:
    """A picture that nothing on the way may keep and that runs nothing."""
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(poll_id: int, form: PhotosForm) -> tuple[str, int]:
    with looking() as session:
        found = service.photo_desk(session, my_scope(), poll_id, now=now())
    of = max(request.args.get("of", 0, type=int), len(found.waiting))
    values = {"desk": found, "poll": found.poll, "form": form, "of": of, "words": words, "most": MOST_PHOTOS}
    page = render_template(
        "desk/paper_photo/photos.html",
        **values,
        installed=camera.installed(),
        large=LARGEST // (1024 * 1024),
        phone=current_app.config["OFFICE_PHONE"],
    )
    return page, 422 if form.errors else 200
