"""Reading Pabulib files (https://pabulib.org/format): META, PROJECTS and VOTES, semicolons between the fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import StringIO

from surveys.core.errors import Problem, Rejected
from surveys.core.pb.election import PbBallot, PbElection, PbProject, VoteType

SECTIONS = ("META", "PROJECTS", "VOTES")
_NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
_AMOUNT = re.compile(r"[0-9]{1,30}(?:[.,][0-9]{1,30})?(?:[eE]\+?[0-9]{1,2})?")


@dataclass(slots=True)
class _Section:
    """A section's header line and its rows, each a line number and the cells by column."""

    line: int
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)


def read_pb(data: bytes) -> PbElection:
    """The election in a Pabulib file. Raises `Rejected` with every problem found; a problem's row is its line."""
    problems: list[Problem] = []
    sections = _sections(_text(data), problems)
    for name in SECTIONS:
        if name not in sections:
            problems.append(Problem("pb_section_missing", field=name))
    if problems:
        raise Rejected(problems)
    meta = _meta(sections["META"], problems)
    budget, vote_type = _budget(meta, problems), _vote_type(meta, problems)
    projects = _projects(sections["PROJECTS"], problems)
    ballots = _ballots(sections["VOTES"], {project.id for project in projects if project.id}, vote_type, problems)
    if problems:
        raise Rejected(sorted(problems, key=lambda problem: problem.row))
    election = PbElection({k: v for k, (_, v) in meta.items()}, budget, vote_type, tuple(projects), tuple(ballots))
    return PbElection(election.meta, budget, vote_type, election.projects, election.ballots, tuple(_remarks(election, meta)))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Rejected([Problem("pb_not_utf8", row=line)]) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that isn't blank, with the line on which it begins (a quoted field may run over several)."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=";")
    begins = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Rejected([Problem("pb_unreadable", row=begins, value=str(error))]) from None


def _sections(text: str, problems: list[Problem]) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    name, columns = "", list[str]()
    for line, cells in _records(text):
        if cells[0].upper() in SECTIONS and not any(cells[1:]):
            name, columns = cells[0].upper(), []
            if name in sections:
                problems.append(Problem("pb_section_twice", field=name, row=line))
            elif list(SECTIONS).index(name) != len(sections):
                problems.append(Problem("pb_section_order", field=name, row=line))
            current = sections[name] = _Section(line)
        elif current is None:
            raise Rejected([Problem("pb_no_section", row=line, value=cells[0][:80])])
        elif not columns:
            columns = [cell.lower() for cell in cells]
            missing = [need for need in _NEEDED[name] if need not in columns]
            problems += (Problem("pb_column_missing", field=need, row=line) for need in missing)
        else:
            current.rows.append((line, dict(zip(columns, cells, strict=False))))
    return sections


def _meta(section: _Section, problems: list[Problem]) -> dict[str, tuple[int, str]]:
    meta: dict[str, tuple[int, str]] = {}
    for line, row in section.rows:
        key = row.get("key", "").lower()
        if key in meta:
            problems.append(Problem("pb_key_twice", field=key, row=line))
        meta[key] = (line, row.get("value", ""))
    for key in ("budget", "vote_type"):
        if key not in meta:
            problems.append(Problem("pb_key_missing", field=key, row=section.line))
    return meta


def _budget(meta: Mapping[str, tuple[int, str]], problems: list[Problem]) -> Fraction:
    line, text = meta.get("budget", (0, "0"))
    return _amount(text, Problem("pb_budget", field="budget", row=line, value=text), problems)


def _amount(text: str, problem: Problem, problems: list[Problem]) -> Fraction:
    if _AMOUNT.fullmatch(text):
        return Fraction(text.replace(",", "."))
    problems.append(problem)
    return Fraction(0)


def _vote_type(meta: Mapping[str, tuple[int, str]], problems: list[Problem]) -> VoteType:
    line, text = meta.get("vote_type", (0, VoteType.APPROVAL.value))
    try:
        return VoteType(text.lower())
    except ValueError:
        problems.append(Problem("pb_vote_type", field="vote_type", row=line, value=text))
        return VoteType.APPROVAL


def _projects(section: _Section, problems: list[Problem]) -> list[PbProject]:
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
        projects.append(
            PbProject(
                key, amount, row.get("name", ""), _whole(row.get("votes", "")), None if claimed is None else claimed == 1
            )
        )
    if not projects:
        problems.append(Problem("pb_no_projects", field="PROJECTS", row=section.line))
    return projects


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _ballots(section: _Section, known: set[str], vote_type: VoteType, problems: list[Problem]) -> list[PbBallot]:
    ballots: list[PbBallot] = []
    seen: dict[str, int] = {}
    for line, row in section.rows:
        voter, vote = row.get("voter_id", ""), row.get("vote", "")
        if not voter:
            problems.append(Problem("pb_voter_id", field="voter_id", row=line))
        elif voter in seen:
            problems.append(
                Problem("pb_voter_twice", field="voter_id", row=line, value=voter, detail={"first": seen[voter]})
            )
        seen.setdefault(voter, line)
        named = tuple(name.strip() for name in vote.split(",")) if vote else ()
        problems += _ballot_problems(named, line, known, vote_type)
        ballots.append(PbBallot(voter, named))
    return ballots


def _ballot_problems(named: tuple[str, ...], line: int, known: set[str], vote_type: VoteType) -> Iterator[Problem]:
    for place, name in enumerate(named):
        if name not in known:
            yield Problem("pb_unknown_project", field="vote", row=line, value=name)
        elif name in named[:place]:
            yield Problem("pb_named_twice", field="vote", row=line, value=name)
    if vote_type is VoteType.CHOOSE_ONE and len(named) > 1:
        yield Problem("pb_more_than_one", field="vote", row=line, value=",".join(named))


def _remarks(election: PbElection, meta: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    """What the file claims about itself and isn't so; the count goes by the ballots."""
    measured: tuple[tuple[str, Callable[[], int]], ...] = (
        ("num_projects", lambda: len(election.projects)),
        ("num_votes", lambda: len(election.ballots)),
    )
    for key, count in measured:
        line, text = meta.get(key, (0, ""))
        if text and text != str(count()):
            yield Problem("pb_count_differs", field=key, row=line, value=text, detail={"counted": count()})
    for project in election.projects:
        if project.votes is not None and project.votes != election.votes[project.id]:
            yield Problem(
                "pb_votes_differ", field=project.id, value=str(project.votes), detail={"counted": election.votes[project.id]}
            )
