"""What is said of a service that isn't ready, to whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.fault import Cause
from surveys.words.fault import CAUSES

_SAID: Mapping[str, str] = {
    "full": "磁盘快满了，剩下的不到100 MB。清出空间（先看日志和旧的备份）。",
    "files": "磁盘上不能再建文件了。清掉不用的文件。",
    "missing": "放数据的文件夹不在了。看看磁盘挂上没有。",
    "empty": "数据库是空的。运行 python3 run.py flask prepare。",
    "older": "数据库是旧版本的。停下服务，运行 python3 run.py flask prepare，再打开服务。",
    "newer": "数据库是更新的版本写的，这个版本的程序读不懂。换成新版本的程序；不要用旧程序写它。",
    "foreign": "这个数据库里的表不是居民点单的。看看 DIANDAN_DATABASE 写得对不对。",
    "hasty": "PostgreSQL 的 synchronous_commit 关着：断电会丢掉已经给了回执的票。改成 on，再打开服务。",
    "behind": "这台机器的时钟比最近一次操作还早。先把时钟对准，再打开服务。",
}


def readiness_words(trouble: str) -> str:
    """What is the matter and what to do, in one sentence for whoever runs the computer."""
    return _SAID.get(trouble) or CAUSES[Cause(trouble)].operator
