"""The reader who guesses finds nothing in the demo's own notices; the old ones told nearly everything that they hid."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.outcome.outcome import Outcome
from surveys.core.place import DISTRICT
from surveys.demo.filling import PUBLISHED
from surveys.demo.plots import Story
from surveys.services.outcome import decide_all, poll_record
from tests.attack.attacker import attack
from tests.attack.cases import Case
from tests.attack.old_publisher import old_line, supports
from tests.conftest import Database
from tests.demo.conftest import NOW
from tests.sizes import sized

COMPOUNDS = sized(3, 12, 25)


def test_the_demos_notices_tell_of_no_household(demo: Database) -> None:
    with demo.reading() as session:
        polls = [outcome.poll for outcome in decide_all(session, DISTRICT, now=NOW)]
        dossiers = [poll_record(session, DISTRICT, poll.id) for poll in polls]
    dossiers.sort(key=lambda dossier: len(dossier.roster.households))
    cases = [Case(dossier.poll.compound.name, ((dossier, NOW),)) for dossier in dossiers[:COMPOUNDS]]
    assert [str(leak) for case in cases for leak in attack(case).leaks] == []


def test_the_old_notices_told_nearly_every_hidden_support(sheets: Mapping[Story, Outcome]) -> None:
    hidden = found = 0
    for outcome in (sheets[story] for story in PUBLISHED if story in sheets):
        ranked = [line for line in outcome.listed.lines if line.rank is not None]
        posted = [old_line(line.rank or 0, line.support, line.answered, scoped=bool(line.item.buildings)) for line in ranked]
        for line, fits in zip(posted, supports(posted), strict=True):
            hidden += line.support is None
            found += line.support is None and len(fits) == 1
    assert (found, hidden) == (10, 11)
