"""The questionnaires and menus at the desk: the list, the phone that sends nothing, and writing new ones."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from surveys.core.edition_file import read_edition, write_edition
from surveys.core.menu_file import read_menu
from surveys.core.sketch import DocumentSort
from surveys.services.document import editions, known_documents
from surveys.services.edition import edition_named, menu_named
from surveys.store.db import reading
from tests.office import Browser, Office, alert, contents
from tests.phone import Page

LIST, NEW = "/desk/editions", "/desk/editions/new"
W1, MENU = edition_named("w1-2026"), menu_named("xuecheng-2021")


def begun(browser: Browser, sort: str = "editions", digest: str = W1.digest) -> str:
    """The address of a new sketch made from a document."""
    answer = browser.fill(LIST, {}, f"/desk/{sort}/{digest}/sketch")
    assert answer.status_code == 303, Page(answer).text
    return str(answer.location)


def stepped(browser: Browser, sketch: str, do: str, key: str, part: str = "question") -> Page:
    fields = browser.page(sketch).form(f"{sketch}/step")
    data = {**fields, "do": do, "key": key, "part": part}
    return Page(browser.client.post(f"{sketch}/step", data=data, follow_redirects=True))


def order(page: Page) -> list[str]:
    return re.findall(r'id="question-([a-z0-9_-]+)"', page.html)


def saved_editions(office: Office) -> list[str]:
    with office.app.app_context(), reading() as session:
        return list(editions(session))


def test_the_list_shows_what_there_is_searches_it_and_says_so_when_nothing_is_found(shown: Office) -> None:
    page = shown.signed_in().page(LIST)
    assert [word for word in (W1.title, MENU.title, "系统自带", W1.digest[:8]) if word not in page.text] == []
    assert f"{LIST}/{W1.digest}" in page.links
    nothing = shown.signed_in().page(f"{LIST}?q=%3Cb%3E")
    assert "没有找到叫“<b>”的问卷" in nothing.text
    assert "没有找到叫“<b>”的改造菜单" in nothing.text


def test_a_phone_shows_the_residents_own_page_and_lets_nothing_out(shown: Office) -> None:
    browser = shown.signed_in()
    page = browser.page(f"{LIST}/{W1.digest}")
    [frame] = [values for tag, values in page.tags if tag == "iframe"]
    assert frame["sandbox"] == "allow-scripts"
    before = contents(shown)
    answer = browser.get(str(frame["src"]))
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'none'; form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    screen = Page(answer)
    assert "预览：答的内容不交，也不记下来" in screen.text
    assert "这个小区要改造，您同意吗？" in screen.text
    assert [values for tag, values in screen.tags if tag == "button" and values.get("type") == "submit"] == []
    assert browser.client.post(str(frame["src"]).partition("?")[0]).status_code in (400, 404, 405)
    assert contents(shown) == before


def test_other_pages_are_framed_by_nobody_and_the_phone_leaves_no_choice_behind(shown: Office) -> None:
    browser = shown.signed_in()
    assert "frame-ancestors 'none'" in browser.get(LIST).headers["Content-Security-Policy"]
    assert "frame-src" not in browser.get(LIST).headers["Content-Security-Policy"]
    answer = browser.get(f"{LIST}/{W1.digest}/screen?size=big&tongue=en&who=occupant")
    page = Page(answer)
    assert 'class="big"' in page.html
    assert "Do you agree to the renovation of this compound?" in page.text
    assert "Set-Cookie" not in answer.headers
    assert 'lang="zh-CN"' in browser.page("/").html


@pytest.mark.parametrize("gone", ["editions/x", "editions/x/screen", "editions/x/file", "menus/x/file", "sketches/99"])
def test_what_is_not_there_leads_back_to_the_list(shown: Office, gone: str) -> None:
    page = shown.signed_in().page(f"/desk/{gone}")
    assert page.h1 == "问卷和菜单"
    assert "没有这一份" in page.text


def test_a_file_goes_out_as_it_comes_in(ours: Office) -> None:
    browser = ours.signed_in()
    out = browser.get(f"{LIST}/{W1.digest}/file")
    assert read_edition(out.get_data(as_text=True)).digest == W1.digest
    assert read_menu(browser.get(f"/desk/menus/{MENU.digest}/file").get_data(as_text=True)).digest == MENU.digest
    page = brought(browser, out.get_data())
    assert page.h1 == f"写问卷：{W1.title}"


def brought(browser: Browser, content: bytes, sort: str = "edition") -> Page:
    fields = browser.page(LIST).form(f"{LIST}/file")
    data = {**fields, "sort": sort, "file": (BytesIO(content), "q.toml")}
    return Page(browser.client.post(f"{LIST}/file", data=data, follow_redirects=True))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "没有选文件，或者文件是空的"),
        ("中文".encode("gbk"), "文件不是UTF-8文字"),
        (b"key = ", "这里不合TOML的写法"),
        (b'key = "a"\ntitle = ""\n[[question]]\nkey = "q"\nkind = "text"\n', "缺少label，补上"),
        (b'key = "a"\nitem = 1\n', "不认识“item”"),
    ],
)
def test_a_file_comes_in_whole_or_not_with_every_problem_and_its_line(ours: Office, content: bytes, told: str) -> None:
    browser = ours.signed_in()
    before = contents(ours)
    page = brought(browser, content)
    assert page.status == 422
    assert told in page.text
    assert contents(ours) == before


def test_a_questionnaire_is_chosen_from_the_bank_ordered_worded_and_saved(ours: Office) -> None:
    browser = ours.signed_in()
    chosen = ["consent", "reasons", "wishes", "urgent", "structures"]
    answer = browser.fill(NEW, {"title": "春天的问卷", "questions": chosen}, "")
    sketch = str(answer.location)
    assert order(browser.page(sketch)) == ["who", *chosen]
    assert order(stepped(browser, sketch, "up", "structures")) == ["who", *chosen[:3], "structures", "urgent"]
    page = Page(browser.fill(f"{sketch}/question?key=structures", {"label": "您家搭建过吗？", "do": "save"}))
    assert "您家搭建过吗？" in browser.page(sketch).text, page.text
    done = browser.fill(sketch, {}, f"{sketch}/save")
    assert "存好了：春天的问卷" in browser.page(str(done.location)).text
    assert saved_editions(ours)[0].startswith("w1-")
    assert "春天的问卷" in browser.page("/desk/waves/new").text


def test_who_answers_stays_first_and_a_refusal_says_why(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    page = stepped(browser, sketch, "down", "who")
    assert page.status == 422
    assert "分清谁在答的题，要排在第一" in alert(page)
    assert "不能去掉" in alert(stepped(browser, sketch, "out", "consent"))
    assert order(browser.page(sketch)) == [question.key for question in W1.questions]


def test_a_wrong_question_keeps_everything_typed_and_names_every_problem(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    at = f"{sketch}/question?key=troubles"
    page = Page(browser.fill(at, {"label": "长" * 121, "most": "很多", "hint": "<script>", "do": "save"}))
    assert page.status == 422
    assert "题目有121个字，最多120个" in page.text
    assert "最多选几项填整数，例如3，不是“很多”" in page.text
    assert page.form("")["most"] == ["很多"]
    assert page.form("")["hint"] == ["<script>"]
    assert "<script>" not in page.html.replace("<script src", "")
    assert "troubles" in browser.page(sketch).html


def test_options_are_added_moved_and_taken_out_without_a_script(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    at = f"{sketch}/question?key=share"
    page = Page(browser.fill(at, {"do": "down-0", "o-6-label": "以后再说"}))
    assert page.status == 200
    rows = [page.form("")[f"o-{n}-label"][0] for n in range(7)]
    assert rows == ["200元以内", "不愿意出", *[o.label for o in W1.by_key["share"].options[2:]], "以后再说"]
    assert browser.client.head(at).status_code == browser.get(at).status_code == 200
    assert browser.client.post(at, data={**page.form(""), "do": "save"}).status_code == 303
    text = browser.get(f"{sketch}/file").get_data(as_text=True)
    options = read_edition(text).by_key["share"].options
    assert [option.label for option in options] == rows
    assert (options[0].key, options[-1].key) == ("to200", "o1")


def test_what_an_option_counts_as_cannot_be_forged(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    at = f"{sketch}/question?key=consent"
    browser.fill(at, {"o-1-counts": "yes", "optional": "y", "do": "save"})
    consent = read_edition(browser.get(f"{sketch}/file").get_data(as_text=True)).by_key["consent"]
    assert consent == W1.by_key["consent"]


def test_a_condition_names_earlier_questions_only_and_is_told_in_words(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    at = f"{sketch}/question?key=lift"
    page = browser.page(at)
    assert 'name="if-consent"' in page.html
    assert 'name="if-share"' not in page.html
    browser.fill(at, {"if-consent": ["yes", "abstain"], "do": "save"})
    assert "“这个小区要改造，您同意吗？”选了“同意”或“暂不表态”，才问" in browser.page(sketch).text
    keys = [question.key for question in W1.questions]
    for _step in range(keys.index("lift") - keys.index("consent") - 1):
        stepped(browser, sketch, "up", "lift")
    assert "它要看另一题怎么答才问" in alert(stepped(browser, sketch, "up", "lift"))


@pytest.mark.parametrize("kind", ["single", "multiple", "scale", "number", "text", "top3"])
def test_a_new_question_of_every_kind_can_be_written(ours: Office, kind: str) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    labels = {f"o-{n}-label": f"第{n}个" for n in range(5)}
    values = {"label": "新的一题", **(labels if kind in ("single", "multiple", "scale", "top3") else {}), "do": "save"}
    answer = browser.fill(f"{sketch}/question?kind={kind}", values)
    assert answer.status_code == 303, Page(answer).text
    question = read_edition(browser.get(f"{sketch}/file").get_data(as_text=True)).questions[-1]
    assert (question.key, question.kind, question.label) == ("q1", kind, "新的一题")


def test_two_tabs_of_one_sketch_are_put_side_by_side(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    at = f"{sketch}/question?key=lift"
    old = browser.page(at).form("")
    browser.fill(at, {"label": "先存的", "do": "save"})
    late = Page(browser.client.post(at, data={**old, "label": "后存的", "do": "save"}))
    assert late.status == 409
    assert "先存的" in late.text
    assert "后存的" in late.text
    assert "先存的" in browser.page(sketch).text


def test_a_step_back_and_throwing_away(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser)
    stepped(browser, sketch, "out", "lift")
    assert "lift" not in order(browser.page(sketch))
    browser.fill(sketch, {}, f"{sketch}/undo")
    assert "lift" in order(browser.page(sketch))
    browser.fill(sketch, {}, f"{sketch}/throw")
    assert "没有这一份" in browser.page(sketch).text


def test_a_colleague_does_not_see_the_sketch_and_a_committee_cannot_write(ours: Office) -> None:
    sketch = begun(ours.signed_in())
    assert "没有这一份" in ours.signed_in("jie").page(sketch).text
    committee = ours.signed_in("ju")
    assert "写新的" not in committee.page(LIST).text
    assert committee.page(sketch).status == committee.page(NEW).status == 404


def test_a_menu_is_written_item_by_item_and_saved(ours: Office) -> None:
    browser = ours.signed_in("jie")
    sketch = begun(browser, "menus", MENU.digest)
    at = f"{sketch}/item?key=lamp"
    wrong = Page(browser.fill(at, {"reference": "二百", "unit": "", "name": "长" * 21, "do": "save"}))
    assert wrong.status == 422
    assert "参考单价填数字，单位元，例如92.5，不是“二百”" in wrong.text
    assert "名称有21个字，最多20个" in wrong.text
    browser.fill(at, {"reference": "1,200.5", "excludes": ["camera"], "decision": "8", "icon": "tree", "do": "save"})
    browser.fill(sketch, {"name": "安全类"}, f"{sketch}/tier")
    stepped(browser, sketch, "down", "lamp", "item")
    menu = read_menu(browser.get(f"{sketch}/file").get_data(as_text=True))
    lamp = menu.by_key["lamp"]
    assert (lamp.reference, lamp.excludes, lamp.decision, lamp.icon) == (120050, ("camera",), "8", "tree")
    assert lamp.quantity == MENU.by_key["lamp"].quantity, "what belongs to a compound stays"
    assert "和“监控安装”只能做一项" in browser.page(sketch).text
    assert browser.fill(sketch, {}, f"{sketch}/save").status_code == 303
    with ours.app.app_context(), reading() as session:
        assert [one.paper.key for one in known_documents(session, DocumentSort.MENU)] == ["xuecheng-2021-2", "xuecheng-2021"]


def test_a_tier_with_items_stays_and_says_why(ours: Office) -> None:
    browser = ours.signed_in()
    sketch = begun(browser, "menus", MENU.digest)
    page = stepped(browser, sketch, "out", "basic", "tier")
    assert page.status == 422
    assert "这一类还有项目" in alert(page)


def test_the_questionnaire_of_a_draft_is_seen_from_its_wave_with_the_waves_menu(shown: Office) -> None:
    browser = shown.signed_in()
    page = browser.page(f"/desk/waves/{shown.draft.wave.id}")
    [link] = [link for link in page.links if link.startswith(LIST + "/")]
    assert browser.get(link).status_code == 200


def test_a_menu_of_one_compound_is_looked_at_and_nothing_is_made_from_it(shown: Office) -> None:
    browser = shown.signed_in()
    [link] = [link for link in browser.page(f"/desk/waves/{shown.draft.wave.id}").links if link.startswith(LIST + "/")]
    fitted = link.partition("menu=")[2]
    assert browser.get(f"{LIST}/{W1.digest}?menu={fitted}").status_code == 200
    assert "没有这一份" in browser.page(f"/desk/menus/{fitted}/file").text


def test_an_opened_wave_has_no_form_any_more(shown: Office) -> None:
    answer = shown.signed_in().get(f"/desk/waves/{shown.open.wave.id}/edit")
    assert (answer.status_code, answer.location) == (303, f"/desk/waves/{shown.open.wave.id}")


def test_a_questionnaire_with_strange_words_is_shown_as_plain_text(ours: Office) -> None:
    browser = ours.signed_in()
    page = brought(browser, write_edition(W1).replace(W1.title, "{{ 7*7 }}<b>&").encode())
    assert page.h1 == "写问卷：{{ 7*7 }}<b>&"
