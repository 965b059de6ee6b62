"""The paper that hangs when a compound stops at a checkpoint."""

from __future__ import annotations

from dataclasses import asdict

from surveys.core.outcome import PublicJudgement
from surveys.core.poll import Poll
from surveys.paper.papers import TEMPLATE
from surveys.paper.press import pdf
from surveys.words.stop import stop_paper, stopped_at


def stop_pdf(poll: Poll, judgement: PublicJudgement, *, phone: str) -> bytes:
    """The paper as PDF; the same findings give the same bytes."""
    paper = asdict(stop_paper(poll, judgement, phone=phone)) | {"landscape": False}
    return pdf(TEMPLATE, paper, stopped_at(judgement))
