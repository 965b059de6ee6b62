"""Posters (海报): A3 for the compound's board, and one for each of its stairwells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from surveys.core.errors import NotAllowed
from surveys.core.paper import PaperSize, Printable
from surveys.core.print_run import HANDED_OUT
from surveys.core.site import ReachedFrom, reach
from surveys.core.staff import Right
from surveys.paper.line import Lines, fitted, largest
from surveys.paper.qr import qr
from surveys.paper.row import PaperDraft, PaperRow, PaperWanted, result_address
from surveys.services.print_run import print_desk
from surveys.words.community import asker
from surveys.words.dates import date_words
from surveys.words.place import building_words, unit_words
from surveys.words.poster import PosterWords, poster_words

TEMPLATE = "paper/poster.typ"
_TEXT, _CODE, _BOX, _BESIDE = 261_00, 120_00, 245_00, 131_00


@dataclass(frozen=True, slots=True)
class PosterFacts:
    """What posters are made of: `address` is the compound's page, `places` are where they hang, one poster for each; none is
    one for the whole compound."""

    words: PosterWords
    address: str
    places: tuple[str, ...] = ()


def _poster_facts(asked: PaperWanted) -> PosterFacts:
    if reach(asked.site) is ReachedFrom.MACHINE:
        raise NotAllowed("paper_no_site")
    words = poster_words(asked.poll, asker(asked.poll.compound, asked.phone), asked.poll.state(asked.now))
    return PosterFacts(words, result_address(asked.site, asked.poll.id))


def _stairwell_facts(asked: PaperWanted) -> PosterFacts:
    found = _poster_facts(asked)
    desk = print_desk(asked.session, asked.scope, asked.poll.id, now=asked.now)
    doors = dict.fromkeys(step.household.entrance for step in desk.doorsteps)
    places = tuple(" ".join(filter(None, (building_words(door.building), unit_words(door.unit)))) for door in doors)
    return PosterFacts(found.words, found.address, places)


def _poster_draft(facts: PosterFacts, at: datetime) -> PaperDraft:
    words = facts.words
    data = {
        "words": asdict(words),
        "dated": date_words(at),
        "qr": asdict(qr(facts.address)),
        "letterhead": asdict(_letterhead(words.sender)),
        "compound": asdict(fitted(words.compound, (44, 38, 32, 28, 24), _TEXT)),
        "wave": asdict(fitted(words.wave, (20, 18, 16, 14, 12), _TEXT)),
        "address": asdict(fitted(facts.address.removeprefix("https://"), (20, 18, 16, 14, 12, 10), _CODE)),
        "phone": largest(words.phone, (48, 44, 40, 36, 32, 28), _BOX),
        "phone_of": largest(words.phone_of, (26, 24, 22, 20, 18), _BOX),
        "visit": [asdict(fitted(line, (20, 18, 16, 14), _BOX)) for line in words.visit],
        "places": [asdict(fitted(f"{words.hangs}：{place}", (30, 26, 22, 18, 16, 14), _TEXT)) for place in facts.places],
    }
    return PaperDraft(TEMPLATE, data)


def _letterhead(sender: Sequence[str]) -> Lines:
    """Both names beside each other where they are short."""
    beside = fitted("　".join(sender), (30, 28, 26, 24, 22), _TEXT)
    if len(beside.lines) == 1:
        return beside
    return Lines(tuple(sender), min(largest(name, (22, 20, 18, 16), _TEXT) for name in sender))


def _poster_pages(facts: PosterFacts) -> int:
    return max(1, len(facts.places))


POSTER_ROW = PaperRow(
    printable=Printable("poster", "海报", HANDED_OUT, Right.LETTERS, exact=False),
    purpose="贴在小区门口和公告栏：截止时间、电话、本小区的二维码。",
    size=PaperSize.A3,
    landscape=False,
    pages=_poster_pages,
    gather=_poster_facts,
    draw=_poster_draft,
    conditional=True,
)
STAIRWELLS_ROW = PaperRow(
    printable=Printable("stairwell-posters", "楼道海报", HANDED_OUT, Right.LETTERS, exact=False),
    purpose="贴在楼道里，一个楼道一张，写着贴在哪里，拿去分发不会乱。",
    size=PaperSize.A3,
    landscape=False,
    pages=_poster_pages,
    gather=_stairwell_facts,
    draw=_poster_draft,
    conditional=True,
)
