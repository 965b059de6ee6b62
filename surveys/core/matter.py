"""What owners decide together in a poll beside the consultation: each matter with its wording, scope and rule, and alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from surveys.core.errors import Problem
from surveys.core.menu import Decision, Menu
from surveys.core.poll import Terms
from surveys.core.questionnaire import Condition, Consent, Edition, Option, Question, QuestionRole
from surveys.core.roster import Household, Roster
from surveys.core.rules import Bar, Instrument, Of, Reach, Rule, Silence, Treatment, rule_from_document
from surveys.core.tally import Basis, Scope

VOTER = "matter-voter"
"""The question who votes: asked once before all matters, and of nobody who isn't asked any."""
MYSELF = "myself"
"""The owner's own answer to it; whoever isn't the owner and acts for nobody answers no matter."""
MANDATED = "mandated"
"""The answer of whoever acts for the owner, which staff enter with the paper before them."""
OTHER = "other"
"""The answer of whoever may not vote, or doesn't."""
CO_OWNERS = tuple(f"owner-{number}" for number in range(1, 7))
"""The answers of the owners of a home that has several, in the order in which the roster names them."""
LONGEST_WORDING = 120
MOST_PROXIES = 9
_PREFIX = "matter-"
_CO_OWNED = "matter-co-owners"
_SPECIAL = frozenset({Decision.RAISING_FUND, Decision.REBUILDING, Decision.COMMON_PARTS})


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the owners within `scope` decide together (Civil Code, art. 278), from answers to its own question.

    `item` is the item of the menu that waits for it, by its key, or empty. The rule's own reach is the whole compound: the
    scope alone says whose vote it is. For how many other owners one person may hold a written proxy, `proxies`, no law says
    but the owners' own rules: those that were read say one, or up to three, so that the narrowest holds unless they say so.
    """

    key: str
    wording: str
    decision: Decision
    scope: Scope
    rule: Rule
    item: str = ""
    proxies: int = 1

    def document(self) -> dict[str, Any]:
        """The matter as a JSON document, in the shape that `matter_from_document` reads."""
        return {
            "key": self.key,
            "wording": self.wording,
            "decision": self.decision.value,
            "scope": self.scope.document(),
            "rule": self.rule.document(),
            "item": self.item,
            "proxies": self.proxies,
        }

    @property
    def question(self) -> Question:
        """What is counted: agreed, refused or abstained, by owners alone."""
        options = tuple(Option(choice.value, choice.value, choice.value) for choice in Consent)
        asked = (Condition(VOTER, (MYSELF, MANDATED, *CO_OWNERS)),)
        return Question(
            _PREFIX + self.key,
            "single",
            self.wording,
            owner_only=True,
            options=options,
            show_if=asked,
            more={"matter": self.key},
        )


def matter_from_document(document: Mapping[str, Any]) -> Matter:
    """The matter that `Matter.document` wrote; trusts its shape."""
    scope = document["scope"]
    return Matter(
        key=document["key"],
        wording=document["wording"],
        decision=Decision(document["decision"]),
        scope=Scope(tuple(scope["buildings"]), scope["unit"]),
        rule=rule_from_document(document["rule"]),
        item=document["item"],
        proxies=document["proxies"],
    )


def matters_of(terms: Terms) -> tuple[Matter, ...]:
    """The matters that were fixed when a poll opened."""
    return tuple(map(matter_from_document, terms.matters))


def matter_asked(question: Question) -> str:
    """The key of the matter that a question asks for; empty where it asks for none."""
    return str(question.more.get("matter", ""))


_asked: dict[tuple[str, str, int, tuple[Matter, ...]], Edition] = {}
_KEPT = 512


def with_matters(edition: Edition, matters: Sequence[Matter], pattern: Edition, household: Household | None) -> Edition:
    """The edition as a household is asked it: with the matters whose scope covers it; without a household, with all.

    `pattern` has the words: who votes, of one owner and of several, and the three choices. Whoever is asked no matter gets
    the edition as it is.
    """
    mine = tuple(matter for matter in matters if household is None or matter.scope.covers(household))
    if not mine:
        return edition
    owners = household.owners if household else 1
    key = (edition.digest, pattern.digest, owners, mine)
    if key not in _asked:
        if len(_asked) >= _KEPT:
            _asked.clear()
        _asked[key] = _with(edition, mine, pattern, owners)
    return _asked[key]


def with_every_voter(edition: Edition, matters: Sequence[Matter], pattern: Edition, owners: int) -> Edition:
    """The edition with all matters for whoever may get hold of it: an only owner, one of up to `owners`, or neither."""
    if owners == 1 or not matters:
        return with_matters(edition, matters, pattern, None)
    whole = _with(edition, tuple(matters), pattern, owners)
    only = next(option for option in pattern.by_key[VOTER].options if option.key == MYSELF)
    asked = (
        replace(question, options=(only, *question.options)) if question.key == VOTER else question
        for question in whole.questions
    )
    return replace(whole, questions=tuple(asked))


def _with(edition: Edition, matters: Sequence[Matter], pattern: Edition, owners: int) -> Edition:
    voter = replace(pattern.by_key[VOTER if owners == 1 else _CO_OWNED], key=VOTER, owner_only=True)
    voter = replace(voter, options=tuple(o for o in voter.options if o.key not in CO_OWNERS[owners:]))
    words = next(question for question in pattern.questions if question.role is QuestionRole.CONSENT)
    labels = {option.key: option.label for option in words.options}
    asked = [_worded(matter.question, labels, words) for matter in matters]
    return replace(edition, questions=(*edition.questions, voter, *asked))


def _worded(question: Question, labels: Mapping[str, str], words: Question) -> Question:
    options = tuple(replace(option, label=labels[option.key]) for option in question.options)
    return replace(question, options=options, hint=words.hint, why=words.why)


def check_matters(matters: Sequence[Matter], menu: Menu, roster: Roster | None = None) -> tuple[Problem, ...]:
    """Everything that keeps matters from being voted on; `number` in the detail counts them from 1. Their scope is checked
    against `roster`."""
    keys: dict[str, int] = {}
    problems: list[Problem] = []
    for number, matter in enumerate(matters, start=1):
        found = [*_own(matter), *_against(matter, menu, roster)]
        if matter.key in keys:
            found.append(Problem("matter_repeated", "key", value=matter.key, detail={"first": keys[matter.key]}))
        keys.setdefault(matter.key, number)
        problems += [replace(problem, detail={**problem.detail, "number": number}) for problem in found]
    return tuple(problems)


def _own(matter: Matter) -> Iterator[Problem]:
    if not matter.key:
        yield Problem("matter_without_key", "key")
    if not matter.wording.strip():
        yield Problem("matter_without_wording", "wording")
    if len(matter.wording) > LONGEST_WORDING:
        yield Problem("matter_wording_long", "wording", value=str(len(matter.wording)), detail={"most": LONGEST_WORDING})
    if not 1 <= matter.proxies <= MOST_PROXIES:
        yield Problem("matter_proxies", "proxies", value=str(matter.proxies), detail={"most": MOST_PROXIES})
    yield from rule_problems(matter.rule, matter.decision)


def _against(matter: Matter, menu: Menu, roster: Roster | None) -> Iterator[Problem]:
    if matter.item and matter.item not in menu.by_key:
        yield Problem("matter_item", "item", value=matter.item)
    scope = matter.scope
    if scope.unit is not None and len(scope.buildings) != 1:
        yield Problem("matter_stairwell", "scope", value=scope.unit)
    if roster is None:
        return
    for building in (building for building in scope.buildings if building not in roster.buildings):
        yield Problem("matter_building", "scope", value=building)
    if set(scope.buildings) <= set(roster.buildings) and not any(map(scope.covers, roster.households)):
        yield Problem("matter_nobody", "scope", value=scope.unit or "")


def least_bars(decision: Decision) -> tuple[Bar, Bar]:
    """The least that the law asks for: who takes part, and who of them agrees (Civil Code, art. 278, paragraph 2)."""
    consent = Bar(Fraction(3, 4)) if decision in _SPECIAL else Bar(Fraction(1, 2), strict=True)
    return Bar(Fraction(2, 3)), consent


def rule_problems(rule: Rule, decision: Decision) -> tuple[Problem, ...]:
    """Why a rule can't decide a matter of this class. It may ask for more than the law does, and never for less."""
    participation, consent = least_bars(decision)
    wrong = {
        "matter_rule_consults": rule.instrument is not Instrument.DECISION,
        "matter_rule_bases": set(rule.bases) != {Basis.OWNERS, Basis.AREA},
        "matter_rule_participation": not _as_much(rule.participation, participation),
        "matter_rule_consent": not _as_much(rule.consent, consent),
        "matter_rule_counting": (rule.of, rule.reach, rule.abstention, rule.invalid, rule.coverage)
        != (Of.PARTICIPANTS, Reach.COMPOUND, Treatment.TAKES_PART, Treatment.LEFT_OUT, None),
        "rule_silence_without_clause": rule.silence is Silence.FOLLOWS_MAJORITY and not rule.clause.strip(),
    }
    detail = {"decision": decision.value}
    return tuple(Problem(code, "rule", value=rule.name, detail=detail) for code, found in wrong.items() if found)


def _as_much(bar: Bar | None, least: Bar) -> bool:
    return bar is not None and (bar.ratio, bar.strict) >= (least.ratio, least.strict)


def rules_fitting(rules: Iterable[Rule], decision: Decision) -> tuple[Rule, ...]:
    """Those of the rules that may decide a matter of this class."""
    return tuple(rule for rule in rules if not rule_problems(rule, decision))
