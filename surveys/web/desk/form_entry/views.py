"""Typing forms in, one after the other: the field for a number or an address, the screen, and taking the last one back."""

from __future__ import annotations

from secrets import token_bytes

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.paper_form import read_form_number
from surveys.core.roster import Household
from surveys.core.staff import Right
from surveys.core.submission import Origin
from surveys.services import entry_screen as desk
from surveys.services import form_entry as service
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.form_entry.screen import OnScreen, Screen, came, prefilled, screen_page, transcript
from surveys.web.desk.pages import me, my_scope, pages, picture
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, page_number, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.ballot import CAPACITIES
from surveys.words.form_entry import TYPED_CHANNELS, typed_in_words, typed_problem_words, typing_refused_words
from surveys.words.place import door_words
from surveys.words.queue import came_and_entered_words

MOST_HOMES = 60


def entry_shown(session: Connection, poll_id: int, household_id: int) -> Shown:
    """How what stands for a home came, and whether it may be typed in."""
    page = desk.entry_page(session, my_scope(), poll_id, household_id, now=now())
    # The label says it too, so that saving isn't told as a change of this line: the receipt says more.
    lines = [FormLine("", f"{CAPACITIES[c].short}（{how}）", how) for c in Capacity if (how := _came(page, c))]
    names = {channel.value: said for channel, said in TYPED_CHANNELS.items()}
    began = request.form.get("_began", "")
    lines += [
        FormLine("_channel", gettext("怎么问到的"), "", names),
        FormLine("_form", gettext("问卷编号"), ""),
        FormLine("_began", gettext("打开这一页的时间"), "", {began: gettext("记下了")}),
    ]
    for question in page.edition.questions:
        lines.append(FormLine(question.key, question.label, "", {o.key: o.label for o in question.options} or None))
    facts = [page.state, {str(capacity): kept.revision for capacity, kept in page.last.items()}]
    return Shown(facts, tuple(lines), last_change(session, poll_id=poll_id))


def _came(page: desk.EntryPage, capacity: Capacity) -> str:
    kept = page.last.get(capacity)
    stands = kept is not None and kept.standing
    return came_and_entered_words(kept.channel, kept.cast_at, kept.entered_by) if kept and stands else gettext("没有")


def undone_shown(session: Connection, poll_id: int) -> Shown:
    """The last one that may be taken back."""
    found = desk.entry_desk(session, my_scope(), poll_id, me().username, now=now())
    return Shown([found.last.id if found.last else None])


@pages.get("/polls/<int:poll_id>/entry")
@may(Right.FILL_IN)
def entry(poll_id: int) -> str | AnyResponse | tuple[str, int]:
    """The field for the next form: its number, what its code says, or a home's address."""
    typed, number = request.args.get("q", "")[:200].strip(), request.args.get("form", "")[:60]
    with looking() as session:
        shown = desk.entry_desk(session, my_scope(), poll_id, me().username, now=now())
        try:
            homes, number = _meant(session, poll_id, typed, number)
        except Rejected as refused:
            return _field(shown, typed, number, wrong=typed_problem_words(refused.problems[0])), 422
    if len(homes) == 1:
        return redirect(url_for("desk.enter", poll_id=poll_id, household_id=homes[0].id, form=number or None), 303)
    return _field(shown, typed, number, homes)


def _field(shown: desk.EntryDesk, typed: str, number: str, homes: tuple[Household, ...] = (), wrong: str = "") -> str:
    few = homes[:MOST_HOMES]
    values = {"desk": shown, "poll": shown.poll, "typed": typed, "number": number, "wrong": wrong}
    return render_template("desk/form_entry/entry.html", homes=few, more=len(homes) - len(few), **values)


def _meant(session: Connection, poll_id: int, typed: str, number: str) -> tuple[tuple[Household, ...], str]:
    """The homes that somebody may mean, and the number of the form before them. Raises `Rejected`."""
    if not typed:
        return (), number
    if "/q/" in typed or "://" in typed:
        raise Rejected([Problem("home_code", "q")])
    try:
        read_form_number(typed)
    except Rejected:
        homes = desk.homes_called(session, poll_id, typed)
        if homes:
            return homes, number
        code = "form_number" if sum(sign.isdigit() for sign in typed) >= 10 else "home_unknown"
        raise Rejected([Problem(code, "q", value=typed[:40])]) from None
    form = service.form_numbered(session, poll_id, typed)
    if problems := service.form_problems(form, None):
        raise Rejected(problems)
    if form.household is None:
        return (), form.number
    visit = service.visited(session, my_scope(), poll_id, form.household)
    return (visit.household,), form.number


@pages.get("/polls/<int:poll_id>/entry/<int:household_id>")
@may(Right.FILL_IN)
def enter(poll_id: int, household_id: int) -> str:
    """The screen for one home; with `photo`, what was read from the photographs of its form stands there already."""
    number, channel = request.args.get("form", "")[:60], request.args.get("channel", "")
    with looking() as session:
        page = desk.entry_page(session, my_scope(), poll_id, household_id, number, now=now())
        if page.visit.gone:
            raise NotAllowed("amended_out")
        typed = OnScreen({}, channel, number)
        if request.args.get("photo") and page.photos and page.form:
            read = desk.readings(session, page.form.id)
            typed = prefilled(read, number, request.args["photo"][:20])
    return screen_page(page, typed, Screen(url_for("desk.save_entry", poll_id=poll_id, household_id=household_id)))


@pages.post("/polls/<int:poll_id>/entry/<int:household_id>")
@may(Right.FILL_IN)
@made_from(entry_shown)
def save_entry(poll_id: int, household_id: int) -> AnyResponse | tuple[str, int]:
    """Take what was typed in, or show it again with what is wrong."""
    typed = came()
    try:
        said = transcript(typed)
        with writing() as session:
            page = desk.entry_page(session, my_scope(), poll_id, household_id, now=now())
            origin = Origin(page_number(), {capacity: kept.revision for capacity, kept in page.last.items()})
            more = {"by": me(), "keys": current_app.config["KEYS"], "random": token_bytes(16), "now": now()}
            made = service.enter(session, my_scope(), poll_id, household_id, said, origin=origin, **more)
            home = page.visit.household
            door = door_words(home.building, home.unit, home.room)
            told = typed_in_words(door, made.receipt, made.waits, beside=made.beside_owner)
            return done(told, "desk.entry", same=told, poll_id=poll_id)
    except Rejected as refused:
        return _again(poll_id, household_id, typed, problems=refused.problems), 422
    except NotAllowed as refused:
        return _again(poll_id, household_id, typed, clash=typing_refused_words(refused)), 409


def _again(poll_id: int, household_id: int, typed: OnScreen, problems: object = (), clash: str = "") -> str:
    with looking() as session:
        page = desk.entry_page(session, my_scope(), poll_id, household_id, typed.form, now=now())
    screen = Screen(url_for("desk.save_entry", poll_id=poll_id, household_id=household_id))
    return screen_page(page, typed, screen, tuple(problems), clash)  # type: ignore[arg-type]


@pages.post("/polls/<int:poll_id>/entry/undo/<int:entry_id>")
@may(Right.FILL_IN)
@made_from(undone_shown)
def undo_entry(poll_id: int, entry_id: int) -> AnyResponse | tuple[str, int]:
    """Take back what one has just typed in."""
    more = {"by": me(), "keys": current_app.config["KEYS"], "random": token_bytes(16), "now": now()}
    try:
        with writing() as session:
            found = service.undo_entry(session, my_scope(), poll_id, entry_id, **more)
            visit = service.visited(session, my_scope(), poll_id, found.household)
            home = visit.household
            door = door_words(home.building, home.unit, home.room)
            told = gettext("%(home)s刚录的撤销了，可以重新录", home=door)
            return done(told, "desk.entry", same=told, poll_id=poll_id)
    except NotAllowed as refused:
        return kept_page(gettext("没有撤销"), typing_refused_words(refused), standing())


@pages.get("/polls/<int:poll_id>/entry/photos/<int:photo_id>")
@may(Right.FILL_IN)
def entry_photo(poll_id: int, photo_id: int) -> AnyResponse:
    """A photograph of a form, until it is typed in."""
    with looking() as session:
        content = desk.open_photo(session, my_scope(), poll_id, photo_id)
    return picture(content) if content else redirect(url_for("desk.entry", poll_id=poll_id), 303)
