"""The settings that end up on paper, as a page shows them before anything is opened or printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app

from surveys.core.place import Compound
from surveys.core.site import ReachedFrom, reach
from surveys.services.district import site
from surveys.store.db import Connection
from surveys.words.community import OnPaper, on_paper
from surveys.words.site import REACHES


@dataclass(frozen=True, slots=True)
class Papers:
    """What papers will say: the address and from where it is reached, and of each community who asks and what is missing."""

    site: str
    reach: ReachedFrom
    told: str
    asking: tuple[OnPaper, ...]


def papers_of(session: Connection, compounds: Iterable[Compound]) -> Papers:
    """What the papers of these compounds will say."""
    address = site(session, current_app.config["ADDRESSES"])
    far = reach(address)
    return Papers(address, far, REACHES[far], on_paper(compounds, current_app.config["OFFICE_PHONE"]))
