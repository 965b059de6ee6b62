"""The smallest polls that show how answers are counted, as literals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from surveys.core.ballot import Answer, Ballot, Capacity, Channel
from surveys.core.menu import Item, Menu, Tier
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import AreaSource, Household, Roster, UnitKind
from surveys.core.rules import Bar, Instrument, Of, Rule, read_rules
from surveys.core.tally import Basis, Count, Tally, tally

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PRESETS = {rule.key: rule for rule in read_rules((ROOT / "surveys/editions/rules/presets.toml").read_text("utf-8"))}
START = datetime(2026, 11, 1, tzinfo=UTC)

EDITION = Edition(
    "e",
    "e",
    "",
    (
        Question(
            "consent",
            "single",
            "consent",
            QuestionRole.CONSENT,
            options=(Option("agree", "y", "yes"), Option("refuse", "n", "no"), Option("later", "a", "abstain")),
        ),
        Question("needs", "order", "needs", QuestionRole.ORDER),
        Question("lift", "scale", "lift", options=tuple(Option(str(n), str(n)) for n in range(1, 6))),
        Question("troubles", "multiple", "troubles", options=(Option("leak", "l"), Option("dark", "d"))),
        Question("years", "number", "years"),
        Question("more", "text", "more"),
    ),
)
MENU = Menu(
    "m",
    "m",
    3,
    (Tier("basic", "A"),),
    (Item("road", "R", "basic", must=True), Item("lift", "L", "basic"), Item("green", "G", "basic")),
)
WORDS = {"yes": "agree", "no": "refuse", "abstain": "later"}


def home(
    number: int,
    owner: str = "",
    area: int = 10000,
    *,
    building: str = "1",
    unit: str = "1",
    kind: UnitKind = UnitKind.HOME,
    source: AreaSource = AreaSource.REGISTER,
) -> Household:
    return Household(number, building, unit, 1, str(number), area, owner or f"owner {number}", kind, source)


def homes(count: int) -> Roster:
    return Roster(tuple(home(n) for n in range(1, count + 1)))


def vote(
    household: int,
    consent: str = "yes",
    capacity: Capacity = Capacity.OWNER,
    *,
    minute: int = 0,
    channel: Channel = Channel.PHONE,
    **answers: Answer,
) -> Ballot:
    given = {**({"consent": WORDS.get(consent, consent)} if consent else {}), **answers}
    return Ballot(household, capacity, given, channel, "e", "m", 1, START + timedelta(minutes=minute), f"r{household}")


def counted(roster: Roster, *ballots: Ballot, **options: object) -> Tally:
    return tally(roster, EDITION, MENU, ballots, **options)  # type: ignore[arg-type]


def rule(
    *bases: Basis, coverage: str = "", participation: str = "", consent: str = "", of: Of = Of.PARTICIPANTS, **more: object
) -> Rule:
    more.setdefault("instrument", Instrument.CONSULTATION)
    bars = {"coverage": bar(coverage), "participation": bar(participation), "consent": bar(consent)}
    return Rule("r", "r", "s", bases=bases or (Basis.HOUSEHOLDS,), of=of, **bars, **more)  # type: ignore[arg-type]


def bar(text: str) -> Bar | None:
    if not text:
        return None
    return Bar(Fraction(text.strip(">")), strict=text.startswith(">"))


def both(people: Count, area: Count) -> dict[Basis, Count]:
    return {Basis.OWNERS: people, Basis.AREA: area}
