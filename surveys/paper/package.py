"""What is handed out so that others can count again: one archive of plain files, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from surveys.core.canonical import canonical, zipped
from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome, document
from surveys.core.place import CHINA, Jurisdiction
from surveys.paper.papers import SHEET, Printing
from surveys.services.package import Evidence, Exact, Sealed, seal
from surveys.store.db import Connection
from surveys.words.claim import claims_of, sentences_in
from surveys.words.outcome import notice as notice_paper
from surveys.words.outcome.charts import charts
from surveys.words.outcome.committee import checks
from surveys.words.package import PUBLIC_WORDS, WATCHERS_WORDS
from surveys.words.result import building_result, result_of

FORMAT = "package-v1"


def watchers_package(
    record: Mapping[str, Any],
    sheet: Mapping[str, Any],
    said: Mapping[str, object],
    ledger: Mapping[str, Any] | None = None,
) -> bytes:
    """The exact one, for watchers and auditors: the record, the sheet's document, whose digest the sheet prints, and what is
    `said` on papers and pages, by their names; and the sealed ledger, opened."""
    documents = {"record": record, "sheet": sheet, "claims": list(_claims(said))}
    return _packed("exact", WATCHERS_WORDS, documents | ({"seal": ledger} if ledger is not None else {}))


def public_package(posted: Notice) -> bytes:
    """The public one, of a notice: made of what was posted alone, whose digest the notice prints.

    Raises `ValueError` on a notice that is shown no more.
    """
    if posted.outcome is None:
        raise ValueError("what is shown no more is not handed out either")
    said = dict(_public(posted, posted.outcome))
    return _packed("public", PUBLIC_WORDS, {"outcome": document(posted.outcome), "claims": list(_claims(said))})


def _public(posted: Notice, outcome: PublicOutcome) -> Iterator[tuple[str, object]]:
    yield "公示表", notice_paper(outcome, posted=posted)
    day = posted.published_at.astimezone(CHINA).date()
    page = result_of(outcome, posted, posted, today=day)
    yield "结果页", [getattr(page, field.name) for field in fields(page)]
    for building in outcome.heading.buildings:
        yield f"结果页 {building}", building_result(outcome, building)


def _claims(said: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Every sentence that claims something, once for each place where it is printed."""
    for where, paper in said.items():
        seen = set()
        for text in sentences_in(paper):
            claims = [claim.document() for claim in claims_of(text)]
            if claims and (key := canonical([text, claims])) not in seen:
                seen.add(key)
                yield {"where": where, "text": str(text), "claims": claims}


def sealed(session: Connection, scope: Jurisdiction, poll_id: int, kind: Exact, *, now: datetime) -> Sealed:
    """An exact file of a poll that has ended, to be handed out. Raises as `seal` does."""
    return seal(session, scope, poll_id, kind, pack=_watchers, now=now)


def _watchers(found: Evidence) -> bytes:
    beside = checks(found.examined) if found.examined else None
    sheet = SHEET.make(found.told, Printing(found.at, digest=found.digest, beside=beside))
    drawn = charts(found.examined) if found.examined else None
    return watchers_package(found.record, found.sheet, {"汇总表": sheet, "图": drawn}, found.ledger)


def _packed(kind: str, about: str, documents: Mapping[str, Any]) -> bytes:
    files = {f"{name}.json": canonical(found) for name, found in documents.items()}
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    manifest = {"format": FORMAT, "kind": kind, "files": digests}
    everything = {"说明.txt": about.encode(), "manifest.json": canonical(manifest), **files}
    return zipped(everything)
