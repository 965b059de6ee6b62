"""Lines as the person at the terminal reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
LEVELS = {"debug": "细节", "info": "消息", "warning": "注意", "error": "出错", "critical": "出错"}
EVENTS = {
    "fault": "处理请求时出错",
    "failed": "没有办成",
    "refused": "请求没有受理",
    "slow": "请求很慢",
    "crashed": "程序没有接住的错误",
    "unraisable": "收尾时出错",
    "library": "程序库的消息",
    "dropped": "消息太多，没有全写",
    "command": "运行了命令",
    "command_failed": "命令没有做完",
    "started": "开始服务",
    "errand_failed": "定时的事没有做成",
    "signed_in": "登录工作台",
    "sign_in_refused": "登录没有成功",
    "signed_out": "退出工作台",
    "backup": "做了备份",
    "replaced": "数据库被换掉了，什么都不再收",
    "restored": "恢复了备份",
    "forgot": "删去了到期的内容",
}
_SAID = ("by", "what", "act", "said", "method", "route", "status", "kind", "cause", "place")
AUDIENCES = {"public": "公开页", "household": "住户页", "account": "工作台", "staff": "工作台"}


def spoken(line: Mapping[str, Any]) -> str:
    """One line in words."""
    at = datetime.fromisoformat(line["at"]).astimezone(CHINA)
    name = str(line.get("event", ""))
    parts = [f"{at:%m-%d %H:%M:%S}", LEVELS.get(str(line.get("level")), "消息"), EVENTS.get(name, name)]
    if again := line.get("again"):
        parts.append(f"（一分钟里又有{again}次）")
    if count := line.get("count"):
        parts.append(f"（{count}条）")
    parts += [str(line[key]) for key in _SAID if key in line]
    if "ms" in line:
        parts.append(f"{line['ms']}毫秒")
    if who := AUDIENCES.get(str(line.get("audience"))):
        parts.append(who)
    if "id" in line:
        parts.append(f"编号 {line['id']}")
    return " ".join(parts)
