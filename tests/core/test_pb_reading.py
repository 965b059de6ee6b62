"""Reading Pabulib files: what is accepted, what is refused, and on which line."""

from __future__ import annotations

from fractions import Fraction

import pytest

from surveys.core.errors import Rejected
from surveys.core.pb import PbElection, PbRule, VoteType, read_pb, run_pb
from surveys.core.priorities import Completion

META = "META\nkey;value\nbudget;100\nvote_type;approval\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\na;60;Roof\nb;50;Lamp\nc;40;Gate\n"
VOTES = "VOTES\nvoter_id;vote\n1;a,b\n2;a\n3;c,b\n"


def read(text: str) -> PbElection:
    return read_pb(text.encode())


def refused(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(Rejected) as error:
        read(text)
    return [(problem.code, problem.row, problem.value) for problem in error.value.problems]


def test_a_file_is_read_as_it_stands() -> None:
    case = read(META + PROJECTS + VOTES)
    assert (case.budget, case.vote_type, case.meta["budget"]) == (100, VoteType.APPROVAL, "100")
    assert [(project.id, project.cost, project.name) for project in case.projects] == [
        ("a", 60, "Roof"),
        ("b", 50, "Lamp"),
        ("c", 40, "Gate"),
    ]
    assert case.ballots[2].projects == ("c", "b")
    assert dict(case.votes) == {"a": 2, "b": 2, "c": 1}
    assert case.remarks == ()


def test_a_mark_at_the_start_windows_line_ends_and_blank_lines_do_no_harm() -> None:
    plain = read(META + PROJECTS + VOTES)
    text = "\ufeff" + (META + "\n" + PROJECTS + ";;\n" + VOTES).replace("\n", "\r\n")
    assert read(text) == plain


def test_quoted_fields_may_hold_semicolons_quotes_and_line_breaks() -> None:
    text = META + 'PROJECTS\nproject_id;cost;name\na;60;"Roof; the ""old""\nand the new"\nb;bad;x\n' + VOTES
    assert refused(text) == [("pb_cost", 9, "bad"), ("pb_unknown_project", 14, "c")]


def test_column_order_and_further_columns_do_not_matter() -> None:
    text = (
        META + "PROJECTS\nname;selected;cost;votes;project_id\nRoof;1;60;2;a\nLamp;0;50;;b\nGate;;40;x;c\n"
        "VOTES\nage;vote;voter_id\n70;a,b;1\n;a;2\n"
    )
    case = read(text)
    assert [(project.votes, project.selected) for project in case.projects] == [(2, True), (None, False), (None, None)]
    assert dict(case.votes) == {"a": 2, "b": 1, "c": 0}


@pytest.mark.parametrize("kind", list(VoteType))
def test_all_vote_types_count_the_projects_named(kind: VoteType) -> None:
    text = META.replace("approval", kind.value) + PROJECTS + "VOTES\nvoter_id;vote;points\n1;a;3\n2;b;1\n3;;\n"
    case = read(text)
    assert (case.vote_type, dict(case.votes), len(case.ballots)) == (kind, {"a": 1, "b": 1, "c": 0}, 3)


def test_amounts_may_have_decimals_with_either_mark() -> None:
    case = read(META.replace("100", "100.50") + PROJECTS.replace("60", "60,25").replace("50", "1.5e2") + VOTES)
    assert case.budget == Fraction(201, 2)
    assert [project.cost for project in case.projects][:2] == [Fraction(241, 4), 150]
    assert case.unit == 4
    outcome = run_pb(case, PbRule.SUPPORT)
    assert (outcome.selected, outcome.document()["cost"]) == (("a", "c"), "100.25")


def test_claims_that_are_not_so_are_remarked_and_the_ballots_count() -> None:
    text = META + "num_projects;4\nnum_votes;3\n" + PROJECTS.replace("cost;name", "cost;votes").replace("Roof", "9") + VOTES
    case = read(text)
    assert [(found.code, found.field, found.row, dict(found.detail)) for found in case.remarks] == [
        ("pb_count_differs", "num_projects", 5, {"counted": 3}),
        ("pb_votes_differ", "a", 0, {"counted": 2}),
    ]


def test_every_bad_line_is_told_at_once() -> None:
    text = (
        "META\nkey;value\nbudget;lots\nvote_type;ranked\nunit;x\nunit;y\n"
        "PROJECTS\nproject_id;cost\na;60\na;-5\n;1\nb,c;1\nd\n"
        "VOTES\nvoter_id;vote\n1;a,a\n2;z\n1;a\n;a\n3;a,,d\n"
    )
    assert refused(text) == [
        ("pb_budget", 3, "lots"),
        ("pb_vote_type", 4, "ranked"),
        ("pb_key_twice", 6, ""),
        ("pb_project_twice", 10, "a"),
        ("pb_cost", 10, "-5"),
        ("pb_project_id", 11, ""),
        ("pb_project_id", 12, "b,c"),
        ("pb_cost", 13, ""),
        ("pb_unknown_project", 17, "z"),
        ("pb_voter_twice", 18, "1"),
        ("pb_voter_id", 19, ""),
        ("pb_unknown_project", 20, ""),
    ]


def test_a_duplicate_says_where_the_first_one_stands() -> None:
    with pytest.raises(Rejected) as error:
        read(META + PROJECTS + "b;1;x\n" + VOTES)
    assert error.value.problems[0].detail == {"first": 8}


def test_a_row_that_ends_early_is_refused_for_what_it_lacks() -> None:
    text = META + "PROJECTS\nname;project_id;cost\nRoof\n" + "VOTES\nvote;voter_id\na\n"
    assert refused(text) == [
        ("pb_project_id", 7, ""),
        ("pb_cost", 7, ""),
        ("pb_voter_id", 10, ""),
        ("pb_unknown_project", 10, "a"),
    ]


def test_choose_one_means_one() -> None:
    assert refused(META.replace("approval", "choose-1") + PROJECTS + VOTES) == [
        ("pb_more_than_one", 12, "a,b"),
        ("pb_more_than_one", 14, "c,b"),
    ]


def test_missing_sections_keys_and_columns_are_told() -> None:
    assert refused("") == [("pb_section_missing", 1, "")] * 3
    assert refused(META + VOTES) == [("pb_section_order", 5, ""), ("pb_section_missing", 9, "")]
    assert refused("META\nkey;value\n" + PROJECTS + VOTES) == [("pb_key_missing", 1, "")] * 2
    assert refused(META + PROJECTS.replace("cost", "price") + VOTES)[0] == ("pb_column_missing", 6, "")
    assert refused(META + "PROJECTS\n" + VOTES)[:1] == [("pb_no_projects", 5, "")]


def test_sections_come_once_and_in_their_order() -> None:
    assert ("pb_section_twice", 15, "") in refused(META + PROJECTS + VOTES + "VOTES\nvoter_id;vote\n")
    assert refused(META + VOTES + PROJECTS)[0] == ("pb_section_order", 5, "")


def test_what_stands_before_the_first_section_is_refused() -> None:
    assert refused("hello\n" + META) == [("pb_no_section", 1, "hello")]


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(Rejected) as error:
        read_pb((META + PROJECTS).encode() + "VOTES\nvoter_id;vote\nJosé;a\n".encode("latin-1"))
    assert [(problem.code, problem.row) for problem in error.value.problems] == [("pb_not_utf8", 12)]


def test_the_outcome_is_a_document() -> None:
    case = read(META + PROJECTS + VOTES)
    assert run_pb(case, PbRule.SUPPORT).document() == {
        "selected": ["b", "c"],
        "cost": "90",
        "votes": {"a": 2, "b": 2, "c": 1},
        "rule": "support",
        "ties": [["b", "a"]],
        "ties_equal_in": ["votes"],
        "ties_parted_by": [["cost"]],
        "ties_while_raising": [False],
        "counts": "ballots",
    }


def test_rules_are_named_with_their_completion() -> None:
    case = read(META + PROJECTS + VOTES)
    names = [
        run_pb(case, PbRule.EQUAL_SHARES).rule,
        run_pb(case, PbRule.EQUAL_SHARES, Completion.WALK_DOWN, Fraction(2)).rule,
        run_pb(case, PbRule.EQUAL_SHARES, Completion.ADD1).rule,
        run_pb(case, PbRule.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE, Fraction(1, 3)).rule,
        run_pb(case, PbRule.PHRAGMEN).rule,
        run_pb(case, PbRule.PHRAGMEN, unit_cost=True).rule,
    ]
    assert names == [
        "equal-shares",
        "equal-shares/walk-down",
        "equal-shares/add1",
        "equal-shares/add1-exhaustive/step 1/3",
        "phragmen",
        "phragmen/unit-cost",
    ]


def test_ties_go_to_the_lower_cost_then_more_ballots_then_the_id_as_a_string() -> None:
    text = META + "PROJECTS\nproject_id;cost\n10;50\n9;50\n8;40\n" + "VOTES\nvoter_id;vote\n1;9,10,8\n2;8,10,9\n"
    assert run_pb(read(text), PbRule.SUPPORT).selected == ("8", "10")
    assert run_pb(read(text), PbRule.PHRAGMEN).selected == ("8", "10", "9")
    assert run_pb(read(text), PbRule.SUPPORT).ties == (("8", "10", "9"),)


def test_phragmen_buys_everything_whatever_the_budget() -> None:
    case = read(META.replace("100", "0") + PROJECTS + VOTES)
    assert sorted(run_pb(case, PbRule.PHRAGMEN).selected) == ["a", "b", "c"]
    assert run_pb(case, PbRule.PHRAGMEN).cost == 150
    assert run_pb(case, PbRule.SUPPORT).selected == ()
