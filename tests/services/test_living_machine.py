"""Whatever is done to a roster by hand, its numbers are those of a recount, nobody owns nothing, and it comes back
unchanged once it left."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.place import Compound
from surveys.core.roster import UnitKind
from surveys.services.building import rename_building
from surveys.services.home import EVERYWHERE, HERE, add_home, change_home, remove_home, restore_home
from surveys.services.living import buildings_of, removals
from surveys.services.owner import NEW, NamedOwner, change_owner, merge_owners, split_owner
from surveys.services.place import change_compound, merge_compounds
from surveys.store.db import Connection
from surveys.store.roster import buildings_t, door_order, living_of, owners_t, units_t
from tests.conftest import Database
from tests.factories import DISTRICT, NOW
from tests.services.mended import ASKED, figures, homes, living, typed
from tests.services.test_roster_export import Undone, comes_back

NAMES = ["张示例", "李示例、王示例", "王示例、李示例", "张 示例", "赵样本", "开发商", ""]
PHONES = ["", "13800000001", "13800000002"]
ERRANDS = ["add", "change", "remove", "restore", "owner", "merge", "split", "building", "compound", "pour"]

steps = st.lists(
    st.tuples(
        st.sampled_from(ERRANDS),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from(NAMES),
        st.sampled_from(PHONES),
        st.sampled_from(["住宅", "商铺", "未售", "车位"]),
        st.sampled_from(["", EVERYWHERE, HERE]),
    ),
    min_size=1,
    max_size=8,
)
Step = tuple[str, int, int, str, str, str, str]


def done(session: Connection, place: Compound, other: Compound, step: Step) -> None:
    """Does one errand as well as it can be done; refused, it has changed nothing."""
    errand, one, two, name, phone, kind, whose = step
    there = homes(session, place)
    home = there[one % len(there)] if there else None
    building = next(iter(buildings_of(session, DISTRICT, place.id)), 0)
    gone = removals(session, DISTRICT, place.id, now=NOW)
    own = (session, DISTRICT, place.id)
    more = {"kind": kind, "phone": phone, "whose": whose, "namesake": NEW if one % 2 else ""}
    form = typed(building=str(two % 3 + 1), room=f"{one + 1}01", floor_area=f"{two + 1}.5", owner=name, **more)
    match errand:
        case "add":
            add_home(*own, form, **ASKED)
        case "restore" if gone:
            restore_home(*own, gone[two % len(gone)].number, **ASKED)
        case "compound":
            change_compound(*own, name=f"甲院{one}", street=place.street.id, area=name and "东片", **ASKED)
        case "pour":
            merge_compounds(session, DISTRICT, other.id, place.id, **ASKED)
        case "change" if home:
            change_home(*own, home.id, form, **ASKED)
        case "remove" if home:
            remove_home(*own, home.id, "没有了", **ASKED)
        case "owner" if home:
            change_owner(*own, home.owner.id, NamedOwner(name, phone or None), **ASKED)
        case "merge" if home:
            merge_owners(*own, home.owner.id, there[two % len(there)].owner.id, **ASKED)
        case "split" if home:
            split_owner(*own, home.owner.id, NamedOwner(name, phone, more["namesake"]), homes=[home.id], **ASKED)
        case "building" if building:
            rename_building(*own, building, str(two), **ASKED)


def sound(session: Connection, place: Compound) -> None:
    """The page's numbers and order are those of a recount, and nobody and nothing is left over."""
    counted = living_of(session, [place.id])[place.id]
    inside = [home for home in counted if home.kind is not UnitKind.PARKING]
    found = (len({h.building for h in counted}), len(inside), len({h.owner for h in counted}), sum(h.area for h in inside))
    assert figures(session, place) == found
    assert [home.id for home in homes(session, place)] == [home.id for home in sorted(counted, key=door_order)]
    assert all(home.owner.name or home.kind is UnitKind.UNSOLD for home in homes(session, place))
    for table, held in ((owners_t, units_t.c.owner_id), (buildings_t, units_t.c.building_id)):
        joined = table.outerjoin(units_t, held == table.c.id)
        idle = select(func.count()).select_from(joined).where(units_t.c.id.is_(None))
        assert session.execute(idle).scalar_one() == 0


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_is_done_by_hand_a_roster_stays_sound_and_comes_back_unchanged(
    database: Database, errands: list[Step]
) -> None:
    with suppress(Undone), database.transaction() as session:
        place = living(session, "101", "102", "201", owners=("张示例", "张示例", "李示例、王示例"))
        other = living(session, "801", "101", compound="乙院")
        for step in errands:
            with suppress(Rejected, NotFound, NotAllowed):
                done(session, place, other, step)
            sound(session, place)
        if homes(session, place):
            comes_back(session, place.id)
        raise Undone
