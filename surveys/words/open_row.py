"""A home's own rows in words: what each is about, and what it says."""

from __future__ import annotations

from typing import NamedTuple

from surveys.core.canonical import canonical
from surveys.core.menu import Menu
from surveys.core.open_row import BLANK, Said
from surveys.core.questionnaire import Consent, Edition
from surveys.services.open_row import OwnRow
from surveys.words.ballot import PLACES, option_names
from surveys.words.language import N_, _

_STANDS = {
    Consent.YES.value: N_("同意"),
    Consent.NO.value: N_("不同意"),
    Consent.ABSTAIN.value: N_("弃权"),
    BLANK: N_("没有答"),
}


class RowWords(NamedTuple):
    """One row: the question, what it says, its name in the list, how it stands there, and what its commitment binds to."""

    about: str
    says: str
    name: str
    stands: str
    agrees: bool
    said: str


def own_row_words(row: OwnRow, edition: Edition, menu: Menu) -> RowWords:
    """One of a home's own rows; what it says is what the ballot says."""
    stands, unit = _("公开，一样") if row.opened else _("封着，一样"), row.unit
    stands = stands if row.agrees else _("名单里没有，或者不一样")
    about = _about(unit.question, unit.part, edition, menu)
    return RowWords(about, _says(unit.question, row.said, edition, menu), row.name, stands, row.agrees, _written(row.said))


def _written(said: Said) -> str:
    return canonical(said).decode()


def _about(question: str, part: str, edition: Edition, menu: Menu) -> str:
    key, _dot, place = question.partition(".")
    asked = edition.by_key.get(key)
    label = _(asked.label) if asked else _("共同决定的事")
    if place.isdecimal():
        return _("%(question)s：%(part)s", question=label, part=_(PLACES[int(place) - 1]))
    names = {**{item.key: item.name for item in menu.items}, **(option_names(asked, menu) if asked else {})}
    name = names.get(part, part)
    if place:
        return _("%(question)s：%(part)s", question=_("怎么做"), part=name)
    return _("%(question)s：%(part)s", question=label, part=name) if part else label


def _says(question: str, said: Said, edition: Edition, menu: Menu) -> str:
    if isinstance(said, int):
        return {1: _("选了"), 0: _("没选")}.get(said, str(said))
    asked = edition.by_key.get(question.partition(".")[0])
    names = option_names(asked, menu) if asked else {}
    ways = {way.key: way.name for item in menu.items for way in item.alternatives}
    return _(_STANDS[said]) if said in _STANDS else names.get(said) or ways.get(said) or said or _("没有答")
