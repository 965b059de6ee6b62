"""Filling an empty database with the demo district, through the services, one compound an errand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from surveys.core.ballot import Capacity, Channel, Revision
from surveys.core.code import Keys
from surveys.core.menu import Menu
from surveys.core.menu_table import Signature, write_table
from surveys.core.place import CHINA, DISTRICT, Compound
from surveys.core.poll import Poll, Wave
from surveys.core.roster_file import read_roster
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.core.waiting import WaitingRuling
from surveys.demo.ballot import Reply, replies
from surveys.demo.batches import Batch, batches
from surveys.demo.district import Estate, district
from surveys.demo.gates import findings_for
from surveys.demo.matter import planned, with_votes
from surveys.demo.menu import budget_for, filled_in, menu_for
from surveys.demo.names import COMMUNITIES, STREETS, office_of, office_phone
from surveys.demo.people import people_of
from surveys.demo.plots import Phase, Story, story
from surveys.demo.roster import HEADER, rows_of
from surveys.demo.turnout import Goal, turnouts
from surveys.paper.papers import notice_pdf
from surveys.services.ballot import cast, fill_in
from surveys.services.code import door_by_link
from surveys.services.community import add_community, assign_compounds
from surveys.services.edition import edition_named, menu_named, menu_words, preset_rules, roster_words, rules_named
from surveys.services.household import answer_page
from surveys.services.letter import letters
from surveys.services.life import close, review
from surveys.services.matter import set_matters
from surveys.services.menu import fill_in_menu, menu_desk
from surveys.services.notice import draft, earliest_end, publish
from surveys.services.outcome import record_finding
from surveys.services.poll import add_poll, open_poll
from surveys.services.queue import queue
from surveys.services.roster import import_roster
from surveys.services.waiting import decide_at_home
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from surveys.words.community import asker

SEED = 2021
EDITION, MENU, RULES = "w1-2026", "xuecheng-2021", ("xuecheng-2021",)
BY = Installation("demo")
ESTIMATOR = "薛城造价咨询（演示）"

PUBLISHED = {Story.PASSES, Story.COVERAGE, Story.CONSENT, Story.GATE, Story.TIE, Story.TINY, Story.UNSOLD}
"""Whose result is out already; the other closed compounds are still being looked through."""
_CLOSED_EARLY = 21
"""After so many days the smallest compound had answered and its poll was closed by hand."""

Errand = Callable[[Connection], None]


def errands(keys: Keys, now: datetime, site: str = "") -> list[Errand]:
    """What fills an empty database, to be run in this order. The same day gives the same data; `site` is where residents
    reach the installation."""
    estates = district(SEED)
    filling = _Filling(keys, batches(now), turnouts(estates, Random(SEED + 2)), site)
    return [filling.make_waves, *(_errand(filling, number, estate) for number, estate in enumerate(estates))]


def _errand(filling: _Filling, number: int, estate: Estate) -> Errand:
    return lambda session: filling.ask(session, number, estate)


@dataclass
class _Filling:
    """What all compounds share; the first errand makes the waves."""

    keys: Keys
    batches: Mapping[Phase, Batch]
    turnouts: Mapping[str, Goal]
    site: str
    waves: dict[str, Wave] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)

    def make_waves(self, session: Connection) -> None:
        """Make a wave for every batch."""
        edition = edition_named(EDITION)
        for batch in dict.fromkeys(self.batches.values()):
            dates = (batch.opens_at, batch.closes_at)
            self.waves[batch.title] = make_wave(session, batch.title, edition, *dates, by=BY, now=batch.made_at)

    def ask(self, session: Connection, number: int, estate: Estate) -> None:
        """Take over one estate's roster and ask it, as far as its batch has come."""
        rng = Random(f"{SEED} {estate.plot.name}")
        batch = self.batches[estate.plot.phase]
        compound = self._enrol(session, estate, batch)
        asked = menu_for(estate, menu_named(MENU))
        rules = [rule.document() for rule in rules_named(RULES)]
        wave, budget = self.waves[batch.title], budget_for(estate, filled_in(estate, asked))
        poll = add_poll(session, wave.id, compound.id, asked, rules, budget=budget, by=BY, now=batch.made_at)
        menu = self._fill_in(session, estate, poll, batch)
        if plans := planned(estate.plot.name, preset_rules()):
            matters = [plan.matter for plan in plans]
            set_matters(session, DISTRICT, poll.id, matters, by=BY, now=batch.made_at)
        if estate.plot.phase is Phase.DRAFT:
            return
        chance = rng.randbytes(32)
        poll = open_poll(session, DISTRICT, poll.id, keys=self.keys, random=chance, by=BY, now=batch.opened_at)
        self._answer(session, estate, poll, menu, rng)
        if estate.plot.phase is Phase.CLOSED:
            self._settle(session, number, estate, poll, batch)

    def _fill_in(self, session: Connection, estate: Estate, poll: Poll, batch: Batch) -> Menu:
        """Write the estate's estimate into its menu, as its office would."""
        desk = menu_desk(session, DISTRICT, poll.id)
        table = write_table(filled_in(estate, desk.menu), menu_words(), desk.places)
        day = batch.made_at.astimezone(CHINA).date()
        signed = {Signature.ON: day.isoformat(), Signature.BY: ESTIMATOR, Signature.PAPER: ""}
        return fill_in_menu(session, DISTRICT, poll.id, table, signed, by=BY, now=batch.made_at).menu

    def _enrol(self, session: Connection, estate: Estate, batch: Batch) -> Compound:
        rows = read_roster(HEADER, list(rows_of(estate)), roster_words())
        compound = import_roster(session, rows, by=BY, now=batch.made_at).compounds[0].compound
        name = COMMUNITIES[estate.plot.street, estate.plot.area]
        if name not in self.communities:
            street, called = STREETS[estate.plot.street], office_phone(len(self.communities) + 1)
            more = office_of(street, name, len(self.communities) + 1)
            added = add_community(session, DISTRICT, street, name, called, more=more, by=BY, now=batch.made_at)
            self.communities[name] = added.id
        assigned = assign_compounds(session, DISTRICT, self.communities[name], [compound.id], by=BY, now=batch.made_at)
        return assigned[0]

    def _answer(self, session: Connection, estate: Estate, poll: Poll, menu: Menu, rng: Random) -> None:
        turnout = self.turnouts.get(estate.plot.name)
        if turnout is None:
            return
        batch = self.batches[estate.plot.phase]
        days = min(batch.days, _CLOSED_EARLY) if story(estate.plot.name) is Story.TINY else batch.days
        answered = replies(people_of(estate, rng), menu, turnout, (batch.midnight, days), rng)
        sent = with_votes(answered, planned(estate.plot.name, preset_rules()))
        links = self._links(session, poll)
        holds: dict[int, int] = {}
        for reply in sent:
            revision = _cast(session, links[_door(reply)], reply, self.keys, chance=rng.randbytes(16), holds=holds)
            if revision.waiting:
                _let_count(session, poll, revision, links, holds)
            if revision.capacity is Capacity.OWNER:
                holds[revision.household] = revision.since

    def _links(self, session: Connection, poll: Poll) -> dict[tuple[str, str, str], str]:
        """What each household's letter says after its last slash, by door."""
        found = letters(session, DISTRICT, poll.id, keys=self.keys, base_url="").letters
        return {(at.building, at.unit, at.room): x.url.rsplit("/", 1)[1] for x in found for at in [x.address]}

    def _settle(self, session: Connection, number: int, estate: Estate, poll: Poll, batch: Batch) -> None:
        name, closed_at = estate.plot.name, batch.closes_at
        if story(name) is Story.TINY:
            closed_at = batch.midnight + timedelta(days=_CLOSED_EARLY, hours=10)
            close(session, DISTRICT, poll.id, reason="家家都答了", by=BY, now=closed_at)
        at = closed_at
        for finding in findings_for(name, number, closed_at):
            record_finding(session, DISTRICT, poll.id, finding, by=BY, now=finding.decided_at)
            at = finding.decided_at
        if story(name) in PUBLISHED:
            review(session, DISTRICT, poll.id, by=BY, now=at + timedelta(hours=20))
            at += timedelta(days=1)
            until = earliest_end(at) + timedelta(days=7)
            notice = draft(session, DISTRICT, poll.id, until=until, by=BY, now=at)
            pressed = notice_pdf(notice, asks=asker(poll.compound, ""), site=self.site)
            publish(session, DISTRICT, notice, pressed, by=BY, now=at)


def _door(reply: Reply) -> tuple[str, str, str]:
    flat = reply.home.flat
    return flat.building, flat.unit, flat.room


def _let_count(
    session: Connection, poll: Poll, revision: Revision, links: Mapping[tuple[str, str, str], str], holds: Mapping[int, int]
) -> None:
    """The owner, who answered for another flat by phone, agrees to what staff entered for this one."""
    line = queue(session, DISTRICT, poll.id, now=revision.cast_at).waiting[-1]
    door = door_by_link(session, links[line.first.building, line.first.unit, line.first.room])
    door = replace(door, casts={Capacity.OWNER: holds[line.first.id]})
    decide_at_home(session, door, line.waits.id, WaitingRuling.TAKEN, now=revision.cast_at)


def _cast(session: Connection, token: str, reply: Reply, keys: Keys, *, chance: bytes, holds: Mapping[int, int]) -> Revision:
    """Cast one form at its own time, from where the household cast before, and the owner for other flats; what came on paper
    is entered by staff."""
    door = door_by_link(session, token)
    page = answer_page(session, door, now=reply.at)
    door = replace(door, casts={capacity: kept.since for capacity, kept in page.last.items()})
    origin = Origin(reply.submission, page.seen)
    if reply.channel is Channel.PHONE:
        return cast(session, door, reply.form, origin=origin, keys=keys, random=chance, now=reply.at, holds=holds)
    how = reply.channel
    return fill_in(session, door, reply.form, origin=origin, channel=how, by=BY, keys=keys, random=chance, now=reply.at)
