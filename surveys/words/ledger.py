"""The ledger in words: each line a sentence of who did what, and when, from what to what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from surveys.core.act import Act
from surveys.core.amendment import AmendmentKind, AmendmentRuling
from surveys.core.ballot import Capacity, Channel
from surveys.core.gates import Checkpoint, Decider, FindingStatus, Gate
from surveys.core.ledger import Committed, LedgerLine, Names, Said
from surveys.core.mandate import MandateKind
from surveys.core.print_run import PrintReason
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.second import Grave
from surveys.core.staff import Role
from surveys.core.waiting import WaitingReason, WaitingRuling
from surveys.words.account import ROLES
from surveys.words.act import ACTS_SAID, FIELDS_SAID, NOBODY, SUBJECTS_SAID
from surveys.words.amended import AMENDMENTS
from surveys.words.amendment import RULED, figures_words, home_change_words
from surveys.words.ballot import CAPACITIES, CHANNELS
from surveys.words.checkpoint import CHECKPOINTS
from surveys.words.co_owner import co_owner_words
from surveys.words.dates import day_in_year, time_words
from surveys.words.figure import area_words, money_words
from surveys.words.gates import DECIDERS, GATES, STATUSES
from surveys.words.letter import short_digest
from surveys.words.living import kind_words, source_words
from surveys.words.mandate import KINDS
from surveys.words.place import door_words
from surveys.words.print_run import REASONS as PRINT_REASONS
from surveys.words.waiting import RULINGS, WAITING

FORGOTTEN, KEPT_BACK, NOTHING = "已删除", "有记录，这里不显示", "没有"
_FLAGS = frozenset(
    {
        "answered",
        "followed",
        "touches",
        "adopted",
        "authenticator",
        "basic_first",
        "disabled",
        "final",
        "list",
        "password",
        "withdrawn",
    }
)
_DIGESTS = frozenset({"digest", "doors", "edition", "menu", "owner_number", "roster", "seen", "terms"})
_PEOPLE = frozenset({"asked_by", "confirmed_by", "decided_by", "entered_by", "invited_by", "username"})
_ASKS: Mapping[Grave, str] = {Grave.CLOSE: "提前截止", Grave.PUBLISH: "公示", Grave.FINALISE: "最终公示"}
_TABLES: Mapping[str, Callable[[str], str]] = {
    "amends": lambda text: AMENDMENTS[AmendmentKind(text)].told,
    "becomes": lambda text: "、".join(home_change_words(json.loads(text))),
    "figures": lambda text: "；".join(figures_words(json.loads(text))),
    "was": lambda text: "、".join(home_change_words(json.loads(text))),
    "ruled": lambda text: RULED[AmendmentRuling(text)],
    "channel": lambda text: CHANNELS[Channel(text)].way,
    "waits": lambda text: WAITING[WaitingReason(text)].why,
    "capacity": lambda text: CAPACITIES[Capacity(text)].short,
    "checkpoint": lambda text: CHECKPOINTS[Checkpoint(text)],
    "decider": lambda text: DECIDERS[Decider(text)],
    "area_source": lambda text: source_words(AreaSource(text)),
    "gate": lambda text: GATES[Gate(text)],
    "grave": lambda text: _ASKS[Grave(text)],
    "home_kind": lambda text: kind_words(UnitKind(text)),
    "kind": lambda text: KINDS[MandateKind(text)],
    "role": lambda text: ROLES[Role(text)].name,
    "ruling": lambda text: RULINGS[WaitingRuling(text)],
    "status": lambda text: STATUSES[FindingStatus(text)],
    "voter": co_owner_words,
}


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line as it is read."""

    when: str
    who: str
    username: str
    did: str
    where: str
    told: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        told = f"：{'；'.join(self.told)}" if self.told else ""
        return f"{self.when}，{self.who}{self.did}{f'（{self.where}）' if self.where else ''}{told}。"


def line_words(line: LedgerLine, names: Names, *, personal: bool) -> LineWords:
    """A line as it is read; personal values are shown to those who may see them, as long as they are kept."""
    return LineWords(
        when=time_words(line.at),
        who=_person(line.actor, names),
        username=line.actor,
        did=ACTS_SAID[line.act],
        where=_where(line, names),
        told=tuple(_told(line, names, personal)),
    )


def ledger_row(line: LedgerLine, names: Names, *, personal: bool) -> tuple[str | int | datetime, ...]:
    """A line as the cells of a row: its number, when, who by account and name, what, in which street, compound, poll and
    home, and what it says."""
    words = line_words(line, names, personal=personal)
    places = (names.places.get(f"street:{line.street}", ""), names.places.get(f"compound:{line.compound}", ""))
    asked = names.polls.get(line.poll or 0) or names.waves.get(line.wave or 0, "")
    return (
        *(line.id, line.at, line.actor, names.people.get(line.actor, NOBODY.get(line.actor, ""))),
        *(words.did, *places, asked, _home(line, names), "；".join(words.told)),
    )


def _person(username: str, names: Names) -> str:
    if username in names.people:
        return f"{names.people[username]}（{username}）"
    return NOBODY.get(username, username)


def _where(line: LedgerLine, names: Names) -> str:
    levels = (("compound", line.compound), ("community", line.community), ("street", line.street))
    place = next((names.places.get(f"{level}:{number}", "") for level, number in levels if number), "")
    asked = names.polls.get(line.poll or 0) or names.waves.get(line.wave or 0, "")
    return "，".join(part for part in (place, asked, _home(line, names)) if part)


def _home(line: LedgerLine, names: Names) -> str:
    home = names.homes.get(line.household or 0)
    return door_words(*home) if home else ""


_NAMED_ABOVE = ("household", "compound", "community", "street", "wave", "poll", "poll_id", "printed")


def _told(line: LedgerLine, names: Names, personal: bool) -> Iterator[str]:
    """What the entry carries: what is once said, then what was replaced."""
    told = {name for turn in line.turns for name in (f"{turn}_before", f"{turn}_after")}
    for name, value in line.said.items():
        if name not in told and name not in _NAMED_ABOVE and name in FIELDS_SAID:
            yield f"{_label(line, name)}：{_shown(line, name, value, names, personal)}"
    for name, (before, after) in line.turns.items():
        label, now = _label(line, name), _shown(line, name, after, names, personal)
        if before is None:
            if after not in (None, 0, "", "[]"):  # of something new, what it hasn't isn't said
                yield f"{label}：{now}"
            continue
        was = _shown(line, name, before, names, personal)
        yield f"{label}改了" if was == now else f"{label}从{was}改成{now}"


def _shown(line: LedgerLine, name: str, value: Said, names: Names, personal: bool) -> str:
    # Older releases entered personal values as they were: those are kept back as well.
    if isinstance(value, str) and not personal and line.row.is_personal(name):
        return KEPT_BACK
    return value_words(name, value, names, personal=personal)


def _label(line: LedgerLine, name: str) -> str:
    if name == "name" and "username" in line.said:
        return "姓名"
    return FIELDS_SAID[name]


def value_words(name: str, value: Said, names: Names, *, personal: bool) -> str:
    """One value of a field as it is read."""
    if isinstance(value, Committed):
        if value.forgotten:
            return FORGOTTEN
        return value_words(name, value.value, names, personal=personal) if personal else KEPT_BACK
    if value is None or value == "":
        return NOTHING
    if name in _FLAGS:
        return "是" if value else "否"
    if isinstance(value, int):
        return _number(name, value, names)
    try:
        return _text(name, value, names)
    except ValueError:  # an older release wrote it otherwise
        return f"“{value}”"


def _number(name: str, value: int, names: Names) -> str:
    if name == "budget":
        return money_words(value)
    if name == "floor_area":
        return area_words(value)
    if name == "belongs_to":
        return names.places.get(f"community:{value}", str(value))
    return str(value)


def _text(name: str, value: str, names: Names) -> str:
    if name in _TABLES:
        return _TABLES[name](value)
    if name == "reason" and value in set(PrintReason):
        return PRINT_REASONS[PrintReason(value)]
    if name in _DIGESTS:
        return short_digest(value)
    if name in _PEOPLE:
        return _person(value, names)
    if name in ("rules", "matters", "evidence", "undelivered"):
        return _list(name, value)
    if name in ("door", "home", "homes"):
        return _doors(value)
    if name == "place":
        return names.places.get(value, "全区" if value == "district" else value)
    if name == "about":
        return next((said for subject, said in SUBJECTS_SAID.items() if subject == value), value)
    if name in ("until", "valid_until") and len(value) == len("2026-11-23"):
        return day_in_year(date.fromisoformat(value))
    return time_words(datetime.fromisoformat(value)) if name.endswith("_at") else f"“{value}”"


def _doors(value: str) -> str:
    """Doors of the living roster, which has no numbers that stay: one, or a list of them."""
    found = json.loads(value)
    return "、".join(door_words(*door) for door in (found if found and isinstance(found[0], list) else [found]))


def _list(name: str, value: str) -> str:
    found = json.loads(value)
    if not found:
        return NOTHING
    if name == "undelivered":
        return f"{len(found)}户"
    texts = [one if isinstance(one, str) else str(one.get("name") or one.get("wording") or one.get("key")) for one in found]
    return "、".join(f"“{text}”" for text in texts)


ACT_CHOICES = tuple((act.value, ACTS_SAID[act]) for act in Act)
"""Every act with its words, to be chosen from."""
