"""What verifying finds at the desk: what was typed in, drawn by dice and confirmed by two; and rows that lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

from surveys.core.act import Act
from surveys.core.entry_lot import lot_digest
from surveys.core.recheck import recheck_digest
from surveys.core.second import Grave, Proposal
from surveys.core.verify import Flaw, Wrong
from surveys.store import entry_lot, recheck
from surveys.store.db import Connection
from surveys.store.retention import begun
from surveys.store.verify import orphans, rows_of


def desk(session: Connection) -> Iterator[Wrong]:
    """All of it."""
    for table, leads_to, row in orphans(session):
        yield Wrong(Flaw.NOWHERE, table, f"{row} {leads_to}")
    forgotten = begun(session)
    yield from _drawn(session, forgotten)
    yield from _typed(session, forgotten)
    yield from _seconds(session)


def _drawn(session: Connection, forgotten: frozenset[int]) -> Iterator[Wrong]:
    """What dice drew from is what was locked before they were rolled."""
    for lot in rows_of(session, "entry_lots"):
        forms = entry_lot.forms_of(session, lot["poll_id"], lot["number"])
        if lot["poll_id"] not in forgotten and lot_digest(lot["salt"], forms) != lot["digest"]:
            yield Wrong(Flaw.LEDGER, "entry_lots", str(lot["number"]), lot["poll_id"])
    for row in rows_of(session, "rechecks"):
        kept = recheck.recheck(session, row["poll_id"])
        doors = kept.doors if kept else ()
        if row["poll_id"] not in forgotten and recheck_digest(row["salt"], doors) != row["digest"]:
            yield Wrong(Flaw.LEDGER, "rechecks", "", row["poll_id"])


def _typed(session: Connection, forgotten: frozenset[int]) -> Iterator[Wrong]:
    """What became a ballot is what was typed in, by whom and when."""
    cast = {}
    for row in rows_of(session, "revisions"):
        if row["entered_by"]:
            cast[row["poll_id"], row["household_id"], row["capacity"], row["revision"]] = row
    for row in rows_of(session, "form_entries"):
        if row["revision"] is None or row["poll_id"] in forgotten:
            continue
        found = cast.get((row["poll_id"], row["household_id"], row["capacity"], row["revision"]))
        says = (row["content"], row["channel"], row["by"], row["at"])
        if found is None or says != (found["answers"], found["channel"], found["entered_by"], found["cast_at"]):
            yield Wrong(Flaw.LEDGER, "form_entries", str(row["id"]), row["poll_id"])


def _seconds(session: Connection) -> Iterator[Wrong]:
    """What was asked for is what its digest says, and was confirmed or taken back when and by whom its act says."""
    said: dict[tuple[int, str], list[tuple[str, str, object]]] = {}
    for act in (Act.SECOND_CONFIRMED, Act.SECOND_WITHDRAWN):
        for row in rows_of(session, "entries", act=act.value):
            grave = json.loads(row["detail"])["grave"]
            said.setdefault((row["poll_id"], grave), []).append((act.value, row["actor"], row["at"]))
    for row in rows_of(session, "seconds"):
        over = said.get((row["poll_id"], row["act"]), [])
        if row["over_at"] is None:
            right = not row["confirmed_by"] and not any(at > row["asked_at"] for _, _, at in over)
        else:  # one act ends one request
            act = Act.SECOND_CONFIRMED if row["confirmed_by"] else Act.SECOND_WITHDRAWN
            ends = (one for one in over if one[0] == act.value and one[2] == row["over_at"])
            end = next((one for one in ends if one[1] == row["confirmed_by"] or act is Act.SECOND_WITHDRAWN), None)
            right = end is not None
            if end:
                over.remove(end)
        if not right or Proposal(Grave(row["act"]), row["poll_id"], json.loads(row["asked"])).digest != row["digest"]:
            yield Wrong(Flaw.LEDGER, "seconds", str(row["id"]), row["poll_id"])
