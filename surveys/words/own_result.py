"""A household's own part of a published result: what its building ordered, and where its ballot is counted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.priorities import Status
from surveys.core.questionnaire import Consent, Edition, QuestionRole
from surveys.core.roster import UnitKind
from surveys.services.ballot import AnswerPage
from surveys.words.ballot import CAPACITIES
from surveys.words.figure import percent_words
from surveys.words.language import N_, _, counted
from surveys.words.place import building_words
from surveys.words.result import ENTERED

Document = Mapping[str, Any]
_FAVOURITES = 3
_CHOICES = {Consent.YES: N_("同意"), Consent.NO: N_("不同意"), Consent.ABSTAIN: N_("暂不表态")}


@dataclass(frozen=True, slots=True)
class Compared:
    """One item in one building beside the compound: households that ordered it, of those that answered."""

    name: str
    here: str
    there: str
    part: int
    whole: int
    all_part: int
    all_whole: int


@dataclass(frozen=True, slots=True)
class BuildingWords:
    """What one building ordered; `items` is empty where its numbers are too small to be shown."""

    building: str
    name: str
    told: str
    items: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class BallotWords:
    """Where one ballot is counted, line by line; `found` tells whether its receipt stands in the posted list."""

    whose: str
    receipt: str
    found: bool
    lines: tuple[str, ...]


def buildings_of(document: Document) -> tuple[str, ...]:
    """The buildings of the compound in door order."""
    return tuple(row["building"] for row in document["buildings"])


def building_result(document: Document, building: str) -> BuildingWords:
    """What a building ordered beside the whole compound, most wanted there first."""
    lines = {line["item"]: line for line in document["list"]["lines"]}
    parts = [
        (part["support"], part["answered"], lines[key])
        for key, parts in (document["orders"] or {}).items()
        for part in parts
        if part["building"] == building
    ]
    here = [part for part in parts if part[0] is not None and part[2]["support"] is not None]
    here.sort(key=lambda row: (-row[0], row[2]["rank"]))
    answered = next((row["answered"] for row in document["buildings"] if row["building"] == building), 0)
    return BuildingWords(
        building=building,
        name=building_words(building),
        told=_told(here, sum(part not in here and part[2]["support"] != 0 for part in parts), answered),
        items=tuple(_compared(*row) for row in here if row[0]),
    )


def _told(here: Sequence[tuple[int, int, Document]], hidden: int, answered: int) -> str:
    households = counted("%(n)s户", answered)
    wanted = [_(line["name"]) for support, _answered, line in here if support][:_FAVOURITES]
    if not wanted and not hidden:
        return _("这栋楼%(households)s答了，没有点单。", households=households)
    if not wanted:
        return _("这栋楼%(households)s答了。各项的户数不公布，免得看出哪家怎么选。", households=households)
    told = {"households": households, "items": _("、").join(wanted)}
    if not hidden:
        return _("这栋楼%(households)s答了，点得最多的是%(items)s。", **told)
    # The hidden ones may well be the most wanted.
    return _(
        "这栋楼%(households)s答了。另有%(hidden)s项的户数不公布，免得看出哪家怎么选；其余的里，点得最多的是%(items)s。",
        hidden=hidden,
        **told,
    )


def _compared(part: int, whole: int, line: Document) -> Compared:
    all_part, all_whole = line["support"], line["answered"]
    return Compared(
        name=_(line["name"]),
        here=_share(part, whole),
        there=_share(all_part, all_whole),
        part=part,
        whole=whole,
        all_part=all_part,
        all_whole=all_whole,
    )


def _share(part: int, whole: int) -> str:
    return _("%(percent)s（%(part)s/%(whole)s）", percent=percent_words(part, whole), part=part, whole=whole)


def ballot_result(document: Document, page: AnswerPage, ballot: Ballot) -> BallotWords:
    """Where a household's ballot is counted in what was posted."""
    receipts: list[str] = document["receipts"][ballot.capacity.value]
    place = bisect_left(receipts, ballot.receipt)
    found = place < len(receipts) and receipts[place] == ballot.receipt
    return BallotWords(
        whose=_(CAPACITIES[ballot.capacity][0]),
        receipt=ballot.receipt,
        found=found,
        lines=tuple(_lines(document, page, ballot, place + 1 if found else 0)),
    )


def _lines(document: Document, page: AnswerPage, ballot: Ballot, place: int) -> Iterator[str]:
    receipts = len(document["receipts"][ballot.capacity.value])
    if page.household.kind is UnitKind.PARKING:
        yield _("车位不单独算一户，所以不在回执号名单里。")
        return
    if not place:
        yield _("公示的回执号名单里没有这个号。请告诉社区居委会。")
        return
    yield _("回执号在公示的名单里，第%(place)s个，一共%(all)s个。", place=place, all=receipts)
    if ballot.capacity is Capacity.OWNER:
        yield _consent(document, page.edition, ballot.answers)
        yield _ordered(document, page, ballot)
    else:
        yield _("住户的意见单独统计，不算票，您家算在这%(all)s份意见里。", all=receipts)


def _consent(document: Document, edition: Edition, answers: Answers) -> str:
    question = edition.with_role(QuestionRole.CONSENT)
    chosen = answers.get(question.key) if question else None
    option = next((option for option in question.options if option.key == chosen), None) if question else None
    if option is None or not option.counts:
        return _("您家没有答改不改，算参加了，不算同意，也不算不同意。")
    where = {"answer": _(option.label), "choice": _(_CHOICES[Consent(option.counts)])}
    votes = document["votes"]["households"][option.counts]
    return counted("改不改：您家答“%(answer)s”，算在%(choice)s的%(n)s户里。", votes, **where)


def ordered_items(page: AnswerPage, ballot: Ballot) -> frozenset[str]:
    """The keys of the items that a ballot ordered."""
    question = page.edition.with_role(QuestionRole.ORDER)
    chosen = ballot.answers.get(question.key, ()) if question else ()
    return frozenset(chosen) if isinstance(chosen, tuple) else frozenset()


def _ordered(document: Document, page: AnswerPage, ballot: Ballot) -> str:
    voted = {line["item"]: Status(line["status"]) for line in document["list"]["lines"] if line["rank"] is not None}
    found = [item for item in page.menu.items if item.key in ordered_items(page, ballot) & voted.keys()]
    if not found:
        return _("改哪里：您家没有点单。")
    told = {
        "names": _("、").join(_(item.name) for item in found),
        "listed": sum(voted[item.key] in ENTERED for item in found),
    }
    return counted("改哪里：您家点了%(names)s，一共%(n)s项，都算在点单的户数里；其中%(listed)s项列入。", len(found), **told)
