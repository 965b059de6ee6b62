"""The screen itself: every question of a home's form, answered with the keys of figures, whatever is done with it then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer

from surveys.core.ballot import Channel
from surveys.core.errors import Problem, Rejected
from surveys.core.form_entry import MOST_SECONDS, PaperMark, Transcript
from surveys.core.kind import Fields
from surveys.core.plain_text import visible_text
from surveys.core.questionnaire import QuestionRole
from surveys.services.entry_screen import EntryPage
from surveys.web.desk.pages import me
from surveys.web.lean.resident.kinds import problem_words
from surveys.web.lean.resident.questions import Asked, Form, asked
from surveys.web.sessions import now
from surveys.words.ballot import CAPACITIES
from surveys.words.form_entry import MARKS, TYPED_CHANNELS, typed_problem_words
from surveys.words.queue import came_and_entered_words

OWN = "_"
"""What the fields begin with that are no question's: a question's key begins with a letter."""
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
_BESIDE = {"channel", "form", "marks"}


@dataclass(frozen=True, slots=True)
class Screen:
    """What a screen is for: where it sends what is typed, and whether it is the second, blind, typing in of a form, or
    `anew` what a home was asked once more; `back` leads away from it, elsewhere than to the next form."""

    address: str
    blind: bool = False
    anew: bool = False
    back: str = ""


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What stands on a screen: nothing yet, what a photograph was read as, or what came and is shown again."""

    fields: Fields
    channel: str = ""
    form: str = ""
    blank: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    began: str = ""
    photo: str = ""
    doubtful: frozenset[str] = frozenset()


def came() -> OnScreen:
    """What was typed into the screen that came."""
    lists = {name: [_plain(value) for value in values] for name, values in request.form.lists()}
    fields = {name: values for name, values in lists.items() if not name.startswith(OWN) and name != "csrf_token"}
    fields.pop("made_from", None)
    one = {name: values[0] for name, values in lists.items() if name.startswith(OWN)}
    return OnScreen(
        fields=fields,
        channel=one.get("_channel", ""),
        form=one.get("_form", "")[:60],
        blank=frozenset(lists.get("_blank", ())),
        marks=frozenset(lists.get("_mark", ())),
        began=one.get("_began", ""),
        photo=one.get("_photo", ""),
    )


def _plain(value: str) -> str:
    return value if value.isprintable() else visible_text(value)


def transcript(typed: OnScreen, household_id: int) -> Transcript:
    """The same as it is understood, for this home. Raises `Rejected` where nobody says how it was heard."""
    if typed.channel not in tuple(TYPED_CHANNELS):
        raise Rejected([Problem("answer_missing", "channel")])
    channel = Channel(typed.channel)
    paper = channel is Channel.PAPER
    return Transcript(
        fields={key: values for key, values in typed.fields.items() if key not in typed.blank},
        channel=channel,
        form=typed.form.strip() if paper else "",
        blank=typed.blank,
        marks=frozenset(PaperMark(mark) for mark in typed.marks if mark in tuple(PaperMark)) if paper else frozenset(),
        seconds=_seconds(typed.began, household_id),
        photo_read=bool(typed.photo),
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="typing in")  # type: ignore[arg-type]


def begun(household_id: int) -> str:
    """The moment at which a screen is made, for whom and by whom, so that nobody can say that they took longer."""
    return str(_signer().dumps([household_id, me().username, int(now().timestamp())]))


def _seconds(began: str, household_id: int) -> int:
    """How long a screen was typed into; no time at all where it doesn't say so itself."""
    try:
        home, who, at = _signer().loads(began)
    except (BadSignature, ValueError, TypeError):
        return 0
    if (home, who) != (household_id, me().username):
        return 0
    return max(0, min(int(now().timestamp()) - int(at), MOST_SECONDS))


def screen_page(page: EntryPage, typed: OnScreen, screen: Screen, problems: Sequence[Problem] = (), clash: str = "") -> str:
    """The screen with what stands on it, and with what is wrong there."""
    wrong = dict(_wrong(page, problems))
    home, terms = page.visit.household, page.visit.poll.terms
    form = Form(page.edition, page.menu, home.entrance, 0, terms, helped=True)
    return render_template(
        "desk/form_entry/screen.html",
        page=page,
        poll=page.visit.poll,
        home=home,
        questions=asked(form, typed.fields, wrong),
        typed=typed,
        screen=screen,
        wrong=wrong,
        clash=clash,
        began=typed.began or begun(home.id),
        signs=SIGNS,
        channels=TYPED_CHANNELS,
        marks=MARKS,
        must=_must,
        stands=() if screen.blind else tuple(_stands(page)),
    )


def _must(a: Asked) -> bool:
    """Whether the paper has to answer a question, because nobody else may."""
    return a.question.role in (QuestionRole.CAPACITY, QuestionRole.CONSENT)


def _wrong(page: EntryPage, problems: Iterable[Problem]) -> Iterable[tuple[str, str]]:
    for problem in problems:
        if problem.field in _BESIDE:
            yield problem.field, typed_problem_words(problem)
        else:
            yield problem.field, problem_words(problem, page.edition, page.menu).words


def _stands(page: EntryPage) -> Iterable[str]:
    """How and when the ballots came that stand here, never what they say."""
    for capacity, kept in page.last.items():
        if kept.standing:
            yield f"{CAPACITIES[capacity].short}：{came_and_entered_words(kept.channel, kept.cast_at, kept.entered_by)}"


def prefilled(readings: Sequence[Mapping[str, object]], form: str, photo: str, channel: str = "") -> OnScreen:
    """What the photographs of a form were read as, for a person to look at: only what is sure stands there, and the rest is
    named."""
    fields: dict[str, list[str]] = {}
    doubtful: set[str] = set()
    for reading in readings:
        told, boxes = reading.get("fields"), reading.get("boxes")
        for name, values in told.items() if isinstance(told, Mapping) else ():
            fields.setdefault(str(name), []).extend(str(value) for value in values)
        doubtful |= {
            str(box[0]).partition(".")[0] for box in (boxes if isinstance(boxes, list) else ()) if box[2] == "unsure"
        }
    return OnScreen(fields, channel, form, photo=photo, doubtful=frozenset(doubtful))
