"""Text from people, made plain."""

import pytest

from surveys.core.plain_text import plain_line, plain_lines, visible_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  两  处 \t漏水 ", "两 处 漏水"),
        ("a\u200bb\u202ec\ufeffd\x00e", "abcde"),
        ("lone\ud800 surrogate", "lone surrogate"),
        ("一\r\n二", "一 二"),
        ("e\u0301", "\u00e9"),
        ("全\u3000角", "全 角"),
    ],
)
def test_a_line_is_freed_of_what_nobody_sees(written: str, read: str) -> None:
    assert plain_line(written) == read


def test_lines_keep_their_breaks_but_not_a_page_of_empty_ones() -> None:
    assert plain_lines("\r\n一  层\r\n\n\n\n二层\u2028三层\r四层\n ") == "一 层\n\n二层\n三层\n四层"


def test_emoji_and_rare_names_stay() -> None:
    assert plain_line("䶮喆𠮷👍") == "䶮喆𠮷👍"


def test_a_lone_zero_is_visible_and_a_tab_is_kept_for_the_reader_to_judge() -> None:
    assert visible_text("0\t1") == "0\t1"
