"""A co-owner's paper and that of whoever acts for an owner are typed in with theirs, and votes on matters are signed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from surveys.core.ballot import Channel
from surveys.core.errors import CoOwnerVoted, NotAllowed, Rejected
from surveys.core.form_entry import PaperMark, Transcript
from surveys.core.poll import Poll
from surveys.core.submission import Origin
from surveys.services.entry_screen import entry_desk
from surveys.services.form_entry import Entered, enter, undo_entry
from surveys.store.ballot import history
from surveys.store.co_owner import co_owned_of
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, KEYS, RANDOM, answers, doors, on_matters, voted
from tests.services import test_co_owner
from tests.services.test_mandate import FUND, confirmed, entered, polled
from tests.services.typed_in import printed
from tests.services.typing_desk import KATE

SIGNED = frozenset({PaperMark.SIGNED})
GIVEN = {"by": KATE, "keys": KEYS, "random": RANDOM, "now": DURING}


def typed(
    database: Database, poll: Poll, home: int, voter: str, *, marks: frozenset[PaperMark] = SIGNED, paper: bool = True
) -> Entered:
    """A paper of this home on which whoever this is votes no."""
    with database.transaction() as session:
        (form,) = printed(session, poll, None, at=DURING)
        fields: dict[str, Sequence[str]] = {
            **answers("no", "roof"),
            **on_matters({"voter": voter, "matters": {"fund": "no"}}),
        }
        said = Transcript(fields, Channel.PAPER if paper else Channel.CALL, form.number if paper else "", marks=marks)
        seen = {kept.capacity: kept.revision for kept in history(session, home)}
        origin = Origin(f"typed-for-{voter}-{form.serial}", seen)
        return enter(session, DISTRICT, poll.id, home, said, origin=origin, **GIVEN)  # type: ignore[arg-type]


def test_a_co_owners_paper_is_kept_beside_the_first_and_not_over_what_that_owner_said(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = test_co_owner.polled(session)
        door = doors(session, poll)[0]
        voted(session, door, "yes", "roof", voter="owner-1", matters={"fund": "yes"})
    made = typed(sqlite, poll, door.household_id, "owner-2")
    assert (made.beside_owner, made.waits) == (True, None)
    with sqlite.reading() as session:
        (vote,) = co_owned_of(session, door.household_id).votes
        assert (vote.voter, vote.entered_by, vote.receipt) == ("owner-2", "ke", made.receipt)
        desk = entry_desk(session, DISTRICT, poll.id, "ke", now=DURING)
    assert desk.today == 1
    with sqlite.transaction() as session, pytest.raises(NotAllowed, match="beside_owner"):
        undo_entry(session, DISTRICT, poll.id, 1, **GIVEN)  # type: ignore[arg-type]
    with sqlite.transaction() as session, pytest.raises(CoOwnerVoted):
        voted(session, door, "yes", "roof", voter="owner-2", matters={"fund": "yes"}, submission="second-own")
    with pytest.raises(NotAllowed, match="own_co_vote"):
        typed(sqlite, poll, door.household_id, "owner-2")


def test_who_acts_for_an_owner_is_typed_in_once_the_paper_for_that_was_looked_at(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = polled(session, FUND)
        home = doors(session, poll)[0].household_id
    with pytest.raises(Rejected) as caught:
        typed(sqlite, poll, home, "mandated")
    assert [problem.code for problem in caught.value.problems] == ["mandate_missing"]
    with sqlite.transaction() as session:
        confirmed(session, poll, entered(session, poll))
    typed(sqlite, poll, home, "mandated")
    with sqlite.reading() as session:
        (kept,) = history(session, home)
    assert kept.ballot().answers["matter-fund"] == "no"


def test_a_vote_on_a_matter_is_signed_and_never_given_by_telephone(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = polled(session, FUND)
        home = doors(session, poll)[0].household_id
    with pytest.raises(Rejected) as caught:
        typed(sqlite, poll, home, "myself", marks=frozenset())
    assert "unsigned" in [problem.code for problem in caught.value.problems]
    with pytest.raises(NotAllowed, match="matter_by_call"):
        typed(sqlite, poll, home, "myself", paper=False)
    assert typed(sqlite, poll, home, "myself").waits is None
