"""A district with two streets, and people in it, for the tests of who may do what to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.core.act import Value
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role, Staff
from surveys.services.account import account_called
from surveys.services.community import add_community, assign_compounds
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from tests.acts import acts, plainly
from tests.conftest import Database
from tests.factories import LI, NOW, RANDOM, rows

PASSWORD = "plum rain on tiles"


@dataclass(frozen=True)
class District:
    """Two streets with a community and two compounds each, the first of which is the community's."""

    database: Database
    street: Jurisdiction
    community: Jurisdiction
    compound: Jurisdiction
    other_street: Jurisdiction
    other_community: Jurisdiction
    other_compound: Jurisdiction

    @property
    def places(self) -> dict[str, Jurisdiction]:
        """Every place, by its name."""
        names = ("street", "community", "compound", "other_street", "other_community", "other_compound")
        return {"district": DISTRICT, **{name: getattr(self, name) for name in names}}

    def add(self, username: str, role: Role, place: Jurisdiction, *, by: object = LI, **more: object) -> Staff:
        """A member with a password, unless none is given."""
        given = {"password": PASSWORD, "random": RANDOM, "by": by, "now": NOW, "office": "O", **more}
        with self.database.transaction() as session:
            return add_staff(session, username, username.title(), role=role, scope=place, **given)  # type: ignore[arg-type]

    def id_of(self, username: str) -> int:
        """Whose account this is."""
        with self.database.reading() as session:
            return account_called(session, username).id


def district(database: Database, now: datetime = NOW) -> District:
    """The district, with nobody in it."""
    places = []
    with database.transaction() as session:
        for street in ("S", "T"):
            listed = [row for name in ("A", "B") for row in rows("101", street=street, compound=name)]
            made = import_roster(session, listed, by=LI, now=now).compounds
            first = made[0].compound
            community = add_community(session, DISTRICT, street, f"{street}社区", "0632-5550123", by=LI, now=now)
            assign_compounds(session, DISTRICT, community.id, [first.id], by=LI, now=now)
            named = (first.street.id, community.id, first.id)
            places += [Jurisdiction(**{key: n}) for key, n in zip(("street", "community", "compound"), named, strict=True)]
    return District(database, *places)


def entries(database: Database) -> list[tuple[str, str, dict[str, Value]]]:
    """What the ledger of acts has beyond the making of the district and its accounts: who, what, with which facts."""
    made = ("roster_imported", "community_added", "compound_assigned", "staff_added")
    with database.reading() as session:
        found = acts(session)
    return [(line.actor, str(line.act), plainly(line)) for line in found if line.act not in made]
