"""The office that the forms pass through: print, type in, lock, draw, type again, decide; and one clerk who cheats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.entry_lot import LotRuling
from surveys.core.form_entry import PaperMark, Transcript
from surveys.core.outcome.telling import exact
from surveys.core.paper_form import FormState
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.core.roster_file import RosterRow
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.core.tally import Basis
from surveys.paper.paper_form import forms_pdf, sides_of
from surveys.services.ballot import cast
from surveys.services.edition import edition_named, menu_named
from surveys.services.entry_check import decide_typings
from surveys.services.entry_lot import PollChecks, lock_lot, poll_checks, roll_dice
from surveys.services.form_entry import enter
from surveys.services.form_plan import FormPlan, FormsWanted, plan_forms
from surveys.services.form_register import forms_desk
from surveys.services.outcome import decide
from surveys.services.paper_form import print_forms
from surveys.services.paper_photo import keep_sightings
from surveys.services.poll import add_poll, open_poll
from surveys.services.queue import queue
from surveys.services.replay import replay_ledger
from surveys.services.roster import import_roster
from surveys.services.second_typing import type_again
from surveys.services.waiting import decide as decide_waiting
from surveys.services.wave import make_wave
from surveys.store.ballot import history
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DISTRICT, DURING, KEYS, LI, NOW, OPENS, RANDOM, doors, rooms, rows
from tests.paper_loop.writing import Fields, Paper, Written, read_off, written

BUILDING = 50
"""Homes of one building."""
CHEAT, HONEST = Installation("jia"), (Installation("ke"), Installation("lu"))
AGAIN, DECIDER, DICE = Installation("wu"), Installation("qian"), "31415 24613 52461 42356"
_CHEATS, _OWN, _PHOTOS = 20, 25, 20
"""One form in so many is falsified, and one home in so many has answered by phone; so many forms' photographs are kept."""


@dataclass
class PaperOffice:
    """A poll on paper: what every home wrote, what the cheating clerk made of some, and what every home has to count as."""

    database: Database
    poll: Poll
    plans: tuple[FormPlan, ...]
    papers: list[Paper] = field(default_factory=list)
    phones: dict[int, Written] = field(default_factory=dict)
    falsified: set[str] = field(default_factory=set)
    read: dict[str, Fields] = field(default_factory=dict)

    @property
    def truth(self) -> Mapping[int, str]:
        """What has to count for each home."""
        return {paper.home: self.phones.get(paper.home, paper.said).content for paper in self.papers}

    def phone(self) -> None:
        """Some homes answer by phone although a form was printed for them; what they say there isn't what it says."""
        with self.database.reading() as session:
            found = {door.household_id: door for door in doors(session, self.poll)}
        for place, (plan, home) in enumerate(_homes(self.plans)):
            if place % _OWN == 1:
                self.phones[home.id] = said = _owner(plan, home, Random(f"phone {home.id}"))
                with self.database.transaction() as session:
                    origin = Origin(f"page-of-home-{home.id:06d}", {})
                    cast(session, found[home.id], said.fields, origin=origin, keys=KEYS, random=RANDOM, now=DURING)

    def print_all(self, folder: Path) -> None:
        """Print a form for every home, and let every home fill its own in."""
        wanted = FormsWanted(again=True)
        pressed = sides_of(self.plans, phone="", site="https://diandan.test", big=False, printed_at=DURING)
        with self.database.transaction() as session:
            more = {"random": Random(7).randbytes, "by": LI, "now": DURING}
            made = print_forms(session, DISTRICT, self.poll.id, wanted, pressed, **more)  # type: ignore[arg-type]
        for plan, batch in zip(self.plans, made, strict=True):
            pdf = folder / f"{batch.batch.number}.pdf"
            pdf.write_bytes(forms_pdf([batch]))
            for place, (form, home) in enumerate(zip(batch.forms, plan.homes, strict=True)):
                assert home
                said, pages = _owner(plan, home, Random(form.number)), batch.sides.layout.pages
                self.papers.append(Paper(form.number, home.id, said, batch.sides.layout, str(pdf), place * pages))

    def photograph(self, taken: Sequence[list[tuple[bytes, object]]]) -> None:
        """Keep what was read off the forms, and the photographs of the first of them."""
        for place, (paper, pages) in enumerate(zip(self.papers, taken, strict=True)):
            self.read[paper.number] = read_off(paper, [sighting for _, sighting in pages])  # type: ignore[misc]
            if place < _PHOTOS:
                with self.database.transaction() as session:
                    keep_sightings(session, DISTRICT, self.poll.id, pages, by=CHEAT, now=DURING)  # type: ignore[arg-type]

    def type_in(self, tick: Callable[[], None]) -> None:
        """Type every form in; every third is the cheat's, who turns some around."""
        for place, paper in enumerate(self.papers):
            by = CHEAT if place % 3 == 0 else HONEST[place % 2]
            fields = self.read[paper.number]
            if by is CHEAT and place % _CHEATS < 3:
                self.falsified.add(paper.number)
                fields = fields | {"consent": ["no" if fields["consent"] == ["yes"] else "yes"]}
                fields = {name: values for name, values in fields.items() if name != "reasons"}
                fields |= {"reasons": ["money"]} if fields["consent"] == ["no"] else {}
            with self.database.transaction() as session:
                last = {kept.capacity: kept.revision for kept in history(session, paper.home)}
                origin = Origin(f"page-of-form-{paper.number}", last)
                given = {"origin": origin, "by": by, "keys": KEYS, "random": RANDOM, "now": DURING}
                enter(session, DISTRICT, self.poll.id, paper.home, self._transcript(paper, fields), **given)  # type: ignore[arg-type]
            tick()

    def _transcript(self, paper: Paper, fields: Fields) -> Transcript:
        marks = frozenset({PaperMark.SIGNED, PaperMark.DATED})
        left = frozenset(question.key for question in self.plans[0].asked.edition.questions) - _questions(fields)
        needed = {"who", "consent"}
        return Transcript(fields, Channel.PAPER, paper.number, left - needed, marks, 40, photo_read=True)

    def settle_conflicts(self) -> int:
        """Keep what homes said themselves; returns how many papers waited beside it."""
        with self.database.reading() as session:
            waiting = [line.waits for line in queue(session, DISTRICT, self.poll.id, now=DURING).waiting]
        for waits in waiting:
            with self.database.transaction() as session:
                why = {"paper": "手机上本人交的在先", "why": "住户自己交的算数"}
                decide_waiting(session, DISTRICT, self.poll.id, waits.id, take=False, by=DECIDER, now=DURING, **why)
        return len(waiting)

    def check(self, tick: Callable[[], None]) -> None:
        """Lock, roll, type the sample in again, decide what differs; and all of the lot where it opens."""
        with self.database.transaction() as session:
            lock_lot(session, DISTRICT, self.poll.id, random=RANDOM, by=LI, now=DURING)
        with self.database.transaction() as session:
            more = {"dice": DICE, "witnesses": "赵一、钱二", "by": DECIDER, "now": DURING}
            roll_dice(session, DISTRICT, self.poll.id, 1, **more)  # type: ignore[arg-type]
        by_number = {paper.number: paper for paper in self.papers}
        while waiting := self.checks().numbered(1).to_type:
            for form in waiting:
                paper = by_number[form.number]
                said = self._transcript(paper, paper.said.fields)
                with self.database.transaction() as session:
                    type_again(session, DISTRICT, self.poll.id, paper.home, said, by=AGAIN, now=DURING)
                tick()
            self._decide_differing()

    def _decide_differing(self) -> None:
        for check in self.checks().numbered(1).differing:
            with self.database.transaction() as session:
                given = {"why": "照着纸看的", "keys": KEYS, "random": RANDOM, "by": DECIDER, "now": DURING}
                decide_typings(session, DISTRICT, self.poll.id, check.id, LotRuling.SECOND, **given)  # type: ignore[arg-type]

    def checks(self) -> PollChecks:
        """The lots as they stand."""
        with self.database.reading() as session:
            return poll_checks(session, DISTRICT, self.poll.id, now=DURING)

    def problems(self) -> list[str]:
        """Everything in which the count and the ledger aren't what the paper says; none where all is well."""
        found = []
        with self.database.reading() as session:
            for home, content in self.truth.items():
                stands = [kept.content for kept in history(session, home) if kept.standing]
                if [canonical(json.loads(one)).decode() for one in stands] != [content]:
                    found.append(f"home {home} says {content} and counts as {stands}")
            told = exact(decide(session, DISTRICT, self.poll.id, now=AFTER)).turnout.counts[Basis.HOUSEHOLDS]
            answers = [json.loads(content)["consent"] for content in self.truth.values()]
            if (told.answered, told.yes, told.no) != (len(answers), answers.count("yes"), answers.count("no")):
                found.append(f"the sheet counts {told} of {len(answers)} homes, {answers.count('yes')} of which agree")
            found += [f"the ledger: {difference}" for difference in replay_ledger(session).differences]
            states = forms_desk(session, DISTRICT, self.poll.id, now=DURING).sums
            if states[FormState.CONFIRMED] != len(self.papers) or sum(states.values()) != len(self.papers):
                found.append(f"of {len(self.papers)} forms {dict(states)}")
        return found


def paper_office(database: Database, forms: int) -> PaperOffice:
    """An open poll with so many homes, which answer to the questionnaire that is shipped."""
    listed = [
        row for first in range(0, forms, BUILDING) for row in _building(first // BUILDING + 1, min(BUILDING, forms - first))
    ]
    with database.transaction() as session:
        compound = import_roster(session, listed, by=LI, now=NOW).compounds[0].compound
        wave = make_wave(session, "W", edition_named("w1-2026"), OPENS, CLOSES, by=LI, now=NOW)
        draft = add_poll(session, wave.id, compound.id, menu_named("xuecheng-2021"), [], budget=None, by=LI, now=NOW)
        poll = open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, meant=True, by=LI, now=NOW)
    with database.reading() as session:
        plans = plan_forms(session, DISTRICT, poll.id, FormsWanted(again=True), now=DURING)
    return PaperOffice(database, poll, plans)


def _building(number: int, homes: int) -> list[RosterRow]:
    return rows(*rooms(homes), building=str(number))


def _homes(plans: Sequence[FormPlan]) -> Iterator[tuple[FormPlan, Household]]:
    return ((plan, home) for plan in plans for home in plan.homes if home)


def _owner(plan: FormPlan, home: Household, random: Random) -> Written:
    while (said := written(plan.asked, home.entrance, random)).capacity is not Capacity.OWNER:
        pass
    return said


def _questions(fields: Fields) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in fields)
