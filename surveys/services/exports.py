"""Files for those who want to count for themselves: a Pabulib election, and everything that a result rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling
from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.co_owner import CoOwned, Settlement, co_vote_from_document
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.gates import finding_from_document
from surveys.core.mandate import mandate_from_document
from surveys.core.menu import menu_from_document
from surveys.core.outcome.amended import put_right
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.pb import PbAbout, PbElection, compound_pb, public_pb
from surveys.core.place import CHINA, Area, Compound, Jurisdiction, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.core.priorities import wishes
from surveys.core.questionnaire import edition_from_document
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.rules import silence_from_document
from surveys.services.outcome import Dossier, outcome_of, poll_record
from surveys.store.db import Connection

FORMAT = "ballots-v1"
_DATES = ("opens_at", "closes_at", "opened_at", "closed_at")
_HOUSEHOLD = ("id", "building", "unit", "floor", "room", "area", "owner", "kind", "area_source", "owners")


def compound_election(dossier: Dossier, *, exact: bool = False, now: datetime) -> PbElection:
    """The owners' orders as an approval election: for everybody, made from what may be told; with `exact` ballot by ballot,
    for auditors. Raises `NotAllowed` with the state of a poll that runs, and as nothing_to_export."""
    poll = dossier.poll
    outcome = outcome_of(dossier, now=now)
    told = public(outcome)  # raises while the poll runs, whoever asks
    about = PbAbout(
        description=f"{poll.compound.name} {poll.wave.title}",
        unit=poll.compound.name,
        instance=str(poll.id),
        begin=poll.opens_at.astimezone(CHINA).date(),
        end=poll.ended_at.astimezone(CHINA).date(),
    )
    if not exact:
        return public_pb(told, about)
    owners = wishes(dossier.menu, dossier.edition, dossier.roster, dossier.ballots)
    return compound_pb(owners, outcome.listed, dossier.menu.choose, about)


def public_election(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> PbElection:
    """The election of a poll that everybody may have. Raises as `compound_election` does, and `NotFound` outside `scope`."""
    return compound_election(poll_record(session, scope, poll_id), now=now)


def audit_document(dossier: Dossier, *, now: datetime) -> dict[str, Any]:
    """Everything that the result rests on at `now`, as a JSON document: whoever has it can count again, door by door.

    It tells what each household said, so it is for auditors and never for posting; owners are numbers, no name is in it.
    Raises `NotAllowed` with the state of a poll that runs: whoever counts it again would have its result.
    """
    d = dossier
    if not (state := d.poll.state(now)).ended:
        raise NotAllowed(state.value)
    return {
        "format": FORMAT,
        "counted_at": now.isoformat(),
        "poll": poll_document(d.poll),
        "terms": d.terms.document(),
        "edition": d.edition.document(),
        "menu": d.menu.document(),
        "roster": [_row(household) for household in (d.frozen or d.roster).households],
        "amendments": [_amendment_document(one) for one in d.amendments],
        "ballots": [_ballot_document(b) for b in sorted(d.ballots, key=lambda b: (b.household, b.capacity))],
        "findings": [finding.document() for finding in d.findings],
        "silence": d.silence.document() if d.silence else None,
        "mandates": [mandate.document() for mandate in d.mandates],
        "co_votes": [vote.document() for vote in d.co_owned.votes],
        "settlements": [settled.document() for settled in d.co_owned.settlements],
        "sheet_digest": outcome_of(d, now=now).digest,
    }


def _row(household: Household) -> dict[str, Any]:
    return {name: getattr(household, name) for name in _HOUSEHOLD}


def _amendment_document(one: Amendment) -> dict[str, Any]:
    """An amendment without whoever asked for it or decided about it."""
    row: dict[str, Any] = {name: getattr(one, name) for name in Amendment.__slots__}
    unsaid = dict.fromkeys(("asked_by", "decided_by", "source", "why"), "")
    times = {"asked_at": one.asked_at.isoformat(), "decided_at": one.decided_at.isoformat() if one.decided_at else None}
    return row | unsaid | times | {"after": _row(one.after) if one.after else None}


def _amendment(row: Mapping[str, Any]) -> Amendment:
    return Amendment(
        **{
            **row,
            "kind": AmendmentKind(row["kind"]),
            "ruling": AmendmentRuling(row["ruling"]) if row["ruling"] else None,
            "asked_at": datetime.fromisoformat(row["asked_at"]),
            "decided_at": datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
            "after": _household(row["after"]) if row["after"] else None,
        }
    )


def poll_document(poll: Poll) -> dict[str, Any]:
    """Which poll of which compound it was, and when, as a JSON document."""
    area = poll.compound.area
    dates: dict[str, datetime | None] = {name: getattr(poll, name) for name in _DATES}
    return {
        "id": poll.id,
        "wave": {"id": poll.wave.id, "title": poll.wave.title},
        "street": {"id": poll.compound.street.id, "name": poll.compound.street.name},
        "area": {"id": area.id, "name": area.name} if area else None,
        "compound": {"id": poll.compound.id, "name": poll.compound.name},
        **{name: moment.isoformat() if moment else None for name, moment in dates.items()},
    }


def _ballot_document(ballot: Ballot) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(ballot, name) for name in Ballot.__slots__}
    return row | {"answers": dict(ballot.answers), "cast_at": ballot.cast_at.isoformat()}


def recounted(text: str) -> tuple[Dossier, Outcome, bool]:
    """The dossier in a file that somebody brings, what comes of it, and whether the file says so too.

    Raises `Rejected`, and nothing else: the file is a stranger's, and what it lacks may show itself only in the counting.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected([Problem("audit_json", value=str(error)[:80])]) from None
    try:
        dossier, counted_at = read_audit(document)
        outcome = outcome_of(dossier, now=counted_at)
        return dossier, outcome, outcome.digest == document.get("sheet_digest")
    except Rejected:
        raise
    except Exception as error:
        raise Rejected([Problem("audit_shape", value=f"{type(error).__name__} {error}"[:80])]) from error


def read_audit(document: Any) -> tuple[Dossier, datetime]:
    """The dossier that `audit_document` wrote, and when it was counted.

    Raises `Rejected` where it isn't such a document, and where edition, menu or roster are not those of the terms.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Rejected([Problem("audit_format")])
    try:
        dossier = _dossier(document)
        counted_at = datetime.fromisoformat(document["counted_at"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Rejected([Problem("audit_shape", value=str(error)[:80])]) from error
    if problems := tuple(_contradictions(dossier)):
        raise Rejected(problems)
    return dossier, counted_at


def _dossier(document: Mapping[str, Any]) -> Dossier:
    terms = Terms.from_document(document["terms"])
    frozen = Roster(tuple(_household(row) for row in document["roster"]))
    amendments = tuple(_amendment(row) for row in document.get("amendments", ()))
    return Dossier(
        poll=_poll(document["poll"], terms),
        terms=terms,
        roster=put_right(frozen, amendments),
        frozen=frozen if amendments else None,
        amendments=amendments,
        edition=edition_from_document(document["edition"]),
        menu=menu_from_document(document["menu"]),
        ballots=tuple(_ballot(row) for row in document["ballots"]),
        findings=tuple(finding_from_document(row) for row in document["findings"]),
        silence=silence_from_document(document["silence"]) if document.get("silence") else None,
        mandates=tuple(mandate_from_document(row) for row in document.get("mandates", ())),
        co_owned=CoOwned(
            tuple(map(co_vote_from_document, document.get("co_votes", ()))),
            tuple(Settlement(**row) for row in document.get("settlements", ())),
        ),
    )


def _poll(row: Mapping[str, Any], terms: Terms) -> Poll:
    dates = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    opens_at, closes_at = dates["opens_at"], dates["closes_at"]
    if opens_at is None or closes_at is None:
        raise ValueError("opens_at, closes_at")
    return Poll(
        id=row["id"],
        wave=Wave(row["wave"]["id"], row["wave"]["title"], terms.edition, opens_at, closes_at),
        compound=Compound(
            **row["compound"], street=Street(**row["street"]), area=Area(**row["area"]) if row["area"] else None
        ),
        opens_at=opens_at,
        closes_at=closes_at,
        opened_at=dates["opened_at"],
        closed_at=dates["closed_at"],
        terms=terms,
    )


def _household(row: Mapping[str, Any]) -> Household:
    return Household(**{**row, "kind": UnitKind(row["kind"]), "area_source": AreaSource(row["area_source"])})


def _ballot(row: Mapping[str, Any]) -> Ballot:
    answers = {key: tuple(answer) if isinstance(answer, list) else answer for key, answer in row["answers"].items()}
    return Ballot(
        **{
            **row,
            "answers": answers,
            "capacity": Capacity(row["capacity"]),
            "channel": Channel(row["channel"]),
            "cast_at": datetime.fromisoformat(row["cast_at"]),
        }
    )


def _contradictions(dossier: Dossier) -> Iterator[Problem]:
    """Parts that are not the ones whose digests stand in the terms, and ballots that answer to something else."""
    d = dossier
    parts = {"edition": d.edition.digest, "menu": d.menu.digest, "roster": (d.frozen or d.roster).digest}
    for name, found in parts.items():
        if found != getattr(d.terms, name):
            yield Problem("audit_differs", name, value=found[:16], detail={"terms": getattr(d.terms, name)[:16]})
    known = {household.id for household in d.roster.households}
    seen: set[tuple[int, Capacity]] = set()
    for ballot in d.ballots:
        if ballot.household not in known:
            yield Problem("audit_household", "ballots", value=str(ballot.household))
        elif (ballot.household, ballot.capacity) in seen:
            yield Problem("audit_twice", "ballots", value=str(ballot.household))
        seen.add((ballot.household, ballot.capacity))
