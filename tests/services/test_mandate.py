"""Mandates: a paper, two people who looked at it, its limits; and a vote on one that isn't confirmed counts for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.mandate import Mandate, MandateKind, mandate_from_document
from surveys.core.matter import MANDATED, VOTER, Matter
from surveys.core.menu import Decision
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.tally import Scope
from surveys.services.contact import forget_contacts
from surveys.services.edition import preset_rules
from surveys.services.mandate import confirm_mandate, end_mandate, enter_mandate, poll_mandates
from surveys.services.matter import set_matters
from surveys.services.outcome import decide, poll_record
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.acts import last
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
    doors,
    opened,
    rooms,
    rows,
    voted,
)

ORDINARY = preset_rules()["civil-278-ordinary"]
FUND = Matter("fund", "Spend the fund?", Decision.SPENDING_FUND, Scope(), ORDINARY)
PUMP = replace(FUND, key="pump", wording="A new pump?")


def polled(session: Connection, *matters: Matter) -> Poll:
    """An open poll of six households with these matters."""
    where = import_roster(session, rows(*rooms(6)), by=LI, now=NOW).compounds[0].compound.id
    wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    draft = add_poll(session, wave.id, where, MENU, [], budget=None, by=LI, now=NOW)
    set_matters(session, DISTRICT, draft.id, matters or (FUND, PUMP), by=LI, now=NOW)
    return open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)


def home(session: Connection, poll: Poll, place: int = 0) -> int:
    return doors(session, poll)[place].household_id


def entered(session: Connection, poll: Poll, place: int = 0, acts: str = "Zhao", **more: object) -> int:
    given = {"kind": MandateKind.PROXY, "paper": "no. 3, 2026-11-20", "matters": (), **more}
    mandate = Mandate(0, home(session, poll, place), acts=acts, entered_by="", **given)  # type: ignore[arg-type]
    return enter_mandate(session, DISTRICT, poll.id, mandate, by=LI, now=DURING)


def confirmed(session: Connection, poll: Poll, number: int) -> None:
    confirm_mandate(session, DISTRICT, poll.id, number, by=WANG, now=DURING)


def acted(session: Connection, poll: Poll, place: int = 0, **said: str) -> dict[str, object]:
    """What staff enter for whoever acts for an owner."""
    given = {"voter": MANDATED, "matters": said or {"fund": "yes", "pump": "yes"}}
    ballot = voted(session, doors(session, poll)[place], "yes", by=LI, channel=Channel.PAPER, **given)
    return {key: answer for key, answer in ballot.answers.items() if key.startswith("matter")}


def yes(session: Connection, poll: Poll, key: str = "fund") -> int:
    return decide(session, DISTRICT, poll.id, now=AFTER).matters[key].tally.votes.owners.yes


def test_a_vote_counts_on_a_mandate_that_two_people_have_looked_at(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        number = entered(session, poll)
        with pytest.raises(Rejected, match="mandate_missing"):
            acted(session, poll)
        with pytest.raises(NotAllowed, match="same_person"):
            confirm_mandate(session, DISTRICT, poll.id, number, by=LI, now=DURING)
        confirmed(session, poll, number)
        assert acted(session, poll) == {VOTER: MANDATED, "matter-fund": "yes", "matter-pump": "yes"}
        found = decide(session, DISTRICT, poll.id, now=AFTER).matters["fund"]
    assert (found.tally.votes.owners.yes, found.mandated) == (1, 1)


def test_what_was_voted_on_a_mandate_that_ended_counts_for_nothing(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        number = entered(session, poll)
        confirmed(session, poll, number)
        acted(session, poll)
        assert yes(session, poll) == 1
        end_mandate(session, DISTRICT, poll.id, number, by=WANG, now=AFTER)
        assert yes(session, poll) == 0
        assert len(poll_record(session, DISTRICT, poll.id).ballots) == 1


def test_a_mandate_holds_in_the_matters_that_its_paper_names(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        confirmed(session, poll, entered(session, poll, matters=("pump",)))
        assert acted(session, poll) == {VOTER: MANDATED, "matter-pump": "yes"}
        assert (yes(session, poll), yes(session, poll, "pump")) == (0, 1)


def test_nobody_votes_for_an_owner_from_a_phone_of_their_own(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        confirmed(session, poll, entered(session, poll))
        with pytest.raises(Rejected, match="mandate_missing"):
            voted(session, doors(session, poll)[0], "yes", voter=MANDATED, matters={"fund": "yes", "pump": "no"})


def test_one_proxy_acts_for_as_many_owners_as_the_matters_allow(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        entered(session, poll)
        with pytest.raises(Rejected, match="mandate_too_many"):
            entered(session, poll, 1, " zhao")
        entered(session, poll, 1, "Zhao", kind=MandateKind.GUARDIAN)
        entered(session, poll, 1, "Qian")
    with database.transaction() as session:
        listed = [replace(row, street="T") for row in rows(*rooms(6), compound="B")]
        where = import_roster(session, listed, by=LI, now=NOW).compounds[0].compound.id
        wave = make_wave(session, "V", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        draft = add_poll(session, wave.id, where, MENU, [], budget=None, by=LI, now=NOW)
        set_matters(session, DISTRICT, draft.id, [replace(FUND, proxies=2)], by=LI, now=NOW)
        other = open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)
        entered(session, other)
        entered(session, other, 1)
        with pytest.raises(Rejected, match="mandate_too_many"):
            entered(session, other, 2)


def test_a_vote_on_a_mandate_that_ended_doesn_t_count_on_the_next_one(database: Database) -> None:
    later = DURING + timedelta(hours=1)
    with database.transaction() as session:
        poll = polled(session)
        number = entered(session, poll)
        confirmed(session, poll, number)
        acted(session, poll)
        end_mandate(session, DISTRICT, poll.id, number, by=WANG, now=later)
        confirm_mandate(session, DISTRICT, poll.id, entered(session, poll, acts="Qian"), by=WANG, now=later)
        assert yes(session, poll) == 0


def test_two_don_t_act_for_one_home_in_the_same_matter(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        confirmed(session, poll, entered(session, poll, matters=("pump",)))
        confirmed(session, poll, entered(session, poll, acts="Qian", matters=("fund",)))
        with pytest.raises(Rejected, match="mandate_second_holder"):
            confirmed(session, poll, entered(session, poll, acts="Sun", kind=MandateKind.GUARDIAN))


def test_for_how_many_one_acts_is_counted_matter_by_matter(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session, FUND, replace(PUMP, proxies=2))
        entered(session, poll, 0, matters=("fund",))
        entered(session, poll, 1, matters=("pump",))
        entered(session, poll, 2, matters=("pump",))
        with pytest.raises(Rejected, match="mandate_too_many"):
            entered(session, poll, 3)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"acts": " "}, "mandate_without_name"),
        ({"paper": ""}, "mandate_without_paper"),
        ({"matters": ("roof",)}, "mandate_matter"),
    ],
)
def test_a_mandate_without_its_parts_is_refused(sqlite: Database, wrong: dict[str, object], code: str) -> None:
    with sqlite.transaction() as session, pytest.raises(Rejected) as refused:
        entered(session, polled(session), **wrong)  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_poll_without_matters_and_a_household_of_another_poll_have_none(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        plain = opened(session, wave="P", compound="P")
        with pytest.raises(NotAllowed, match="no_matters"):
            poll_mandates(session, DISTRICT, plain.id)
        poll = polled(session)
        with pytest.raises(NotFound):
            poll_mandates(session, Jurisdiction(compound=999), poll.id)
        stranger = Mandate(0, home(session, plain), MandateKind.PROXY, "Zhao", "no. 1", (), "")
        with pytest.raises(NotFound):
            enter_mandate(session, DISTRICT, poll.id, stranger, by=LI, now=DURING)


def test_the_name_is_forgotten_with_the_poll_s_contacts_and_the_vote_still_counts(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        confirmed(session, poll, entered(session, poll))
        acted(session, poll)
        (kept,) = poll_mandates(session, DISTRICT, poll.id).mandates
        assert last(session, "mandate_entered")["acts_after"] == "Zhao"
        forget_contacts(session, now=AFTER.replace(year=2028))
        assert last(session, "mandate_entered")["acts_after"] is None
        (left,) = poll_mandates(session, DISTRICT, poll.id).mandates
        assert (kept.acts, left.acts) == ("Zhao", "")
        assert yes(session, poll) == 1
    assert mandate_from_document(left.document()) == replace(left, id=0)
    assert "acts" not in left.document()
