"""No line of a resident's page begins with what belongs to the end of the one before: a stop, a comma, a closing bracket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

BEGINS_WRONG = """() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const box = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1); return range.getClientRects()[0]; };
  for (let node; (node = walker.nextNode());)
    for (let at = 1; at < node.data.length; at++) {
      if (!"，。、；：！？）”》】".includes(node.data[at])) continue;
      const before = box(node, at - 1), here = box(node, at);
      if (before && here && here.top > before.top + before.height / 2 && here.left < before.left)
        found.push(node.data.slice(Math.max(0, at - 16), at + 1).trim());
    }
  return found;
}"""


def test_the_watch_over_lines_works(phone: Callable[..., Page]) -> None:
    page = phone()
    page.set_content("<p style='width:5em;word-break:keep-all;overflow-wrap:anywhere'>一二三四五。</p><p>一二三四五。</p>")
    assert page.evaluate(BEGINS_WRONG) == ["一二三四五。"]


@pytest.mark.parametrize("look", ["plain", "big"])
def test_no_line_begins_with_the_end_of_a_sentence(phone: Callable[..., Page], site: Site, look: str) -> None:
    page, poll, home = phone(), site.town.poll.id, site.town.letters[7].household
    page.goto(f"{site.url}{site.town.key(7)}")
    wrong = {}
    for path in (
        *("/", "/privacy", "/help", "/code", "/form"),
        *(f"/p/{poll}", f"/p/{poll}/ledger", f"/p/{poll}/receipts"),
        *(f"/h/{home}", f"/h/{home}/r", f"/h/{home}/sealed", f"/h/{home}/result"),
    ):
        answer = page.goto(f"{site.url}{path}?look={look}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        if found := page.evaluate(BEGINS_WRONG):
            wrong[path] = found
    assert wrong == {}
