"""What is said where the database can't be used: to a household, at the desk, and to whoever runs the computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.fault import Cause, StoreUnavailable
from surveys.words.advice import Advice
from surveys.words.language import N_

NOT_TAKEN = Advice(
    N_("还没有收到"),
    (
        N_("系统这会儿存不进东西，您填的还没有收到。"),
        N_("填的都在这一页里，先不要关。过一会儿点下面的按钮，再交一次。"),
    ),
)
NOT_KNOWN = Advice(
    N_("还不知道收到没有"),
    (
        N_("正在存的时候断了，不知道收到没有。"),
        N_("填的都在这一页里，先不要关。过一会儿点下面的按钮，再交一次：已经收到的，不会再记一遍。"),
    ),
)
NOT_SHOWN = Advice(N_("这一页暂时打不开"), (N_("系统这会儿读不到数据。过一会儿再打开一次。"),))
SEND_AGAIN, OPEN_AGAIN = N_("再交一次"), N_("再打开一次")


@dataclass(frozen=True, slots=True)
class CauseWords:
    """Why nothing was kept, for whoever works at the desk, and what is the matter and what to do, for whoever runs the
    computer."""

    desk: str
    operator: str


CAUSES: Mapping[Cause, CauseWords] = {
    Cause.FULL: CauseWords(
        "服务器的磁盘满了，存不进去。请管服务器的人清出空间，再点下面的按钮。",
        "磁盘满了，写不进去。清出空间（先看日志和旧的备份），再试一次。",
    ),
    Cause.READ_ONLY: CauseWords(
        "服务器上的数据现在只能看，不能写。请管服务器的人处理，再点下面的按钮。",
        "数据库不让写。看三样：数据库文件和它的文件夹是不是归运行它的用户；磁盘是不是变成了只读；"
        "PostgreSQL 是不是连到了备机，或者这个用户没有写的权限。",
    ),
    Cause.BUSY: CauseWords(
        "别的程序正占着数据，等了几秒没有等到。过一会儿点下面的按钮；一直这样，请管服务器的人看一看。",
        "数据库一直被占着。看看是不是有别的程序打开了它，或者有一个进程停住了；结束那个程序，再试一次。",
    ),
    Cause.GONE: CauseWords(
        "连不上数据库。过一会儿点下面的按钮；一直这样，请管服务器的人看一看。",
        "打不开数据库。看看 DIANDAN_DATABASE 写得对不对，文件还在不在；是 PostgreSQL 就看它开着没有。",
    ),
    Cause.DAMAGED: CauseWords(
        "数据库的文件坏了。不要再录，马上请管服务器的人处理。",
        "数据库文件坏了。停下服务，把整个 instance/ 文件夹另存一份，再用最近的备份恢复；不要删任何文件。",
    ),
    Cause.DISK: CauseWords(
        "服务器的磁盘读写出错。不要再录，马上请管服务器的人处理。",
        "磁盘读写出错。停下服务，把整个 instance/ 文件夹复制到另一块磁盘，查这块磁盘。",
    ),
    Cause.REPLACED: CauseWords(
        "服务器上的数据库被换掉了，存不进去。不要再录，马上请管服务器的人处理。",
        "开着的时候，数据库文件被换成了另一份、旧的一份，或者旁边的 -wal 被删了；什么都不再收。"
        "不要删任何文件：按 Ctrl-C 好好停下服务（不要强杀，已经收下的还能存进去），看 docs/backup.md“被换掉了”。",
    ),
}

_REASONS = {
    "password": "PostgreSQL 不认这个密码。看看 DIANDAN_DATABASE 里写的用户名和密码。",
    "role": "PostgreSQL 里没有这个用户，或者不让它从这里连。看看 DIANDAN_DATABASE 里写的用户名。",
    "database": "PostgreSQL 里没有这个库。先建好（createdb），或者改 DIANDAN_DATABASE 里写的库名。",
}


def fault_words(unavailable: StoreUnavailable) -> str:
    """What is the matter with the database and what to do about it, in one sentence for whoever runs the computer."""
    return _REASONS.get(unavailable.reason) or CAUSES[unavailable.cause].operator
