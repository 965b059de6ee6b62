"""Letters from the command line: print runs like any other, for who has not answered."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from surveys.core.site import Addresses
from tests.cli.conftest import Installation

OPEN = "油灯里"
AGAIN = ("--again", "--reason", "spoilt")


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_letters_are_one_page_a_household_and_say_their_run(own: Installation, tmp_path: Path) -> None:
    out = tmp_path / "letters.pdf"
    result = own.type("letters", OPEN, "--building", "1号楼", "--pdf", str(out))
    assert result.exit_code == 0, result.output
    found = pages(out)
    assert all(OPEN in page and "次印，" in page and "管系统的人印" in page for page in found)
    assert f"{len(found)}封，记在台账上" in result.stderr


def test_letters_are_printed_again_with_a_reason(own: Installation, tmp_path: Path) -> None:
    out = tmp_path / "letters.pdf"
    own.done("letters", OPEN, "--building", "1号楼", "--pdf", str(out))
    first = len(pages(out))
    out.unlink()
    for more, said in (
        ((), "没有要印的信"),
        (("--again",), "选一个原因"),
        (("--again", "--reason", "other"), "写明是什么原因"),
    ):
        refused = own.type("letters", OPEN, "--building", "1号楼", "--pdf", str(out), *more)
        assert (refused.exit_code, said in refused.stderr, out.exists()) == (2, True, False)
    own.done("letters", OPEN, "--building", "1号楼", "--pdf", str(out), *AGAIN)
    assert len(pages(out)) == first


def test_letters_of_no_building_of_a_draft_and_of_what_is_over_are_refused(own: Installation, tmp_path: Path) -> None:
    out = str(tmp_path / "letters.pdf")
    assert own.type("letters", OPEN, "--building", "9号楼", "--pdf", out).exit_code == 1
    assert own.type("letters", OPEN, "--unit", "1", "--pdf", out).exit_code == 2
    assert own.type("letters", "清和小区", "--pdf", out).exit_code == 1
    assert own.type("letters", "三合小院", "--pdf", out).stderr == "结果已经公示\n"
    assert not Path(out).exists()


def test_an_address_of_this_machine_alone_goes_on_no_letter_unless_it_is_a_trial(own: Installation, tmp_path: Path) -> None:
    known, out = own.app.config["ADDRESSES"], tmp_path / "letters.pdf"
    own.app.config["ADDRESSES"] = Addresses("http://127.0.0.1:8000")
    try:
        refused = own.type("letters", OPEN, "--building", "1号楼", "--pdf", str(out))
        assert (refused.exit_code, "只有这台电脑自己打得开" in refused.stderr, out.exists()) == (2, True, False)
        assert "信上的网址：http://127.0.0.1:8000" in own.type("letters", OPEN, "--trial", "--pdf", str(out)).stderr
    finally:
        own.app.config["ADDRESSES"] = known
    assert out.exists()
