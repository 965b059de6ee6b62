"""Who takes part while a poll runs: what is still needed, when and how it came, whom to go to; and never what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import text
from werkzeug.test import TestResponse

from surveys.core.canonical import canonical
from surveys.core.place import DISTRICT
from surveys.services.compound import poll_desk
from surveys.services.turnout import arrivals
from surveys.store.db import reading, transaction
from tests.office import Browser, Office
from tests.web.routes import addresses, routes

WORLDS = (
    {"who": "o", "agree": "yes", "order": ["roof"], "top": ["roof"]},
    {"who": "o", "agree": "no", "order": ["lift", "lamps"], "top": ["lift"]},
    {"who": "o", "agree": "abstain", "order": []},
    {"who": "o"},
)
"""What everybody says, in worlds that differ in nothing else; in the last they leave everything out."""
OF_THIS_MOMENT = re.compile(
    r"""name="(?:csrf_token|made_from|_began)"[^>]*value="[^"]*"|data-now="\d+"|\d\d:\d\d(?::\d\d)?|T\d\d:[\d:.+Z]+|<v>\d{5}\.\d+</v>"""
)


def test_a_compound_says_what_is_still_needed_by_day_and_by_way(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/compounds/{shown.stranger.compound.id}")
    assert "参加的 7户 0户 还差7户" in page.text
    page = shown.signed_in().page(f"/desk/compounds/{shown.open.compound.id}")
    assert "7户 够了" in page.text
    assert "手机8份纸质0份" in page.text
    assert f"/desk/polls/{shown.open.id}/unanswered" in page.links


def test_days_begin_with_the_first_and_end_with_today(shown: Office) -> None:
    with shown.app.app_context(), reading() as session:
        now = datetime.now(UTC)
        found = arrivals(poll_desk(session, DISTRICT, shown.open.id, now=now), now=now)
    assert found
    assert len(found.days) == 4
    assert sum(number for _, number in found.days) == 7


def test_homes_to_go_to_are_printed_by_building_without_a_name_or_a_code(shown: Office) -> None:
    page = shown.signed_in("ju").page(f"/desk/polls/{shown.open.id}/unanswered")
    assert "3号楼：1户" in page.text
    assert "没人答" in page.text
    assert "owner" not in page.html
    assert shown.signed_in().get(f"/desk/polls/{shown.draft.id}/unanswered").status_code == 409
    assert shown.signed_in("zhu").get(f"/desk/polls/{shown.open.id}/unanswered").status_code == 404


def test_no_answer_of_anybody_changes_a_page_of_an_open_poll(ours: Office) -> None:
    """Every page and file of the desk, for every role, in worlds where the same people answered at the same moments and said
    something else: but for the numbers of forms and the time, they are the same to the byte."""
    told = []
    with ours.app.app_context(), transaction() as session:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f'DROP TRIGGER "{name}"'))  # they keep what was cast: here it is made up anew
    browsers = {user: ours.signed_in(user) for user in ("office", "ju")}
    for world in WORLDS:
        with ours.app.app_context(), transaction() as session:
            said = {"said": canonical(world).decode(), "poll": ours.open.id}
            session.execute(text("UPDATE revisions SET answers = :said WHERE poll_id = :poll"), said)
        told.append(dict(every_page(ours, browsers)))
    assert len(told[0]) > 100
    for other in told[1:]:
        assert other.keys() == told[0].keys()
        assert [path for path in other if other[path] != told[0][path]] == []


def every_page(ours: Office, browsers: dict[str, Browser]) -> Iterator[tuple[str, str]]:
    """Whatever the desk shows of the open poll, by who looks and where."""
    paths = {path for rule in routes(ours, "GET") for path in addresses(ours, rule, [ours.open]) if path.startswith("/desk")}
    paths |= {f"/desk/compounds?sort={order}" for order in ("turnout", "-lacking", "state")}
    for user, browser in browsers.items():
        for path in sorted(paths):
            yield f"{user} {path}", same_at_any_moment(browser.get(path, buffered=True))


def same_at_any_moment(answer: TestResponse) -> str:
    """An answer without what every look makes anew."""
    content = answer.get_data()
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in sorted(parts.namelist()))
    return f"{answer.status_code} {OF_THIS_MOMENT.sub('', content.decode('utf-8', 'replace'))}"
