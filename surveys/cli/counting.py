"""Counting without a database: a rule over totals that somebody typed, and elections in Pabulib files."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import click

from surveys.cli.errand import FILE, errand, read_bytes, tell
from surveys.core.errors import Problem, Rejected
from surveys.core.outcome.rulings import exact_ruling
from surveys.core.pb import PbRule, read_amount, read_pb, run_pb
from surveys.core.priorities.shares import Completion
from surveys.core.rules import Result, Rule, apply_totals
from surveys.core.tally import WHOLE, Basis, Count
from surveys.services.edition import preset_rules, rules_named
from surveys.words.comparison import totals_words
from surveys.words.pb import pb_words
from surveys.words.refusal import cli_problem
from surveys.words.rules import rule_words

_HUNDREDTHS = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,2}))?")


class Hundredths(click.ParamType[int]):
    """A floor area in square metres with at most two decimals, kept in hundredths."""

    name = "平方米"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The area in hundredths of a square metre."""
        if isinstance(value, int):
            return value
        found = _HUNDREDTHS.fullmatch(str(value))
        if not found:
            self.fail(f"“{value}”不是面积，写成66783.97", param, ctx)
        return int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))


class Totals(NamedTuple):
    """All, participating and agreeing, as typed on one basis."""

    total: int | None
    part: int | None
    yes: int | None


@errand("rule", sound=False)
@click.option("--preset", default="xuecheng-2021", show_default=True, help="认定规则；--list 看有哪些")
@click.option("--list", "listed", is_flag=True, help="列出预置的认定规则")
@click.option("--people", type=click.IntRange(0), help="业主总人数")
@click.option("--people-voted", type=click.IntRange(0), help="参与表决的人数，弃权也算")
@click.option("--people-yes", type=click.IntRange(0), help="同意的人数")
@click.option("--area", type=Hundredths(), help="专有部分总面积")
@click.option("--area-voted", type=Hundredths(), help="参与表决的面积")
@click.option("--area-yes", type=Hundredths(), help="同意的面积")
@click.option("--households", type=click.IntRange(0), help="总户数")
@click.option("--households-voted", type=click.IntRange(0), help="征求到的户数")
@click.option("--households-yes", type=click.IntRange(0), help="同意的户数")
@click.option("--json", "as_json", is_flag=True, help="给程序用")
def rule(preset: str, listed: bool, as_json: bool, **typed: int | None) -> None:
    """认定计算器：输入总数、参与数、同意数，看通过没有、还差多少。什么都不保存。

    按户计的规则，只给人数时，人数就当户数。
    """
    if listed:
        _list_rules(as_json)
        return
    chosen = rules_named([preset])[0]
    result = apply_totals(chosen, _totals(chosen, typed))
    if as_json:
        tell({**result.document(), "name": chosen.name, "source": chosen.source, "words": _words(result)})
        return
    click.echo(rule_words(chosen))
    for sentence in _words(result):
        click.echo(sentence)


def _words(result: Result) -> list[str]:
    return list(totals_words(exact_ruling(result.rule, WHOLE, result)))


def _list_rules(as_json: bool) -> None:
    if as_json:
        tell([rule.document() for rule in preset_rules().values()])
        return
    for found in preset_rules().values():
        click.echo(f"{found.key}\n    {found.name}\n    依据：{found.source}")


def _totals(chosen: Rule, typed: dict[str, int | None]) -> dict[Basis, Count]:
    """A count for each basis of the rule. Raises `Rejected` with every figure that is lacking."""
    given = {
        Basis.HOUSEHOLDS: _typed(typed, "households"),
        Basis.OWNERS: _typed(typed, "people"),
        Basis.AREA: _typed(typed, "area"),
    }
    if given[Basis.HOUSEHOLDS] == Totals(None, None, None):
        given[Basis.HOUSEHOLDS] = given[Basis.OWNERS]
    counts: dict[Basis, Count] = {}
    problems = []
    for basis in chosen.bases:
        total, part, yes = given[basis]
        if total is None or part is None or yes is None:
            problems.append(Problem("totals_missing", basis))
        else:
            counts[basis] = Count.of(total, part, yes)
    if problems:
        raise Rejected(problems)
    return counts


def _typed(typed: dict[str, int | None], name: str) -> Totals:
    return Totals(typed[name], typed[f"{name}_voted"], typed[f"{name}_yes"])


class Amount(click.ParamType[Fraction]):
    """An exact amount of money: a whole number, a decimal or a fraction above 0."""

    name = "金额"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """The amount."""
        over, _, under = str(value).partition("/")
        amount, parts = read_amount(over), read_amount(under or "1")
        if not amount or not parts:
            self.fail(f"“{value}”不是大于0的金额；千位不加逗号，写成1500，小数写成1500.5", param, ctx)
        return amount / parts


@errand("pb", sound=False)
@FILE
@click.option("--rule", "by", type=click.Choice([r.value for r in PbRule]), default=PbRule.SUPPORT.value, show_default=True)
@click.option(
    "--complete", type=click.Choice([c.value for c in Completion]), default=Completion.NONE.value, show_default=True
)
@click.option("--step", type=Amount(), default="1", show_default=True, help="每次给每张票加多少（equal-shares）")
@click.option("--unit-cost", is_flag=True, help="每个项目当作一样贵（phragmen）")
@click.option("--points", is_flag=True, help="按票上的分数或先后计分（support）；不加就只数票")
@click.option("--json", "as_json", is_flag=True, help="给程序用")
def pb(*, file: Path, by: str, complete: str, step: Fraction, unit_cost: bool, points: bool, as_json: bool) -> None:
    """按一条规则计一个 Pabulib（.pb）文件。

    默认数票：一张票写到一个项目，算一票，不管它给了几分、排在第几。
    """
    rule, completion = PbRule(by), Completion(complete)
    _refuse_idle(rule, completion, step, unit_cost, points)
    election = read_pb(read_bytes(file), points=points)
    for remark in election.remarks:
        click.echo(cli_problem(remark), err=True)
    outcome = run_pb(election, rule, completion, step, unit_cost)
    if as_json:
        tell({**outcome.document(), "vote_type": election.vote_type.value})
        return
    for sentence in pb_words(election, outcome, rule):
        click.echo(sentence)


def _refuse_idle(rule: PbRule, complete: Completion, step: Fraction, unit_cost: bool, points: bool) -> None:
    """An option that the rule doesn't look at would be taken for one that counted."""
    idle = {
        "--complete": complete is not Completion.NONE and rule is not PbRule.EQUAL_SHARES,
        "--step": step != 1 and complete in (Completion.NONE, Completion.WALK_DOWN),
        "--unit-cost": unit_cost and rule is not PbRule.PHRAGMEN,
        "--points": points and rule is not PbRule.SUPPORT,
    }
    for option, unused in idle.items():
        if unused:
            raise click.UsageError(f"{option} 在这条规则里用不上，去掉它")
