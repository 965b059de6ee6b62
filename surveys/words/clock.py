"""What is said while the machine's clock is behind what was done already: to residents, at the desk, to whoever runs it."""

from __future__ import annotations

from datetime import datetime

from surveys.core.place import CHINA
from surveys.words.advice import Advice
from surveys.words.language import N_

CLOCK_BEHIND = Advice(
    N_("现在交不了"),
    (
        N_("服务器的时间错了，比已经记下的时间还早。"),
        N_("刚才这份没有存。过一会儿再交；着急就打入户信上的电话。"),
    ),
)
AT_THE_DESK = (
    "服务器的时间错了，比已经记下的时间还早：现在什么都存不了。"
    "请马上告诉管机器的人：校准时间，或者在机器上运行 python3 run.py flask clock。"
)
FOR_THE_OPERATOR = (
    "机器的时间是{at}，可是{newest}已经有记录。时间改好以前什么都不收。"
    "先校准时间；时间确实没错，就运行 python3 run.py flask clock --accept --reason 原因"
)


def second(at: datetime) -> str:
    """A moment to the second, in the compound's zone."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def clock_words(at: datetime, newest: datetime) -> str:
    """What whoever runs the machine has to know and to do."""
    return FOR_THE_OPERATOR.format(at=second(at), newest=second(newest))
