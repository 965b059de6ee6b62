"""Whether one's own answers are sealed in the ledger, and where they stand in the published list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity, Revision
from surveys.services.household import answer_page
from surveys.services.notice import published
from surveys.services.open_row import OwnRows, own_rows
from surveys.services.tree_head import Inclusion, inclusion
from surveys.store.db import reading
from surveys.web.audience import Audience, audience, keeps
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import headed, helper, pages, to
from surveys.web.sessions import now, proof
from surveys.words.ballot import CAPACITIES, answer_lines
from surveys.words.open_row import own_row_words
from surveys.words.place import door_words
from surveys.words.tree_head import head_words


@dataclass(frozen=True, slots=True)
class _Found:
    kept: Revision
    sealed: Inclusion
    own: OwnRows | None


@pages.route("/h/<int:home>/sealed", methods=["GET", "POST"])
@audience(Audience.HOUSEHOLD)
def sealed(home: int) -> str | AnyResponse:
    """The proof that each of this household's ballots is in the ledger, for whoever may read its answers; whoever fills in
    for others doesn't come here."""
    if helper() is not None:
        return to("resident.receipt", home)
    with reading() as session:
        view = headed(answer_page(session, g.passed.shown(now()), now=now()))
        notice = published(session, view.poll.id).notice() if view.state.told else None
        found = [
            _Found(
                kept,
                inclusion(session, view.poll.id, kept),
                own_rows(session, view.poll, notice, view.household, kept) if notice else None,
            )
            for capacity in Capacity
            if (kept := view.last.get(capacity)) and kept.standing and capacity in view.opened
        ]
    at = view.household
    return render(
        "lean/resident/proof.html",
        view=view,
        address=door_words(at.building, at.unit, at.room),
        home=f"/h/{home}",
        proof=proof(g.passed),
        kept=keeps(),
        cards=[
            _card(one, answer_lines(view.edition, view.menu, at.entrance, one.kept.capacity, one.kept.ballot().answers))
            for one in found
        ],
    )


def _card(found: _Found, lines: object) -> dict[str, object]:
    own, sealed = found.own, found.sealed
    return {
        "whose": CAPACITIES[found.kept.capacity].whose,
        "who": found.kept.capacity.value,
        "lines": lines,
        "sealed": sealed,
        "head": head_words(sealed.head) if sealed.head else "",
        "rows": [(one.unit, own_row_words(one, own.edition, own.menu)) for one in own.rows] if own else [],
        "number": own.number if own else 0,
    }
