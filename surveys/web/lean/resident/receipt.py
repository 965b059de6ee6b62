"""The receipt: what is recorded for a household, how to change it, take it back, or put it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from secrets import token_bytes, token_hex

from flask import Response, current_app, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity, Revision
from surveys.core.code import grouped, receipt_key
from surveys.core.errors import CodeRefused, NotAllowed, PollNotOpen
from surveys.core.matter import matters_of
from surveys.core.poll import PollState
from surveys.core.staff import Staff
from surveys.core.submission import Origin, read_seen, seen_text
from surveys.paper.qr import qr
from surveys.services.ballot import undo, withdraw
from surveys.services.code import door_by_key
from surveys.services.gates import checks_since
from surveys.services.household import AnswerPage, answer_page
from surveys.services.notice import published
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience, keeps
from surveys.web.choices import look
from surveys.web.lean.page import render, styled
from surveys.web.lean.pattern import hole, kept_pattern
from surveys.web.lean.resident.closed import closed_page
from surveys.web.lean.resident.flats import cast_too
from surveys.web.lean.resident.pages import headed, helper, pages, to
from surveys.web.lean.resident.questionnaire import door_name, same_poll
from surveys.web.lean.resident.waiting import waiting_section
from surveys.web.lean.result import Own, result_page
from surveys.web.lean.said import Way, said
from surveys.web.sessions import Pass, now, proof, remember_cast, remember_door, staff_token
from surveys.words.ballot import ReceiptWords, answer_lines, receipt_words
from surveys.words.co_owner import co_owned_words
from surveys.words.code import OUT_OF_REACH, changed_words
from surveys.words.language import N_
from surveys.words.place import door_words
from surveys.words.poll import closes_words

TEMPLATE = "lean/resident/receipt.html"
ERRANDS = {"withdraw": withdraw, "undo": undo}
OF_CARD = ("receipt", "came", "lines", "submission", "key", "code")


@dataclass(frozen=True, slots=True)
class Card:
    """One ballot on the page, its own details as holes. It is `opened` where its answers may be shown, and `theirs` who
    look unless they fill in for somebody, `typed` by staff; one that was taken back is there while that can be undone."""

    capacity: Capacity
    words: ReceiptWords
    opened: bool
    theirs: bool
    typed: bool
    standing: bool
    undoable: bool
    again: bool
    receipt: str
    came: str
    lines: str
    submission: str
    key: str
    code: str

    @property
    def shape(self) -> tuple[object, ...]:
        """What the page's own text hangs on."""
        return self.capacity, self.opened, self.theirs, self.typed, self.standing, self.undoable, self.again


@pages.route("/h/<int:home>/r", methods=["GET", "POST"])
@audience(Audience.HOUSEHOLD)
def receipt(home: int) -> Response:  # noqa: ARG001 - the guard has read it
    """What this household has said, and until when it may say otherwise."""
    return receipt_page(g.passed)


def receipt_page(passed: Pass, *, key_wrong: bool = False) -> Response:
    """The receipt as this pass may see it."""
    with reading() as session:
        view = headed(answer_page(session, passed.shown(now()), now=now()))
    staff = helper()
    shown = [kept for capacity in Capacity if (kept := _shown(view, capacity, staff))]
    cards = [_card(view, passed, n, kept, staff) for n, kept in enumerate(shown)]
    beside, waiting = _beside(view), waiting_section(view, passed, staff=staff is not None)
    waits = any(one.open for one, _said in view.mine_waiting) and staff is None
    key = (
        TEMPLATE,
        *same_poll(view),
        view.state,
        *look(),
        tuple(card.shape for card in cards),
        key_wrong,
        keeps(),
        beside,
        waits,
    )
    pattern = kept_pattern(key, lambda: _page(view, cards, key_wrong, beside, waits))
    styled(TEMPLATE)
    response = pattern.answer({**_values(view, passed), "waiting": waiting, **dict(_of_cards(view, shown, cards))})
    response.status_code = 422 if key_wrong else 200
    return response


@pages.route("/h/<int:home>/result", methods=["GET", "POST"])
@audience(Audience.HOUSEHOLD)
def result(home: int) -> str | AnyResponse:
    """The published result with this household's own part; while there is none, where the poll stands."""
    with reading() as session:
        view = headed(answer_page(session, g.passed.shown(now()), now=now()))
        found = published(session, view.poll.id) if view.state.told else None
        since = checks_since(session, found, now=now()) if found else ()
    if found is None:
        return to("resident.door", home)
    staff = helper()
    if staff and not staff.scope.covers(view.compound):
        return said(OUT_OF_REACH, 403)
    return result_page(found, since=since, own=Own(view, hidden=staff is not None))


def _shown(view: AnswerPage, capacity: Capacity, staff: Staff | None) -> Revision | None:
    last = view.last.get(capacity)
    undoable = staff is None and view.state is PollState.OPEN and view.undoable(capacity, now())
    return last if last and (last.standing or undoable) else None


def _card(view: AnswerPage, passed: Pass, number: int, kept: Revision, staff: Staff | None) -> Card:
    """Who fills in for others doesn't see what the household itself said."""
    opened = kept.capacity in view.opened and (staff is None or bool(kept.entered_by))
    undoable = opened and staff is None and view.undoable(kept.capacity, now()) and (kept.revision > 1 or not kept.standing)
    again = not opened and passed.door.casts.get(kept.capacity) == kept.since
    holes = {name: hole(f"{name}{number}") for name in OF_CARD}
    standing, typed = kept.standing, bool(kept.entered_by)
    return Card(kept.capacity, receipt_words(kept), opened, staff is None, typed, standing, undoable, again, **holes)


def _beside(view: AnswerPage) -> tuple[str, ...]:
    """What the home's owners read of each other's votes; nothing where one alone voted."""
    first = view.ballots.get(Capacity.OWNER)
    matters = matters_of(view.poll.terms) if view.poll.terms else ()
    return co_owned_words(view.household.id, first, matters, view.co_owned, view.mandates)


def _page(view: AnswerPage, cards: Sequence[Card], key_wrong: bool, beside: tuple[str, ...], waits: bool) -> str:
    return render(
        TEMPLATE,
        digits=hole("digits"),
        view=view,
        cards=cards,
        standing=[card for card in cards if card.standing],
        open=view.state is PollState.OPEN,
        key_wrong=key_wrong,
        beside=beside,
        waits=waits,
        kept=keeps(),
        closes=closes_words(view.poll),
        **{name: hole(name) for name in ("address", "home", "proof", "seen", "door", "now", "flats", "waiting")},
    )


def _values(view: AnswerPage, passed: Pass) -> dict[str, str]:
    home = view.household
    return {
        "address": door_words(home.building, home.unit, home.room),
        "home": url_for("resident.door", home=home.id),
        "proof": proof(passed),
        "seen": seen_text(view.seen),
        "door": door_name(passed.door),
        "now": str(int(now().timestamp())),
        "digits": g.head.digits,
        "flats": "" if staff_token() else cast_too(view),
    }


def _of_cards(view: AnswerPage, shown: Sequence[Revision], cards: Sequence[Card]) -> Iterator[tuple[str, str]]:
    """What fills each card's holes; where it isn't opened, neither answers nor numbers."""
    macros = current_app.jinja_env.get_template("macros/questions.html").module
    codes = current_app.jinja_env.get_template("macros/qr.html").module
    for n, (card, kept) in enumerate(zip(cards, shown, strict=True)):
        yield f"came{n}", card.words.came
        if not card.opened:
            continue
        key = receipt_key(current_app.config["KEYS"], kept.household, kept.capacity, kept.since)
        address = f"{current_app.config['ADDRESSES'].chosen(view.site)}{url_for('resident.by_key', key=key)}"
        asked = (view.edition, view.menu, view.household.entrance, kept.capacity)
        lines = answer_lines(*asked, kept.ballot().answers)
        yield f"receipt{n}", kept.receipt
        yield f"lines{n}", macros.read_back(lines)  # type: ignore[attr-defined]
        yield f"submission{n}", token_hex(16)
        yield f"key{n}", grouped(key)
        yield f"code{n}", codes.qr(qr(address), "")  # type: ignore[attr-defined]


@pages.post("/h/<int:home>/r/<any(withdraw, undo):errand>")
@audience(Audience.HOUSEHOLD)
def change(home: int, errand: str) -> AnyResponse:
    """Take back what was cast, or put back what stood before."""
    capacity = Capacity.OWNER if request.form.get("capacity") == Capacity.OWNER else Capacity.OCCUPANT
    if helper() is not None:
        raise NotAllowed("own_ballot")
    door = g.passed.shown(now())
    origin = Origin(request.form.get("submission", ""), read_seen(request.form.get("seen", "")))
    keys = current_app.config["KEYS"]
    try:
        with transaction(now) as session:
            done = ERRANDS[errand](session, door, capacity, origin=origin, keys=keys, random=token_bytes(16), now=now())
    except PollNotOpen as refused:
        with reading() as session:
            return closed_page(headed(answer_page(session, door, now=now())), act=True, refused=refused)
    except NotAllowed as refused:
        if refused.reason == "amended_out":
            with reading() as session:
                headed(answer_page(session, door, now=now()))
        return said(changed_words(refused.reason), 409, Way(N_("看现在的回执"), "resident.receipt", home=home))
    passed = remember_cast(g.passed.door, done)
    return to("resident.receipt", home) if keeps() else receipt_page(passed)


@pages.post("/h/<int:home>/key")
@audience(Audience.HOUSEHOLD)
def key(home: int) -> AnyResponse:  # noqa: ARG001 - the guard has read it
    """Open what was cast with the key from its receipt, which may be another household's."""
    try:
        with reading() as session:
            door = door_by_key(session, request.form.get("key", ""))
    except CodeRefused:
        return receipt_page(g.passed, key_wrong=True)
    remember_door(door)
    return to("resident.receipt", door.household_id) if keeps() else receipt_page(Pass(door, now()))
