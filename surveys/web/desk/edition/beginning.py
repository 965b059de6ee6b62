"""Beginning to write: from a document that is there, from the bank of questions, or from a file."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotFound, Rejected
from surveys.core.sketch import DocumentSort, read_paper
from surveys.core.staff import Right
from surveys.services.document import document_with
from surveys.services.edition import question_banks
from surveys.services.sketch import begin, begin_from_bank
from surveys.web.audience import may
from surveys.web.desk.edition.views import gone
from surveys.web.desk.pages import me, pages
from surveys.web.made_from import done, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import nothing
from surveys.words.edition import BANK_NAMES, BANK_TITLES, KIND_NAMES, ROLES_SAID, SORTS
from surveys.words.sketch import PART_FIELDS
from surveys.words.toml_document import toml_problem_words

_LARGEST = 200_000


@pages.post("/editions/<digest>/sketch")
@may(Right.WRITE)
@made_from(nothing)
def edition_begun(digest: str) -> Response:
    """Write a new questionnaire, beginning with this one."""
    return _begun(DocumentSort.EDITION, digest)


@pages.post("/menus/<digest>/sketch")
@may(Right.WRITE)
@made_from(nothing)
def menu_begun(digest: str) -> Response:
    """Write a new menu, beginning with this one."""
    return _begun(DocumentSort.MENU, digest)


def _begun(sort: DocumentSort, digest: str) -> Response:
    try:
        with writing() as session:
            paper = document_with(session, sort, digest)
            number = begin(session, paper, paper.digest, by=me(), now=now())
            return done(_("照着它开了一份草稿，原来的不会动。改一步存一步，随时可以回来"), "desk.sketch", number=number)
    except NotFound:
        return gone()


@pages.route("/editions/new", methods=["GET", "POST"])
@may(Right.WRITE)
@made_from(nothing)
def edition_new() -> Response | tuple[str, int]:
    """Choose questions from the bank of a wave and begin with them."""
    banks = question_banks()
    asked = request.args.get("wave", "")
    wave = asked if asked in banks else next(iter(banks))
    chosen, title = request.form.getlist("questions"), request.form.get("title", BANK_TITLES[wave])
    problems = []
    if request.method == "POST":
        try:
            with writing() as session:
                number = begin_from_bank(session, title, wave, chosen, by=me(), now=now())
                return done(_("选好了，开了一份草稿。接着排先后、改说法，改好再存"), "desk.sketch", number=number)
        except Rejected as refused:
            problems = [_missing(problem.field) or toml_problem_words(problem) for problem in refused.problems]
    page = render_template(
        "desk/edition/new.html",
        bank=banks[wave],
        wave=wave,
        names=BANK_NAMES,
        title=title,
        chosen=chosen if request.method == "POST" else [q.key for q in banks[wave].edition.questions],
        kinds=KIND_NAMES,
        roles=ROLES_SAID,
        problems=problems,
    )
    return page, 422 if problems else 200


def _missing(field: str) -> str:
    match field:
        case "title":
            return str(_("写上名称，60个字以内"))
        case "question":
            return str(_("至少选一题"))
    return ""


@pages.post("/editions/file")
@may(Right.WRITE)
@made_from(nothing)
def edition_brought() -> Response | tuple[str, int]:
    """Begin with a file: the whole of it, or nothing."""
    file = request.files.get("file")
    sort = DocumentSort.MENU if request.form.get("sort") == DocumentSort.MENU else DocumentSort.EDITION
    content = file.stream.read(_LARGEST * 4) if file else b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(sort, [], _("文件不是UTF-8文字。用记事本另存为，编码选UTF-8，再选一次"))
    if not text.strip():
        return _refused(sort, [], _("没有选文件，或者文件是空的"))
    try:
        paper = read_paper(sort, text)
    except Rejected as refused:
        rows = [(p.row, PART_FIELDS.get(p.field, p.field), p.value, toml_problem_words(p)) for p in refused.problems]
        return _refused(sort, rows, "")
    with writing() as session:
        number = begin(session, paper, by=me(), now=now())
        return done(_("文件读进来了，开了一份草稿。看一遍，没错就存"), "desk.sketch", number=number)


def _refused(sort: DocumentSort, rows: list[tuple[int, str, str, str]], advice: str) -> tuple[str, int]:
    return render_template("desk/edition/refused.html", sort=sort, sorts=SORTS, rows=rows, advice=advice), 422
