"""What a refusal looks like: one table from errors to pages."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from surveys.core.errors import ClockBehind, NotAllowed, NotEntitled, NotFound, SurveyError
from surveys.core.fault import StoreUnavailable
from surveys.core.retention import Forgotten
from surveys.web.lean.page import render
from surveys.web.lean.said import Way, said
from surveys.web.unavailable import unavailable
from surveys.words.advice import Advice
from surveys.words.clock import AT_THE_DESK, CLOCK_BEHIND

RETRY_AFTER = "60"


def _page(status: int) -> tuple[str, str]:
    """Title and advice for a status."""
    match status:
        case 400:
            return _("这一页放得太久了"), _("返回上一页，重新打开后再提交一次。")
        case 404:
            return _("没有找到这一页"), _("看看网址有没有打全，或者重新扫一扫入户信上的二维码。")
        case 410:
            return _("已经按期删除"), _("这次征询最终公示满一年，回答按期删掉了。公示的户数、面积和回执号都还在。")
        case 409:
            return _("现在还不能这样做"), _("返回上一页，看看征询现在的状态。")
        case 413:
            return _("内容太大了"), _("文字少写一些，或换一个小一点的文件再试。")
        case 405:
            return _("不能这样打开这一页"), _("从首页或入户信上的二维码重新进入。")
        case _:
            return _("系统出了点问题"), _("过一会儿再试。如果还不行，打入户信上的电话告诉我们。")


def error_page(status: int, detail: str = "", back: str = "") -> tuple[str, int]:
    """A whole page that says what happened and what to do next; `back` is the address where it can be tried again.

    Residents get it as they get every page: in 长辈版 and in their language.
    """
    title, advice = _page(status)
    if not request.path.startswith("/desk"):
        told = Advice(title, (detail or advice,))
        ways = (Way(_("回到首页"), "public.home"), Way(_("找人帮忙"), "resident.help_page"))
        return render("lean/said.html", advice=told, ways=ways, phone="", failed=status >= 500), status
    page = render_template("errors/error.html", title=title, advice=detail or advice, status=status, back=back)
    return page, status


def _too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    if request.endpoint == "desk.roster":
        advice = _("户册文件不超过5兆：删去里面的图片，或者按镇街分成几个文件。")
        return error_page(413, advice, url_for("desk.roster"))
    if request.endpoint == "desk.finding":
        return error_page(
            413, _("文件太大，没有收，这次什么也没有登记。每个文件不超过10 MB，返回上一页换一个再登记。"), request.path
        )
    return error_page(413)


def clock_behind(_error: ClockBehind) -> Response:
    """Nothing is taken until the clock is right; everybody may go on reading."""
    if request.path.startswith("/desk"):
        response = make_response(error_page(503, AT_THE_DESK, request.path))
    else:
        response = said(CLOCK_BEHIND, 503, Way(_("回到首页"), "public.home"), Way(_("找人帮忙"), "resident.help_page"))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def init_app(app: Flask) -> None:
    """Answer every error with a page in plain words."""
    app.register_error_handler(StoreUnavailable, unavailable)
    app.register_error_handler(CSRFError, lambda _error: error_page(400))
    app.register_error_handler(ClockBehind, clock_behind)
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(NotEntitled, lambda _error: error_page(404))
    app.register_error_handler(Forgotten, lambda _error: error_page(410))
    app.register_error_handler(NotAllowed, lambda _error: error_page(409))
    app.register_error_handler(SurveyError, lambda _error: error_page(400))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, lambda error: error_page(error.code or 500))
    app.register_error_handler(500, lambda _error: error_page(500))
