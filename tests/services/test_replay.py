"""The ledger alone rebuilds what it speaks of; what was changed around it is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from surveys.core.errors import SurveyError
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.replay import Fault
from surveys.core.staff import Role
from surveys.services import account, community, district, draft, end, invitation, letter, life, objection, staff, wave
from surveys.services.outcome import record_finding
from surveys.services.poll import open_poll
from surveys.services.replay import Replayed, replay_ledger
from surveys.services.roster import import_roster
from surveys.store.db import Connection, db
from surveys.words.replay import difference_words
from tests.acts import acts
from tests.conftest import Database
from tests.factories import AFTER, BASE_URL, CLOSES, DURING, EDITION, KEYS, LI, MENU, NOW, OPENS, RANDOM, WANG, opened, rows

PASSWORD = "correct horse 47"


def gone_through(database: Database) -> Replayed:
    with database.reading() as session:
        return replay_ledger(session)


def said(database: Database) -> list[str]:
    return [difference_words(found) for found in gone_through(database).differences]


class Walker:
    """Somebody who does all kinds of things, at random; most of them are refused."""

    def __init__(self, session: Connection, chance: random.Random, now: datetime) -> None:
        self.session, self.chance, self.now = session, chance, now

    def _number(self) -> int:
        return self.chance.randint(1, 3)

    def _said(self) -> str:
        return self.chance.choice(("甲", "乙", "丙"))

    def deeds(self) -> Iterator[Callable[[], object]]:
        """Everything that may be done, with what chance brings."""
        session, n, when = self.session, self._number, {"by": self.chance.choice((LI, WANG)), "now": self.now}
        budgets = {n(): self.chance.choice((None, 100, 3_000_00)) for _ in range(2)}
        roles = {Role.DISTRICT: DISTRICT, Role.STREET: Jurisdiction(street=1), Role.OWNERS: Jurisdiction(compound=n())}
        role = self.chance.choice(tuple(roles))
        wanted = account.Wanted(self._said(), self._said(), role, roles[role])
        plan = self._plan()
        yield lambda: staff.add_staff(session, f"u{n()}", "某人", None, role=role, scope=roles[role], random=RANDOM, **when)
        yield lambda: account.change_account(session, n(), wanted, **when)
        yield lambda: account.disable_account(session, n(), **when)
        yield lambda: account.enable_account(session, n(), **when)
        yield lambda: account.end_sessions(session, n(), **when)
        yield lambda: invitation.invite(session, n(), random=self.chance.randbytes(32), **when)
        yield lambda: district.name_district(session, f"{self._said()}区", self._said(), **when)
        yield lambda: community.add_community(session, DISTRICT, "S", f"社区{n()}", "0632-5550123", **when)
        yield lambda: community.change_community(session, DISTRICT, n(), {"name": f"{self._said()}社区"}, **when)
        yield lambda: community.assign_compounds(session, DISTRICT, n(), [n()], **when)
        yield lambda: import_roster(session, rows("101", str(100 + n()), compound=self.chance.choice("ABC")), **when)
        yield lambda: draft.make(session, plan, **when)
        yield lambda: draft.change(session, n(), plan, **when)
        yield lambda: draft.set_budgets(session, n(), budgets, **when)
        yield lambda: open_poll(session, DISTRICT, n(), keys=KEYS, random=RANDOM, meant=True, **when)
        yield lambda: wave.open_wave(session, n(), keys=KEYS, random=RANDOM, meant=True, **when)
        yield from self._deeds_of_polls(when)

    def _plan(self) -> draft.Draft:
        later = CLOSES + timedelta(days=self._number())
        places = frozenset(self._number() for _ in range(2))
        title = f"W{self.chance.randint(1, 99)}"
        return draft.Draft(title, EDITION, OPENS, later, MENU, [], self.chance.random() < 0.5, places)

    def _deeds_of_polls(self, when: dict[str, object]) -> Iterator[Callable[[], object]]:
        session, n, poll = self.session, self._number, self._number()
        given: dict = {"reason": self._said(), **when}  # type: ignore[type-arg]
        more: dict = dict(when)  # type: ignore[type-arg]
        yield lambda: life.extend(session, DISTRICT, poll, CLOSES + timedelta(days=9), meant=True, **given)
        yield lambda: life.pause(session, DISTRICT, poll, **given)
        yield lambda: life.resume(session, DISTRICT, poll, **given)
        yield lambda: life.close(session, DISTRICT, poll, **given)
        yield lambda: life.cancel(session, DISTRICT, poll, **given)
        yield lambda: life.review(session, DISTRICT, poll, **more)
        yield lambda: life.drop(session, DISTRICT, poll, **more)
        yield lambda: end.close_due(session, now=self.now)
        yield lambda: objection.record(session, DISTRICT, poll, self._said(), self._said(), **more)
        yield lambda: letter.reissue(session, DISTRICT, poll, n(), keys=KEYS, base_url=BASE_URL, **more)
        every = letter.LettersWanted()
        yield lambda: letter.print_letters(session, DISTRICT, poll, every, keys=KEYS, base_url=BASE_URL, **more)
        status = self.chance.choice((FindingStatus.PASS, FindingStatus.FAIL))
        found = Finding(Gate.COMMITTEE, Checkpoint.C1, status, Decider.STREET, "李芳", self.now, None, self._said(), ("纸",))
        yield lambda: record_finding(session, DISTRICT, poll, found, **more)


@pytest.mark.parametrize("seed", range(6))
def test_a_walk_over_everything_is_rebuilt_from_the_ledger_alone(sqlite: Database, seed: int) -> None:
    chance = random.Random(seed)
    with sqlite.transaction() as session:
        furnished(session)
        for name in "BC":
            import_roster(session, rows("101", "102", compound=name), by=LI, now=NOW)
        plan = draft.Draft("second", EDITION, OPENS, CLOSES, MENU, [], True, frozenset({2, 3}))
        draft.make(session, plan, by=LI, now=NOW)
    for moment in (NOW, NOW, DURING, DURING, AFTER):
        for _ in range(40):
            try:
                with sqlite.transaction() as session:
                    deed = chance.choice(list(Walker(session, chance, moment).deeds()))
                    deed()
            except SurveyError:
                continue
    with sqlite.reading() as session:
        done = {line.act for line in acts(session)}
    assert said(sqlite) == []
    assert len(done) > 16


BY_HAND = {
    "UPDATE staff SET role = 'street', street_id = 1 WHERE username = 'fang'": "账号（方（fang））的角色",
    "UPDATE staff SET name = '别人' WHERE username = 'fang'": "的名称",
    "UPDATE waves SET closes_at = '2027-12-01 00:00:00+00:00'": "轮次（轮次1）的截止时间",
    "UPDATE polls SET closes_at = '2027-12-01 00:00:00+00:00'": "征询（征询1）的截止时间",
    "UPDATE polls SET paused_at = '2026-12-01 00:00:00+00:00'": "的暂停时间",
    "UPDATE poll_households SET epoch = 4 WHERE id = 1": "入户信（户1）：库里有，台账上没有",
    "UPDATE communities SET phone = '0632-5559999'": "社区（社区1）的电话",
    "UPDATE compounds SET community_id = NULL": "小区（小区1）：台账上有，库里没有",
    "INSERT INTO findings (poll_id, gate, checkpoint, status, decider, decided_by, decided_at, note, evidence) VALUES"
    " (1, 'committee', 'C1', 'pass', 'street', 'x', '2026-12-01 00:00:00+00:00', '', '[]')": "库里有，台账上没有",
    "INSERT INTO objections (poll_id, who, what, came_at, entered_by, answer, answered_by) VALUES"
    " (1, 'x', 'y', '2026-12-01 00:00:00+00:00', 'li', '', '')": "异议",
}


def furnished(session: Connection) -> None:
    poll = opened(session)
    made = community.add_community(session, DISTRICT, "S", "社区", "0632-5550123", by=LI, now=NOW)
    community.assign_compounds(session, DISTRICT, made.id, [poll.compound.id], by=LI, now=NOW)
    staff.add_staff(session, "fang", "方芳", PASSWORD, role=Role.DISTRICT, scope=DISTRICT, random=RANDOM, by=LI, now=NOW)


@pytest.mark.by_hand
@pytest.mark.parametrize("command", BY_HAND)
def test_what_was_changed_by_hand_is_found(database: Database, command: str) -> None:
    with database.transaction() as session:
        furnished(session)
    assert said(database) == []
    with database.transaction() as session:
        session.execute(text(command))
    found = said(database)
    assert found
    if "fang" not in command:
        assert BY_HAND[command] in "；".join(found)


@pytest.mark.by_hand
def test_a_personal_value_that_was_exchanged_is_found(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        values = session.execute(text("SELECT entry_id, field, salt FROM entry_values WHERE field = 'name_after'")).one()
        session.execute(text("DELETE FROM entry_values WHERE field = 'name_after'"))
        session.execute(
            text("INSERT INTO entry_values (entry_id, field, salt, value) VALUES (:entry_id, :field, :salt, '\"别人\"')"),
            values._asdict(),
        )
        session.execute(text("UPDATE staff SET name = '别人'"))
    faults = {found.fault for found in gone_through(database).differences}
    assert faults == {Fault.ALTERED, Fault.DIFFERS}


@pytest.mark.by_hand
def test_what_was_forgotten_is_not_compared_and_the_rest_is(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        gone = session.execute(text("DELETE FROM entry_values")).rowcount
    found = gone_through(database)
    assert (found.differences, found.forgotten) == ((), gone)
    assert gone > 1


def test_an_entry_holds_no_name_and_no_phone(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        details = "".join(session.execute(text("SELECT detail FROM entries")).scalars())
        kept = "".join(session.execute(text("SELECT value FROM entry_values")).scalars())
    assert "方芳" not in details
    assert "5550123" not in details
    assert "方芳" in kept
    assert "5550123" in kept


@pytest.mark.parametrize("command", ["UPDATE entry_values SET value = '1'", "UPDATE entries SET act = 'x'"])
def test_what_was_entered_is_not_changed(database: Database, command: str) -> None:
    with database.transaction() as session:
        furnished(session)
    with pytest.raises(Exception, match="keeps what it has"), database.transaction() as session:
        session.execute(text(command))


def test_a_database_of_before_begins_with_what_stands(database: Database) -> None:
    with database.transaction() as session:
        furnished(session)
        life.pause(session, DISTRICT, 1, reason="雨太大", by=LI, now=DURING)
    with database.app.app_context():
        downgrade(revision="0012")
    with database.transaction() as session:
        session.execute(text("UPDATE waves SET title = 'before there was a ledger'"))
    with database.app.app_context():
        upgrade()
        db.engine.dispose()
    assert said(database) == []
    with database.transaction() as session:
        life.resume(session, DISTRICT, 1, reason="晴了", by=LI, now=DURING)
        kinds = {str(line.said.get("about")) for line in acts(session) if line.act == "ledger_began"}
        assert kinds == {"staff", "community", "compound", "wave", "poll"}
        assert {line.street for line in acts(session) if line.compound} == {1}
    assert said(database) == []
