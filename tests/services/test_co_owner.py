"""A second owner's vote is kept beside the first's, replaces nothing, and is decided with a reason and a paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.co_owner import Settlement
from surveys.core.errors import CoOwnerVoted, NotAllowed, NotFound, Rejected
from surveys.core.mandate import MandateKind
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.services.ballot import withdraw
from surveys.services.co_owner import co_owned_homes, settle
from surveys.services.exports import audit_document, read_audit
from surveys.services.household import answer_page
from surveys.services.letter import reissue
from surveys.services.matter import set_matters
from surveys.services.outcome import decide, poll_record
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import (
    AFTER,
    BASE_URL,
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
    at_home,
    doors,
    rooms,
    rows,
    voted,
)
from tests.services.contested import JIE
from tests.services.test_mandate import FUND, confirmed, entered


def polled(session: Connection) -> Poll:
    """Four households, the first held by two."""
    listed = rows(*rooms(4))
    listed = [replace(listed[0], owner="张三、李四"), *listed[1:]]
    where = import_roster(session, listed, by=LI, now=NOW).compounds[0].compound.id
    wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
    draft = add_poll(session, wave.id, where, MENU, [], budget=None, by=LI, now=NOW)
    set_matters(session, DISTRICT, draft.id, [FUND], by=LI, now=NOW)
    return open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, by=LI, now=NOW)


def vote(database: Database, poll: Poll, voter: str, choice: str, **more: object) -> None:
    with database.transaction() as session:
        door = doors(session, poll)[0]
        given = {"submission": f"submission-{voter}-{choice}", "voter": voter, "matters": {"fund": choice}, **more}
        voted(session, door, "yes", "roof", **given)


def second(database: Database, poll: Poll, choice: str, voter: str = "owner-2") -> str:
    """Another owner votes on another phone that has nothing but the letter; the receipt of what was kept."""
    with pytest.raises(CoOwnerVoted) as kept:
        vote(database, poll, voter, choice, elsewhere=True)
    return kept.value.receipt


def disagreeing(database: Database) -> tuple[Poll, int]:
    with database.transaction() as session:
        poll = polled(session)
        home = doors(session, poll)[0].household_id
    vote(database, poll, "owner-1", "yes")
    second(database, poll, "no")
    return poll, home


def came(database: Database, poll: Poll) -> tuple[int, int, int]:
    with database.reading() as session:
        found = decide(session, DISTRICT, poll.id, now=AFTER).matters["fund"]
    return found.tally.votes.owners.yes, found.tally.votes.owners.no, found.undecided


def test_both_votes_are_kept_and_neither_counts_until_it_is_decided(database: Database) -> None:
    poll, home = disagreeing(database)
    assert came(database, poll) == (0, 0, 1)
    with database.reading() as session:
        page = answer_page(session, doors(session, poll)[0], now=DURING)
        assert page.ballots[Capacity.OWNER].answers["matter-fund"] == "yes"
        assert [(one.voter, one.answers["matter-fund"]) for one in page.co_owned.votes] == [("owner-2", "no")]
        _poll, (listed,) = co_owned_homes(session, DISTRICT, poll.id)
    assert (listed.household.id, listed.voters, [matter.key for matter in listed.apart]) == (
        home,
        ("owner-1", "owner-2"),
        ["fund"],
    )
    with database.transaction() as session:
        chosen = Settlement(home, "owner-2", "both signed", "note 4, 2026-11-26", "")
        settle(session, DISTRICT, poll.id, chosen, by=LI, now=AFTER)
    assert came(database, poll) == (0, 1, 0)


def test_whoever_printed_the_homes_letter_or_entered_a_vote_for_it_decides_nothing(sqlite: Database) -> None:
    """A letter is enough to vote as the second owner: whoever prints one could annul the first vote, and then choose."""
    poll, home = disagreeing(sqlite)
    with sqlite.transaction() as session:
        told = {"keys": KEYS, "base_url": BASE_URL, "by": WANG, "now": DURING}
        reissue(session, DISTRICT, poll.id, home, **told)  # type: ignore[arg-type]
    by_hand = {"by": JIE, "channel": Channel.PAPER, "submission": "submission-by-hand"}
    with pytest.raises(CoOwnerVoted):
        vote(sqlite, poll, "owner-2", "no", **by_hand)
    chosen = Settlement(home, "owner-2", "both signed", "note 4", "")
    for by in (WANG, JIE):
        with sqlite.transaction() as session, pytest.raises(NotAllowed, match="had_a_hand"):
            settle(session, DISTRICT, poll.id, chosen, by=by, now=AFTER)
    assert came(sqlite, poll) == (0, 0, 1)
    with sqlite.transaction() as session:
        settle(session, DISTRICT, poll.id, chosen, by=LI, now=AFTER)
    assert came(sqlite, poll) == (0, 1, 0)


def test_the_latest_of_each_owner_holds_and_a_repetition_changes_nothing(database: Database) -> None:
    poll, _home = disagreeing(database)
    again = second(database, poll, "no")
    assert again == second(database, poll, "no")
    second(database, poll, "yes")
    assert came(database, poll) == (1, 0, 0)


def test_an_owner_alone_still_changes_their_own_vote(database: Database) -> None:
    poll, _home = disagreeing(database)
    vote(database, poll, "owner-1", "no")
    assert came(database, poll) == (0, 1, 0)


def test_an_owner_who_votes_again_after_the_first_took_theirs_back_is_counted_as_they_voted_last(database: Database) -> None:
    poll, _home = disagreeing(database)
    with database.transaction() as session:
        there, origin = at_home(session, doors(session, poll)[0], "submission-taken-back")
        withdraw(session, there, Capacity.OWNER, origin=origin, keys=KEYS, random=RANDOM, now=DURING)
    assert came(database, poll) == (0, 1, 0)
    vote(database, poll, "owner-2", "yes", submission="submission-once-more")
    assert came(database, poll) == (1, 0, 0)


def test_a_vote_that_is_given_for_an_owner_replaces_no_other_owner_s(database: Database) -> None:
    with database.transaction() as session:
        poll = polled(session)
        confirmed(session, poll, entered(session, poll, kind=MandateKind.GUARDIAN))
    paper = {"by": LI, "channel": Channel.PAPER}
    vote(database, poll, "owner-1", "yes", **paper)
    with pytest.raises(CoOwnerVoted):
        vote(database, poll, "mandated", "no", **paper)
    assert came(database, poll) == (0, 0, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"voter": "owner-3"}, "settlement_voter"),
        ({"reason": " "}, "settlement_reason"),
        ({"paper": ""}, "settlement_paper"),
    ],
)
def test_nothing_is_decided_without_a_voter_a_reason_and_a_paper(sqlite: Database, wrong: dict[str, str], code: str) -> None:
    poll, home = disagreeing(sqlite)
    chosen = replace(Settlement(home, "owner-2", "both signed", "note 4", ""), **wrong)
    with sqlite.transaction() as session, pytest.raises(Rejected) as refused:
        settle(session, DISTRICT, poll.id, chosen, by=LI, now=AFTER)
    assert [problem.code for problem in refused.value.problems] == [code]
    with sqlite.transaction() as session, pytest.raises(NotFound):
        settle(session, Jurisdiction(compound=999), poll.id, chosen, by=LI, now=AFTER)


def test_whoever_counts_again_comes_to_the_same_sheet(database: Database) -> None:
    poll, home = disagreeing(database)
    with database.transaction() as session:
        settle(session, DISTRICT, poll.id, Settlement(home, "owner-1", "both signed", "note 4", ""), by=LI, now=AFTER)
        dossier = poll_record(session, DISTRICT, poll.id)
    again, _at = read_audit(audit_document(dossier, now=AFTER))
    assert again == dossier


def test_a_second_owner_comes_too_late_after_closing(sqlite: Database) -> None:
    poll, _home = disagreeing(sqlite)
    with pytest.raises(NotAllowed):
        vote(sqlite, poll, "owner-2", "abstain", elsewhere=True, now=AFTER)
