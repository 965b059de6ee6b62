"""Two notices side by side: what a home chose that was amended between them follows from neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import recount
from surveys.core.amendment import Amendment, AmendmentKind, AmendmentRuling
from surveys.core.notice import Notice
from surveys.core.outcome import document, outcome_digest
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import exact, public
from surveys.core.roster import Roster
from surveys.paper.package import public_package
from surveys.services.outcome import Dossier, counted_alone, outcome_of
from tests.falsify.compounds import NOW, compound
from tests.falsify.sentences import printed

SEEDS = range(7_100_000, 7_100_012)


def voided(dossier: Dossier, home: int, *, late: bool = True) -> Dossier:
    """The same once a home that answered was voided, for an objection where that came `late`."""
    there = next(one for one in dossier.roster.households if one.id == home)
    one = Amendment(
        id=1, kind=AmendmentKind.VOID, household=home, change={}, was={}, reason="没有这一户", source="", asked_by="ju",
        asked_role="committee", asked_at=NOW, objection=1 if late else None, ruling=AmendmentRuling.CONFIRMED,
        decided_by="jie", decided_role="street", decided_at=NOW + timedelta(hours=1), after=there, answered=True,
        touches=True, figures={"whole": {"before": [0, 0, 0], "after": [0, 0, 0]}},
    )  # fmt: skip
    left = Roster(tuple(kept for kept in dossier.roster.households if kept.id != home))
    return counted_alone(replace(dossier, roster=left, frozen=dossier.roster, amendments=(one,)))


def two_who_chose_otherwise(dossier: Dossier) -> tuple[int, int] | None:
    """Two homes of one stairwell whose owners hold no other, with owners' ballots that differ; None where there are none."""
    held = [h.owner for h in dossier.roster.households]
    alone = {h.id: h for h in dossier.roster.households if h.owner and held.count(h.owner) == 1 and h.kind.is_household}
    cast = {b.household: b for b in dossier.ballots if b.capacity == "owner" and b.household in alone}
    twice = {b.household for b in dossier.ballots if b.capacity != "owner"}
    for one in cast.values():
        for other in cast.values():
            a, b = alone[one.household], alone[other.household]
            same = (a.entrance, a.kind, a.owners) == (b.entrance, b.kind, b.owners)
            if same and one.answers != other.answers and not {a.id, b.id} & twice:
                return a.id, b.id
    return None


def swapped(dossier: Dossier, one: int, other: int) -> Dossier:
    """The same with what two homes said changed about, and their floor areas alike in both worlds."""
    said = {b.household: b.answers for b in dossier.ballots if b.capacity == "owner"}
    partner = {one: other, other: one}
    moved = (replace(b, answers=said[partner[b.household]]) if b.household in partner else b for b in dossier.ballots)
    return replace(dossier, ballots=tuple(moved))


def alike(dossier: Dossier, one: int, other: int) -> Dossier:
    """The same compound, but that two homes are as large as each other."""
    size = next(h.area for h in dossier.roster.households if h.id == one)
    homes = (replace(h, area=size) if h.id == other else h for h in dossier.roster.households)
    return replace(dossier, roster=Roster(tuple(homes)))


def told(outcome: Outcome) -> Any:
    """What everybody may read of it, but for receipts, which tell of nobody, and what it comes to, which it has to say."""
    found = document(public(outcome))
    return {name: found[name] for name in ("turnout", "listed", "heading")} | {
        "checks": [[ruling["checks"], ruling.get("needs")] for ruling in found["rulings"]]
    }


def without_what_came_out(found: Any) -> Any:
    """A list without what is carried out and what that costs: this a notice tells, whatever it may give away."""
    money = {"status", "cost", "drawn", "pays", "way", "rivals", "spent"}
    if isinstance(found, dict):
        return {name: without_what_came_out(value) for name, value in found.items() if name not in money}
    return [without_what_came_out(one) for one in found] if isinstance(found, list) else found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_voided_home_chose_follows_from_no_two_notices(seed: int) -> None:
    dossier = compound(seed)
    pair = two_who_chose_otherwise(dossier)
    if pair is None:
        pytest.skip("everybody there chose alike")
    here = alike(dossier, *pair)
    there = swapped(here, *pair)
    after = [told(outcome_of(voided(world, pair[0]), now=NOW)) for world in (here, there)]
    assert without_what_came_out(after[0]) == without_what_came_out(after[1])


def test_without_the_hush_they_would_tell() -> None:
    """The attack that this holds against works where nothing is hushed, so that the test above shows something."""
    gave_away = 0
    for seed in SEEDS:
        dossier = compound(seed)
        if (pair := two_who_chose_otherwise(dossier)) is None:
            continue
        here = alike(dossier, *pair)
        worlds = [outcome_of(voided(world, pair[0], late=False), now=NOW) for world in (here, swapped(here, *pair))]
        gave_away += told(worlds[0]) != told(worlds[1])
    assert gave_away


@pytest.mark.parametrize("seed", SEEDS)
def test_every_paper_of_such_a_result_is_printed_and_its_public_package_proved(seed: int, tmp_path: Path) -> None:
    dossier = compound(seed)
    home = next((ballot.household for ballot in dossier.ballots), None)
    if home is None:
        pytest.skip("nobody answered there")
    late = voided(dossier, home)
    printed(late)
    outcome = public(outcome_of(late, now=NOW))
    content = public_package(Notice(1, 2, NOW, "王", NOW.date(), "更正", outcome_digest(outcome), outcome))
    path = tmp_path / "包.zip"
    path.write_bytes(content)
    assert [found for _, found in recount.public(recount.read(str(path))) if found] == []


def test_the_committee_reads_everything_all_the_same() -> None:
    dossier = compound(7_100_001)
    home = next(ballot.household for ballot in dossier.ballots)
    found = exact(outcome_of(voided(dossier, home), now=NOW))
    assert found.amended is not None
    assert found.amended.voided_answered == 1
    assert all(isinstance(count.yes, int) for count in found.turnout.counts.values())
