"""How a Pabulib election came out, in sentences: what was counted, who was taken, and what an order decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from surveys.core.pb import EqualIn, PbElection, PbOutcome, PbRule, Scored, Tie, TieKey, VoteType, amount_text
from surveys.words.claim import Said, said

_ONE_VOTE = "一张票写到一个项目，算一票"
_ASK = "要计分，加 --points"
_BALLOTS = {
    VoteType.APPROVAL: f"数的是票：{_ONE_VOTE}。",
    VoteType.CHOOSE_ONE: f"每张票最多写一项；数的是票：{_ONE_VOTE}。",
    VoteType.ORDINAL: f"文件写的是排先后的票（ordinal），这里不计先后，只数票：{_ONE_VOTE}。{_ASK}。",
    VoteType.CUMULATIVE: f"文件写的是给分数的票（cumulative），这里不计分数，只数票：{_ONE_VOTE}。{_ASK}。",
    VoteType.SCORING: f"文件写的是给分数的票（scoring），这里不计分数，只数票：{_ONE_VOTE}。{_ASK}。",
}
_KEYS = {TieKey.COST: "费用低的在前", TieKey.VOTES: "票多的在前", TieKey.ID: "编号按字符排"}


def pb_words(election: PbElection, outcome: PbOutcome, rule: PbRule) -> Iterator[Said]:
    """The outcome of an election by this rule, line by line."""
    yield _counted(election, outcome)
    empty = sum(not ballot.projects for ballot in election.ballots)
    blank = f"（其中{empty}张一项也没写）" if empty else ""
    yield said(
        f"共{len(election.ballots)}张票{blank}，{len(election.projects)}个项目，预算{amount_text(election.budget)}。",
        "pb-size",
        ballots=len(election.ballots),
        empty=empty,
        projects=len(election.projects),
        budget=amount_text(election.budget),
    )
    yield said(_rule(outcome, rule), "pb-rule", rule=outcome.rule)
    names = {project.id: project.name for project in election.projects}
    for place, project in enumerate(outcome.selected, start=1):
        yield _taken(place, project, names[project], outcome)
    cost = amount_text(outcome.cost)
    yield said(f"合计 {cost}", "pb-cost", cost=cost, taken=list(outcome.selected))
    for tie in outcome.tied:
        yield _tied(tie, election)


def _counted(election: PbElection, outcome: PbOutcome) -> Said:
    kind = election.vote_type
    if outcome.points is None:
        return said(_BALLOTS[kind], "pb-counts", counts="ballots", vote_type=kind.value)
    if election.scored is Scored.PLACE:
        first = int(election.meta["max_length"])
        text = f"数的是分：一张票写在第1的项目得{first}分，往后每项少1分，加起来。"
        return said(text, "pb-counts", counts="points", vote_type=kind.value, first=first)
    text = "数的是分：各张票在points一列给一个项目的分，加起来。"
    return said(text, "pb-counts", counts="points", vote_type=kind.value)


def _rule(outcome: PbOutcome, rule: PbRule) -> str:
    match rule:
        case PbRule.SUPPORT:
            by = "票数" if outcome.points is None else "分数"
            return f"按{by}从多到少取：剩下的预算够就取，不够就跳过。"
        case PbRule.EQUAL_SHARES:
            raised = "；份额一次次加，合计不超预算" if "add1" in outcome.rule else ""
            filled = "；剩下的钱按票数从多到少取，够就取，不够就跳过" if "walk-down" in outcome.rule else ""
            return f"每张票的份额一样，写了一个项目的票合起来出得起，才取{raised}{filled}（{outcome.rule}）。"
        case PbRule.PHRAGMEN:
            alike = "每个项目当作一样贵，" if outcome.rule.endswith("unit-cost") else ""
            return f"{alike}下面是全部项目的先后，不看预算。"
        case _:
            assert_never(rule)


def _taken(place: int, project: str, name: str, outcome: PbOutcome) -> Said:
    votes = outcome.votes[project]
    if outcome.points is None:
        return said(f"{place:>3}  {project}  {name}  {votes}票", "pb-taken", place=place, project=project, votes=votes)
    points = outcome.points[project]
    return said(
        f"{place:>3}  {project}  {name}  {points}分  {votes}票",
        "pb-taken",
        place=place,
        project=project,
        votes=votes,
        points=points,
    )


def _tied(tie: Tie, election: PbElection) -> Said:
    keys = "，还一样的".join(_KEYS[key] for key in tie.parted_by)
    costs = {project.id: project.cost for project in election.projects}
    shown = "、".join(f"{item}（费用{amount_text(costs[item])}，{election.votes[item]}票）" for item in tie.items)
    return said(
        f"{_equal(tie, election)}，{keys}：{shown}",
        "pb-tie",
        items=list(tie.items),
        equal_in=tie.equal_in.value,
        parted_by=[key.value for key in tie.parted_by],
        raising=tie.raising,
    )


def _equal(tie: Tie, election: PbElection) -> str:
    first = tie.items[0]
    when = f"{'加份额的时候，' if tie.raising else ''}轮到{first}的时候，有同样好的"
    match tie.equal_in:
        case EqualIn.VOTES:
            return f"同样好：都是{election.votes[first]}票"
        case EqualIn.POINTS:
            return f"同样好：都是{election.points[first]}分"
        case EqualIn.PRICE:
            return f"{when}：每个支持的人最多要出的钱，占费用的比例一样；先取{first}"
        case EqualIn.MOMENT:
            return f"{when}：支持的人同一时刻凑够钱；先取{first}"
        case _:
            assert_never(tie.equal_in)
