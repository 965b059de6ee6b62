"""Paper questionnaires: what they ask, the batches that they are printed in, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.core.matter import Matter
from surveys.core.menu import Item, Menu
from surveys.core.paper_form import FormLayout
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition
from surveys.core.roster import Entrance


@dataclass(frozen=True)
class FormAsked:
    """What a paper questionnaire of an opened poll asks: `edition` with the `matters` in it, the `items` that may be ordered
    and those `given` in any case. `blank` is one that anybody may fill in, which asks all that anybody is asked."""

    poll: Poll
    edition: Edition
    menu: Menu
    items: tuple[Item, ...]
    given: tuple[Item, ...]
    matters: tuple[Matter, ...]
    homes_by_entrance: Mapping[Entrance, int]
    blank: bool = False

    @cached_property
    def homes(self) -> int:
        """How many households the poll asks."""
        return sum(self.homes_by_entrance.values())

    def homes_for(self, item: Item) -> int:
        """How many households an item is for."""
        if not item.is_local:
            return self.homes
        return sum(homes for entrance, homes in self.homes_by_entrance.items() if item.concerns(entrance))

    @property
    def edition_digest(self) -> str:
        """The digest of the questionnaire as it was sent out, without the matters of this poll."""
        return self.poll.terms.edition if self.poll.terms else self.edition.digest


@dataclass(frozen=True, slots=True)
class FormSides:
    """The sides that the forms of a batch share, as PDF, and where their boxes stand."""

    content: bytes
    layout: FormLayout


@dataclass(frozen=True, slots=True)
class NumberedForm:
    """One form as it is printed: its number, and the door that it goes to; none on a blank one."""

    number: str
    building: str = ""
    unit: str = ""
    room: str = ""
