"""户册更正: all that was asked for in a poll, one more request, and the decision on one."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.amendment import Amendment, AmendmentKind
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.staff import Right
from surveys.services import amendment as service
from surveys.services import amendment_ruling as ruling
from surveys.services.amendment import AmendmentDesk, amendment_desk
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.amendment.form import FIELDS, AmendmentDecisionForm, AmendmentForm, amendment_form, decision_form
from surveys.web.desk.forms import accuse, lines_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.web.typed import TypedForm
from surveys.words import amendment as words

_FOUND_AT_ONCE = 30


def home_shown(session: Connection, poll_id: int, kind: str, household_id: int) -> Shown:
    """A home as it stands, before somebody asks for something else."""
    desk, what = _desk(session, poll_id), _kind(kind)
    home = desk.home(household_id)
    lines = lines_of(amendment_form(desk, what, home, empty=True))
    facts = [desk.state, str(home), [one.id for one in desk.objections]]
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


def amendment_shown(session: Connection, poll_id: int, amendment_id: int) -> Shown:
    """A request, and what would be counted before and after it."""
    desk = _desk(session, poll_id)
    one = desk.amendment(amendment_id)
    if one is None:
        return Shown([desk.state])
    figures = _figures(desk, one)
    lines = (
        FormLine("", gettext("现在怎样"), words.ruled_words(one) or gettext("还没有定")),
        FormLine("why", gettext("理由"), one.why),
    )
    return Shown([desk.state, one.ruling, one.why, figures], lines, last_change(session, poll_id=poll_id))


@pages.get("/polls/<int:poll_id>/amendments")
@may(Right.ROSTER)
def amendments(poll_id: int) -> str | tuple[str, int]:
    """Everything that was asked for, or `one` of it; homes looked for with `q`; what may be wrong about a `home`."""
    if (one := request.args.get("one", type=int)) is not None:
        return _page(poll_id, one, decision_form())
    with looking() as session:
        desk = _desk(session, poll_id)
    sought = request.args.get("q", "").strip()
    found = words.sought_homes(desk.homes, sought)
    chosen = desk.home(request.args.get("home", type=int))
    return render_template(
        "desk/amendment/amendments.html",
        desk=desk,
        poll=desk.poll,
        words=words,
        q=sought,
        found=found[:_FOUND_AT_ONCE],
        more=max(0, len(found) - _FOUND_AT_ONCE),
        chosen=chosen,
        kinds=_kinds(chosen.gone) if chosen else (),
        doors={home.household.id: home for home in desk.homes},
    )


def _kinds(gone: bool) -> tuple[AmendmentKind, ...]:
    if gone:
        return (AmendmentKind.RESTORE,)
    return tuple(kind for kind in AmendmentKind if kind not in (AmendmentKind.ADD, AmendmentKind.RESTORE))


@pages.route("/polls/<int:poll_id>/amendments/<kind>/<int:household_id>", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(home_shown)
def amend(poll_id: int, kind: str, household_id: int) -> Response | tuple[str, int]:
    """Ask for something to be put right about a home; 0 is one that lacks."""
    what = _kind(kind)
    with looking() as session:
        desk = _desk(session, poll_id)
    home = desk.home(household_id)
    if (home is None) is not (what is AmendmentKind.ADD):
        raise NotFound("household", str(household_id))
    if request.method != "POST" and not desk.may_ask:
        return redirect(url_for("desk.amendments", poll_id=poll_id), 303)  # it says why not
    form = amendment_form(desk, what, home)
    if form.validate_on_submit():
        try:
            with writing() as session:
                one = service.ask(session, my_scope(), poll_id, form.wanted(what, home), by=me(), now=now())
                said = gettext("提出来了，数还没有变。等%(who)s的另一位确认", who=words.amendment_deciders())
                return done(said, "desk.amendments", poll_id=poll_id, one=one.id, same=said)
        except Rejected as refused:
            _accuse(form, refused)
        except NotAllowed as refused:
            return _refused(refused)
    return _asking_page(desk, what, household_id, form)


def _asking_page(desk: AmendmentDesk, kind: AmendmentKind, household_id: int, form: AmendmentForm) -> tuple[str, int]:
    page = render_template(
        "desk/amendment/amend.html",
        desk=desk,
        poll=desk.poll,
        kind=kind,
        home=desk.home(household_id),
        form=form,
        names=[name for name in FIELDS[kind] if name in form],
        words=words,
    )
    return page, 422 if form.errors else 200


@pages.post("/polls/<int:poll_id>/amendments/<int:amendment_id>")
@may(Right.ANSWER)
@made_from(amendment_shown)
def decide_amendment(poll_id: int, amendment_id: int) -> Response | tuple[str, int]:
    """Confirm or refuse a request."""
    form = decision_form()
    if form.validate_on_submit():
        confirmed, why = form.confirmed.data == "yes", form.why.data or ""
        try:
            with writing() as session:
                one = _decided(session, poll_id, amendment_id, confirmed=confirmed, why=why)
                return done(words.amendment_ruled_words(one), "desk.amendments", poll_id=poll_id, one=amendment_id)
        except Rejected as refused:
            _accuse(form, refused)
        except NotAllowed as refused:
            return _refused(refused)
    return _page(poll_id, amendment_id, form)


def _decided(session: Connection, poll_id: int, amendment_id: int, *, confirmed: bool, why: str) -> Amendment:
    scope, by, at = my_scope(), me(), now()
    if not confirmed:
        return ruling.refuse(session, scope, poll_id, amendment_id, why=why, by=by, now=at)
    keys = current_app.config["KEYS"]
    return ruling.confirm(session, scope, poll_id, amendment_id, why=why, keys=keys, by=by, now=at)


@pages.post("/polls/<int:poll_id>/amendments/<int:amendment_id>/withdraw")
@may(Right.ROSTER)
@made_from(amendment_shown)
def withdraw_amendment(poll_id: int, amendment_id: int) -> Response | tuple[str, int]:
    """Take back what one asked for oneself."""
    try:
        with writing() as session:
            ruling.withdraw(session, my_scope(), poll_id, amendment_id, by=me(), now=now())
            return done(gettext("撤回了，数没有变"), "desk.amendments", poll_id=poll_id)
    except NotAllowed as refused:
        return _refused(refused)


def _page(poll_id: int, amendment_id: int, form: AmendmentDecisionForm) -> tuple[str, int]:
    with looking() as session:
        desk = _desk(session, poll_id)
    one = desk.amendment(amendment_id)
    if one is None:
        raise NotFound("amendment", str(amendment_id))
    page = render_template(
        "desk/amendment/amendment.html",
        desk=desk,
        poll=desk.poll,
        one=one,
        home=desk.home(one.household),
        figures=words.figure_lines(_figures(desk, one), {matter.key: matter.wording for matter in desk.matters}),
        form=form,
        mine=one.asked_by == me().username,
        words=words,
    )
    return page, 422 if form.errors else 200


def _figures(desk: AmendmentDesk, one: Amendment) -> dict[str, dict[str, list[int]]]:
    """What was counted before and after, or would be."""
    if not one.open:
        return {place: dict(both) for place, both in (one.figures or {}).items()}
    return desk.figures(one)


def _desk(session: Connection, poll_id: int) -> AmendmentDesk:
    return amendment_desk(session, my_scope(), poll_id, now=now())


def _kind(text: str) -> AmendmentKind:
    if text not in tuple(AmendmentKind):
        raise NotFound("amendment", text)
    return AmendmentKind(text)


def _accuse(form: TypedForm, refused: Rejected) -> None:
    for problem in refused.problems:
        accuse(form, problem.field, words.amendment_problem_words(problem), otherwise=next(iter(form._fields)))


def _refused(refused: NotAllowed) -> tuple[str, int]:
    return kept_page(gettext("现在还不能这样做"), words.amendment_refused_words(refused), standing())
