"""Checkpoints (校验点) in words: what they are for, and what became of two that somebody kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from surveys.core.seal import SHORT, TreeHead
from surveys.services.tree_head import HeadsCompared, HeadStanding
from surveys.words.dates import date_words
from surveys.words.language import N_, _

WHAT_FOR = N_(
    "收到的回答一批一批封进一本账，只能往后添。账封到第几条、封成什么样，缩成一串字，叫校验点。拍下来留着，以后可以核对：前面的哪一条改了、少了，就对不上。"
)
_KEPT: Mapping[HeadStanding, str] = {
    HeadStanding.CONTINUES: N_("接得上：从%(before)s条到%(size)s条，前面的一条没改、一条没少。"),
    HeadStanding.SAME: N_("是同一个校验点，对得上。"),
    HeadStanding.UNREAD: N_("第%(n)s个看不懂。照着写条数和后面的16个字，像：62条 1a2b 3c4d 5e6f 7a8b"),
    HeadStanding.UNKNOWN: N_("第%(n)s个的条数，这里没有公布过。先看抄对了没有；抄对了，把拍的照片交给镇街和监票人。"),
    HeadStanding.DIFFERS: N_("第%(n)s个和账本对不上。先看抄对了没有；抄对了，就是账本改过，把拍的照片交给镇街和监票人。"),
}


def root_words(root: str) -> str:
    """The beginning of a root in groups of four, for comparing by eye."""
    return " ".join(root[n : n + 4] for n in range(0, SHORT, 4))


def typed_words(head: str) -> str:
    """A checkpoint as it is printed, from how it is typed; empty where there is none."""
    size, _colon, root = head.partition(":")
    return _("%(n)s条", n=size) + " " + root_words(root) if root else ""


def head_words(head: TreeHead) -> str:
    """A checkpoint as it is shown."""
    return typed_words(f"{head.size}:{head.root}")


def day_of_head(at: datetime) -> str:
    """The day of a checkpoint; its hour would tell when a door answered."""
    return date_words(at)


def kept_words(found: HeadsCompared) -> str:
    """What became of two checkpoints."""
    return _(_KEPT[found.kept], n=found.wrong, before=found.sizes[0], size=found.sizes[1])
