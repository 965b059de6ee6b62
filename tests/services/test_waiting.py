"""Ballots that wait: a letter issued anew takes nobody's place, and who decides is neither its printer nor a clerk alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from surveys.core.ballot import Capacity, Channel, Revision, last_acts
from surveys.core.errors import CodeRefused, NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Installation, Role
from surveys.core.submission import Origin
from surveys.core.waiting import Waiting, WaitingReason, WaitingRuling
from surveys.services import waiting as service
from surveys.services.ballot import cast, fill_in, undo, withdraw
from surveys.services.code import Door, door_by_link
from surveys.services.household import answer_page
from surveys.services.letter import reissue
from surveys.services.queue import Pending, Queue, pending, queue
from surveys.store.ballot import history
from surveys.store.entry import entries_t
from tests.conftest import Database
from tests.factories import (
    AFTER,
    BASE_URL,
    DISTRICT,
    DURING,
    KEYS,
    LI,
    RANDOM,
    WANG,
    answers,
    doors,
    letters_of,
    opened,
    opened_with,
    rows,
    with_owner,
)
from tests.witness import member

JIE = Installation("jie")
TAKEN, KEPT, TAKEN_BACK = WaitingRuling.TAKEN, WaitingRuling.KEPT, WaitingRuling.TAKEN_BACK
ASKED = {"paper": "申请第3号，2026年11月25日签", "why": "本人带着证件来过"}


@dataclass
class Street:
    """A poll, and what browsers do at its doors; `sent` numbers the pages."""

    database: Database
    poll: Poll
    doors: list[Door]
    sent: int = field(default=0)

    def vote(self, door: Door, agree: str, *, who: str = "o", by: Installation | None = None, **more: object) -> Revision:
        """A ballot from a page that was opened just now, in a browser that casts what stands in the door."""
        self.sent += 1
        with self.database.transaction() as session:
            given = {"keys": KEYS, "random": RANDOM, "now": DURING, "origin": self.page(session, door), **more}
            if by:
                return fill_in(session, door, answers(agree, who=who), channel=Channel.PAPER, by=by, **given)  # type: ignore[arg-type]
            return cast(session, door, answers(agree, who=who), **given)  # type: ignore[arg-type]

    def page(self, session: object, door: Door) -> Origin:
        seen = {kept.capacity: kept.revision for kept in last_acts(history(session, door.household_id)).values()}  # type: ignore[arg-type]
        return Origin(f"a-page-numbered-{self.sent}", seen)

    def taken_back(self, door: Door) -> Revision:
        self.sent += 1
        given = {"keys": KEYS, "random": RANDOM, "now": DURING}
        with self.database.transaction() as session:
            return withdraw(session, door, Capacity.OWNER, origin=self.page(session, door), **given)  # type: ignore[arg-type]

    def undone(self, door: Door) -> Revision:
        self.sent += 1
        given = {"keys": KEYS, "random": RANDOM, "now": DURING}
        with self.database.transaction() as session:
            return undo(session, door, Capacity.OWNER, origin=self.page(session, door), **given)  # type: ignore[arg-type]

    def renewed(self, door: Door, by: Installation = LI) -> Door:
        """What the letter opens that was issued in place of this door's."""
        told = {"keys": KEYS, "base_url": BASE_URL, "by": by, "now": DURING}
        with self.database.transaction() as session:
            letter = reissue(session, DISTRICT, self.poll.id, door.household_id, **told)  # type: ignore[arg-type]
            return door_by_link(session, letter.url.rsplit("/", 1)[1])

    def counts(self, door: Door, capacity: Capacity = Capacity.OWNER) -> str:
        """What the ballot that stands says; empty where none does."""
        with self.database.reading() as session:
            stands = [kept for kept in history(session, door.household_id) if kept.standing and kept.capacity is capacity]
        return str(stands[0].ballot().answers["agree"]) if stands else ""

    def queue(self) -> Queue:
        with self.database.reading() as session:
            return queue(session, DISTRICT, self.poll.id, now=DURING)

    @property
    def waits(self) -> tuple[Waiting, ...]:
        return tuple(line.waits for line in self.queue().waiting)

    def at_home(self, door: Door, ruling: WaitingRuling, waiting_id: int = 1, **more: object) -> Waiting:
        with self.database.transaction() as session:
            return service.decide_at_home(session, door, waiting_id, ruling, **{"now": DURING, **more})  # type: ignore[arg-type]

    def decided(self, *, take: bool, by: object = JIE, waiting_id: int = 1, **more: object) -> Waiting:
        given = {**ASKED, "by": by, "now": DURING, "take": take, **more}
        scope = given.pop("scope", DISTRICT)
        with self.database.transaction() as session:
            return service.decide(session, scope, self.poll.id, waiting_id, **given)  # type: ignore[arg-type]


def casting(door: Door, revision: Revision) -> Door:
    """The door in the browser that cast this."""
    return replace(door, casts={**door.casts, revision.capacity: revision.since})


@pytest.fixture
def street(database: Database) -> Street:
    with database.transaction() as session:
        poll = opened(session)
        return Street(database, poll, doors(session, poll))


@pytest.fixture
def flats(database: Database) -> Street:
    """Two flats of one owner, and one of another."""
    listed = [*with_owner(rows("101", "102"), "both"), *rows("201")]
    with database.transaction() as session:
        poll = opened_with(session, [replace(row, row=number) for number, row in enumerate(listed, 2)])
        return Street(database, poll, doors(session, poll))


@dataclass
class Beside:
    """A first ballot, no, in the browser that cast it; a later one, yes, by a letter issued anew, in another."""

    first: Door
    later: Door


@pytest.fixture
def both(street: Street) -> Beside:
    first = casting(street.doors[0], street.vote(street.doors[0], "no"))
    anew = street.renewed(street.doors[0])
    return Beside(first, casting(anew, street.vote(anew, "yes")))


def paper(street: Street, act: str) -> list[str]:
    """Whose acts of this kind are written down."""
    with street.database.reading() as session:
        return list(session.scalars(select(entries_t.c.actor).where(entries_t.c.act == act)))


def test_a_ballot_by_a_letter_issued_after_the_first_was_cast_waits(street: Street, both: Beside) -> None:
    assert street.counts(both.first) == "no"
    (waits,) = street.waits
    assert (waits.reason, waits.open, waits.beside) == (WaitingReason.REISSUED, True, both.first.household_id)
    with street.database.reading() as session:
        assert pending(session, street.poll.id) == Pending(1, 0)


def test_a_letter_issued_before_anything_was_cast_casts_at_once(street: Street) -> None:
    anew = street.renewed(street.doors[0])
    assert street.vote(anew, "yes").standing
    assert street.waits == ()


def test_a_ballot_that_waits_and_is_sent_again_stays_one_and_its_last_answers_are_decided_about(
    street: Street, both: Beside
) -> None:
    street.vote(both.later, "abstain")
    assert len(street.waits) == 1
    street.decided(take=True)
    assert street.counts(both.first) == "abstain"


def test_the_same_letter_in_the_same_state_displaces_nothing_and_waits_for_nothing(street: Street) -> None:
    street.vote(street.doors[0], "no")
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.vote(street.doors[0], "yes")
    assert street.waits == ()


def test_whoever_cast_the_first_may_let_the_later_count(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.at_home(both.later, TAKEN)
    assert street.at_home(both.first, TAKEN).decided_by == ""
    assert street.counts(both.first) == "yes"
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.vote(replace(both.first, epoch=both.later.epoch), "no")


def test_whoever_cast_the_first_may_keep_it_and_the_same_letter_waits_no_second_time(street: Street, both: Beside) -> None:
    street.at_home(both.first, KEPT)
    assert street.counts(both.first) == "no"
    assert street.at_home(both.first, KEPT).ruling is KEPT
    with pytest.raises(NotAllowed, match="decided_before"):
        street.at_home(both.first, TAKEN)
    with pytest.raises(NotAllowed, match="kept_first"):
        street.vote(both.later, "yes")
    other = street.renewed(both.first)
    assert street.vote(other, "yes").waiting
    assert len(street.waits) == 2


def test_whoever_cast_the_later_may_take_it_back_and_cast_one_that_waits_anew(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.at_home(both.first, TAKEN_BACK)
    street.at_home(both.later, TAKEN_BACK)
    assert street.vote(both.later, "abstain").waiting
    assert [waits.open for waits in street.waits] == [False, True]


def test_the_letter_alone_decides_nothing(street: Street, both: Beside) -> None:
    alone = replace(both.later, casts={})
    for ruling in WaitingRuling:
        with pytest.raises(NotAllowed, match="cast_elsewhere"):
            street.at_home(alone, ruling)
    with pytest.raises(NotFound):
        street.at_home(street.doors[1], TAKEN)
    with pytest.raises(NotFound):
        street.at_home(both.first, TAKEN, waiting_id=99)


def test_the_first_changes_and_goes_by_its_own_browser_though_its_letter_is_void(street: Street, both: Beside) -> None:
    street.vote(both.first, "abstain")
    assert street.counts(both.first) == "abstain"
    street.taken_back(both.first)
    assert street.counts(both.first) == ""
    assert [waits.open for waits in street.waits] == [True]


def test_what_counts_at_once_after_the_first_went_takes_the_waiting_one_back(street: Street, both: Beside) -> None:
    street.taken_back(both.first)
    assert street.vote(both.later, "abstain").standing
    assert [waits.ruling for waits in street.waits] == [TAKEN_BACK]
    with pytest.raises(NotAllowed, match="decided_before"):
        street.decided(take=True)


def test_a_tenants_ballot_never_shuts_the_owner_out(street: Street) -> None:
    street.vote(street.doors[0], "no", who="t")
    anew = street.renewed(street.doors[0])
    assert street.vote(anew, "yes").standing
    assert street.vote(anew, "yes", who="t").waiting
    assert street.counts(anew) == "yes"
    assert street.counts(anew, Capacity.OCCUPANT) == "no"


def test_a_tenants_and_an_owners_ballots_wait_apart(street: Street) -> None:
    street.vote(street.doors[0], "no")
    street.vote(street.doors[0], "no", who="t")
    anew = street.renewed(street.doors[0])
    tenant, owner = street.vote(anew, "yes", who="t"), street.vote(anew, "yes")
    street.decided(take=False, waiting_id=1)
    assert street.vote(casting(anew, owner), "abstain").since == owner.since
    assert tenant.capacity is Capacity.OCCUPANT
    assert [waits.open for waits in street.waits] == [False, True]


def test_undoing_what_took_anothers_place_brings_that_one_back_for_nobody(street: Street, both: Beside) -> None:
    street.at_home(both.first, TAKEN)
    with pytest.raises(NotAllowed, match="too_late_to_undo"):
        street.undone(both.later)
    street.vote(both.later, "abstain")
    assert street.undone(both.later).ballot().answers["agree"] == "yes"
    street.taken_back(both.later)
    assert street.counts(both.first) == ""
    assert street.undone(both.later).ballot().answers["agree"] == "yes"


def test_a_flat_of_an_owner_who_answered_for_another_waits_and_another_owners_doesnt(flats: Street) -> None:
    first, second, neighbour = flats.doors
    flats.vote(first, "no")
    assert flats.vote(neighbour, "yes").standing
    assert flats.vote(second, "yes").waiting
    (waits,) = flats.waits
    assert (waits.reason, waits.home.id, waits.beside) == (WaitingReason.FLAT, second.household_id, first.household_id)
    (line,) = flats.queue().waiting
    assert line.stands is not None
    assert (line.first.id, line.stands.household, line.issued_anew) == (first.household_id, first.household_id, ())


def test_the_browser_that_answered_for_one_flat_answers_for_the_other(flats: Street) -> None:
    first, second, _ = flats.doors
    revision = flats.vote(first, "no")
    assert flats.vote(second, "yes", holds={first.household_id: revision.since}).standing
    assert flats.waits == ()


def test_a_tenant_of_another_flat_waits_for_nobody(flats: Street) -> None:
    flats.vote(flats.doors[0], "no")
    assert flats.vote(flats.doors[1], "yes", who="t").standing


def test_whoever_cast_for_one_flat_lets_the_other_count_as_well(flats: Street) -> None:
    first, second, _ = flats.doors
    holder = casting(first, flats.vote(first, "no"))
    flats.vote(second, "yes")
    flats.at_home(holder, TAKEN)
    assert (flats.counts(first), flats.counts(second)) == ("no", "yes")


def test_what_staff_fill_in_waits_for_the_owners_own_and_never_for_other_staffs(flats: Street) -> None:
    first, second, neighbour = flats.doors
    flats.vote(neighbour, "yes", by=WANG)
    flats.vote(first, "no", by=WANG)
    assert flats.vote(second, "yes", by=WANG).standing
    assert flats.waits == ()


def test_what_staff_fill_in_for_a_flat_waits_where_the_owner_answered_by_phone(flats: Street) -> None:
    flats.vote(flats.doors[0], "no")
    assert flats.vote(flats.doors[1], "yes", by=WANG).waiting
    assert flats.counts(flats.doors[1]) == ""
    with pytest.raises(NotAllowed, match="had_a_hand"):
        flats.decided(take=True, by=WANG)
    assert flats.decided(take=True).decided_by == "jie"
    assert flats.counts(flats.doors[1]) == "yes"


def test_staff_still_replace_nobodys_own_ballot(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="own_ballot"):
        street.vote(both.later, "abstain", by=WANG)
    assert street.counts(both.first) == "no"


@pytest.mark.parametrize(("take", "counted"), [(True, "yes"), (False, "no")])
def test_the_street_decides_on_a_signed_request_and_it_is_written_down(
    street: Street, both: Beside, take: bool, counted: str
) -> None:
    decided = street.decided(take=take)
    assert (decided.decided_by, decided.paper, decided.why) == ("jie", ASKED["paper"], ASKED["why"])
    assert street.counts(both.first) == counted
    assert street.decided(take=take) == decided
    with pytest.raises(NotAllowed, match="decided_before"):
        street.decided(take=not take)
    assert paper(street, "waiting_decided") == ["jie"]


def test_nobody_decides_about_a_letter_that_they_printed(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="had_a_hand"):
        street.decided(take=True, by=LI)
    assert street.queue().waiting[0].hands == {"li"}
    assert street.counts(both.first) == "no"


def test_a_decision_needs_a_paper_a_reason_a_right_and_its_place(street: Street, both: Beside) -> None:
    wrong = {"waiting_paper": {"paper": " \u200b"}, "waiting_why": {"why": ""}, "text_too_long": {"why": "长" * 301}}
    for code, lacks in wrong.items():
        with pytest.raises(Rejected, match=code):
            street.decided(take=True, **lacks)
    for role in (Role.COMMITTEE, Role.OWNERS, Role.HELPER):
        with pytest.raises(NotEntitled):
            street.decided(take=True, by=member(role))
    with pytest.raises(NotFound):
        street.decided(take=True, scope=Jurisdiction(compound=street.poll.compound.id + 1))
    with pytest.raises(NotFound):
        street.decided(take=True, waiting_id=99)
    assert street.counts(both.first) == "no"


def test_after_closing_nothing_is_decided_and_the_first_counts(street: Street, both: Beside) -> None:
    with pytest.raises(PollNotOpen, match="closed"):
        street.decided(take=True, now=AFTER)
    with pytest.raises(PollNotOpen, match="closed"):
        street.at_home(both.first, TAKEN, now=AFTER)
    with pytest.raises(PollNotOpen, match="closed"):
        street.vote(both.later, "abstain", now=AFTER)
    assert street.counts(both.first) == "no"


def test_a_ballot_is_disowned_once_and_answered_once(street: Street, both: Beside) -> None:
    alone = replace(both.later, casts={})
    with street.database.transaction() as session:
        for said in ("我家没有交过", "再说一遍"):
            service.disown(session, alone, Capacity.OWNER, said, now=DURING)
        with pytest.raises(NotAllowed, match="nothing_cast"):
            service.disown(session, alone, Capacity.OCCUPANT, "", now=DURING)
    (line,) = street.queue().disputes
    assert (line.dispute.said, line.letter, line.stands) == ("我家没有交过", 1, True)
    assert [by for _at, by in line.issued_anew] == ["li"]
    with street.database.transaction() as session:
        poll = street.poll.id
        with pytest.raises(NotFound):
            service.answer_dispute(session, DISTRICT, poll, 99, "核对过", by=JIE, now=DURING)
        with pytest.raises(Rejected, match="waiting_answer"):
            service.answer_dispute(session, DISTRICT, poll, 1, " ", by=JIE, now=DURING)
        for _ in range(2):
            service.answer_dispute(session, DISTRICT, poll, 1, "打过电话，是老人交的", by=JIE, now=DURING)
        with pytest.raises(NotAllowed, match="answered_before"):
            service.answer_dispute(session, DISTRICT, poll, 1, "不一样的话", by=JIE, now=DURING)
    assert paper(street, "dispute_answered") == ["jie"]
    assert street.counts(both.first) == "no"
    with street.database.reading() as session:
        assert pending(session, street.poll.id) == Pending(1, 0)


def test_a_void_letter_leads_the_browser_that_cast_to_its_ballot_and_nobody_else(street: Street) -> None:
    with street.database.reading() as session:
        link = letters_of(session, street.poll)[0].url.rsplit("/", 1)[1]
    first = casting(street.doors[0], street.vote(street.doors[0], "no"))
    street.renewed(first)
    homes: Mapping[str, tuple[int, ...]] = {"nobody": (), "a neighbour": (street.doors[1].household_id,)}
    with street.database.reading() as session:
        for cast_for in homes.values():
            with pytest.raises(CodeRefused, match="void"):
                door_by_link(session, link, cast_for=cast_for)
        led = door_by_link(session, link, cast_for=(first.household_id,))
        assert answer_page(session, replace(led, casts=first.casts), now=DURING).opened == {Capacity.OWNER}
        with pytest.raises(CodeRefused, match="void"):
            answer_page(session, led, now=DURING)
    with pytest.raises(CodeRefused, match="void"):
        street.vote(led, "yes")
