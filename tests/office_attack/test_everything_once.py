"""Every page, every form on it and every command once, before and after the poll closes: nothing read, nothing displaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from surveys.core.place import DISTRICT
from surveys.services.life import close as close_early
from surveys.store.db import transaction
from tests.factories import LI
from tests.office_attack.clerks import Clerks, joined
from tests.office_attack.commands import commands, typed
from tests.office_attack.judging import Judge
from tests.office_attack.residents import lived_in
from tests.office_attack.scene import ROLES, Scene, scene
from tests.office_attack.watching import forms_of
from tests.sizes import sized

_ENDS = ("/close", "/cancel", "/pause", "/sign-out", "/sign-out-elsewhere", "/disable", "/password", "/invite", "/drop")
"""Forms after which there would be nothing left to try; orders of acts send them too."""
_ENDING = (("close-poll",), ("people", "disable"), ("set-password",))


_GIVING, _OFTEN = (("export-ballots",), ("package",)), 12
"""Commands that hand exact files out when they are told to whom and why, which chance says now and then."""
WHO, TIMES = sized(("office", "ju"), tuple(ROLES), tuple(ROLES)), sized(1, 3, 9)


@pytest.fixture(scope="module")
def built(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(sqlite_template, tmp_path_factory.mktemp("once")) as made:
        yield made


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_no_page_no_form_and_no_command_tells_or_changes_what_a_household_cast(built: Scene, closed: bool) -> None:
    households = lived_in(built)
    if closed:
        with built.app.app_context(), transaction() as session:
            close_early(session, DISTRICT, built.poll, reason="all answered", by=LI, now=datetime.now(UTC))
    judge, chance = Judge(households), Random(5)
    clerks = Clerks(built, households, judge)
    met = set()
    for rule in clerks.pages():
        for username in WHO:
            path, desk = clerks.address(rule, chance), clerks.desk(username)
            answer = desk.get(path)
            met |= {(rule.endpoint, answer.status_code)}
            for form in forms_of(answer) if answer.mimetype == "text/html" else ():
                action = joined(path, form.action)
                if form.method == "post" and not action.partition("?")[0].endswith(_ENDS):
                    desk.post(action, data=form.filled(chance))
        judge.look(clerks.take())
    for words, command in commands(built.app.cli):
        if words not in _ENDING:
            for _ in range(TIMES if words not in _GIVING else _OFTEN):
                judge.look(typed(built, words, command, chance))
    assert len({endpoint for endpoint, status in met if status == 200}) > 40
    assert judge.given if closed else judge.shown
