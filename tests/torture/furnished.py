"""A desk at which all has been done that an office does, so that each table that an act tells of has a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from surveys.core.ballot import Capacity, Channel
from surveys.core.entry_lot import LotRuling
from surveys.core.entry_mark import Mark
from surveys.core.evidence import EvidenceFile, EvidenceKind
from surveys.core.form_entry import Transcript
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.paper import PaperFormat, Printable
from surveys.core.poll import PollState
from surveys.core.recheck import RecheckOutcome
from surveys.core.second import Grave, Proposal
from surveys.core.staff import Installation, Right, Role, Staff
from surveys.core.visit import SentVisit
from surveys.services import community, district, life, objection, second
from surveys.services.contact import leave_contact
from surveys.services.entry_mark import mark_entry
from surveys.services.invitation import invite
from surveys.services.matter import set_matters
from surveys.services.outcome import record_finding
from surveys.services.paper import Pressed, print_paper
from surveys.services.paper_photo import keep_photos
from surveys.services.poll import add_poll, open_poll
from surveys.services.recheck import lock_recheck, poll_recheck, roll_recheck
from surveys.services.recheck_visit import note_recheck, type_recheck
from surveys.services.roster import import_roster
from surveys.services.silence import record_silence_evidence
from surveys.services.sketch import begin, save, step
from surveys.services.staff import add_staff
from surveys.services.visit import note_visits
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from surveys.store.place import compounds
from tests.conftest import Database
from tests.factories import (
    AFTER,
    CLOSES,
    DISTRICT,
    DURING,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    RANDOM,
    WANG,
    answers,
    at_home,
    doors,
    opened,
    rooms,
    rows,
)
from tests.services.checked import DICE, WITNESSES, ZHAO, Drawer
from tests.services.test_silence_evidence import CONSULTATION, EVIDENCE, LIFT

PRINTED = Printable("any", "随便", frozenset(PollState), Right.LOOK, exact=False)
SHEN = Installation("shen")


def furnish(database: Database, posted: int) -> None:
    """All of it: an office, forms that were typed in and looked at again, and what came of a result that is `posted`."""
    with database.transaction() as session:
        two = _office(session)
    _desk(database, two)
    with database.transaction() as session:
        _came_of(session, posted)
        _silent(session)


def _office(session: Connection) -> tuple[Staff, Staff]:
    district.name_district(session, "薛城区", "住建局", by=LI, now=NOW)
    made = community.add_community(session, DISTRICT, "S", "社区", "0632-5550123", by=LI, now=NOW)
    community.assign_compounds(session, DISTRICT, made.id, [compounds(session, DISTRICT)[0].id], by=LI, now=NOW)
    given = {"role": Role.DISTRICT, "scope": DISTRICT, "random": RANDOM, "by": LI, "now": NOW}
    one, two, new = (add_staff(session, name, f"方{name}", None, **given) for name in ("fang", "yuan", "xin"))  # type: ignore[arg-type]
    invite(session, new.id, random=RANDOM, by=LI, now=NOW)
    number = begin(session, EDITION, EDITION.digest, by=LI, now=NOW)
    step(session, number, replace(EDITION, title="另一份"), by=LI, now=NOW)
    save(session, number, by=LI, now=NOW)
    return one, two


def _desk(database: Database, two: tuple[Staff, Staff]) -> None:
    with database.transaction() as session:
        poll = opened(session, compound="D", wave="D")
        there = doors(session, poll)
    drawer = Drawer(database, poll, there)
    drawer.print_forms()
    drawer.type_in(0, 1, 2, lies={1: "no"})
    drawer.lock()
    drawer.roll()
    drawer.type_all_again()
    drawer.decide(drawer.lot().differing[0].id, LotRuling.SECOND)
    with database.transaction() as session:
        _marked(session, poll.id, there[3].household_id)
        leave_contact(session, at_home(session, there[0], "")[0], Capacity.OWNER, "13800001234", agreed=True, now=DURING)
        _lived(session, poll.id, two)
    with database.transaction() as session:
        _rechecked(session, poll.id)


def _marked(session: Connection, poll: int, silent: int) -> None:
    given = {"keys": KEYS, "random": RANDOM, "by": WANG, "now": DURING}
    for mark in (Mark.QUERIED, Mark.COUNTED):
        mark_entry(session, DISTRICT, poll, 3, mark, reason=f"打电话问过，{mark}", **given)  # type: ignore[arg-type]
    note_visits(session, DISTRICT, poll, [SentVisit("knock-number-1", silent, "out")], by=LI, now=DURING)
    keep_photos(session, DISTRICT, poll, [b"a picture"], by=LI, now=DURING)


def _lived(session: Connection, poll: int, two: tuple[Staff, Staff]) -> None:
    life.extend(session, DISTRICT, poll, CLOSES + timedelta(hours=1), reason="雨太大", by=LI, now=DURING)
    life.pause(session, DISTRICT, poll, reason="停电", by=LI, now=DURING)
    life.resume(session, DISTRICT, poll, reason="来电", by=LI, now=DURING)
    asked = Proposal(Grave.CLOSE, poll, {"closes_at": "2026-12-08", "reason": "都答完了"})
    first = second.ask(session, asked, staff=two[0], now=_after(1))
    second.confirm(session, asked, first.id, staff=two[1], now=_after(2))
    again = second.ask(session, asked, staff=two[0], now=_after(3))
    second.withdraw(session, poll, Grave.CLOSE, again.id, staff=two[1], now=_after(4))
    second.ask(session, asked, staff=two[1], now=_after(5))
    life.close(session, DISTRICT, poll, reason="都答完了", by=LI, now=_after(6))


def _after(minutes: int) -> datetime:
    return DURING + timedelta(minutes=minutes)


def _rechecked(session: Connection, poll: int) -> None:
    lock_recheck(session, DISTRICT, poll, random=RANDOM, by=LI, now=AFTER)
    roll_recheck(session, DISTRICT, poll, dice=DICE, witnesses=WITNESSES, by=ZHAO, now=AFTER)
    one, other, *_ = (door.serial for door in poll_recheck(session, DISTRICT, poll, now=AFTER).locked.chosen)
    note_recheck(session, DISTRICT, poll, one, RecheckOutcome.AWAY, by=SHEN, now=AFTER)
    said = Transcript(answers("no"), Channel.DOOR)
    type_recheck(session, DISTRICT, poll, other, said, by=SHEN, now=AFTER)


def _came_of(session: Connection, posted: int) -> None:
    first = objection.record(session, DISTRICT, posted, "三楼的", "面积不对", by=LI, now=AFTER)
    objection.record(session, DISTRICT, posted, "四楼的", "没看见信", by=WANG, now=AFTER)
    objection.answer(session, DISTRICT, posted, first.id, "查过了", adopted=False, by=WANG, now=AFTER)
    file = EvidenceFile(EvidenceKind.JPEG, 1, b"a paper")
    for status, note in ((FindingStatus.FAIL, "没有章"), (FindingStatus.PASS, "补了章")):
        found = Finding(Gate.COMMITTEE, Checkpoint.C1, status, Decider.STREET, "李芳", AFTER, note=note)
        record_finding(session, DISTRICT, posted, found, files=[file], by=LI, now=AFTER)
    for content in (b"%PDF one", b"%PDF two"):
        pressed = Pressed(PaperFormat.PDF, content.hex(), content)
        print_paper(session, DISTRICT, posted, PRINTED, pressed, by=LI, now=AFTER)


def _silent(session: Connection) -> None:
    where = import_roster(session, rows(*rooms(2), compound="E"), by=LI, now=NOW).compounds[0].compound.id
    wave = make_wave(session, "E", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    draft = add_poll(session, wave.id, where, MENU, [CONSULTATION.document()], budget=None, by=LI, now=NOW)
    set_matters(session, DISTRICT, draft.id, [LIFT], by=LI, now=NOW)
    open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
    for clause in ("第9条", EVIDENCE.clause):
        record_silence_evidence(session, DISTRICT, draft.id, replace(EVIDENCE, clause=clause), by=LI, now=AFTER)
