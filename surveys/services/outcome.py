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
from surveys.core.evidence import MOST_FILES, EvidenceFile
from surveys.core.gates import Checkpoint, Course, Finding, FindingStatus, Judgement, check_new, course, judge_running
from surveys.core.kinds import KINDS
from surveys.core.mandate import Mandate
from surveys.core.matter import matters_of
from surveys.core.menu import Menu
from surveys.core.outcome.amended import amended_roster
from surveys.core.outcome.entered import EnteredForms, RecheckFigures
from surveys.core.outcome.outcome import OnRecord, Outcome, assemble
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll, Terms
from surveys.core.priorities import Examination, PriorityList, examine, priority_list
from surveys.core.questionnaire import Edition, QuestionRole
from surveys.core.retention import Forgotten
from surveys.core.roster import Roster
from surveys.core.rules import SilenceEvidence, rule_from_document
from surveys.core.staff import Actor, Right, needs
from surveys.services.offices import refuse_judged, speaks_for
from surveys.store import amendment, ballot, document, entry, gates, household
from surveys.store import mandate as stored_mandate
from surveys.store import poll as stored
from surveys.store import recheck as stored_recheck
from surveys.store import silence as stored_silence
from surveys.store.co_owner import co_owned
from surveys.store.db import Connection
from surveys.store.entry_lot import entered_forms
from surveys.store.evidence import keep_evidence
from surveys.store.retention import begun

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the result of one poll rests on: whoever has it can count again. Where its roster was amended, `frozen` is as
    it was when the poll opened, and `void` are the ballots of homes that are counted no more."""

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
    entered: EnteredForms | None = None
    rechecked: RecheckFigures | None = None

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
    if poll_id in begun(session):
        raise Forgotten
    found, recheck = next(_dossiers(session, [poll])), stored_recheck.recheck(session, poll_id)
    whether = [question.key for question in found.edition.questions if question.role is QuestionRole.CONSENT]
    rechecked = recheck.figures(whether) if recheck and recheck.rolled_at else None
    return replace(found, entered=entered_forms(session, [poll_id]).get(poll_id), rechecked=rechecked)


def _dossiers(session: Connection, polls: Sequence[Poll]) -> Iterator[Dossier]:
    """The dossiers of opened polls: five queries a hundred, three more with matters, two for each that was amended."""
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
    ballots = tuple(ballot for ballot in d.ballots if ballot.household in homes)
    mandates = tuple(mandate for mandate in d.mandates if mandate.household in homes)
    votes = tuple(vote for vote in d.co_owned.votes if vote.household in homes)
    return replace(d, ballots=ballots, mandates=mandates, co_owned=replace(d.co_owned, votes=votes))


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
    """The verdict and list of every poll within `scope` that has ended, one after the other, in memory that doesn't grow."""
    return decided(session, ended_polls(session, scope, now=now, wave_id=wave_id), now=now)


def ended_polls(session: Connection, scope: Jurisdiction, *, now: datetime, wave_id: int | None = None) -> list[Poll]:
    """The polls within `scope` that have ended and whose answers are still kept."""
    found = stored.polls(session, scope, wave_id=wave_id, remembered=True)
    return [poll for poll in found if poll.state(now).ended]


def decided(session: Connection, polls: Sequence[Poll], *, now: datetime) -> Iterator[Outcome]:
    """The verdict and list of each of these polls, in their order; the caller found that they have ended."""
    return (plain_outcome(dossier, now=now) for dossier in _dossiers(session, polls))


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
    plain = OnRecord(mandates=d.mandates, co_owned=d.co_owned, amended=amended, entered=d.entered, rechecked=d.rechecked)
    if not d.clauses or d.silence is None or not d.silence.complete:
        return plain
    covered = frozenset(h.id for h in d.roster.households) - frozenset(d.silence.undelivered)
    return replace(plain, delivered=covered, silence=d.silence)


def course_of(dossier: Dossier, *, now: datetime) -> Course[Judgement]:
    """The checkpoints as far as they began; while the poll runs the first, without a word of what was answered."""
    on = now.astimezone(CHINA).date()
    if not dossier.poll.state(now).ended:
        return Course((judge_running(dossier.findings, on=on),), None)
    found = plain_outcome(dossier, now=now)
    return course([ruling.result for ruling in found.rulings], dossier.findings, on=on, closed=True)


@needs(Right.FIND)
def record_finding(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    finding: Finding,
    *,
    files: Sequence[EvidenceFile] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Write down what somebody responsible found about a gate, with the files that prove it; the latest stands and none is
    erased.

    Raises `Rejected` with everything that keeps it from counting, `NotFound` outside `scope`, `NotEntitled` for an office
    that isn't one's own, and `NotAllowed`: judged_made, where whoever is judged and they may be one person.
    """
    if finding.status in (FindingStatus.UNKNOWN, FindingStatus.EXPIRED):
        raise NotAllowed("nothing_found")
    _find(session, scope, poll_id, replace(finding, files=tuple(file.digest for file in files)), by=by, now=now)
    for file in files:
        keep_evidence(session, poll_id, file, by=by, now=now)


@needs(Right.FIND)
def reopen_gate(
    session: Connection, scope: Jurisdiction, poll_id: int, finding: Finding, *, by: Actor, now: datetime
) -> None:
    """Send a gate back to undetermined, for a reason; what was found before stays on record.

    Raises as `record_finding`, and `NotAllowed`: nothing_found, where nothing stands at this checkpoint.
    """
    stands = gates.standing(session, poll_id, finding.gate, finding.checkpoint)
    if finding.status is not FindingStatus.UNKNOWN or stands is None or stands.status is FindingStatus.UNKNOWN:
        raise NotAllowed("nothing_found")
    _find(session, scope, poll_id, finding, act="gate_reopened", by=by, now=now)


def _find(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    finding: Finding,
    *,
    act: str = "finding_recorded",
    by: Actor,
    now: datetime,
) -> None:
    if not speaks_for(by, finding.decider):
        raise NotEntitled(Right.FIND)
    poll = stored.poll(session, scope, poll_id)
    if problems := [*check_new(finding), *_unready(session, scope, poll, finding, now)]:
        raise Rejected(problems)
    refuse_judged(session, finding.gate, poll.compound, by, now)
    about = {"gate": finding.gate.value, "checkpoint": finding.checkpoint.value, "decided_by": finding.decided_by}
    before = gates.standing(session, poll.id, finding.gate, finding.checkpoint)
    told = turned(_found(before) if before else {}, _found(finding))
    gates.find(session, poll.id, finding)
    entry.enter(session, act, by=by, now=now, poll_id=poll.id, **about, **told)


def _unready(session: Connection, scope: Jurisdiction, poll: Poll, finding: Finding, now: datetime) -> Iterator[Problem]:
    """A checkpoint is judged once the one before is passed."""
    if len(finding.files) > MOST_FILES:
        yield Problem("evidence_many", "files", detail={"most": MOST_FILES})
    if (before := finding.checkpoint.before) is None:
        return
    found = course_of(poll_record(session, scope, poll.id), now=now) if poll.terms else None
    reached = {found.upcoming, *(one.checkpoint for one in found.judgements)} if found else set()
    if finding.checkpoint not in reached:
        yield Problem("checkpoint_before", "checkpoint", value=before.value)


def _found(finding: Finding) -> dict[str, Value]:
    until = finding.valid_until.isoformat() if finding.valid_until else None
    said = {"status": finding.status.value, "decider": finding.decider.value, "valid_until": until}
    files = canonical(list(finding.files)).decode() if finding.files else None
    return {**said, "note": finding.note, "evidence": canonical(list(finding.evidence)).decode(), "files": files}
