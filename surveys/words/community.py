"""Who asks: by name and telephone, where and when to be met, and what of it stands on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from surveys.core.errors import Problem
from surveys.core.place import Community, Compound
from surveys.words.advice import mending
from surveys.words.site import SITES

COMMITTEE = "社区居委会"
"""What whoever asks is called where no name is known; names stay Chinese in every language."""
IN_THE_COMPOUND = "小区里"
"""Where results hang, as long as nobody has said where."""
_EXTENSION = re.compile(r"转")
OWNERS_SEAL = "业主委员会（章）"
FIELDS_SAID = {
    "name": "名称",
    "phone": "电话",
    "address": "地址",
    "hours": "上班时间",
    "person": "联系人",
    "posting": "张贴处",
    "seals": "盖章的单位",
}
"""What the fields of a community are called."""
COMMUNITIES = {
    **SITES,
    "empty": "{field}不能空着",
    "taken": "“{value}”已经有了，换一个",
    "line_too_long": "{field}最多写{most}个字",
    "seals_too_many": "盖章的单位最多写{most}个",
    "phone_of_office_unreadable": "“{value}”不像电话号码，写成例如0571-12345678，分机写“转801”",
    "compound_in_another_street": "{value}不在这个社区的镇街里",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the street, the committee of the community, how to call it, where and when to meet whom, where results hang
    and who seals papers. What isn't known is empty, but for the last two."""

    street: str = ""
    committee: str = COMMITTEE
    phone: str = ""
    address: str = ""
    hours: str = ""
    person: str = ""
    posting: str = IN_THE_COMPOUND
    seals: tuple[str, ...] = (OWNERS_SEAL, f"{COMMITTEE}（章）", "镇街（章）")


UNNAMED = Asker()
"""Whoever asks where nothing is known of them."""


def community_words(community: Community) -> str:
    """The committee's name: 春风里社区居委会, however much of it was typed."""
    name = community.name
    if name.endswith(("委会", "委员会")):
        return name
    return f"{name}居委会" if name.endswith("社区") else f"{name}社区居委会"


def street_office(street: str) -> str:
    """The office of a street or a town, as it signs: 望春街道办事处."""
    return f"{street}办事处" if street.endswith("街道") else f"{street}人民政府" if street.endswith(("镇", "乡")) else street


def asker(compound: Compound, phone: str) -> Asker:
    """Who asks in a compound; without a community nobody is named, and the installation's `phone` is the one to call."""
    if compound.community is None:
        return Asker(compound.street.name, COMMITTEE, phone)
    known = compound.community
    return Asker(
        street=compound.street.name,
        committee=community_words(known),
        phone=known.phone or phone,
        address=known.address,
        hours=known.hours,
        person=known.person,
        posting=known.posting or UNNAMED.posting,
        seals=tuple(map(_seal, known.seals)) or UNNAMED.seals,
    )


def _seal(name: str) -> str:
    """The name beside a seal: 街道办事处（章）, whether or not its end was typed."""
    return name if name.endswith(("章", "章）", "章)")) else f"{name}（章）"


def community_facts(one: Community) -> tuple[tuple[str, str], ...]:
    """What else a community says of itself than its name and telephone, each with its label; nothing that is empty."""
    said = {field: getattr(one, field) for field in ("address", "hours", "person", "posting")}
    return tuple((FIELDS_SAID[field], text) for field, text in {**said, "seals": "、".join(one.seals)}.items() if text)


def where_to_go(asks: Asker) -> tuple[str, ...]:
    """Where and when somebody is there and whom to ask for; nothing of what isn't known."""
    said = (("地址", asks.address), ("时间", asks.hours), ("找", asks.person))
    return tuple(f"{label}：{text}" for label, text in said if text)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What the papers of some compounds say of who asks: one community's, or with none named those without; `missing` names
    the fields that are empty."""

    community: Community | None
    asks: Asker
    compounds: tuple[str, ...]
    missing: tuple[str, ...]


def on_paper(compounds: Iterable[Compound], phone: str) -> tuple[OnPaper, ...]:
    """What the papers of these compounds will say, once for each community."""
    by_community: dict[Community | None, list[Compound]] = {}
    for compound in compounds:
        by_community.setdefault(compound.community, []).append(compound)
    return tuple(_on_paper(known, theirs, phone) for known, theirs in by_community.items())


def _on_paper(known: Community | None, theirs: list[Compound], phone: str) -> OnPaper:
    asks = asker(theirs[0], phone)
    fields = ("address", "hours", "person", "posting", "seals") if known else ("address", "hours", "person", "posting")
    empty = [FIELDS_SAID[field] for field in fields if not (known and getattr(known, field))]
    missing = [*([] if asks.phone else [FIELDS_SAID["phone"]]), *empty]
    return OnPaper(known, asks, tuple(compound.name for compound in theirs), tuple(missing))


def community_problem_words(problem: Problem) -> str:
    """What is wrong with what was typed of a community."""
    field = FIELDS_SAID.get(problem.field, problem.field)
    return mending(COMMUNITIES, replace(problem, detail={**problem.detail, "field": field}))


def dialled(phone: str) -> str:
    """A telephone number as a `tel:` link dials it; what is to be dialled once it answers comes after a pause."""
    number, *inside = (re.sub(r"[^0-9+]", "", part) for part in _EXTENSION.split(phone))
    return ",".join([number, *inside])
