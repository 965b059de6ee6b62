"""Letters: what was printed and what is still to be, and the print runs themselves. Only a form's answer holds a secret:
no address that can be opened twice, sent on or found in a browser's history does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from surveys.core.errors import NotFound, Rejected
from surveys.core.site import check_site
from surveys.core.staff import Right
from surveys.paper.letter import letters_page
from surveys.paper.letter import letters_pdf as pressed
from surveys.services.compound import poll_desk
from surveys.services.district import site
from surveys.services.letter import Letters, printed_before
from surveys.services.letter import print_letters as printed
from surveys.services.letter import reissue as issued_anew
from surveys.services.print_run import PrintDesk, doorstep, print_desk
from surveys.services.seal import heads
from surveys.services.sent_form import LastChange, last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.door_page import ReissueForm, door_page
from surveys.web.desk.forms import accuse
from surveys.web.desk.letter.form import PrintForm
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.settings import papers_of
from surveys.web.desk.ways import next_shown
from surveys.web.made_from import HIDDEN, Repeated, done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.dates import time_words
from surveys.words.language import said as spoken
from surveys.words.place import building_words
from surveys.words.print_run import print_problem_words, run_place_words
from surveys.words.tree_head import WHAT_FOR, day_of_head, head_words


@pages.get("/polls/<int:poll_id>/letters")
@may(Right.LETTERS)
def letters(poll_id: int) -> str:
    """What was printed, and what is still to be; of one building door by door."""
    building = request.args.get("building") or ""
    with looking() as session:
        desk = print_desk(session, my_scope(), poll_id, now=now())
    if building and not any(pile.building == building for pile in desk.piles):
        raise NotFound("building", building)
    return _page(desk, PrintForm(formdata=None).offer(desk, building), building)


def _page(desk: PrintDesk, form: PrintForm, building: str) -> str:
    steps = [step for step in desk.doorsteps if step.household.building == building]
    with looking() as session:
        papers = papers_of(session, [desk.poll.compound])
        known = heads(session, desk.poll.id)
    head = f"{day_of_head(known[-1].at)}　{head_words(known[-1])}" if known else ""
    page = {
        "head": head,
        "what_for": spoken(WHAT_FOR),
        "desk": desk,
        "form": form,
        "building": building,
        "doorsteps": steps,
        "papers": papers,
    }
    return render_template("desk/letter/letters.html", **page)


def letters_shown(session: Connection, poll_id: int) -> Shown:
    """The runs made so far: a ballot that comes in meanwhile makes nothing stale, it only leaves a letter out."""
    desk = print_desk(session, my_scope(), poll_id, now=now())
    last = desk.runs[-1] if desk.runs else None
    said = _("第%(n)s次，%(where)s", n=last.number, where=run_place_words(last)) if last else _("还没有印过")
    line = FormLine("", _("最近一次印信"), said)
    papers = papers_of(session, [desk.poll.compound])
    lines = (line, FormLine("", _("居民打开的网址"), papers.site))
    return Shown([desk.state, len(desk.runs), asdict(papers)], lines, LastChange(last.who, last.at) if last else None)


@pages.post("/polls/<int:poll_id>/letters")
@may(Right.LETTERS)
@made_from(letters_shown, again=True)
def print_letters(poll_id: int) -> Response | str | tuple[str, int]:
    """The letters, once the run is written down: as a page, or with ?file=pdf as a file. Sent again, the form gives the same
    run's letters and no second run."""
    with looking() as session:
        desk = print_desk(session, my_scope(), poll_id, now=now())
    form = PrintForm()
    building = form.building.data or ""
    if form.offer(desk, building).validate_on_submit():
        try:
            with writing() as session:
                _check_site(session)
                made = printed(session, my_scope(), poll_id, form.wanted(), by=me(), now=now(), **_secrets(session))
                _end(poll_id, made.run.number if made.run else 0)
            return _paper(made)
        except Repeated as repeated:
            return _paper(_once_more(repeated, poll_id))
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, print_problem_words(problem), otherwise="again")
    return _page(desk, form, building), 422


def _secrets(session: Connection) -> dict[str, Any]:
    return {"keys": current_app.config["KEYS"], "base_url": site(session, current_app.config["ADDRESSES"])}


def _check_site(session: Connection) -> None:
    check_site(site(session, current_app.config["ADDRESSES"]), trial="trial" in request.form)


def _end(poll_id: int, run: int) -> None:
    done("", "desk.letters", poll_id=poll_id, run=run)


def _once_more(repeated: Repeated, poll_id: int) -> Letters:
    """The letters that the same form gave when it first came."""
    number = int(parse_qs(urlsplit(repeated.first.location).query)["run"][0])
    with looking() as session:
        return printed_before(session, my_scope(), poll_id, number, by=me(), now=now(), **_secrets(session))


def _paper(made: Letters) -> Response | str:
    """The letters of a run as a page to print, or as a file."""
    assert made.run
    phone, big = current_app.config["OFFICE_PHONE"], made.run.big
    if request.args.get("file") == "pdf":
        parts = (made.poll.compound.name, made.run.building and building_words(made.run.building), _("入户信"))
        name = "-".join([*filter(None, parts), str(made.run.number)])
        return download(pressed(made, phone=phone, big=big, printed_at=made.run.at), f"{name}.pdf")
    with looking() as session:
        following = next_shown(session, [made.poll])
    return render_template(
        "desk/letter/printed.html",
        next=following,
        page=letters_page(made, phone=phone, big=big),
        run=made.run,
        building=run_place_words(made.run),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in HIDDEN],
        back_url=url_for("desk.letters", poll_id=made.poll.id, building=made.run.building or None),
    )


def door_shown(session: Connection, poll_id: int, household_id: int) -> Shown:
    """When and how a household answered, and how many letters it was given."""
    desk = poll_desk(session, my_scope(), poll_id, now=now())
    line = next((line for line in desk.doors if line.household.id == household_id), None)
    step = doorstep(session, poll_id, household_id)
    if line is None or step is None:
        raise NotFound("household", str(household_id))
    casts = [[cast.capacity, cast.revision, cast.cast_at, cast.channel] for cast in line.casts]
    said = tuple(FormLine("", _("交过"), time_words(cast.cast_at)) for cast in line.casts)
    facts = [casts, step.epoch, desk.state, asdict(papers_of(session, [desk.compound]))]
    return Shown(facts, (*said, FormLine("", _("第几封信"), str(step.epoch))), last_change(session, poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/doors/<int:household_id>")
@may(Right.LETTERS)
@made_from(door_shown, again=True)
def reissue(poll_id: int, household_id: int) -> Response | str | tuple[str, int]:
    """A new letter, a print run of one; the old link and code open nothing any more."""
    form = ReissueForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                _check_site(session)
                letter = issued_anew(
                    session,
                    my_scope(),
                    poll_id,
                    household_id,
                    reason=form.chosen(),
                    remark=form.remark.data or "",
                    by=me(),
                    now=now(),
                    **_secrets(session),
                )
                made = printed_before(session, my_scope(), poll_id, letter.run, by=me(), now=now(), **_secrets(session))
                _end(poll_id, letter.run)
            return _paper(made)
        except Repeated as repeated:
            return _paper(_once_more(repeated, poll_id))
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, print_problem_words(problem), otherwise="reason")
    return door_page(poll_id, household_id, form), 422
