"""A form that can't be taken as it came: what stands now, what was typed, and both ways on. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, g, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from surveys.web.made_from import HIDDEN, Repeated, Stale, first_answer
from surveys.web.shown import FormLine, Shown


@dataclass(frozen=True, slots=True)
class BothSides:
    """One field: what stands in it now, what was typed into it, whether both are the same, and whether the form asked it."""

    label: str
    stands: str
    typed: str
    same: bool
    asked: bool


def stale_form(stale: Stale) -> tuple[str, int]:
    """Both versions, field by field; whoever typed may send theirs once more or leave it."""
    g.afresh = True
    if stale.stands is None:
        advice = _("这一页说的，已经被别人删去了。您填的都在下面，没有存。")
        return kept_page(_("这里已经没有了"), advice)
    advice = _("这一页打开以后，里面的内容变了，或者这一页不是从这里打开的。您填的都在下面，还没有存。")
    return kept_page(_("先看一眼：现在的和您看到的不一样"), advice, stale.stands, sends=True)


def kept_page(title: str, advice: str, stands: Shown | None = None, *, sends: bool = False) -> tuple[str, int]:
    """What a refused form said, beside what stands; `sends` offers to send it once more over that."""
    page = render_template(
        "desk/stale.html",
        title=title,
        advice=advice,
        rows=tuple(_rows(stands or Shown())),
        changed=stands.changed if stands else None,
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN],
        files=list(dict.fromkeys(request.files)),
        sends=sends,
        back=_page_above(request.path),
    )
    return page, 409


def _rows(stands: Shown) -> Iterator[BothSides]:
    named = {line.name for line in stands.lines}
    more = [FormLine(name, name, "") for name in request.form if name not in named and name not in HIDDEN]
    typed = any(name not in HIDDEN for name in request.form)
    for line in (*stands.lines, *more):
        said = line.said([value.strip() for value in request.form.getlist(line.name)]) if line.name else ""
        if line.choices and "" in line.choices:
            stands_now, said = line.stands or line.choices[""], (said or line.choices[""]) if typed else ""
        else:
            stands_now = line.stands
        if line.label and (stands_now or said):
            asked = line.name in request.form or bool(line.choices)
            yield BothSides(line.label, stands_now, said, stands_now == said, asked)


def _page_above(path: str) -> str:
    """The page that the form stood on: at its own address, or the nearest above it."""
    adapter = current_app.url_map.bind("")
    while path.count("/") > 1:
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            break
    return path


def sent_again(repeated: Repeated) -> Response:
    """The first answer to a form that came twice at the same moment."""
    return first_answer(repeated)
