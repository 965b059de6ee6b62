"""Reading Pabulib files (https://pabulib.org/format): META, PROJECTS and VOTES, semicolons between the fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from surveys.core.errors import Problem, Rejected
from surveys.core.pb.amounts import read_amount
from surveys.core.pb.election import PbBallot, PbElection, PbProject, VoteType
from surveys.core.pb.scores import Scoring, scoring_of
from surveys.core.pb.sections import Findings, PbSection, sections_of

_Meta = Mapping[str, tuple[int, str]]


def read_pb(data: bytes, *, points: bool = False) -> PbElection:
    """The election in a Pabulib file, with the points that its ballots give if they are asked for.

    Raises `Rejected` with every problem found; a problem's row is its line. What is read although it is untidy stands in the
    election's remarks.
    """
    findings = Findings()
    problems = findings.problems
    sections = sections_of(_text(data), findings)
    meta = _meta(sections["META"], findings)
    budget, vote_type = _budget(meta, problems), _vote_type(meta, problems)
    projects = _projects(sections["PROJECTS"], problems)
    scoring = scoring_of(vote_type, meta, sections["VOTES"], problems) if points else None
    ballots = _ballots(sections["VOTES"], {project.id for project in projects if project.id}, vote_type, scoring, findings)
    if problems:
        raise Rejected(sorted(problems, key=lambda problem: problem.row))
    told = {key: value for key, (_, value) in meta.items()}
    scored = scoring.scored if scoring else None
    election = PbElection(told, budget, vote_type, tuple(projects), tuple(ballots), scored=scored)
    remarks = sorted([*findings.remarks, *_claims(election, meta)], key=lambda remark: (not remark.row, remark.row))
    return PbElection(told, budget, vote_type, election.projects, election.ballots, tuple(remarks), scored)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        raise Rejected([Problem("pb_not_utf8", row=before.count(b"\n") + 1)]) from None


def _meta(section: PbSection, findings: Findings) -> dict[str, tuple[int, str]]:
    meta: dict[str, tuple[int, str]] = {}
    for line, row in section.rows:
        key, value = row.get("key", "").lower(), row.get("value", "")
        if not key:
            findings.remarks.append(Problem("pb_key_empty", row=line, value=value))
            continue
        if key in meta:
            findings.problems.append(Problem("pb_key_twice", field=key, row=line, detail={"first": meta[key][0]}))
        meta[key] = (line, value)
    for key in ("budget", "vote_type"):
        if key not in meta:
            findings.problems.append(Problem("pb_key_missing", field=key, row=section.line))
    return meta


def _budget(meta: _Meta, problems: list[Problem]) -> Fraction:
    line, text = meta.get("budget", (0, "0"))
    return _amount(text, Problem("pb_budget", field="budget", row=line, value=text), problems)


def _amount(text: str, problem: Problem, problems: list[Problem]) -> Fraction:
    amount = read_amount(text)
    if amount is None:
        problems.append(problem)
    return amount or Fraction(0)


def _vote_type(meta: _Meta, problems: list[Problem]) -> VoteType:
    line, text = meta.get("vote_type", (0, VoteType.APPROVAL.value))
    try:
        return VoteType(text.lower())
    except ValueError:
        problems.append(Problem("pb_vote_type", field="vote_type", row=line, value=text))
        return VoteType.APPROVAL


def _projects(section: PbSection, problems: list[Problem]) -> list[PbProject]:
    projects: list[PbProject] = []
    seen: dict[str, int] = {}
    for line, row in section.rows:
        key, cost = row.get("project_id", ""), row.get("cost", "")
        if not key or "," in key:
            problems.append(Problem("pb_project_id", field="project_id", row=line, value=key))
        elif key in seen:
            problems.append(
                Problem("pb_project_twice", field="project_id", row=line, value=key, detail={"first": seen[key]})
            )
        seen.setdefault(key, line)
        amount = _amount(cost, Problem("pb_cost", field="cost", row=line, value=cost), problems)
        claimed = _whole(row.get("selected", ""))
        selected = None if claimed is None else claimed == 1
        votes, score = _whole(row.get("votes", "")), _whole(row.get("score", ""))
        projects.append(PbProject(key, amount, row.get("name", ""), votes, selected, score))
    if not projects:
        problems.append(Problem("pb_no_projects", field="PROJECTS", row=section.line))
    return projects


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _ballots(
    section: PbSection, known: set[str], vote_type: VoteType, scoring: Scoring | None, findings: Findings
) -> list[PbBallot]:
    ballots: list[PbBallot] = []
    seen: dict[str, int] = {}
    problems = findings.problems
    if not section.columns:
        problems.append(Problem("pb_header_missing", field="VOTES", row=section.line))
    for line, row in section.rows:
        voter, vote = row.get("voter_id", ""), row.get("vote")
        if not voter:
            problems.append(Problem("pb_voter_id", field="voter_id", row=line))
        elif voter in seen:
            problems.append(
                Problem("pb_voter_twice", field="voter_id", row=line, value=voter, detail={"first": seen[voter]})
            )
        seen.setdefault(voter, line)
        if vote is None and "vote" in section.columns:
            problems.append(Problem("pb_row_short", field="vote", row=line, value=voter))
        named = tuple(name.strip() for name in vote.split(",")) if vote else ()
        problems += _unreadable(named, line, known, vote_type)
        findings.remarks += _named_twice(named, line, voter)
        points = scoring.points(named, row, line, problems) if scoring else ()
        ballots.append(PbBallot(voter, tuple(dict.fromkeys(named)), points))
    return ballots


def _unreadable(named: tuple[str, ...], line: int, known: set[str], vote_type: VoteType) -> Iterator[Problem]:
    for name in dict.fromkeys(named):
        if name not in known:
            yield Problem("pb_unknown_project", field="vote", row=line, value=name)
    if vote_type is VoteType.CHOOSE_ONE and len(set(named)) > 1:
        yield Problem("pb_more_than_one", field="vote", row=line, value=",".join(named))


def _named_twice(named: tuple[str, ...], line: int, voter: str) -> Iterator[Problem]:
    """A ballot is a set: what it names again is told, and counts once."""
    if len(set(named)) < len(named):
        for name, times in Counter(named).items():
            if times > 1:
                detail: dict[str, str | int] = {"voter": voter, "times": times}
                yield Problem("pb_named_twice", field="vote", row=line, value=name, detail=detail)


def _claims(election: PbElection, meta: _Meta) -> Iterator[Problem]:
    """What the file claims about itself and isn't so; the count goes by the ballots."""
    for key, counted in (("num_projects", len(election.projects)), ("num_votes", len(election.ballots))):
        line, text = meta.get(key, (0, ""))
        if text and text != str(counted):
            yield Problem("pb_count_differs", field=key, row=line, value=text, detail={"counted": counted})
    for project in election.projects:
        votes = election.votes[project.id]
        if project.votes is not None and project.votes != votes:
            yield Problem("pb_votes_differ", field=project.id, value=str(project.votes), detail={"counted": votes})
        points = election.points.get(project.id)
        if points is not None and project.score is not None and project.score != points:
            yield Problem("pb_score_differs", field=project.id, value=str(project.score), detail={"counted": points})
