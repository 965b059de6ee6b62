"""recount.py proves the packages of the demo's closed compounds, and nothing that is printed of them is false."""

from __future__ import annotations

from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.telling import exact, public
from surveys.core.place import DISTRICT
from surveys.paper.package import public_package, watchers_package
from surveys.paper.papers import SHEET, Printing
from surveys.services.outcome import Dossier, decide_all, outcome_of, poll_record
from surveys.services.package import package_record
from surveys.words.outcome.charts import charts
from surveys.words.outcome.committee import checks
from tests.conftest import Database
from tests.demo.conftest import NOW
from tests.sizes import sized
from tests.test_recount import differences, recount_input

COMPOUNDS = sized(4, 25, 25)


def packages(dossier: Dossier) -> tuple[bytes, bytes]:
    """The watchers' package of a compound, and the public one."""
    outcome = outcome_of(dossier, now=NOW)
    assert outcome.examined
    sheet = SHEET.make(exact(outcome), Printing(NOW, digest=outcome.digest, beside=checks(outcome.examined)))
    said = {"汇总表": sheet, "图": charts(outcome.examined)}
    told = public(outcome)
    posted = Notice(dossier.poll.id, 1, NOW, "王", NOW.date(), "", outcome_digest(told), told)
    return watchers_package(package_record(dossier, now=NOW), outcome.document(), said), public_package(posted)


def test_the_packages_of_the_demo_are_proved(demo: Database) -> None:
    with demo.reading() as session:
        polls = [outcome.poll.id for outcome in decide_all(session, DISTRICT, now=NOW)]
        dossiers = [poll_record(session, DISTRICT, poll) for poll in polls]
    dossiers.sort(key=lambda dossier: len(dossier.roster.households))
    assert len(dossiers) >= 25
    for dossier in dossiers[:COMPOUNDS]:
        for made in packages(dossier):
            assert differences(recount_input(made)) == [], dossier.poll.compound.name
