"""The paper that hangs when a compound stops at a checkpoint."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from surveys.core.outcome import PublicJudgement
from surveys.core.paper import TOLD, PaperSize, Printable
from surveys.core.poll import Poll
from surveys.core.staff import Right
from surveys.paper.row import PaperDraft, PaperRow, PaperWanted
from surveys.services.gates import stopped
from surveys.words.stop import stop_paper

TEMPLATE = "paper/official.typ"


@dataclass(frozen=True, slots=True)
class StopFacts:
    """Where a compound stops, as it may be told."""

    poll: Poll
    judgement: PublicJudgement
    phone: str


def _gather(wanted: PaperWanted) -> StopFacts:
    found = stopped(wanted.session, wanted.scope, wanted.poll.id, now=wanted.now)
    return StopFacts(found.poll, found.judgement, wanted.phone)


def _draw(facts: StopFacts, _at: datetime) -> PaperDraft:
    return PaperDraft(TEMPLATE, asdict(stop_paper(facts.poll, facts.judgement, phone=facts.phone)))


STOP = PaperRow(
    printable=Printable("stop", "未通过告知单", TOLD, Right.LOOK, exact=False),
    purpose="检查没有通过的小区用，贴在小区里：哪一项不符合、怎么改、什么时候再申报。没有不符合的条件就没有这张纸。",
    size=PaperSize.A4,
    landscape=False,
    pages=lambda facts: 2 + len(facts.judgement.gates),
    gather=_gather,
    draw=_draw,
    conditional=True,
)
