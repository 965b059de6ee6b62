"""From the ballots of a poll to its outcome: everything that counts is handed to the core at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import Value, turned
from surveys.core.amendment import Amendment
from surveys.core.ballot import Ballot
from surveys.core.canonical import canonical
from surveys.core.co_owner import NOBODY_ELSE, CoOwned
from surveys.core.errors import NotAllowed, NotEntitled, Problem, Rejected
from surveys.core.gates import Checkpoint, Finding, Judgement, check_finding, judge_running
from surveys.core.kinds import KINDS
from surveys.core.mandate import Mandate
from surveys.core.matter import matters_of
from surveys.core.menu import Menu
from surveys.core.outcome.amended import amended_roster
from surveys.core.outcome.outcome import OnRecord, Outcome, assemble
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll, Terms
from surveys.core.priorities import Examination, PriorityList, examine, priority_list
from surveys.core.questionnaire import Edition
from surveys.core.roster import Roster
from surveys.core.rules import SilenceEvidence, rule_from_document
from surveys.core.staff import Actor, Right, needs
from surveys.services.offices import speaks_for
from surveys.store import amendment, ballot, document, entry, gates, household
from surveys.store import mandate as stored_mandate
from surveys.store import poll as stored
from surveys.store import silence as stored_silence
from surveys.store.co_owner import co_owned
from surveys.store.db import Connection

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the result of one poll rests on: whoever has it can count again. `roster` is as it is counted, after those of
    the `amendments` that were confirmed; `frozen` is as it was when the poll opened, and `void` are the ballots of
    homes that are counted no more, where there are any."""

    poll: Poll
    terms: Terms
    roster: Roster
    edition: Edition
    menu: Menu
    ballots: tuple[Ballot, ...]
    findings: tuple[Finding, ...]
    silence: SilenceEvidence | None = None
    mandates: tuple[Mandate, ...] = ()
    co_owned: CoOwned = NOBODY_ELSE
    amendments: tuple[Amendment, ...] = ()
    frozen: Roster | None = None
    void: tuple[Ballot, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """What the owners' own rules say about silence, for each rule of the poll by which it may follow the majority."""
        rules = [*map(rule_from_document, self.terms.rules), *(matter.rule for matter in matters_of(self.terms))]
        return tuple(dict.fromkeys(rule.clause for rule in rules if rule.silence_may_count))


def poll_record(session: Connection, scope: Jurisdiction, poll_id: int) -> Dossier:
    """What is on record about a poll. Raises `NotFound` outside `scope` and `NotAllowed`: draft."""
    poll = stored.poll(session, scope, poll_id)
    if poll.terms is None:
        raise NotAllowed("draft")
    return next(_dossiers(session, [poll]))


def _dossiers(session: Connection, polls: Sequence[Poll]) -> Iterator[Dossier]:
    """The dossiers of opened polls, in five queries for every hundred of them, three more where they have matters, and two
    for each of which anything was amended."""
    for start in range(0, len(polls), _AT_ONCE):
        part = polls[start : start + _AT_ONCE]
        ids = [poll.id for poll in part]
        rosters, cast = household.rosters(session, ids), ballot.of_polls(session, ids)
        findings, silence = gates.findings(session, ids), stored_silence.silence(session, ids)
        amended = amendment.of_polls(session, ids)
        deciding = [poll.id for poll in part if poll.terms and poll.terms.matters]
        mandates = stored_mandate.mandates(session, deciding) if deciding else {}
        owned = co_owned(session, deciding) if deciding else {}
        for poll in part:
            assert poll.terms is not None
            found = Dossier(
                poll=poll,
                terms=poll.terms,
                roster=rosters[poll.id],
                edition=document.edition(session, poll.terms.edition),
                menu=document.menu(session, poll.terms.menu),
                ballots=cast[poll.id],
                findings=findings[poll.id],
                silence=silence.get(poll.id),
                mandates=mandates.get(poll.id, ()),
                co_owned=owned.get(poll.id, NOBODY_ELSE),
                amendments=(asked := amended.get(poll.id, ())),
                frozen=household.frozen_roster(session, poll.id) if asked else None,
                void=ballot.void(session, poll.id) if asked else (),
            )
            yield counted_alone(found) if asked else found


def counted_alone(dossier: Dossier) -> Dossier:
    """The same without whatever hangs on homes that are counted no more."""
    d, homes = dossier, {home.id for home in dossier.roster.households}
    votes = tuple(vote for vote in d.co_owned.votes if vote.household in homes)
    return replace(
        d,
        ballots=tuple(ballot for ballot in d.ballots if ballot.household in homes),
        mandates=tuple(mandate for mandate in d.mandates if mandate.household in homes),
        co_owned=replace(d.co_owned, votes=votes),
    )


def decide(
    session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime, checkpoint: Checkpoint = Checkpoint.C1
) -> Outcome:
    """What one poll comes to once answering has ended: before, nobody learns more than the turnout.

    Raises `NotFound` outside `scope` and `NotAllowed` with the state of a draft or of a poll that runs.
    """
    record = poll_record(session, scope, poll_id)
    if not (state := record.poll.state(now)).ended:
        raise NotAllowed(state.value)
    return outcome_of(record, now=now, checkpoint=checkpoint)


def decide_all(session: Connection, scope: Jurisdiction, *, now: datetime, wave_id: int | None = None) -> Iterator[Outcome]:
    """The verdict and list of every poll within `scope` that has ended, without the checks beside the list; one after the
    other, in memory that doesn't grow with their number."""
    polls = [poll for poll in stored.polls(session, scope, wave_id=wave_id) if poll.state(now).ended]
    for d in _dossiers(session, polls):
        yield plain_outcome(d, now=now)


def remarks(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> tuple[Poll, dict[str, list[str]]]:
    """What people wrote under each question of words, in an order that tells nobody's door. Raises as `decide` does."""
    d = poll_record(session, scope, poll_id)
    if not (state := d.poll.state(now)).ended:
        raise NotAllowed(state.value)
    asked = [question for question in d.edition.questions if KINDS[question.kind].own_words]
    return d.poll, {q.label: sorted(said for b in d.ballots if isinstance(said := b.answers.get(q.key), str)) for q in asked}


def outcome_of(dossier: Dossier, *, now: datetime, checkpoint: Checkpoint = Checkpoint.C1) -> Outcome:
    """What a dossier comes to at `now`, with every check; needs no database."""
    examined = examine(dossier.menu, dossier.edition, dossier.roster, dossier.ballots, dossier.terms)
    return assembled(dossier, examined.listed, examined, now, checkpoint)


def plain_outcome(dossier: Dossier, *, now: datetime) -> Outcome:
    """The same verdict and list without the checks beside the list, which take most of the time."""
    listed = priority_list(dossier.menu, dossier.edition, dossier.roster, dossier.ballots, dossier.terms)
    return assembled(dossier, listed, None, now)


def assembled(
    d: Dossier, listed: PriorityList, examined: Examination | None, now: datetime, checkpoint: Checkpoint = Checkpoint.C1
) -> Outcome:
    """What a dossier comes to over a list that was made from it already."""
    return assemble(
        d.poll,
        d.roster,
        d.edition,
        d.menu,
        d.ballots,
        findings=d.findings,
        listed=listed,
        examined=examined,
        now=now,
        on=now.astimezone(CHINA).date(),
        checkpoint=checkpoint,
        on_record=_on_record(d),
    )


def _on_record(d: Dossier) -> OnRecord:
    """Delivered are all that the proof covers, and none without the clause and the warning."""
    amended = amended_roster(d.frozen or d.roster, d.roster, d.amendments)
    plain = OnRecord(mandates=d.mandates, co_owned=d.co_owned, amended=amended)
    if not d.clauses or d.silence is None or not d.silence.complete:
        return plain
    covered = frozenset(h.id for h in d.roster.households) - frozenset(d.silence.undelivered)
    return replace(plain, delivered=covered, silence=d.silence)


def gates_of(dossier: Dossier, *, now: datetime) -> Judgement:
    """The five conditions as they stand; while the poll runs without a word of what was answered."""
    if dossier.poll.state(now).ended:
        return plain_outcome(dossier, now=now).judgement
    return judge_running(dossier.findings, on=now.astimezone(CHINA).date())


@needs(Right.FIND)
def record_finding(
    session: Connection, scope: Jurisdiction, poll_id: int, finding: Finding, *, by: Actor, now: datetime
) -> None:
    """Write down what somebody responsible found about a gate; the latest stands and none is erased.

    Raises `Rejected` with everything that keeps it from counting, `NotFound` outside `scope`, and `NotEntitled` for an
    office that isn't one's own.
    """
    if not speaks_for(by, finding.decider):
        raise NotEntitled(Right.FIND)
    poll = stored.poll(session, scope, poll_id)
    if problems := check_finding(finding):
        raise Rejected(problems)
    about = {"gate": finding.gate.value, "checkpoint": finding.checkpoint.value, "decided_by": finding.decided_by}
    before = gates.standing(session, poll.id, finding.gate, finding.checkpoint)
    told = turned(_found(before) if before else {}, _found(finding))
    gates.find(session, poll.id, finding)
    entry.enter(session, "finding_recorded", by=by, now=now, poll_id=poll.id, **about, **told)


def _found(finding: Finding) -> dict[str, Value]:
    until = finding.valid_until.isoformat() if finding.valid_until else None
    said = {"status": finding.status.value, "decider": finding.decider.value, "valid_until": until}
    return {**said, "note": finding.note, "evidence": canonical(list(finding.evidence)).decode()}


@needs(Right.SILENCE)
def record_silence_evidence(
    session: Connection, scope: Jurisdiction, poll_id: int, evidence: SilenceEvidence, *, by: Actor, now: datetime
) -> None:
    """Write down what is on record about silence, or withdraw it by leaving parts empty; the latest stands, none is erased.

    Raises `NotFound` outside `scope`, `NotAllowed`: draft, or no_silence_clause where no rule of the poll lets silence
    count, and `Rejected` with every household that isn't the poll's.
    """
    dossier = poll_record(session, scope, poll_id)
    if not dossier.clauses:
        raise NotAllowed("no_silence_clause")
    known = {household.id for household in dossier.roster.households}
    if strange := [Problem("unknown", "undelivered", value=str(h)) for h in evidence.undelivered if h not in known]:
        raise Rejected(strange)
    stored_silence.keep_silence(session, poll_id, evidence, by=by, now=now)
    told = turned(_evidence(dossier.silence) if dossier.silence else {}, _evidence(evidence))
    entry.enter(session, "silence_recorded", by=by, now=now, poll_id=poll_id, **told)


def _evidence(evidence: SilenceEvidence) -> dict[str, Value]:
    return {**evidence.document(), "undelivered": canonical(list(evidence.undelivered)).decode()}
