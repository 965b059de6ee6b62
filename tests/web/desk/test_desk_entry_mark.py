"""录入标记 at the desk: what asks for a look, marked with a reason by somebody else, void by the street alone."""

from __future__ import annotations

from tests.office import Office, alert
from tests.phone import Page
from tests.web.desk.test_desk_entry_lot import typed

__all__ = ["typed"]
WHY = "打电话问过，不是本人填的"


def review(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/review"


def test_an_empty_page_says_what_comes_here(shown: Office) -> None:
    page = shown.signed_in("jie").page(review(shown))
    assert "要看一看的0份" in page.text
    assert "不到15秒" in page.text
    assert review(shown) in shown.signed_in("jie").page(f"/desk/polls/{shown.open.id}/life").links


def test_an_entry_is_marked_with_a_reason_and_stays_in_the_list(typed: Office) -> None:
    browser, path = typed.signed_in("jie"), review(typed)
    assert f"{path}/1" in browser.page(path).links
    refused = browser.fill(f"{path}/1", {"mark": "void", "reason": " "})
    assert "写明理由" in alert(Page(refused))
    assert "checked" in refused.get_data(as_text=True)
    assert browser.fill(f"{path}/1", {"mark": "void", "reason": WHY}).headers["Location"] == path
    listed = browser.page(path)
    assert "标过的1份" in listed.text
    assert "作废，不计票" in listed.text
    again = browser.page(f"{path}/1")
    assert WHY in again.text
    assert not any("mark" in form for form in again.forms)


def test_a_committee_doubts_and_does_not_void(typed: Office) -> None:
    browser, path = typed.signed_in("ju"), review(typed)
    page = browser.page(f"{path}/1")
    assert "存疑，还计票" in page.text
    assert 'value="void"' not in page.html
    assert browser.fill(f"{path}/1", {"mark": "void", "reason": WHY}).status_code == 422
    assert browser.fill(f"{path}/1", {"mark": "queried", "reason": WHY}).status_code == 303


def test_nobody_without_the_right_reviews(typed: Office) -> None:
    for user in ("wang", "zhu", "song"):
        assert typed.signed_in(user).client.get(review(typed)).status_code == 404, user
