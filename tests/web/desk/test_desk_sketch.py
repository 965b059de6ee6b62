"""Two tabs of what one writes at the desk: what the older one sends is told in words, and never done to something else."""

from __future__ import annotations

from tests.office import Office
from tests.phone import Page
from tests.web.desk.test_desk_edition import MENU, begun, stepped


def test_a_step_from_a_stale_page_is_told_in_words_and_not_in_names_of_fields(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    old = browser.page(sketch).form(f"{sketch}/step")
    stepped(browser, sketch, "down", "lift")
    late = Page(browser.client.post(f"{sketch}/step", data={**old, "do": "out", "part": "question", "key": "lift"}))
    assert late.status == 409
    assert "去掉“您住的这栋楼，需要加装电梯吗？”" in late.text
    assert not {"part", "key", "do", "question", "没有填"} & set(late.text.split())


def test_a_form_of_a_sketch_that_was_thrown_away_does_nothing_to_the_next_one(ours: Office) -> None:
    browser = ours.signed_in()
    first = begun(browser)
    old = browser.page(first).form(f"{first}/throw")
    browser.fill(first, {}, f"{first}/throw")
    second = begun(browser, "menus", MENU.digest)
    assert Page(browser.client.post(f"{first}/throw", data=old)).status == 409
    assert MENU.title in browser.page(second).h1
