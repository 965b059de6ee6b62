"""The ruled papers: the list to go by and the register of forms, the list of works, and all compounds of a wave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from surveys.core.paper import ENDED, RUNNING, PaperSize, Printable
from surveys.core.roster import Household
from surveys.core.staff import Right
from surveys.paper.row import PaperDraft, PaperRow, PaperWanted
from surveys.paper.table import workbook
from surveys.services.door_list import door_record
from surveys.services.sheet import sheet_record, wave_record
from surveys.words.community import asker
from surveys.words.district_table import TITLE as DISTRICT_TITLE
from surveys.words.district_table import DistrictFacts, district_table
from surveys.words.door_list import DoorFacts, door_list, form_register
from surveys.words.plan_list import TITLE as PLAN_TITLE
from surveys.words.plan_list import PlanFacts, plan_list, plan_made, plan_table
from surveys.words.ruled import RuledPaper

TEMPLATE = "paper/ruled.typ"


def _draft(made: RuledPaper, size: PaperSize, *, tagged: bool = True) -> PaperDraft:
    return PaperDraft(TEMPLATE, asdict(made) | {"paper": size.value, "landscape": True}, tagged=tagged)


def _door_facts(wanted: PaperWanted) -> DoorFacts:
    found = door_record(wanted.session, wanted.scope, wanted.poll.id, now=wanted.now)
    return DoorFacts(wanted.poll, asker(wanted.poll.compound, wanted.phone), found.doors, found.forms)


def _door_pages(facts: DoorFacts) -> int:
    """For each building a page to begin with, one for every five doors of the longest words, and for every eight stairwells
    one for every six floors; forms that were printed anew and blank ones beside."""
    buildings: dict[str, list[Household]] = {}
    for line in facts.doors:
        buildings.setdefault(line.household.building, []).append(line.household)
    return 1 + len(facts.forms) // 10 + sum(_building_pages(homes) for homes in buildings.values())


def _building_pages(homes: list[Household]) -> int:
    floors, units = len({home.floor for home in homes}), len({home.unit for home in homes})
    return 1 + len(homes) // 5 + (1 + units // 8) * (1 + floors // 6)


def _of_doors(make: Callable[[DoorFacts, datetime], RuledPaper]) -> Callable[[DoorFacts, datetime], PaperDraft]:
    # Not tagged: a pen goes over them, and tags of thousands of empty cells would take most of the file.
    return lambda facts, at: _draft(make(facts, at), PaperSize.A4, tagged=False)


DOORS = PaperRow(
    printable=Printable("doors", "上门名单", RUNNING, Right.LETTERS, exact=False),
    purpose="上门用：每栋楼先看一眼哪些户没有答，再一户一户去，有签字的格子。不写怎么选，没有姓名、电话和户码。",
    size=PaperSize.A4,
    landscape=True,
    pages=_door_pages,
    gather=_door_facts,
    draw=_of_doors(door_list),
)
REGISTER = PaperRow(
    printable=Printable("register", "问卷发放和收回登记册", RUNNING, Right.LETTERS, exact=False),
    purpose="发纸质问卷、收回问卷的时候，一份一行，当面签字。印了带编号的问卷，编号自动写上。",
    size=PaperSize.A4,
    landscape=True,
    pages=_door_pages,
    gather=_door_facts,
    draw=_of_doors(form_register),
)


def _plan_facts(wanted: PaperWanted) -> PlanFacts:
    found = sheet_record(wanted.session, wanted.scope, wanted.poll.id, now=wanted.now)
    return PlanFacts(found.outcome, asker(found.poll.compound, wanted.phone), found.digest)


def _plan_pages(facts: PlanFacts) -> int:
    """Two items of the longest words a page, and two pages more."""
    return 2 + len(facts.outcome.listed.lines) // 2


PLAN = PaperRow(
    printable=Printable("plan", PLAN_TITLE, ENDED, Right.LOOK, exact=True),
    purpose="给设计单位和住建局：一个小区改哪些、在哪里、多少户点、要多少钱、谁来定。旁边有一样内容的Excel。",
    size=PaperSize.A4,
    landscape=True,
    pages=_plan_pages,
    gather=_plan_facts,
    draw=lambda facts, at: _draft(plan_list(facts, at), PaperSize.A4),
    workbook=lambda facts, at: workbook([plan_table(facts.outcome)], plan_made(facts, at)),
)


def _district_facts(wanted: PaperWanted) -> DistrictFacts:
    wave = wanted.poll.wave
    return DistrictFacts(wave.title, wave_record(wanted.session, wanted.scope, wave.id, now=wanted.now))


def _district_pages(facts: DistrictFacts) -> int:
    """Eight compounds of the longest names a page, and one page more."""
    return 2 + len(facts.lines) // 8


DISTRICT_ROW = PaperRow(
    printable=Printable("district", DISTRICT_TITLE, ENDED, Right.LOOK, exact=True),
    purpose="给领导小组开会用：这一轮里您管的所有小区，一个小区一行，收回多少、同意多少、五项条件、列入几项。",
    size=PaperSize.A3,
    landscape=True,
    pages=_district_pages,
    gather=_district_facts,
    draw=lambda facts, at: _draft(district_table(facts, at), PaperSize.A3),
)
