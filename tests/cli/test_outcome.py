"""The district in numbers, one compound's count, and what is printed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from surveys.core.canonical import digest
from tests.cli.conftest import Installation


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_the_overview_counts_the_whole_district(demo: Installation) -> None:
    seen = demo.told("overview")
    places = [seen[name] for name in ("streets", "areas", "compounds", "buildings", "households")]
    assert places == [3, 5, 65, 311, 7_447]
    assert seen["floor_area_m2"] == "760000.00"
    assert sum(seen["polls"].values()) == 65
    assert sum(seen["ballots"].values()) > 3_400


def test_the_overview_says_the_same_to_people(demo: Installation) -> None:
    said = demo.done("overview")
    assert "3个镇街，5个片区，65个小区，311栋楼" in said
    assert "7,447户" in said


def test_a_tally_carries_its_manifest_and_digests(demo: Installation) -> None:
    told = demo.told("tally", "春风里")
    assert told["manifest_digest"] == digest(told["manifest"])
    assert told["digest"] == digest({key: value for key, value in told.items() if key != "digest"})
    assert {ruling["result"]["outcome"] for ruling in told["rulings"]} == {"passed"}
    assert told["list"]["lines"]


def test_a_tally_is_the_same_each_time(demo: Installation) -> None:
    assert demo.done("tally", "石桥新村", "--json") == demo.done("tally", "石桥新村", "--json")


def test_a_posted_tally_has_no_exact_roster_of_small_cells(demo: Installation) -> None:
    told = demo.told("tally", "三合小院", "--posted")
    assert told["exact"] is False
    assert "tally" not in told
    assert told["digest"] == digest({key: value for key, value in told.items() if key != "digest"})


def test_nothing_that_may_be_posted_is_written_while_people_still_vote(demo: Installation, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    sheet, told = (
        demo.type("sheet", "听雨小区", "--posted", "--pdf", str(out)),
        demo.type("tally", "听雨小区", "--posted", "--json"),
    )
    for refused in (sheet, told):
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr == "征询还在进行，截止以后才有结果\n"
    assert not out.exists()


def test_what_is_not_posted_yet_is_printed_with_a_mark(demo: Installation, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    demo.done("sheet", "石桥新村", "--posted", "--pdf", str(out))
    assert all("还没有公示" in page for page in pages(out))


def test_a_posted_tally_in_words_is_refused_rather_than_printed_whole(demo: Installation) -> None:
    result = demo.type("tally", "三合小院", "--posted")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--posted 要和 --json 一起用" in result.stderr


def test_a_tally_in_words_says_the_integers(demo: Installation) -> None:
    said = demo.done("tally", "石桥新村")
    assert "60户的85%以上，应不少于51户，实际51户" in said
    assert "应不少于34户，实际34户" in said


def test_a_compound_is_found_by_name_by_id_and_by_a_part_of_its_name(demo: Installation) -> None:
    by_name = demo.told("tally", "春风里")
    assert demo.told("tally", "1") == by_name
    assert demo.told("tally", "春风") == by_name


def test_an_ambiguous_name_lists_the_candidates(demo: Installation) -> None:
    result = demo.type("tally", "石")
    assert result.exit_code == 1
    assert "石桥新村（演示区石榴镇，编号" in result.stderr
    assert "石磨里" in result.stderr
    assert result.stdout == ""


def test_an_unknown_compound_and_a_draft_are_refused_in_a_sentence(demo: Installation) -> None:
    unknown, draft = demo.type("tally", "没有这个小区"), demo.type("tally", "清和小区", "--json")
    assert (unknown.exit_code, draft.exit_code) == (1, 1)
    assert unknown.stderr == "没有找到小区“没有这个小区”\n"
    assert "还没有打开" in draft.stderr
    assert draft.stdout == ""


def test_a_sheet_is_printed_as_pdf(demo: Installation, tmp_path: Path) -> None:
    out = tmp_path / "sheets" / "one.pdf"
    demo.done("sheet", "石桥新村", "--pdf", str(out))
    text = "".join(pages(out))
    assert "石桥新村" in text
    assert "演示" in text


def test_a_sheet_goes_to_a_file_named_after_the_compound(
    demo: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    demo.done("sheet", "三合小院", "--posted", "--pdf")
    assert (tmp_path / "三合小院-公示表.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_cant_be_written_is_said(demo: Installation, tmp_path: Path) -> None:
    result = demo.type("sheet", "三合小院", "--pdf", str(tmp_path / "x" / ("y" * 300)))
    assert result.exit_code == 2
    assert "写不进文件" in result.stderr
