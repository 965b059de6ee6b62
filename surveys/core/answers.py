"""A submitted form becomes answers: checked on the server, exactly, against one edition, menu and stairwell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from surveys.core.ballot import Answers, Capacity
from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected
from surveys.core.kind import Accepted, Fields, Offer
from surveys.core.kinds import KINDS
from surveys.core.menu import Item, Menu
from surveys.core.questionnaire import Condition, Edition, Question, QuestionRole
from surveys.core.roster import Entrance

_KEPT_FORMS = 512

_forms: dict[str, tuple[Offer, ...]] = {}


def page_key(edition: Edition, menu: Menu, entrance: Entrance) -> str:
    """The name of the page that the households of this entrance see; entrances that may order the same things share it."""
    return _page_key(edition.digest, menu.digest, tuple(item.key for item in menu.orderable(entrance)))


@lru_cache(maxsize=_KEPT_FORMS)
def _page_key(edition: str, menu: str, orderable: tuple[str, ...]) -> str:
    return digest([edition, menu, orderable])


def visible(
    edition: Edition, menu: Menu, entrance: Entrance, capacity: Capacity, answers: Answers | Accepted
) -> tuple[Question, ...]:
    """The questions that a household of `entrance` is asked, given what it has answered so far."""
    order = edition.with_role(QuestionRole.ORDER)
    return tuple(q for q in asked_in(edition, menu, entrance) if _is_asked(q, order, capacity, answers))


def read_answers(edition: Edition, menu: Menu, entrance: Entrance, fields: Fields) -> tuple[Capacity, Accepted]:
    """What a household of `entrance` said, in canonical form: equal answers make equal documents.

    Fields are named by the question's key, parts of an answer after a dot, as each kind of question says. Answers to
    questions that aren't asked are dropped. Raises `Rejected`, its problems' `field` being question keys.
    """
    order = edition.with_role(QuestionRole.ORDER)
    capacity = Capacity.OCCUPANT if edition.with_role(QuestionRole.CAPACITY) else Capacity.OWNER
    answers: Accepted = {}
    problems: list[Problem] = []
    for offer in _form(edition, menu, entrance):
        question = offer.question
        if not _is_asked(question, order, capacity, answers):
            continue
        try:
            answers |= _read(offer, fields)
        except Rejected as refused:
            problems += refused.problems
            continue
        if question.role is QuestionRole.CAPACITY and question.key in answers:
            capacity = Capacity(question.options[offer.places[answers[question.key]]].counts)
    if problems:
        raise Rejected(problems)
    return capacity, answers


def _read(offer: Offer, fields: Fields) -> Accepted:
    question = offer.question
    found = KINDS[question.kind].read(offer, fields)
    if not found and not question.optional:
        raise Rejected([Problem("answer_missing", question.key)])
    return found


def asked_in(edition: Edition, menu: Menu, entrance: Entrance) -> tuple[Question, ...]:
    """The edition's questions, without those about the menu where nothing may be ordered."""
    orderable = bool(menu.orderable(entrance))
    return tuple(q for q in edition.questions if orderable or not KINDS[q.kind].takes_menu(q))


def _form(edition: Edition, menu: Menu, entrance: Entrance) -> tuple[Offer, ...]:
    key = page_key(edition, menu, entrance)
    form = _forms.get(key)
    if form is None:
        form = offers(edition, menu, menu.orderable(entrance))
        if len(_forms) >= _KEPT_FORMS:
            _forms.clear()
        _forms[key] = form
    return form


def offers(edition: Edition, menu: Menu, items: Sequence[Item]) -> tuple[Offer, ...]:
    """The edition's questions where these items may be ordered; without any none about the menu."""
    return tuple(_offer(q, menu, items) for q in edition.questions if items or not KINDS[q.kind].takes_menu(q))


def _offer(question: Question, menu: Menu, items: Sequence[Item]) -> Offer:
    kind = KINDS[question.kind]
    meant = {item.key: item for item in items} if kind.takes_menu(question) else {}
    keys = list(meant) or [option.key for option in question.options]
    return Offer(question, {key: place for place, key in enumerate(keys)}, kind.most(question, menu) or len(keys), meant)


def _is_asked(question: Question, order: Question | None, capacity: Capacity, answers: Answers | Accepted) -> bool:
    if question.owner_only and capacity is not Capacity.OWNER:
        return False
    if question.from_menu and order and answers.get(order.key) in ([], ()):
        return False  # whoever needs nothing of the menu needs nothing of it most
    return all(_holds(condition, answers.get(condition.question)) for condition in question.show_if)


def _holds(condition: Condition, answer: object) -> bool:
    if isinstance(answer, (list, tuple)):
        return any(key in condition.any_of for key in answer)
    return answer in condition.any_of


def counted_parts(edition: Edition) -> frozenset[str]:
    """Under which keys answers stand that are counted; the others are words."""
    keys = (question.key for question in edition.questions if KINDS[question.kind].counted)
    return frozenset(part for key in keys for part in (key, f"{key}.how"))
