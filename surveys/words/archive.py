"""What lies in a poll's archive (归档包), said for whoever opens it years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.words.dates import time_words
from surveys.words.table import Made

SHEET, LISTING, TURNOUT, OBJECTIONS = "汇总表.pdf", "改造清单.xlsx", "参与情况.xlsx", "异议和答复.xlsx"
PUBLIC, RECOUNT, DIGESTS, ABOUT = "公开的计票包.zip", "recount.py", "校验.txt", "说明.txt"
DOCUMENTS: Mapping[str, str] = {"terms": "认定规则和条件.json", "edition": "问卷.json", "menu": "改造菜单.json"}
_ABOUT: Mapping[str, str] = {
    SHEET: "汇总表，供内部审核，不张贴",
    LISTING: "改造清单的准数，供内部审核，不张贴",
    TURNOUT: "还没答的户和各楼参与，只写有没有答，不写怎么选",
    OBJECTIONS: "提过的异议和答复，写着谁提的",
    PUBLIC: "公开的计票包，公示的结果页上也能下载",
    RECOUNT: "核对计票包的程序：装有Python 3.8以上的电脑，运行 python3 recount.py 公开的计票包.zip",
    DOCUMENTS["terms"]: "打开征询时定下的规则和条件，它的校验码就是纸上印的规则摘要",
    DOCUMENTS["edition"]: "当时问的问卷",
    DOCUMENTS["menu"]: "当时的改造菜单",
    DIGESTS: "每个文件的校验码（SHA-256），看有没有被改过",
}


def notice_name(number: int, *, final: bool) -> str:
    """The file of a notice as it hung."""
    return f"公示/第{number}次公示{'（最终）' if final else ''}.pdf"


def change_name(number: int) -> str:
    """The file of what was posted when the poll was changed."""
    return f"通知/第{number}次通知.pdf"


def archive_words(made: Made, names: Iterable[str]) -> str:
    """What the archive is and what each of its files is, for a Windows text editor."""
    lines = [made.title, "", *(f"{label}：{text}" for label, text in made.about)]
    lines += [f"什么时候做的：{time_words(made.at)}", f"谁做的：{made.by}", "", "里面有："]
    lines += [f"{name}：{_ABOUT.get(name) or _posted(name)}" for name in names]
    lines += [
        "",
        "里面没有：户册、户码、电话、每一户怎么选、居民在问卷里写的话。每一户的票在给监票人的计票包里，另外给，另外记台账。",
    ]
    return "\r\n".join(lines) + "\r\n"


def _posted(name: str) -> str:
    return "张贴过的公示，和当时一个字不差" if name.startswith("公示/") else "张贴过的通知（延期、暂停、继续、提前截止）"
