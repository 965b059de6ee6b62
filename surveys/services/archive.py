"""What is put away when a poll is over: everything that its office keeps of it, and no ballot of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.core.life import PollChange
from surveys.core.notice import Notice
from surveys.core.objection import Objection
from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.priorities import Examination
from surveys.core.staff import Actor, Right, needs
from surveys.services.compound import DoorLine, poll_desk
from surveys.services.outcome import decide
from surveys.services.table import ended_poll
from surveys.store import document, entry, life, notice, objection
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """A poll that is over. `posted` are its notices with the papers that hung, where those were kept; `documents` are the
    terms, and the questionnaire and the menu that they name, by their names. `outcome` is the exact one with its `digest`,
    `examined` the checks beside its list."""

    poll: Poll
    outcome: PublicOutcome
    digest: str
    examined: Examination | None
    doors: tuple[DoorLine, ...]
    changes: tuple[PollChange, ...]
    posted: tuple[tuple[Notice, bytes | None], ...]
    objections: tuple[Objection, ...]
    documents: Mapping[str, Mapping[str, Any]]


def archive_record(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> ArchiveRecord:
    """What there is to put away. Raises `NotFound` outside `scope`, and `NotAllowed` with the state of a poll that runs."""
    decided = decide(session, scope, poll_id, now=now)
    poll = decided.poll
    assert poll.terms is not None
    notices = notice.notices(session, poll_id)
    return ArchiveRecord(
        poll=poll,
        outcome=exact(decided),
        digest=decided.digest,
        examined=decided.examined,
        doors=poll_desk(session, scope, poll_id, now=now).doors,
        changes=life.changes(session, poll_id),
        posted=tuple((n, notice.printed(session, poll_id, n.number) if n.outcome else None) for n in notices),
        objections=objection.objections(session, poll_id),
        documents={
            "terms": poll.terms.document(),
            "edition": document.edition(session, poll.terms.edition).document(),
            "menu": document.menu(session, poll.terms.menu).document(),
        },
    )


@needs(Right.PACKAGE)
def take_archive(session: Connection, scope: Jurisdiction, poll_id: int, *, digest: str, by: Actor, now: datetime) -> None:
    """Write down that a poll's archive leaves, as the file with this digest. Raises as `archive_record`."""
    poll = ended_poll(session, scope, poll_id, now=now)
    entry.enter(session, "archive_exported", by=by, now=now, poll_id=poll.id, digest=digest)
