"""What is handed to watchers (监票人) and auditors, so that they can count again with a program that isn't ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, assert_never

from surveys.core.amendment import confirmed_in_order
from surveys.core.answers import counted_parts
from surveys.core.ballot import Answers, Ballot
from surveys.core.canonical import canonical
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.gates import Checkpoint
from surveys.core.mandate import with_mandates
from surveys.core.matter import matters_of
from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.pb import write_pb
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.plain_text import compact_text
from surveys.core.priorities import Examination
from surveys.core.roster import Household
from surveys.core.staff import Actor, Right, needs
from surveys.services.exports import audit_document, compound_election, poll_document
from surveys.services.open_row import watchers_keys
from surveys.services.outcome import Dossier, outcome_of, poll_record
from surveys.services.seal import sealed_record
from surveys.store import entry
from surveys.store import poll as stored
from surveys.store.db import Connection
from surveys.store.notice import notices

LONGEST = 200
"""Characters of a recipient or a reason."""


def package_record(dossier: Dossier, *, now: datetime, checkpoint: Checkpoint = Checkpoint.C1) -> dict[str, Any]:
    """Everything that the result rests on, on the day of `now`, without a name, a telephone or a word that somebody wrote.

    It still tells how each home chose: a ballot stands beside its door, without which nobody could count areas, heads and
    stairwells again; of times there is only which ballot came before which. Raises `NotAllowed` with the state of a poll
    that runs.
    """
    d = dossier
    if not (state := d.poll.state(now)).ended:
        raise NotAllowed(state.value)
    came = sorted(d.ballots, key=lambda ballot: (ballot.cast_at, ballot.revision, ballot.household))
    order = {(ballot.household, ballot.capacity): place for place, ballot in enumerate(came, 1)}
    counted = counted_parts(d.edition)
    held, confirmed = _held(d), confirmed_in_order(d.amendments)
    frozen = (d.frozen or d.roster).households
    rows = _rows((*frozen, *(one.after for one in confirmed if one.after)))
    return {
        "on": now.astimezone(CHINA).date().isoformat(),
        "checkpoint": checkpoint.value,
        "poll": poll_document(d.poll),
        "terms": d.terms.document(),
        "edition": d.edition.document(),
        "menu": d.menu.document(),
        "roster": rows[: len(frozen)],
        "ballots": [
            _ballot(ballot, counted, order[ballot.household, ballot.capacity])
            for ballot in sorted(held, key=lambda ballot: (ballot.household, ballot.capacity))
            if (ballot.household, ballot.capacity) in order
        ],
        "beside": [
            _ballot(ballot, counted, len(came) + place)
            for place, ballot in enumerate(sorted(held, key=lambda ballot: ballot.household), 1)
            if (ballot.household, ballot.capacity) not in order
        ],
        **_amended(d, rows[len(frozen) :], counted),
        "findings": [finding.document() for finding in d.findings],
        "silence": d.silence.document() if d.silence else None,
    }


def _held(d: Dossier) -> list[Ballot]:
    """The ballots with the answers to matters as they count: none without a mandate that holds, one for homes with several
    owners. A home whose first owner took theirs back has another's vote alone, which is no answer to the consultation."""
    ballots = list(d.ballots)
    for matter in matters_of(d.terms):
        owned = d.co_owned.within(matter, d.mandates)
        ballots = owned.as_one(with_mandates(ballots, matter, d.mandates), matter)
    return ballots


def _amended(d: Dossier, rows: list[dict[str, Any]], counted: frozenset[str]) -> dict[str, Any]:
    """What was put right since the poll opened, in order, each as its home stood by it; and the ballots of homes that are
    counted no more."""
    if not rows:
        return {}
    confirmed = confirmed_in_order(d.amendments)
    void = sorted(d.void, key=lambda ballot: (ballot.household, ballot.capacity))
    return {
        "amendments": [
            {**row, "amends": one.kind.value, "gone": one.kind.takes_out} for one, row in zip(confirmed, rows, strict=True)
        ],
        "void": [_ballot(ballot, counted, place) for place, ballot in enumerate(void, 1)],
    }


def _rows(households: Iterable[Household]) -> list[dict[str, Any]]:
    """The units with their owners as numbers: the same number is one owner, none stands where no owner is known. `written`
    numbers the texts as the digest of the roster knows them, where one owner's name is spaced in two ways."""
    numbers: dict[str, int] = {}
    texts: dict[str, int] = {}
    rows = []
    for home in households:
        name = compact_text(home.owner).casefold()
        owner = numbers.setdefault(name, len(numbers) + 1) if name else None
        written = texts.setdefault(home.owner, len(texts) + 1)
        rows.append(
            {
                "id": home.id,
                "building": home.building,
                "unit": home.unit,
                "floor": home.floor,
                "room": home.room,
                "area": home.area,
                "owner": owner,
                "written": written,
                "kind": home.kind.value,
                "area_source": home.area_source.value,
                "owners": home.owners,
            }
        )
    return rows


def _ballot(ballot: Ballot, counted: frozenset[str], order: int) -> dict[str, Any]:
    return {
        "household": ballot.household,
        "capacity": ballot.capacity.value,
        "channel": ballot.channel.value,
        "order": order,
        "receipt": ballot.receipt,
        "answers": _plain({key: one for key, one in ballot.answers.items() if key in counted or key.startswith("matter-")}),
    }


def _plain(answers: Answers) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, answer in answers.items():
        plain[key] = dict(answer) if isinstance(answer, Mapping) else list(answer) if isinstance(answer, tuple) else answer
    return plain


class Exact(StrEnum):
    """A file that tells how each home chose. It leaves by `hand_out` alone."""

    PACKAGE = "package"
    BALLOTS = "ballots"
    PB = "pb"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An exact file that lies ready: `hand_out` gives its bytes, once it is written down who gets them."""

    poll: int
    kind: Exact
    _content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """By which the file is known again."""
        return sha256(self._content).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a package for watchers is made of at `at`: the record, and the committee's sheet with its digest and the checks
    beside the list, and the sealed `ledger` with every revision opened."""

    record: Mapping[str, Any]
    sheet: Mapping[str, Any]
    told: PublicOutcome
    digest: str
    examined: Examination | None
    at: datetime
    ledger: Mapping[str, Any]


def seal(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    kind: Exact,
    *,
    pack: Callable[[Evidence], bytes],
    now: datetime,
) -> Sealed:
    """An exact file of a poll that has ended; `pack` makes the package of its parts.

    Raises `NotFound` outside `scope`, and `NotAllowed` with the poll's state or as nothing_to_export.
    """
    dossier = closed_record(session, scope, poll_id, now=now)
    match kind:
        case Exact.PACKAGE:
            posted = [notice.number for notice in notices(session, poll_id) if notice.opened]
            ledger = sealed_record(session, poll_id) | {"rows": watchers_keys(session, dossier, posted)}
            return Sealed(poll_id, kind, pack(_evidence(dossier, ledger, now)))
        case Exact.BALLOTS:
            return Sealed(poll_id, kind, canonical(audit_document(dossier, now=now)) + b"\n")
        case Exact.PB:
            return Sealed(poll_id, kind, write_pb(compound_election(dossier, exact=True, now=now)))
        case _:
            assert_never(kind)


def _evidence(dossier: Dossier, ledger: Mapping[str, Any], at: datetime) -> Evidence:
    record, found = package_record(dossier, now=at), outcome_of(dossier, now=at)
    return Evidence(record, found.document(), exact(found), found.digest, found.examined, at, ledger)


def closed_record(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> Dossier:
    """What is on record about a poll that has ended. Raises `NotFound` outside `scope` and `NotAllowed` with its state."""
    dossier = poll_record(session, scope, poll_id)
    if not (state := dossier.poll.state(now)).ended:
        raise NotAllowed(state.value)
    return dossier


@needs(Right.PACKAGE)
def hand_out(
    session: Connection, scope: Jurisdiction, sealed: Sealed, *, to: str, reason: str, by: Actor, now: datetime
) -> bytes:
    """The only way in which an exact file leaves: its bytes, once it is written down to whom they go, why, and which.

    Raises `NotFound` outside `scope`, `NotAllowed` with the state of a poll that runs, and `Rejected` where it isn't said to
    whom or why.
    """
    poll = stored.poll(session, scope, sealed.poll)
    if not (state := poll.state(now)).ended:
        raise NotAllowed(state.value)
    given = {"to": to.strip(), "reason": reason.strip()}
    problems = [Problem("package_unsaid", name) for name, text in given.items() if not text]
    problems += [
        Problem("package_long", name, detail={"most": LONGEST}) for name, text in given.items() if len(text) > LONGEST
    ]
    if problems:
        raise Rejected(problems)
    entry.enter(session, f"{sealed.kind}_given", by=by, now=now, poll_id=poll.id, digest=sealed.digest, **given)
    return sealed._content


@needs(Right.PACKAGE)
def given_before(session: Connection, sealed: Sealed, *, by: Actor) -> bytes:
    """The bytes once more for whoever was written down to give this very file: a download that broke off is no second
    giving. Raises `NotAllowed`: not_given."""
    if not entry.stands(session, f"{sealed.kind}_given", by=by, poll_id=sealed.poll, digest=sealed.digest):
        raise NotAllowed("not_given")
    return sealed._content
