"""All compounds of one wave on one table: who answered, what came of it, and how the five conditions stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.gates import Gate
from surveys.core.outcome import PublicOutcome, told
from surveys.core.priorities import Status
from surveys.core.tally import Basis
from surveys.services.sheet import WaveLine
from surveys.words.dates import time_words
from surveys.words.demo_mark import unmarked
from surveys.words.figure import UNTOLD, percent_words, yuan
from surveys.words.gates import GATES, gate_state_words, verdict_words
from surveys.words.poll import poll_state_words
from surveys.words.ruled import RuledColumn, RuledPaper, RuledPart, Side

TITLE = "各小区一览表"
_COLUMNS = (
    RuledColumn("序", 100, Side.CENTER),
    RuledColumn("镇街", 250),
    RuledColumn("片区", 230),
    RuledColumn("小区", 0),
    RuledColumn("楼栋", 130, Side.RIGHT),
    RuledColumn("户数", 170, Side.RIGHT),
    RuledColumn("收回（户）", 180, Side.RIGHT),
    RuledColumn("收回率", 190, Side.RIGHT),
    RuledColumn("同意（户）", 180, Side.RIGHT),
    RuledColumn("同意占收回", 200, Side.RIGHT),
    *(RuledColumn(GATES[gate], 200, Side.CENTER) for gate in Gate),
    RuledColumn("认定", 270, Side.CENTER),
    RuledColumn("列入的项目", 170, Side.RIGHT),
    RuledColumn("用共同的钱（元）", 280, Side.RIGHT),
    RuledColumn("进行到", 210, Side.CENTER),
)


@dataclass(frozen=True, slots=True)
class DistrictFacts:
    """A wave's compounds within reach."""

    title: str
    lines: tuple[WaveLine, ...]


def district_table(facts: DistrictFacts, at: datetime) -> RuledPaper:
    """The table, its sums first."""
    wave, demo = unmarked(facts.title)
    rows = tuple(_row(n, line) for n, line in enumerate(facts.lines, 1))
    streets = len({line.compound.compound.street.id for line in facts.lines})
    return RuledPaper(
        title=f"{wave}{TITLE}",
        running=f"{wave}{TITLE}",
        sides=(f"{streets}个镇街，{len(facts.lines)}个小区", f"{time_words(at)}打印"),
        notes=("供内部审核，不张贴：户数是准数。还没有截止的小区只写收回的户数。",),
        columns=_COLUMNS,
        parts=(RuledPart("", rows, total=_total(facts.lines)),),
        foot=("同意占收回：同意的户除以交回房主的票的户",),
        height=80,
        size=110,
        signed=("制表", "复核", "审核"),
        demo=demo,
    )


def _row(number: int, line: WaveLine) -> tuple[str, ...]:
    found, compound = line.compound, line.compound.compound
    place = (str(number), compound.street.name, compound.area.name if compound.area else "", compound.name)
    total, came = _answered(line)
    homes = (str(found.buildings), str(total), str(came), percent_words(came, total))
    rest = _came_to(line.outcome) if line.outcome else (UNTOLD,) * (len(Gate) + 5)
    return (*place, *homes, *rest, poll_state_words(found.state))


def _answered(line: WaveLine) -> tuple[int, int]:
    """Households and how many of them are returned: as counted once the poll is over."""
    if line.outcome is None:
        return line.compound.asked.households, line.compound.asked.owners
    count = line.outcome.turnout.counts[Basis.HOUSEHOLDS]
    return count.total, count.answered


def _came_to(outcome: PublicOutcome) -> tuple[str, ...]:
    count, listed = outcome.turnout.counts[Basis.HOUSEHOLDS], outcome.listed
    yes = (str(count.yes), percent_words(count.yes, count.answered)) if told(count.yes) else (UNTOLD, UNTOLD)
    states = {gate.gate: str(gate_state_words(gate)) for gate in outcome.judgement.gates}
    works = sum(line.status in (Status.MUST, Status.IN) for line in listed.lines)
    spent = yuan(listed.spent) if told(listed.spent) else UNTOLD
    gates = (states.get(gate, UNTOLD) for gate in Gate)
    return (*yes, *gates, str(verdict_words(outcome.judgement)), str(works), spent)


def _total(lines: Sequence[WaveLine]) -> tuple[str, ...]:
    buildings = sum(line.compound.buildings for line in lines)
    answered = [_answered(line) for line in lines]
    homes, came = sum(one for one, _ in answered), sum(one for _, one in answered)
    counts = [line.outcome.turnout.counts[Basis.HOUSEHOLDS] for line in lines if line.outcome]
    yes, of = sum(one.yes for one in counts if told(one.yes)), sum(one.answered for one in counts)
    running = sum(line.compound.state is not None and line.compound.state.running for line in lines)
    agreed = (str(yes), percent_words(yes, of)) if counts else (UNTOLD, UNTOLD)
    ends = ("", "", "", f"{running}个在征询" if running else "都截止了")
    return (
        "",
        "合计",
        "",
        "",
        str(buildings),
        str(homes),
        str(came),
        percent_words(came, homes),
        *agreed,
        *("" for _ in Gate),
        *ends,
    )
