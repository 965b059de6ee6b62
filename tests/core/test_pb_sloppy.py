"""Untidy Pabulib files: each is read right and the oddity told, or refused with its line and how it is mended."""

from __future__ import annotations

import pytest

from surveys.core.errors import Rejected
from surveys.core.pb import PbElection, VoteType, read_pb
from surveys.words.refusal import cli_problem

META = "META\nkey;value\nbudget;100\nvote_type;approval\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\na;60;Roof\nb;50;Lamp\nc;40;Gate\n"
VOTES = "VOTES\nvoter_id;vote\n1;a,b\n2;a\n3;c,b\n"
FILE = META + PROJECTS + VOTES


def read(text: str) -> PbElection:
    return read_pb(text.encode())


def remarks(text: str) -> list[str]:
    return [cli_problem(remark) for remark in read(text).remarks]


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(Rejected) as error:
        read(text)
    return [(problem.code, problem.row) for problem in error.value.problems]


@pytest.mark.parametrize("kind", list(VoteType))
def test_a_ballot_that_names_a_project_twice_counts_it_once_and_is_told(kind: VoteType) -> None:
    text = FILE.replace("approval", kind.value).replace("1;a,b", "1;a , a,a").replace("3;c,b", "3;c")
    case = read(text)
    assert [ballot.projects for ballot in case.ballots] == [("a",), ("a",), ("c",)]
    assert dict(case.votes) == {"a": 2, "b": 0, "c": 1}
    assert remarks(text) == ["第12行：投票人1的票里a写了3次，只算一次；写在后面的不算"]


def test_each_project_and_each_ballot_that_repeats_is_told() -> None:
    text = FILE.replace("1;a,b", "1;a,b,b,a").replace("3;c,b", "3;c,b,c")
    assert [ballot.projects for ballot in read(text).ballots] == [("a", "b"), ("a",), ("c", "b")]
    assert [(r.code, r.row, r.value) for r in read(text).remarks] == [
        ("pb_named_twice", 12, "a"),
        ("pb_named_twice", 12, "b"),
        ("pb_named_twice", 14, "c"),
    ]


def test_a_claimed_number_of_votes_is_compared_with_ballots_as_sets() -> None:
    text = (META + PROJECTS.replace("cost;name", "cost;votes").replace("Roof", "2") + VOTES).replace("2;a\n", "2;a,a\n")
    assert [remark.code for remark in read(text).remarks] == ["pb_named_twice"]


@pytest.mark.parametrize(
    "text",
    [
        FILE.replace("\n", "\r\n"),
        FILE.replace("\n", "\r"),
        "\ufeff" + FILE,
        "\n \n;;\n" + FILE.replace("PROJECTS\n", "\n\t\nPROJECTS\n\n"),
        FILE.rstrip("\n"),
        FILE.replace("1;a,b", " 1 ;\ta , b "),
        FILE.replace("a;60", "\u200ba\u00a0;60").replace("2;a", "2;\u2060a"),
        FILE.replace("1;a,b", '"1"; "a,b" '),
        FILE.replace("META", "Meta;;").replace("VOTES", "votes;"),
        FILE.replace("voter_id;vote\n", "voter_id;vote;age;sex\n").replace("2;a\n", "2;a;34\n"),
        FILE.replace("project_id;cost;name", "PROJECT_ID; Cost ;name;"),
    ],
    ids=["crlf", "cr", "bom", "blank", "no-end", "spaces", "unseen", "quoted", "case", "fields", "header"],
)
def test_what_changes_nothing_is_read_as_the_tidy_file(text: str) -> None:
    case, tidy = read(text), read(FILE)
    assert (case.budget, case.projects, case.ballots, case.remarks) == (100, tidy.projects, tidy.ballots, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# ours\n" + FILE, "第1行：这一行以#开头，当作说明，没有计"),
        (FILE + "# the end\n", "第15行：这一行以#开头，当作说明，没有计"),
        (FILE.replace("PROJECTS\n", "comment;one; two\nPROJECTS\n"), "第5行：comment的内容里有分号，当作一格读"),
        (FILE.replace("PROJECTS\n", ";nothing\nPROJECTS\n"), "第5行：这一行没有写key，“nothing”没有用"),
        (FILE.replace("Roof", '"Old" roof'), "第7行：有一格的引号没有包住整格，照写的读"),
        (FILE.replace("Roof", '"Old\nroof"'), "第7行：有一格从这一行写到第8行，当作一格"),
    ],
)
def test_what_may_be_misread_is_told_and_counted(text: str, said: str) -> None:
    assert remarks(text) == [said]
    assert dict(read(text).votes) == {"a": 2, "b": 2, "c": 1}


@pytest.mark.parametrize("line", range(1, 15))
def test_a_quote_that_is_left_open_names_its_line(line: int) -> None:
    lines = FILE.split("\n")
    lines[line - 1] = f'"{lines[line - 1]}'
    assert refused("\n".join(lines)) == [("pb_unreadable", line)]


def test_a_quote_closed_by_another_s_is_refused_where_it_opened() -> None:
    text = FILE.replace("Roof", '"Roof').replace("Gate", '"Gate"')
    assert refused(text) == [("pb_unreadable", 7)]
    assert refused(FILE.replace("Roof", '"Roof').replace("Gate", 'Gate 5"')) == [("pb_unreadable", 7)]
    assert refused(FILE.replace("approval", 'approval\nx;"y').replace("Gate", 'Gate"')) == [("pb_unreadable", 5)]
    assert refused(FILE.replace("Roof", '"two\nlines";"open')) == [("pb_unreadable", 8)]


def test_a_very_long_open_quote_is_refused_at_once() -> None:
    assert refused(META + 'x;"' + 'y""' * 140_000 + FILE) == [("pb_unreadable", 5)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FILE.replace("60;Roof", "60;Roof; old"), ("pb_cells_over", 7)),
        (FILE.replace("1;a,b", "1;a;b"), ("pb_cells_over", 12)),
        (FILE.replace("1;a,b", "1"), ("pb_row_short", 12)),
        (FILE.replace("1;a,b", "1;a，b"), ("pb_unknown_project", 12)),
        (FILE.replace("1;a,b", "1;a,b,"), ("pb_unknown_project", 12)),
        (FILE.replace("1;a,b", "1;A"), ("pb_unknown_project", 12)),
        (FILE.replace("1;a,b", "# 1;a,z"), ("pb_unknown_project", 12)),
        (FILE.replace("voter_id;vote", "voter_id;vote;vote"), ("pb_column_twice", 11)),
        (FILE.replace("key;value\n", ""), ("pb_column_missing", 2)),
        (FILE.replace("VOTES", "VOTE"), ("pb_section_missing", 14)),
        (META + PROJECTS + "VOTES\n", ("pb_header_missing", 10)),
        (FILE.replace(";", ","), ("pb_column_missing", 2)),
        (FILE.replace("2;a\n", ";a\n"), ("pb_voter_id", 13)),
        (FILE.replace("2;a\n", "1;a\n"), ("pb_voter_twice", 13)),
    ],
)
def test_what_would_be_misread_is_refused_with_its_line(text: str, found: tuple[str, int]) -> None:
    assert found in refused(text)


def test_projects_may_cost_nothing_and_ballots_may_be_empty() -> None:
    case = read(FILE.replace("a;60", "a;0").replace("2;a", "2;"))
    assert (case.projects[0].cost, case.ballots[1].projects, case.remarks) == (0, (), ())
