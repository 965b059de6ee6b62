"""The blueprint of the committee's desk: whose request it is, and how far they see."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, g, request, send_file
from flask_babel import gettext

from surveys import camera
from surveys.core.errors import ClockBehind, NotAllowed
from surveys.core.place import Jurisdiction
from surveys.core.staff import Staff
from surveys.web.desk.stale import kept_page
from surveys.web.errors import clock_behind, error_page
from surveys.web.made_from import HIDDEN, standing
from surveys.words.clock import AT_THE_DESK
from surveys.words.refusal import not_allowed_words

pages = Blueprint("desk", __name__, url_prefix="/desk")

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
    "toml": "application/toml; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.errorhandler(NotAllowed)
def not_now(refused: NotAllowed) -> tuple[str, int]:
    """What can't be done in the state that something is in."""
    words = not_allowed_words(refused)
    if request.method == "POST" and any(name not in HIDDEN for name in request.form):
        return kept_page(gettext("现在还不能这样做"), words or gettext("您填的都在下面，没有存。"), standing())
    return error_page(409, words)


@pages.errorhandler(ClockBehind)
def clock_is_behind(error: ClockBehind) -> Response:
    """Nothing is taken until the clock is right: what was typed, once more."""
    response = clock_behind(error)
    if request.method == "POST" and any(name not in HIDDEN for name in request.form):
        page, _status = kept_page(gettext("现在存不了"), f"{AT_THE_DESK}{gettext('您填的都在下面，没有存。')}", standing())
        response.set_data(page)
    return response


def me() -> Staff:
    """The member of staff whose request this is."""
    staff: Staff = g.staff
    return staff


def my_scope() -> Jurisdiction:
    """What they may see; everything outside answers as if it weren't there."""
    return me().scope


def download(content: bytes, name: str) -> Response:
    """A file to keep, under a name that may be Chinese; letters hold secrets, so nothing on the way may keep it."""
    kind = TYPES[name.rpartition(".")[2]]
    response = send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def picture(content: bytes) -> Response:
    """A photographed page to look at, upright where the camera finds it, which nothing on the way may keep."""
    if camera.installed():
        from surveys.camera.look import page_picture

        content = page_picture(content) or content
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
