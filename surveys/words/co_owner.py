"""Homes with several owners, in words: who voted, what they disagree in, and whose vote holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from surveys.core.ballot import Ballot
from surveys.core.co_owner import CoOwned
from surveys.core.errors import Problem
from surveys.core.mandate import Mandate
from surveys.core.matter import CO_OWNERS, MANDATED, Matter
from surveys.words.advice import mending
from surveys.words.language import N_, _

_NAMES: Mapping[str, str] = {
    **dict(
        zip(
            CO_OWNERS,
            (N_("第一位房主"), N_("第二位房主"), N_("第三位房主"), N_("第四位房主"), N_("第五位房主"), N_("第六位房主")),
            strict=True,
        )
    ),
    MANDATED: N_("受托人、监护人，或者推选的一位"),
}
_PROBLEMS = {
    "settlement_voter": "选一位投过票的",
    "settlement_reason": "写上理由",
    "settlement_paper": "写上字条的日期和编号",
}


def co_owner_words(voter: str) -> str:
    """One of a home's owners, by the place in the roster and never by name."""
    return _(_NAMES[voter])


def co_owned_words(
    household: int, first: Ballot | None, matters: Sequence[Matter], owned: CoOwned, mandates: Collection[Mandate] = ()
) -> tuple[str, ...]:
    """What every owner of a home reads on its receipt, whoever opens it: who voted, where they differ, whose vote holds, and
    never what they chose."""
    chosen = {matter: owned.chosen(household, first, matter, mandates) for matter in matters}
    voters = sorted({voter for choices in chosen.values() for voter in choices})
    if not any(vote.household == household for vote in owned.votes) or not voters:
        return ()
    if len(voters) == 1:
        return (_("这套房现在只有%(who)s的票，算这一票。", who=co_owner_words(voters[0])),)
    names = _("、").join(map(co_owner_words, voters))
    kept = N_("这套房的%(names)s都投了票，两边都留着，谁也没有换掉谁。")
    if len(voters) > 2:
        kept = N_("这套房的%(names)s都投了票，几份都留着，谁也没有换掉谁。")
    return (
        _(kept, names=names),
        *_apart(chosen, owned.settled(household)),
    )


def _apart(chosen: Mapping[Matter, Mapping[str, str]], settled: str) -> Iterator[str]:
    """Whose vote holds where that was settled, and where nobody's does."""
    held = [matter for matter, choices in chosen.items() if settled in choices]
    rest = {matter: choices for matter, choices in chosen.items() if settled not in choices and choices}
    apart = [matter for matter, choices in rest.items() if len(set(choices.values())) > 1]
    if held and not rest:
        yield _("社区按几位的字条定了：以%(who)s的票为准。", who=co_owner_words(settled))
    elif held:
        yield _("社区按几位的字条定了：%(named)s以%(who)s的票为准。", named=_wordings(held), who=co_owner_words(settled))
    if apart:
        words = N_("%(named)s投得不一样，先按没有投票算。几位推选一位，写好字条交社区居委会。")
        yield _(words, named=_wordings(apart))
    if not held and not apart:
        yield _("投得都一样，算一票。")


def _wordings(matters: Sequence[Matter]) -> str:
    return _("、").join(_("“%(wording)s”", wording=matter.wording) for matter in matters)


def settlement_problem_words(problem: Problem) -> str:
    """Why nothing was decided between owners."""
    return mending(_PROBLEMS, problem)
