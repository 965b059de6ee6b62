"""Every sentence that the product prints about one compound: the sheet, the notice, and the pages of residents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from unittest.mock import patch

from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact, public
from surveys.core.place import CHINA
from surveys.core.priorities import examine
from surveys.services.outcome import Dossier, assembled
from surveys.words.claim import Said, sentences_in
from surveys.words.outcome import papers
from surveys.words.outcome.charts import charts
from surveys.words.outcome.committee import checks
from surveys.words.result import ballot_result, building_result, result_of
from tests.falsify.compounds import CLOSES, NOW, checkpoint_of

_CODE = "0" * 64
"""In place of check codes, which claim nothing and take half of the time."""


@dataclass(frozen=True)
class Printed:
    """What a compound came to and everything that is printed of it, by paper or page."""

    outcome: Outcome
    public: PublicOutcome
    papers: tuple[tuple[str, object], ...]

    def sentences(self) -> Iterator[tuple[str, Said]]:
        """Every sentence that claims something, with where it stands."""
        for where, paper in self.papers:
            for text in sentences_in(paper):
                if isinstance(text, Said):
                    yield where, text


def printed(dossier: Dossier) -> Printed:
    """Everything that is printed of a compound."""
    d = dossier
    examined = examine(d.menu, d.edition, d.roster, d.ballots, d.terms, draws=1)
    outcome = assembled(d, examined.listed, examined, NOW, checkpoint_of(d))
    told = public(outcome)
    with patch.object(papers, "outcome_digest", lambda _: _CODE):
        return Printed(outcome, told, tuple(_papers(dossier, outcome, told)))


def _papers(dossier: Dossier, outcome: Outcome, told: PublicOutcome) -> Iterator[tuple[str, object]]:
    assert outcome.examined
    posted = Notice(1, 1, NOW, "王", (NOW + timedelta(days=8)).date(), "", _CODE, told)
    yield "sheet", papers.sheet(exact(outcome), digest=_CODE, printed_at=NOW, beside=checks(outcome.examined))
    yield "charts", charts(outcome.examined)
    yield "notice", papers.notice(told, posted=posted)
    yield "result", result_of(told, posted, replace(posted), today=CLOSES.astimezone(CHINA).date())
    for building in dossier.roster.buildings:
        yield "building", building_result(told, building)
    at = {home.id: home for home in dossier.roster.households}
    for ballot in dossier.ballots[:3]:
        yield "own", ballot_result(told, at[ballot.household], dossier.edition, dossier.menu, ballot)
