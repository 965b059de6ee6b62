"""What came of it: the district in numbers, and one compound's count."""

from __future__ import annotations

from typing import Any

import click

from surveys.cli.errand import errand, now, tell
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.core.poll import PollState
from surveys.core.sheet import Sheet, posted
from surveys.services.compound import Overview
from surveys.services.compound import overview as district_overview
from surveys.services.outcome import decide
from surveys.store.db import reading
from surveys.words.ballot import CAPACITIES
from surveys.words.figure import area_words
from surveys.words.poll import STATES
from surveys.words.rules import result_words
from surveys.words.sheet import sheet_words


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
@click.option("--posted", "for_posting", is_flag=True, help="可以张贴的版本：小数目隐去；和 --json 一起用")
@click.option("--json", "as_json", is_flag=True, help="给程序用：汇总表上的全部数字，连同规则清单和摘要")
def tally(compound: str, for_posting: bool, as_json: bool) -> None:
    """一个小区的计票结果：参与、认定、五项条件、改造清单。COMPOUND 是小区名或编号。"""
    if for_posting and not as_json:
        raise click.UsageError("--posted 要和 --json 一起用；要张贴的文件用 flask sheet 小区 --posted --pdf")
    with reading() as session:
        sheet = decide(session, DISTRICT, poll_of(session, compound, now=now()).id, now=now())
    if as_json:
        tell(posted(sheet) if for_posting else {**sheet.document(), "digest": sheet.digest})
    else:
        _print(sheet)


def _print(sheet: Sheet) -> None:
    words = sheet_words(sheet, printed_at=now())
    click.echo(words.title)
    for name, said in words.facts:
        click.echo(f"{name}：{said}")
    click.echo(f"\n【{words.verdict.title}】")
    for line in words.verdict.lines:
        click.echo(line)
    for ruling in sheet.rulings:
        click.echo(f"\n{ruling.rule.name}")
        for sentence in result_words(ruling.result, closed=sheet.state is PollState.CLOSED):
            click.echo(f"  {sentence}")
    click.echo("")
    for gate in words.gates.rows:
        click.echo(f"{gate.number} {gate.name} {gate.verdict}：{gate.why}")
    click.echo("")
    for line in words.what.intro:
        click.echo(line)
    for group in words.what.groups:
        click.echo(f"\n{group.title}")
        for row in group.rows:
            click.echo(f"{row.rank:>3} {row.name} {row.verdict}。{row.why}")
