"""What the owners of a few demo compounds decide together, and how they vote: a lift in one stairwell that passes, one that
doesn't, the fund, and a matter that the heads carry and the floor area doesn't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from surveys.core.ballot import Channel
from surveys.core.matter import MYSELF, VOTER, Matter
from surveys.core.matter_file import usual_rule
from surveys.core.menu import Decision
from surveys.core.roster import Entrance, Household
from surveys.core.rules import Rule
from surveys.core.tally import WHOLE, Scope
from surveys.demo.ballot import Reply
from surveys.demo.district import Flat
from surveys.demo.names import MARKET
from surveys.demo.plots import Story, story


class PlannedVote(NamedTuple):
    """A matter, and what part of its voters agree: those who live highest, never the market's company."""

    matter: Matter
    agreeing: Fraction


STAIRWELL = Entrance("2号楼", "1单元")
"""Where a lift is decided on, in the compounds whose story that is."""
_ORDERED = 8
"""So many items a household may order, as the district's menu says."""
_STAIRWELL = Scope((STAIRWELL.building,), STAIRWELL.unit)
_LIFT = "2号楼1单元加装一部电梯，费用由本单元业主分摊、另有加梯补贴"
_WORDS: Mapping[Story, tuple[tuple[str, str, Decision, Scope, str, Fraction], ...]] = {
    Story.PASSES: (
        ("lift", _LIFT, Decision.REBUILDING, _STAIRWELL, "lift", Fraction(5, 6)),
        ("fund", "使用维修资金更换全小区的供水水泵", Decision.SPENDING_FUND, WHOLE, "", Fraction(4, 5)),
    ),
    Story.CONSENT: (("lift", _LIFT, Decision.REBUILDING, _STAIRWELL, "lift", Fraction(1, 2)),),
    Story.AREA: (("parking", "把沿街绿地改成停车位", Decision.COMMON_PARTS, WHOLE, "", Fraction(9, 10)),),
}


def planned(name: str, rules: Mapping[str, Rule]) -> tuple[PlannedVote, ...]:
    """The matters of the compound of this name; most have none."""
    return tuple(
        PlannedVote(Matter(key, wording, decision, scope, usual_rule(rules.values(), decision), item), agreeing)
        for key, wording, decision, scope, item, agreeing in _WORDS.get(story(name), ())
    )


def with_votes(sent: Sequence[Reply], plans: Sequence[PlannedVote]) -> list[Reply]:
    """The same forms with what owners vote on the matters that they are asked; family answers none of them."""
    if not plans:
        return list(sent)
    agreeing = {plan.matter.key: _agreeing(sent, plan) for plan in plans}
    return [_voted(reply, [plan.matter for plan in plans], agreeing) for reply in sent]


def _voted(reply: Reply, matters: Iterable[Matter], agreeing: Mapping[str, set[Flat]]) -> Reply:
    mine = [matter for matter in matters if matter.scope.covers(_household(reply.home.flat))]
    if not mine or reply.form["who"][0] not in ("owner", "family"):
        return reply
    # In a stairwell that decides about a lift everybody who answers is the owner: it is talked about for weeks.
    alone = any(matter.scope.unit for matter in mine)
    if not alone and (reply.form["who"] == ["family"] or reply.channel is Channel.CALL):
        return replace(reply, form={**reply.form, VOTER: ["other"]})
    flat = reply.home.flat
    said = {matter.question.key: ["yes" if flat in agreeing[matter.key] else "no"] for matter in mine}
    channel = Channel.DOOR if reply.channel is Channel.CALL else reply.channel
    agreed = [matter.item for matter in mine if matter.item and flat in agreeing[matter.key]]
    form = {**reply.form, "who": ["owner"], VOTER: [MYSELF], **_ordering(reply, agreed), **said}
    return replace(reply, form=form, channel=channel)


def _ordering(reply: Reply, items: Iterable[str]) -> dict[str, list[str]]:
    """The wishes of a form with those of the items that it leaves out: whoever votes for a lift orders it."""
    wishes = [key for key in reply.form["wishes"] if key != "none"]
    missing = [item for item in items if item not in wishes]
    return {"wishes": [*wishes[: _ORDERED - len(missing)], *missing] or ["none"]}


def _agreeing(sent: Iterable[Reply], plan: PlannedVote) -> set[Flat]:
    """The highest of those who answer, so many that the planned part of them agrees."""
    owners = ("owner", "family")
    flats = {reply.home.flat for reply in sent if reply.form["who"][0] in owners}
    able = [flat for flat in flats if plan.matter.scope.covers(_household(flat))]
    able.sort(key=lambda flat: (flat.owner == MARKET, -flat.floor, flat.building, flat.unit, flat.room))
    return set(able[: -(-len(able) * plan.agreeing.numerator // plan.agreeing.denominator)]) - {
        flat for flat in able if flat.owner == MARKET
    }


def _household(flat: Flat) -> Household:
    return Household(0, flat.building, flat.unit, flat.floor, flat.room, flat.area, flat.owner, flat.kind, flat.source)
