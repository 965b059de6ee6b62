"""What the owners decided together, as residents read it: each matter with its verdict, and how their own vote counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.core.ballot import Answers
from surveys.core.matter import matter_asked
from surveys.core.outcome import Hidden, PublicMatter, PublicOutcome
from surveys.core.questionnaire import Edition, Question
from surveys.core.rules import Conclusion
from surveys.words.claim import Said, said
from surveys.words.language import N_, _
from surveys.words.matter import class_words, decided_words, what_it_takes_words, who_decides_words


@dataclass(frozen=True, slots=True)
class MatterLines:
    """One matter: `title` is its wording, in Chinese; `chip` is how the conclusion is coloured, none where it isn't told."""

    title: str
    decision: str
    conclusion: Said
    chip: str
    lines: tuple[Said, ...]


def matter_lines(outcome: PublicOutcome) -> Iterator[MatterLines]:
    """Every matter in its order."""
    for matter in outcome.matters:
        conclusion = matter.ruling.conclusion
        yield MatterLines(
            title=matter.wording,
            decision=class_words(matter.decision),
            conclusion=decided_words(matter),
            chip="none" if isinstance(conclusion, Hidden) else "passed" if conclusion is Conclusion.PASSED else "failed",
            lines=(
                who_decides_words(matter.key, matter.ruling.scope, matter.homes),
                what_it_takes_words(matter.key, matter.ruling.rule),
            ),
        )


def own_votes(outcome: PublicOutcome, edition: Edition, answers: Answers, *, several: bool = False) -> Iterator[Said]:
    """How an owner's own ballot is counted in each matter that its household was asked; `several` owners may vote for it."""
    matters = {matter.key: matter for matter in outcome.matters}
    for question in edition.questions:
        if matter := matters.get(matter_asked(question)):
            yield _own(matter, question, answers.get(question.key), several)


def _own(matter: PublicMatter, question: Question, answer: object, several: bool) -> Said:
    option = next((option for option in question.options if option.key == answer), None)
    if option is None:
        none = N_("“%(matter)s”：这份票里没有投。") if several else N_("“%(matter)s”：您家这套房没有投票。")
        return said(_(none, matter=matter.wording), "own_matter", matter=matter.key)
    values = {"matter": matter.wording, "answer": _(option.label)}
    words = _(
        "“%(matter)s”：您家投的是“%(answer)s”。一位房主有几套房的，按最后投的算；几位房主投得不一样的，定了以谁的为准才算。",
        **values,
    )
    return said(words, "own_matter", matter=matter.key)
