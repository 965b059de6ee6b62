"""The settings that end up on paper, on the command line."""

from __future__ import annotations

from dataclasses import replace

from surveys.services.community import community_lines
from surveys.services.district import district
from surveys.store.db import reading
from tests.cli.conftest import Installation
from tests.cli.test_community import with_compounds
from tests.factories import DISTRICT

WAVE = ("wave", "第一轮", "春风里", "--opens", "2027-01-01 08:00", "--closes", "2027-01-15 20:00")
SAID = (
    *("--address", "春风里12号楼一层", "--hours", "周一至周五8:30到17:30", "--person", "王老师"),
    *("--posting", "南门公告栏", "--seal", "业主委员会（章）", "--seal", "春风里社区居委会（章）"),
)


def test_a_community_says_all_of_itself_and_says_it_otherwise(empty: Installation) -> None:
    town = with_compounds(empty)
    town.done("community", "add", "春风社区", "--street", "甲街道", "--phone", "12345", *SAID)
    told = town.done("community", "list")
    for text in ("地址：春风里12号楼一层", "张贴处：南门公告栏", "盖章的单位：业主委员会（章）、春风里社区居委会（章）"):
        assert text in told
    town.done("community", "change", "春风社区", "--person", "", "--posting", "北门公告栏")
    with town.app.app_context(), reading() as session:
        (line,) = community_lines(session, DISTRICT)
    assert (line.community.person, line.community.posting) == ("", "北门公告栏")
    assert line.community.address == "春风里12号楼一层"
    refused = town.type("community", "change", "春风社区", "--address", "长" * 60)
    assert (refused.exit_code, refused.stderr) == (2, "地址最多写36个字\n")


def test_an_address_of_this_machine_alone_opens_nothing_unless_it_is_a_trial(empty: Installation) -> None:
    town = with_compounds(empty)
    known = town.app.config["ADDRESSES"]
    town.app.config["ADDRESSES"] = replace(known, given="http://127.0.0.1:8000")
    try:
        town.done(*WAVE)
        for command in (("open-wave", "第一轮"), ("open-poll", "春风里")):
            refused = town.type(*command)
            assert refused.exit_code == 2
            assert "只有这台电脑自己打得开" in refused.stderr
        opened = town.type("open-wave", "第一轮", "--trial")
        assert opened.exit_code == 0
        assert "春风里还没有归到社区，没有写：电话、地址、上班时间、联系人、张贴处" in opened.stderr
    finally:
        town.app.config["ADDRESSES"] = known


def test_the_address_is_stored_at_the_start_and_a_bad_one_is_not(empty: Installation) -> None:
    named = ("prepare", "--district", "薛城区", "--office", "住建局", "--site")
    refused = empty.type(*named, "https://diandan.example/survey")
    assert refused.exit_code == 2
    assert "不带路径" in refused.stderr
    assert "https://diandan.example/staff/sign-in" in empty.done(*named, "https://diandan.example/")
    with empty.app.app_context(), reading() as session:
        found = district(session)
    assert found
    assert found.site == "https://diandan.example"
