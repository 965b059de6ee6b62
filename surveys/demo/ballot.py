"""The forms that the demo district's households send in: who answers, what they say, when and by which channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from surveys.core.ballot import Channel
from surveys.core.menu import Menu
from surveys.core.roster import UnitKind
from surveys.demo.names import MARKET
from surveys.demo.people import Home, Village
from surveys.demo.plots import Story, story
from surveys.demo.turnout import Goal
from surveys.demo.wishes import draw_level, order, order_fields

Form = dict[str, list[str]]

_CHANNELS = {Channel.PHONE: 72, Channel.PAPER: 17, Channel.DOOR: 9, Channel.CALL: 2}
_REVISED = 0.04
_REASONS = ("noise", "quality", "money", "unneeded", "demolition", "distrust")
_REMARKS = (
    "下雨天院里积水，老人孩子不好走。",
    "希望施工早点结束，晚上不要干活。",
    "车位先给本小区的人用。",
    "楼道灯也一起修一修。",
    "改好以后要有人管。",
    "请把结果贴在楼道里，大家都能看到。",
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One form as it came in."""

    home: Home
    form: Form
    channel: Channel
    at: datetime
    submission: str


def replies(village: Village, menu: Menu, turnout: Goal, days: tuple[datetime, int], rng: Random) -> list[Reply]:
    """Everything that came in from an estate, in the order of time; `days` are the first morning and how many days."""
    owners = _answering(village, turnout.answered, rng)
    consents = _consents(owners, turnout.yes, rng)
    orders = [order(village, home, menu, rng) for home in owners]
    if story(village.estate.plot.name) is Story.TIE:
        draw_level(orders, "parking", "plug")
    sent = []
    for home, consent, chosen in zip(owners, consents, orders, strict=True):
        form = _form(village, home, _owner(rng), consent, ordered=order_fields(chosen, menu, rng), rng=rng)
        reply = _reply(home, form, _moment(days, rng), rng)
        sent.append(reply)
        if rng.random() < _REVISED:
            sent.append(_earlier(reply, rng))
    tenants = [home for home in village.homes if home.let]
    for home in rng.sample(tenants, min(len(tenants), len(owners) // 16)):
        chosen = order(village, home, menu, rng)
        consent = rng.choices(("yes", "no", "abstain"), (6, 2, 2))[0]
        form = _form(village, home, _tenant(rng), consent, ordered=order_fields(chosen, menu, rng), rng=rng)
        sent.append(_reply(home, form, _moment(days, rng), rng))
    return sorted(sent, key=lambda reply: reply.at)


def _answering(village: Village, number: int, rng: Random) -> list[Home]:
    """Whose owners answer: the old and the top floors more readily, those who live elsewhere and the shops less."""
    market = [home for home in village.homes if home.flat.owner == MARKET]
    if story(village.estate.plot.name) is not Story.AREA:
        market = []

    def readiness(home: Home) -> float:
        leaning = 0.25 * home.old + 0.2 * home.under_the_roof - 0.35 * home.let
        return rng.random() + leaning - (0.2 if home.flat.kind is UnitKind.SHOP else 0.0)

    free = [h for h in village.homes if h.flat.kind in (UnitKind.HOME, UnitKind.SHOP) and h.flat.owner != MARKET]
    return market + sorted(free, key=readiness, reverse=True)[: number - len(market)]


def _consents(owners: Sequence[Home], yes: int, rng: Random) -> list[str]:
    """An answer to whether for each owner, `yes` of them agreeing."""

    def leaning(home: Home) -> float:
        liking = 0.4 * home.under_the_roof + 0.15 * home.old - 0.5 * home.built - 0.15 * home.ground
        return rng.random() + liking - (9.0 if home.flat.owner == MARKET else 0.0)

    ranked = sorted(range(len(owners)), key=lambda place: leaning(owners[place]), reverse=True)
    agreeing = set(ranked[:yes])
    answers = []
    for place, home in enumerate(owners):
        firmly = home.flat.owner == MARKET or rng.random() < 0.65
        answers.append("yes" if place in agreeing else "no" if firmly else "abstain")
    return answers


def _owner(rng: Random) -> str:
    return rng.choices(("owner", "family"), (4, 1))[0]


def _tenant(rng: Random) -> str:
    return rng.choices(("tenant", "other", "public"), (7, 2, 1))[0]


def _form(village: Village, home: Home, who: str, consent: str, *, ordered: Form, rng: Random) -> Form:
    form: Form = {"who": [who], "consent": [consent], **ordered}
    if consent == "no":
        form["reasons"] = rng.sample(_REASONS, rng.randint(1, 2))
    form["troubles"] = _troubles(village, home, rng)
    form["lift"] = [_lift(home, rng)]
    form["share"] = rng.choices(("zero", "to200", "to500", "to1000", "depends", "unsure"), (5, 4, 3, 1, 4, 2))
    if rng.random() < 0.9:
        form["people"] = [str(home.people)]
    if who in ("owner", "family"):
        building = ("remove", "discuss", "keep") if home.built else ("absent", "absent", "unsure")
        form["structures"] = rng.choices(building, (5, 4, 2))
        form["management"] = rng.choices(("company", "community", "owners", "same", "unsure"), (6, 3, 2, 1, 1))
    if rng.random() < 0.06:
        form["more"] = [rng.choice(_REMARKS)]
    return form


def _troubles(village: Village, home: Home, rng: Random) -> list[str]:
    felt = {trouble: badness * rng.random() for trouble, badness in village.bad.items()}
    felt["leaks"] *= 2.0 if home.under_the_roof else 0.2
    felt["parking"] *= 1.6 if home.car else 0.3
    felt["charging"] *= 1.4 if home.bike else 0.3
    felt["stairs"] = 0.25 * max(home.height - 2, 0) * rng.random()
    worst = sorted(felt, key=lambda trouble: felt[trouble], reverse=True)
    return [trouble for trouble in worst[:5] if felt[trouble] > 0.25] or ["none"]


def _lift(home: Home, rng: Random) -> str:
    if rng.random() < 0.04:
        return "unsure"
    if home.ground:
        return rng.choices(("1", "2", "3"), (7, 2, 1))[0]
    need = home.height + (1 if home.old else 0)
    return str(max(1, min(5, need - 1 + rng.choice((-1, 0, 0, 1)))))


def _moment(days: tuple[datetime, int], rng: Random) -> datetime:
    """A moment between seven in the morning and nine in the evening; the first days are the busiest."""
    first, number = days
    day = min(int(rng.expovariate(2.5 / number)), number - 1)
    return first + timedelta(days=day, seconds=rng.randrange(7 * 3600, 21 * 3600))


def _earlier(reply: Reply, rng: Random) -> Reply:
    """What the household had sent before it made up its mind."""
    undecided = {key: values for key, values in reply.form.items() if key != "reasons"} | {"consent": ["abstain"]}
    at = reply.at - timedelta(minutes=rng.randrange(4, 50))
    return replace(reply, form=undecided, at=at, submission=_submission(rng))


def _submission(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _reply(home: Home, form: Form, at: datetime, rng: Random) -> Reply:
    channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    return Reply(home, form, channel, at, _submission(rng))
