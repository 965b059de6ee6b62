"""The paper that hangs when a poll is changed: longer, paused, going on, ended early, called off."""

from __future__ import annotations

from dataclasses import asdict

from surveys.core.life import PollChange
from surveys.core.poll import Poll
from surveys.paper.papers import TEMPLATE
from surveys.paper.press import pdf
from surveys.words.change import change_paper


def change_pdf(poll: Poll, change: PollChange, *, phone: str) -> bytes:
    """The paper as PDF; the same change gives the same bytes."""
    return pdf(TEMPLATE, asdict(change_paper(poll, change, phone=phone)) | {"landscape": False, "large": True}, change.at)
