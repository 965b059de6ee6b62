"""The gates as the desk and everybody look at them: how far a compound has come, what was found since its result was
posted, and which findings run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.errors import NotAllowed
from surveys.core.gates import Checkpoint, Finding, FindingStatus, Gate, Judgement, State, course, judge, judge_running
from surveys.core.notice import Notice
from surveys.core.outcome import Hidden, PublicJudgement
from surveys.core.outcome.gates import told_course
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll
from surveys.services.outcome import Dossier, plain_outcome
from surveys.store import gates as stored
from surveys.store import notice as stored_notice
from surveys.store import poll as stored_poll
from surveys.store.db import Connection

SOON = timedelta(days=30)
"""How long before its end the desk says that a finding runs out."""
_LATELY = timedelta(days=180)


def checks_since(session: Connection, notice: Notice, *, now: datetime) -> tuple[PublicJudgement, ...]:
    """What the checkpoints came to after a notice was posted, as far as that differs from what it says or goes beyond it;
    the notice itself stays as it hangs. Nothing of one that is shown no more, and where what came out isn't told."""
    if notice.outcome is None or isinstance(notice.outcome.judgement.state, Hidden):
        return ()
    posted = notice.outcome.judgement
    findings = stored.findings(session, [notice.poll_id])[notice.poll_id]
    found = told_course(posted, findings, on=now.astimezone(CHINA).date()).judgements
    return tuple(one for one in found if one.checkpoint is not posted.checkpoint or one.gates != posted.gates)


@dataclass(frozen=True, slots=True)
class Stages:
    """The checkpoints that began, and what the next would come to as things stand; None where it may not begin."""

    begun: tuple[Judgement, ...]
    ahead: Judgement | None

    @property
    def current(self) -> Checkpoint:
        """The checkpoint at which one finds now: the next where the last is passed."""
        return self.ahead.checkpoint if self.ahead else self.begun[-1].checkpoint


def stages_of(dossier: Dossier, *, now: datetime) -> Stages:
    """How far a compound has come; while its poll runs without a word of what was answered."""
    on = now.astimezone(CHINA).date()
    if not dossier.poll.state(now).ended:
        return Stages((judge_running(dossier.findings, on=on),), None)
    results = [ruling.result for ruling in plain_outcome(dossier, now=now).rulings]
    found = course(results, dossier.findings, on=on, closed=True)
    ahead = judge(results, dossier.findings, on=on, closed=True, checkpoint=found.upcoming) if found.upcoming else None
    return Stages(found.judgements, ahead)


def going_back(findings: Sequence[Finding], gate: Gate) -> Finding | None:
    """The finding that is taken back where a gate goes back to undetermined: the last that stands."""
    standing = (line.finding for line in history(findings) if line.finding.gate is gate and line.replaced_by is None)
    return next((one for one in standing if one.status is not FindingStatus.UNKNOWN), None)


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding on record, and the later one about the same gate at the same checkpoint that took its place."""

    finding: Finding
    replaced_by: Finding | None


def history(findings: Sequence[Finding]) -> tuple[PastFinding, ...]:
    """Everything that was found, the latest first."""
    latest: dict[tuple[Gate, Checkpoint], Finding] = {}
    lines = []
    for finding in reversed(findings):
        about = finding.gate, finding.checkpoint
        lines.append(PastFinding(finding, latest.get(about)))
        latest[about] = finding
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A poll with the checkpoint that it fails at, as it may be told."""

    poll: Poll
    judgement: PublicJudgement


def stopped(session: Connection, scope: Jurisdiction, poll_id: int, *, now: datetime) -> Stopped:
    """Where a compound stops after its result was posted, to be told on paper. Raises `NotFound` outside `scope`, and
    `NotAllowed`: not_posted, or not_stopped where no checkpoint that may be told of fails."""
    poll = stored_poll.poll(session, scope, poll_id)
    notices = stored_notice.notices(session, poll_id)
    if not notices or notices[-1].outcome is None:
        raise NotAllowed("not_posted")
    last = [notices[-1].outcome.judgement, *checks_since(session, notices[-1], now=now)][-1]
    if last.state is not State.FAILED:
        raise NotAllowed("not_stopped")
    return Stopped(poll, last)


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A finding that stands and runs out soon, or did lately."""

    poll: Poll
    finding: Finding
    over: bool


def running_out(
    session: Connection, scope: Jurisdiction, *, now: datetime, offset: int = 0, limit: int = 20
) -> tuple[int, tuple[RunningOut, ...]]:
    """Findings within `scope` that run out within 30 days or did lately, the first first: how many, and some of them."""
    today = now.astimezone(CHINA).date()
    bounds = {"since": today - _LATELY, "until": today + SOON}
    total, found = stored.running_out(session, scope, **bounds, offset=offset, limit=limit)
    rows = (RunningOut(poll, one, bool(one.valid_until and one.valid_until < today)) for poll, one in found)
    return total, tuple(rows)
