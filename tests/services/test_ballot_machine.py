"""Whatever households, staff and the clock do, in whatever order: the database agrees with a model of a page."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed, PollNotOpen
from surveys.services.ballot import undo, withdraw
from surveys.services.code import Door
from surveys.services.household import answer_page
from surveys.services.life import close as close_early
from surveys.services.outcome import outcome_of, poll_record
from surveys.store import ballot
from tests.conftest import connected
from tests.factories import DISTRICT, DURING, KEYS, LI, RANDOM, WANG, at_home, doors, opened, voted
from tests.sizes import Size, size, sized

HOMES = st.integers(0, 2)
WHO = {Capacity.OWNER: "o", Capacity.OCCUPANT: "t"}
CAPACITIES = st.sampled_from(list(Capacity))
VOTES = st.sampled_from(["yes", "no", "abstain"])
Told = tuple[str | None, bool]
"""A vote, None where it was taken back, and whether the household said so itself."""


class Ballots(RuleBasedStateMachine):
    """Three households, each as owner and as occupant; the model keeps all that was ever said, in order."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """A new database with one open poll."""
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(self.template, folder / "machine.db")
        self.database = self.stack.enter_context(connected(f"sqlite:///{folder / 'machine.db'}"))
        with self.database.transaction() as session:
            self.poll = opened(session, "101", "102", "201")
            self.doors: list[Door] = doors(session, self.poll)
        self.said: dict[tuple[int, Capacity], list[Told]] = {}
        self.submissions = 0
        self.closed = False
        self.now = DURING

    def teardown(self) -> None:
        """Forget the database."""
        self.stack.close()

    def submission(self) -> str:
        self.submissions += 1
        return f"submission-{self.submissions}"

    def expect(
        self, home: int, capacity: Capacity, told: Told, refusal: str = ""
    ) -> pytest.RaisesExc[NotAllowed] | ExitStack:
        """What must happen now; where it isn't refused the model takes it over."""
        if self.closed:
            return pytest.raises(PollNotOpen)
        if refusal:
            return pytest.raises(NotAllowed, match=refusal)
        self.said.setdefault((home, capacity), []).append(told)
        return ExitStack()

    @rule(home=HOMES, capacity=CAPACITIES, vote=VOTES)
    def votes(self, home: int, capacity: Capacity, vote: str) -> None:
        """A household votes on its own phone."""
        with self.expect(home, capacity, (vote, True)), self.database.transaction() as session:
            voted(session, self.doors[home], vote, who=WHO[capacity], submission=self.submission(), now=self.now)

    @rule(home=HOMES, capacity=CAPACITIES, vote=VOTES, channel=st.sampled_from([Channel.PAPER, Channel.DOOR]))
    def entered(self, home: int, capacity: Capacity, vote: str, channel: Channel) -> None:
        """Staff enter what a household said; never over what it said itself."""
        own = any(self_told for _, self_told in self.said.get((home, capacity), []))
        with self.expect(home, capacity, (vote, False), "own_ballot" if own else ""), self.database.transaction() as session:
            who, name = WHO[capacity], self.submission()
            voted(session, self.doors[home], vote, who=who, submission=name, now=self.now, channel=channel, by=WANG)

    @rule(home=HOMES, capacity=CAPACITIES)
    def takes_back(self, home: int, capacity: Capacity) -> None:
        """A household takes its answers back, if any stand."""
        stands = self.said.get((home, capacity), [(None, True)])[-1][0] is not None
        expected = self.expect(home, capacity, (None, True), "" if stands else "nothing_cast")
        with expected, self.database.transaction() as session:
            there, origin = at_home(session, self.doors[home], self.submission())
            withdraw(session, there, capacity, origin=origin, keys=KEYS, random=RANDOM, now=self.now)

    @rule(home=HOMES, capacity=CAPACITIES)
    def undoes(self, home: int, capacity: Capacity) -> None:
        """A household undoes its last act, at once."""
        said = self.said.get((home, capacity), [])
        back = said[-2][0] if len(said) > 1 else None
        with (
            self.expect(home, capacity, (back, True), "" if said else "nothing_cast"),
            self.database.transaction() as session,
        ):
            there, origin = at_home(session, self.doors[home], self.submission())
            undo(session, there, capacity, origin=origin, keys=KEYS, random=RANDOM, now=self.now)

    @precondition(lambda self: not self.closed)
    @rule(chance=st.integers(0, 9))
    def closes(self, chance: int) -> None:
        """Once in ten times, somebody closes the poll."""
        if chance == 0:
            with self.database.transaction() as session:
                close_early(session, DISTRICT, self.poll.id, reason="all answered", by=LI, now=self.now)
            self.closed = True
            self.now += timedelta(seconds=1)

    @invariant()
    def the_database_agrees(self) -> None:
        """What stands is the last that was said, all that was said is on record, and the count is the model's."""
        if not hasattr(self, "doors"):
            return
        with self.database.reading() as session:
            for home, door in enumerate(self.doors):
                standing = answer_page(session, door, now=self.now).ballots
                assert {c: b.answers["agree"] for c, b in standing.items()} == self.standing(home)
                for capacity in Capacity:
                    kept = [k for k in ballot.history(session, door.household_id) if k.capacity is capacity]
                    assert [k.revision for k in kept] == list(range(1, len(self.said.get((home, capacity), [])) + 1))
            counted = outcome_of(poll_record(session, DISTRICT, self.poll.id), now=self.now).tally.votes.households
        votes = [self.standing(home).get(Capacity.OWNER) for home in range(3)]
        assert (counted.yes, counted.no, counted.abstain) == tuple(votes.count(vote) for vote in ("yes", "no", "abstain"))

    def standing(self, home: int) -> Mapping[Capacity, str]:
        last = {capacity: self.said.get((home, capacity), [(None, True)])[-1][0] for capacity in Capacity}
        return {capacity: vote for capacity, vote in last.items() if vote is not None}


def test_every_order_of_acts_leaves_the_database_as_the_model_says(sqlite_template: Path) -> None:
    Ballots.template = sqlite_template
    run_state_machine_as_test(
        Ballots,
        settings=settings(
            max_examples=sized(12, 60, 2000),
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            derandomize=size() is not Size.FULL,
        ),
    )
