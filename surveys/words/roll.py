"""The roll of who answered, in words."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.services.roll import RollDoubt, RollLine
from surveys.words.ballot import CHANNELS
from surveys.words.dates import day_in_year
from surveys.words.language import N_, _
from surveys.words.place import door_words

DOUBTS: Mapping[RollDoubt, str] = {
    RollDoubt.CAME: N_("这一户交了，名册写没交"),
    RollDoubt.NEVER: N_("这一户没交，名册写交了"),
    RollDoubt.OTHERWISE: N_("怎么交的、哪天交的，写得不对"),
}
ON_THE_LETTER = "公示期里按门牌公布哪家交了、哪天交的，期满收起。"
"""What letters and posters say where the rules have the roll posted."""


def roll_line_words(line: RollLine) -> tuple[str, str]:
    """A home's door, and whether, how and on which day its owner answered."""
    at = line.home
    door = door_words(at.building, at.unit, at.room)
    if line.channel is None or line.day is None:
        return door, _("没有交")
    return door, _("交了，%(way)s，%(day)s", way=_(CHANNELS[line.channel].came), day=day_in_year(line.day))
