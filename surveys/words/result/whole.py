"""What residents read once a result is published: did we pass and by how much, the five conditions, and our list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome, told
from surveys.core.tally import Basis
from surveys.words.amended import amended_words
from surveys.words.claim import said
from surveys.words.entered import entered_words
from surveys.words.figure import share_words
from surveys.words.language import _
from surveys.words.result.listing import ListWords, list_words
from surveys.words.result.matters import MatterLines, matter_lines
from surveys.words.result.notice import NoticeWords, notice_words
from surveys.words.result.rulings import RulingLines, ruling_lines
from surveys.words.result.verdict import GateLine, VerdictLine, gate_line, verdict_of


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The whole result for residents."""

    verdict: VerdictLine
    notice: NoticeWords
    turnout: str
    amended: tuple[str, ...]
    entered: tuple[str, ...]
    rulings: tuple[RulingLines, ...]
    matters: tuple[MatterLines, ...]
    gates: tuple[GateLine, ...]
    listing: ListWords


def result_of(outcome: PublicOutcome, notice: Notice, last: Notice, *, today: date) -> ResultWords:
    """The result that `notice` posted, and how it stands beside the last one; `today` is the day in the compound's zone."""
    return ResultWords(
        verdict=verdict_of(outcome.judgement),
        notice=notice_words(notice, last, today),
        turnout=_turnout(outcome),
        amended=amended_words(outcome.amended) if outcome.amended else (),
        entered=entered_words(outcome.entered) if outcome.entered else (),
        rulings=tuple(ruling_lines(outcome.rulings)),
        matters=tuple(matter_lines(outcome)),
        gates=tuple(map(gate_line, outcome.judgement.gates)),
        listing=list_words(outcome.listed),
    )


def _turnout(outcome: PublicOutcome) -> str:
    count = outcome.turnout.counts[Basis.HOUSEHOLDS]
    answered = share_words(count.answered, count.total)
    came = {"basis": Basis.HOUSEHOLDS.value, "answered": count.answered, "total": count.total}
    yes, no, abstain = count.yes, count.no, count.abstain
    if not (told(yes) and told(no) and told(abstain)):
        return said(_("%(answered)s交了房主的票，下面的户数都按房主的票算。", answered=answered), "turnout", **came)
    votes = {"yes": f"{yes:,}", "no": f"{no:,}", "abstain": f"{abstain:,}"}
    words = _(
        "%(answered)s交了房主的票，下面的户数都按房主的票算。同意%(yes)s户，不同意%(no)s户，暂不表态%(abstain)s户。",
        answered=answered,
        **votes,
    )
    return said(words, "turnout", **came, yes=yes, no=no, abstain=abstain)
