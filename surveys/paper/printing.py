"""From a row of the papers to a file that may leave: gathered, and pressed unless it was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.errors import NotAllowed, NotEntitled, NotFound
from surveys.core.paper import PaperFormat
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Actor
from surveys.paper.papers import PAPERS
from surveys.paper.row import PaperRow, PaperWanted
from surveys.services.paper import Pressed, pressed_before, printable_poll
from surveys.store.db import Connection
from surveys.words.paper import file_name


def paper_called(key: str) -> PaperRow[Any]:
    """The paper of this key. Raises `NotFound`."""
    if (found := PAPERS.get(key)) is None:
        raise NotFound("paper", key)
    return found


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who prints, how far they may see, when, and what papers may call and point to."""

    by: Actor
    scope: Jurisdiction
    now: datetime
    phone: str
    site: str

    def asked(self, session: Connection, poll: Poll) -> PaperWanted:
        """What a paper of this poll gathers its facts from."""
        return PaperWanted(session, self.scope, poll, self.now, self.phone, self.site)


def pressed_paper(
    session: Connection, poll_id: int, row: PaperRow[Any], kind: PaperFormat, there: Occasion
) -> tuple[Pressed, str]:
    """The paper as it is to be printed, and what its file is called; it leaves by `print_paper` alone.

    Raises `NotFound` out of reach, `NotEntitled`, `PaperNotNow`, `NotAllowed` where a condition of its own isn't met, and
    `PressFailed`.
    """
    if not there.by.may(row.printable.right):
        raise NotEntitled(row.printable.right)
    poll = printable_poll(session, there.scope, poll_id, row.printable, now=there.now)
    if kind not in row.formats:
        raise NotAllowed("paper_no_workbook", paper=row.printable.title)
    facts = row.gather(there.asked(session, poll))
    source = row.source(facts)
    content = pressed_before(session, poll.id, row.printable, kind, source) or row.made(facts, kind, there.now)
    return Pressed(kind, source, content), file_name(poll.compound.name, row.printable.title, kind)


def own_refusal(session: Connection, poll: Poll, row: PaperRow[Any], there: Occasion) -> NotAllowed | None:
    """Why a paper that may be printed in this state isn't yet; None where nothing keeps it."""
    if not row.conditional:
        return None
    try:
        row.gather(there.asked(session, poll))
    except NotAllowed as refused:
        return refused
    return None
