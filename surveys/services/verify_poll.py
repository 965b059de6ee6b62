"""What the rows of one poll have to agree in: which ballot counts, what letters open, what was frozen, what was posted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from surveys.core.act import Act
from surveys.core.ballot import WITHDRAWN
from surveys.core.canonical import digest
from surveys.core.code import Keys, code_hash, household_code, link_hash, link_token, receipt_key, receipt_key_hash
from surveys.core.retention import RETENTION
from surveys.core.seal import Leaf
from surveys.core.verify import Flaw, Wrong
from surveys.core.waiting import WaitingRuling
from surveys.services.open_row import last_head
from surveys.store import household as stored_household
from surveys.store.db import Connection, keys_of
from surveys.store.mark import BESIDE, mark_beside
from surveys.store.seal import FORGETS
from surveys.store.verify import Row, opened_unmarked, rows_of

Rows = Mapping[tuple[Leaf, int], Row]
_SHOWN = ("published", "published_final")


def poll(session: Connection, number: int, rows: Rows, *, forgotten: bool) -> Iterator[Wrong]:
    """Everything that is wrong in a poll whose ballots and acts are `rows`."""
    ballots = [row for (kind, _), row in rows.items() if kind is Leaf.BALLOT]
    acts = [row for (kind, _), row in rows.items() if kind is Leaf.ACT]
    kept = rows_of(session, "polls", id=number)
    yield from _counts(session, number, ballots, forgotten=forgotten)
    yield from _waits(session, number, ballots, acts)
    yield from _keys(keys_of(session), number, ballots)
    yield from _letters(session, number, acts)
    yield from _notices(session, number, acts)
    for row in kept:
        yield from _frozen(session, row, acts)
        yield from _posted_when(session, row)
    if not kept and not any(row["act"] == "poll_dropped" for row in acts):
        yield Wrong(Flaw.GONE, "polls", str(number), number)


def _counts(session: Connection, number: int, ballots: list[Row], *, forgotten: bool) -> Iterator[Wrong]:
    """Which revision counts for each household and capacity, by what was cast and what was decided."""
    waits = rows_of(session, "waiting_ballots", poll_id=number)
    by_ballot: dict[tuple[int, str], list[Row]] = {}
    for row in ballots:
        by_ballot.setdefault((row["household_id"], row["capacity"]), []).append(row)
    kept = {
        (row["household_id"], row["capacity"]): row["revision_id"] for row in rows_of(session, "ballots", poll_id=number)
    }
    for named in sorted(kept.keys() | by_ballot.keys()):
        cast = by_ballot.get(named, [])
        taken = [row for row in waits if (row["household_id"], row["capacity"]) == named and row["ruling"] == "taken"]
        if kept.get(named) not in _may_count(cast, taken, forgotten=forgotten):
            yield Wrong(Flaw.COUNTS, "ballots", f"{named[0]} {named[1]}", number)
        if [row["revision"] for row in cast] != [*range(1, len(cast) + 1)]:
            yield Wrong(Flaw.GAP, "revisions", f"{named[0]} {named[1]}", number)


def _may_count(cast: list[Row], taken: list[Row], *, forgotten: bool) -> set[int | None]:
    """The revisions that may count: one, but where a decision was made in the very moment of a ballot, and where what was
    forgotten could have been taken back."""
    found: set[int | None] = set()
    for decided_first in (True, False):
        acts: list[tuple[datetime, bool, int, int | None]] = [
            (row["cast_at"], decided_first, row["id"], None if row["answers"] == WITHDRAWN else row["id"])
            for row in cast
            if not row["waiting"]
        ]
        for row in taken:
            theirs = [one["id"] for one in cast if one["waiting"] and one["since"] == row["since"]]
            acts.append((row["decided_at"], not decided_first, 0, max(theirs, default=None)))
        last = max(acts, key=lambda act: act[:3], default=None)
        found.add(last[3] if last else None)
        if forgotten and last:
            found |= {None, last[2]}
    return found


def _waits(session: Connection, number: int, ballots: list[Row], acts: list[Row]) -> Iterator[Wrong]:
    """What waits has its row, a row what waits, and what the office decided its act."""
    cast = {(row["household_id"], row["capacity"], row["since"]) for row in ballots if row["waiting"]}
    rows = rows_of(session, "waiting_ballots", poll_id=number)
    kept = {(row["household_id"], row["capacity"], row["since"]): row["id"] for row in rows}
    for named in sorted(cast ^ kept.keys()):
        yield Wrong(Flaw.WAITS, "waiting_ballots", " ".join(map(str, named)), number)
    told = [(json.loads(row["detail"]), row["at"], row["actor"]) for row in acts if row["act"] == "waiting_decided"]
    said = {(act["waiting"], act["ruling"], at, by) for act, at, by in told}
    by_office = {(row["id"], row["ruling"], row["decided_at"], row["decided_by"]) for row in rows if row["decided_by"]}
    for number_of in sorted({one[0] for one in said ^ by_office}):
        yield Wrong(Flaw.RULED, "waiting_ballots", str(number_of), number)
    homes = {row["household_id"] for row in ballots}
    for row in rows:
        decided_alone = row["ruling"] in {None, *WaitingRuling} and (row["ruling"] is None) == (row["decided_at"] is None)
        if not decided_alone or row["beside_id"] not in homes:
            yield Wrong(Flaw.RULED, "waiting_ballots", str(row["id"]), number)


def _keys(keys: Keys, number: int, ballots: list[Row]) -> Iterator[Wrong]:
    """What is kept of a receipt key is what the secret derives; ballots of early releases had none."""
    for row in ballots:
        key = receipt_key_hash(receipt_key(keys, row["household_id"], row["capacity"], row["since"]))
        if row["key_hash"] not in (None, key):
            yield Wrong(Flaw.KEY, "revisions", str(row["id"]), number)


def _letters(session: Connection, number: int, acts: list[Row]) -> Iterator[Wrong]:
    """What each letter opens, also one that is void, is what the secret derives."""
    keys = keys_of(session)
    homes = {row["id"]: row for row in rows_of(session, "poll_households", poll_id=number)}
    void = rows_of(session, "void_letters", poll_id=number)
    for row in homes.values():
        yield from _opens(keys, "poll_households", row, number, row["position"])
    for row in void:
        home = homes.get(row["household_id"])
        yield from _opens(keys, "void_letters", row, number, home["position"] if home else -1)
    anew = {
        (row["household_id"], json.loads(row["detail"])["epoch_after"] - 1, row["at"], row["actor"])
        for row in acts
        if row["act"] == "letter_reissued"
    }
    kept = {(row["household_id"], row["epoch"], row["voided_at"], row["voided_by"]) for row in void}
    for one in sorted(anew ^ kept, key=str):
        yield Wrong(Flaw.LETTER, "void_letters", f"{one[0]} {one[1]}", number)


def _opens(keys: Keys, table: str, row: Row, number: int, position: int) -> Iterator[Wrong]:
    if link_hash(link_token(keys, number, position, row["epoch"])) != row["link_hash"]:
        yield Wrong(Flaw.LINK, table, str(row["id"]), number)
    if code_hash(keys, household_code(keys, number, position, row["epoch"])) != row["code_hash"]:
        yield Wrong(Flaw.CODE, table, str(row["id"]), number)


def _frozen(session: Connection, row: Row, acts: list[Row]) -> Iterator[Wrong]:
    """The terms, the roster that they froze, and where the poll belongs."""
    number = row["id"]
    if row["terms"]:
        terms = json.loads(row["terms"])
        opened = [json.loads(act["detail"]) for act in acts if act["act"] == "poll_opened"]
        if any(act.get("terms_after") not in (None, digest(row["terms"].encode())) for act in opened):
            yield Wrong(Flaw.TERMS, "polls", str(number), number)
        if stored_household.frozen_roster(session, number).digest != terms["roster"]:
            yield Wrong(Flaw.ROSTER, "poll_households", "", number)
        for table, name in (("editions", "edition"), ("menus", "menu")):
            if not rows_of(session, table, digest=terms[name]):
                yield Wrong(Flaw.GONE, table, terms[name][:16], number)
    waves = {act["wave_id"] for act in acts if act["act"] == "poll_added"} - {None}
    if waves and row["wave_id"] not in waves:
        yield Wrong(Flaw.WHERE, "polls", str(number), number)
    last = max((act for act in acts if act["compound_id"]), key=lambda act: act["id"], default=None)
    if last and last["compound_id"] != row["compound_id"]:
        yield Wrong(Flaw.WHERE, "polls", str(number), number)


def _notices(session: Connection, number: int, acts: list[Row]) -> Iterator[Wrong]:
    """Each notice is what its act says, whoever posted it and when."""
    said: dict[int, tuple[Row, Mapping[str, object]]] = {}
    for act in acts:
        if act["act"] in _SHOWN:
            told = json.loads(act["detail"])
            said[told["notice_after"]] = (act, told)
    notices, opened = rows_of(session, "notices", poll_id=number), rows_of(session, "open_packages", poll_id=number)
    yield from _opened(opened, {shown: told for shown, (_, told) in said.items()}, number)
    for row in notices:
        if row["pdf"] is None:
            continue  # of a release that told more than may be told: it is shown no more
        if (posted := said.pop(row["number"], None)) is None or not _is_posted(row, *posted):
            yield Wrong(Flaw.NOTICE, "notices", f"{row['number']}", number)
    for missing in sorted(said.keys() - {row["number"] for row in notices}):
        yield Wrong(Flaw.GONE, "notices", str(missing), number)


def _posted_when(session: Connection, row: Row) -> Iterator[Wrong]:
    """Since when a poll is told to everybody, and for good, is when its notices were posted."""
    posted = [one for one in rows_of(session, "notices", poll_id=row["id"]) if one["pdf"] is not None]
    first = min((one["published_at"] for one in posted), default=None)
    last = min((one["published_at"] for one in posted if one["final"]), default=None)
    if (row["published_at"], row["final_at"]) != (first, last):
        yield Wrong(Flaw.NOTICE, "polls", str(row["id"]), row["id"])


def _opened(kept: list[Row], said: Mapping[int, Mapping[str, object]], number: int) -> Iterator[Wrong]:
    """What was published beside each notice is the file that its act says, and what was printed of it is in it."""
    told = {shown: detail["rows"] for shown, detail in said.items() if "rows" in detail}
    for row in kept:
        right = told.pop(row["number"], None) == row["digest"] == sha256(row["content"]).hexdigest()
        if not right or row["head"] != last_head(row["content"]):
            yield Wrong(Flaw.NOTICE, "open_packages", f"{row['number']}", number)
    for missing in sorted(told):
        yield Wrong(Flaw.GONE, "open_packages", str(missing), number)


def _is_posted(row: Row, act: Row, told: Mapping[str, object]) -> bool:
    says = {
        "digest_after": digest(row["document"].encode()),
        "until_after": row["until"].isoformat(),
        "reason": row["reason"],
        "sheet": row["sheet_digest"],
        "pdf": sha256(row["pdf"]).hexdigest(),
    }
    same = all(told[name] == value for name, value in says.items() if name in told)
    final = Act(act["act"]) is Act.PUBLISHED_FINAL
    return same and row["final"] == final and row["published_at"] == act["at"] and row["published_by"] == act["actor"]


def documents(session: Connection) -> Iterator[Wrong]:
    """Every questionnaire and menu is what its digest says."""
    for table in ("editions", "menus"):
        for row in rows_of(session, table):
            if digest(row["document"].encode()) != row["digest"] or json.loads(row["document"]).get("key") != row["key"]:
                yield Wrong(Flaw.DOCUMENT, table, row["digest"][:16])
    for doubled in _doubled(session):
        yield Wrong(Flaw.NOTICE, "notices", str(doubled))


def _doubled(session: Connection) -> Iterator[int]:
    rows = sorted((row["poll_id"], row["number"]) for row in rows_of(session, "notices"))
    for number, theirs in groupby(rows, key=lambda row: row[0]):
        if [row[1] for row in theirs] != [*range(1, sum(row[0] == number for row in rows) + 1)]:
            yield number


def is_forgotten(table: str, row: Row) -> bool:
    """Whether all that is personal in a row has what stands in its place once its poll is forgotten."""
    personal = RETENTION[table].personal
    return bool(personal) and all(row[name] == blank for name, blank in personal.items() if name in row)


def beside(session: Connection) -> Iterator[Wrong]:
    """The rows beside the ballots carry their marks; where a release without marks opened the poll, they may lack them."""
    keys, before = keys_of(session), opened_unmarked(session)
    forgotten = {act["poll_id"] for act in rows_of(session, "entries", act=FORGETS)}
    for table in BESIDE:
        for row in rows_of(session, table):
            bare = row["mark"] is None and row["poll_id"] in before
            gone = row["poll_id"] in forgotten and is_forgotten(table, row)
            if not bare and not gone and row["mark"] != mark_beside(keys, table, row):
                yield Wrong(Flaw.MARK, table, str(row["id"]), row["poll_id"])
