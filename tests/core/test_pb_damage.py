"""Whatever happens to a Pabulib file: it is read, or refused by a line. And what we write is read again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from surveys.core.pb import PbBallot, PbElection, PbProject, PbRule, Scored, VoteType, read_pb, run_pb, write_pb
from surveys.core.plain_text import plain_line
from surveys.words.pb import pb_words
from surveys.words.refusal import cli_problem

TIDY = (
    "META\nkey;value\ndescription;ours\nnum_projects;4\nnum_votes;5\nbudget;100\nvote_type;cumulative\nmax_length;3\n"
    'PROJECTS\nproject_id;cost;votes;score;name;selected\np1;60;3;5;A path;1\np2;60.50;2;2;"A ""pond""; deep";0\n'
    'p3;40;3;9;灯;1\np4;10;1;1;"two\nlines";0\nVOTES\nvoter_id;vote;points;age\nv1;p1,p3;3,3;30\nv2;p1,p4;1,1;\n'
    "v3;p1;1\nv4;p2,p3;1,3\nv5;p2,p3;1,3\n"
).encode()
PIECES = [*'"";;,,\n\r\t#-.0159', "\0", "META\n", "VOTES\n", "\ufeff", "\u200b", "，", "é", "1e3", "#1", '"\n', ";;;;"]
TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | st.text(st.sampled_from('";,#\n\r a1'), max_size=6)


def damaged(random: Random) -> bytes:
    """The tidy file with one to four things deleted, doubled, swapped or put in, by byte or by line."""
    data = bytearray(TIDY)
    for _ in range(random.randint(1, 4)):
        here, there = random.randrange(len(data) or 1), random.randrange(len(data) or 1)
        lines = bytes(data).split(b"\n")
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(9):
            case 0:
                del data[here : here + random.randint(1, 9)]
            case 1:
                data[here:here] = data[here : here + random.randint(1, 9)]
            case 2 if data:
                data[here], data[there] = data[there], data[here]
            case 3:
                data[here:here] = random.choice(PIECES).encode()
            case 4 if data:
                data[here] = random.randrange(256)
            case 5:
                del data[here:]
            case 6:
                lines.insert(other, lines[one])
            case 7:
                lines[one], lines[other] = lines[other], lines[one]
            case _:
                del lines[one]
        if b"\n".join(lines) != bytes(data) and random.random() < 0.5:
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def read_or_refused(data: bytes, *, points: bool) -> PbElection | Rejected:
    try:
        return read_pb(data, points=points)
    except Rejected as refused:
        return refused


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_is_counted_or_refused_by_its_lines(seed: int) -> None:
    random, counted = Random(seed), 0
    for _ in range(250):
        data = damaged(random)
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        case = read_or_refused(data, points=random.random() < 0.5)
        if isinstance(case, Rejected):
            assert case.problems
            for problem in case.problems:
                assert 1 <= problem.row <= lines, (problem, data)
                assert cli_problem(problem).startswith(f"第{problem.row}行："), problem
                assert "；" in cli_problem(problem), problem
            continue
        counted += 1
        for remark in case.remarks:
            assert cli_problem(remark) != remark.code
        rule = random.choice(list(PbRule))
        assert all(map(str.isprintable, pb_words(case, run_pb(case, rule), rule)))
    assert counted


@st.composite
def written_elections(draw: st.DrawFn) -> PbElection:
    """What our own writer may be given: texts of every kind, ids without a comma, decimals that end."""
    kind = draw(st.sampled_from([VoteType.APPROVAL, VoteType.ORDINAL, VoteType.CUMULATIVE, VoteType.SCORING]))
    keys = draw(
        st.lists(TEXT.map(plain_line).filter(lambda key: key and "," not in key), unique=True, min_size=1, max_size=5)
    )
    amount = st.builds(lambda n, d: Fraction(n, 10**d), st.integers(0, 10**9), st.integers(0, 5))
    selected = draw(st.sampled_from([(True, False), (None,), (None, True, False)]))
    projects = [
        PbProject(key, draw(amount), plain_line(draw(TEXT)), selected=draw(st.sampled_from(selected))) for key in keys
    ]
    scored = None if kind is VoteType.APPROVAL else draw(st.sampled_from([None, Scored.COLUMN]))
    ballots = []
    for voter in range(draw(st.integers(0, 5))):
        named = tuple(draw(st.lists(st.sampled_from(keys), unique=True)))
        points = tuple(draw(st.integers(0, 99)) for _ in named) if scored else ()
        ballots.append(PbBallot(f"{voter}{plain_line(draw(TEXT))}", named, points))
    meta = {"description": plain_line(draw(TEXT)), "num_votes": str(len(ballots)), "vote_type": kind.value}
    budget = draw(amount)
    bare = PbElection(meta, budget, kind, tuple(projects), tuple(ballots), scored=scored)
    scores = {key: bare.points.get(key) for key in keys}
    told = tuple(replace(project, votes=bare.votes[project.id], score=scores[project.id]) for project in projects)
    return replace(bare, projects=told)


@settings(deadline=None, max_examples=150)
@given(written_elections())
def test_what_our_writer_writes_is_read_again_the_same(case: PbElection) -> None:
    again = read_pb(write_pb(case), points=case.scored is not None)
    assert {key: value for key, value in again.meta.items() if key != "budget"} == dict(case.meta)
    assert replace(again, meta=case.meta) == case
    assert write_pb(again) == write_pb(replace(case, meta=again.meta))
