"""What is typed is read by the page's script as by the server: neither takes what the other refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from surveys.core.answers import read_answers
from surveys.core.errors import Rejected
from surveys.core.plain_text import visible_text
from surveys.services.edition import edition_named
from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.estimates import estimated_menu
from tests.phone import OWNER

Phone = Callable[..., Page]
W1, XUECHENG = edition_named("w1-2026"), estimated_menu()
SCRIPTS = Path(__file__).parents[2] / "static" / "js"
# The page's own reading of a list of texts: what is wrong, and what is read where nothing is.
READ = """([key, texts]) => {{
  {page}
  {field}
  const section = document.getElementById("f-" + key);
  const field = section.querySelector(".field");
  return texts.map((text) => {{
    field.value = text;
    const typed = field.value;
    if (!visible(typed).trim()) return [typed, ""];
    if (mistyped(section)) return [typed, null];
    return [typed, key === "people" ? wholeNumber(typed) : lengthOf(typed, 500)];
  }});
}}"""
SIGNS = [
    *"0123456789０３９③²零〇一二两三九十百千万壹貳",
    *("人", "个", "口", "位", "户", "个人", "口人", "大概", "左右", "多", "楼", "e\u0301", "\U00020bb7", "👍"),
    *(" ", "\u3000", "\xa0", "\t", "\n", "\n\n\n", "\u2028", "\x85", "\u200b", "\u202e", "\ufeff", "\x00", "\xad", "\u180e"),
    *(".", "．", "。", "+", "-", "－", "−", ",", "、", "/", "1", "3.0", "十二", "　３　"),
]
written = st.lists(st.sampled_from(SIGNS), max_size=6).map("".join) | st.text(
    st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"]), max_size=6
)
lengths = st.integers(495, 505) | st.integers(1995, 2005)
long = st.builds(lambda sign, number, end: sign * number + end, st.sampled_from(SIGNS), lengths, written)


def of_the_server(key: str, text: str) -> int | str | None:
    """What is recorded of a text: the number, or how many signs; nothing of nothing, and None where it is refused."""
    fields = {name: [said] if isinstance(said, str) else said for name, said in OWNER.items()}
    try:
        answers = read_answers(W1, XUECHENG, "3号楼", {**fields, key: [visible_text(text)]})[1]
    except Rejected:
        return None
    said = answers.get(key, "")
    return len(said) if said and key == "more" else said


def test_page_and_server_read_alike(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    page.wait_for_url("**/a")
    base, field = (SCRIPTS / "page.js").read_text(), (SCRIPTS / "field.js").read_text()
    reading = READ.format(page=base.replace("document.currentScript", "{}"), field=field)

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(written, min_size=20, max_size=40), st.lists(written | long, max_size=10))
    def alike(numbers: list[str], texts: list[str]) -> None:
        for key, typed in (("people", numbers), ("more", texts)):
            for text, read in page.evaluate(reading, [key, typed]):
                assert read == of_the_server(key, text), ascii(text)

    alike()
