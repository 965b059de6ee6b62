"""What came of it: the district in numbers, and one compound's count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from surveys.cli.errand import errand, now, tell
from surveys.cli.place import poll_of
from surveys.core.outcome import PublicOutcome, document, outcome_digest
from surveys.core.outcome.telling import exact, public
from surveys.core.place import DISTRICT
from surveys.services.compound import Overview
from surveys.services.compound import overview as district_overview
from surveys.services.outcome import decide
from surveys.store.db import reading
from surveys.words.ballot import CAPACITIES
from surveys.words.figure import area_words
from surveys.words.gates import GATES, gate_state_words, why_gate_words
from surveys.words.outcome.money import budget_words
from surveys.words.outcome.papers import facts, verdict
from surveys.words.poll import STATES
from surveys.words.priorities import rank_words, status_words, why_words
from surveys.words.rules import result_words


@errand("overview")
@click.option("--json", "as_json", is_flag=True, help="给程序用；面积以0.01平方米计")
def overview(as_json: bool) -> None:
    """全区有多少：镇街、片区、小区、楼、户、面积、业主、征询和票。"""
    with reading() as session:
        seen = district_overview(session, now=now())
    if as_json:
        tell(_document(seen))
        return
    click.echo(f"{seen.streets}个镇街，{seen.areas}个片区，{seen.compounds}个小区，{seen.buildings}栋楼")
    click.echo(f"{seen.households:,}户，{area_words(seen.floor_area)}，{seen.owners:,}位业主")
    click.echo("征询：" + "，".join(f"{STATES[state]}{number}个" for state, number in seen.polls.items()))
    click.echo("票：" + "，".join(f"{CAPACITIES[capacity].short}{number:,}张" for capacity, number in seen.ballots.items()))


def _document(seen: Overview) -> dict[str, Any]:
    counts = {name: getattr(seen, name) for name in ("streets", "areas", "compounds", "buildings", "households", "owners")}
    return {
        **counts,
        "floor_area": seen.floor_area,
        "floor_area_m2": f"{seen.floor_area // 100}.{seen.floor_area % 100:02d}",
        "polls": {state.value: number for state, number in seen.polls.items()},
        "ballots": {capacity.value: number for capacity, number in seen.ballots.items()},
    }


@errand("tally")
@click.argument("compound")
@click.option("--posted", "for_posting", is_flag=True, help="可以张贴的版本：看得出哪家怎么选的数都隐去；和 --json 一起用")
@click.option("--json", "as_json", is_flag=True, help="给程序用：汇总表上的全部数字，连同规则清单和摘要")
def tally(compound: str, for_posting: bool, as_json: bool) -> None:
    """一个小区的计票结果：参与、认定、五项条件、改造清单。COMPOUND 是小区名或编号。"""
    if for_posting and not as_json:
        raise click.UsageError("--posted 要和 --json 一起用；要张贴的文件用 flask sheet 小区 --posted --pdf")
    with reading() as session:
        found = decide(session, DISTRICT, poll_of(session, compound, now=now()).id, now=now())
    if for_posting:
        told = public(found)
        tell({**document(told), "digest": outcome_digest(told)})
    elif as_json:
        tell({**found.document(), "digest": found.digest})
    else:
        for line in _lines(exact(found)):
            click.echo(line)


def _lines(outcome: PublicOutcome) -> Iterator[str]:
    box = verdict(outcome)
    yield outcome.heading.compound
    yield from (f"{label}：{words}" for label, words in facts(outcome).rows)
    yield from (f"\n【{box.title}】", *box.lines)
    for ruling in outcome.rulings:
        yield f"\n{ruling.rule.name}"
        yield from (f"  {sentence}" for sentence in result_words(ruling, closed=True))
    yield ""
    for gate in outcome.judgement.gates:
        yield f"{gate.gate.number} {GATES[gate.gate]} {gate_state_words(gate)}：{why_gate_words(gate)}"
    yield f"\n{budget_words(outcome.listed)}"
    for line in outcome.listed.lines:
        yield f"{rank_words(line):>3} {line.name} {status_words(line)}。{why_words(line, outcome)}"
