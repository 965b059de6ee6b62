"""What is said of the sealed ledger."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.replay import Difference
from surveys.core.seal import Leaf
from surveys.core.verify import Flaw, Verified, Wrong
from surveys.words.replay import difference_words

ROWS: Mapping[Leaf, str] = {
    Leaf.BALLOT: "票（revisions）",
    Leaf.ACT: "台账（entries）",
    Leaf.CO_VOTE: "别的房主的票（co_votes）",
}


def refused_words(kind: Leaf, number: int) -> str:
    """A row that the sealer refused."""
    row = f"{ROWS[kind]}第{number}行没有本系统的印记，或者被改过"
    return f"没有封存：{row}。请运行 python3 run.py flask verify，并保管好数据库文件"


FLAWS: Mapping[Flaw, str] = {
    Flaw.UNMARKED: "没有本系统的印记，是绕过系统写进去的",
    Flaw.MARK: "印记不对，这一行被改过",
    Flaw.TWICE: "和另一条一模一样，是抄进去的",
    Flaw.LEAF: "内容和封存的不一样",
    Flaw.GONE: "封存过或者记过账，现在没有了",
    Flaw.PLACE: "顺序不对",
    Flaw.UNSEALED: "早该封存，没有封存",
    Flaw.ROOT: "校验点和封存的内容对不上",
    Flaw.HEADLESS: "封存的内容和最后的校验点对不上",
    Flaw.PRINTED: "和您手里的校验点对不上：印出来以后，有人改过",
    Flaw.COUNTS: "算数的不是最后该算的那一张",
    Flaw.GAP: "中间少了票，或者多了票",
    Flaw.WAITS: "待定的票和待定的记录对不上",
    Flaw.RULED: "待定票怎么定的，和台账对不上",
    Flaw.KEY: "回执密码对不上",
    Flaw.LINK: "二维码对不上",
    Flaw.CODE: "户码对不上",
    Flaw.LETTER: "作废的信和台账对不上",
    Flaw.ROSTER: "户册和开始前定下的不一样",
    Flaw.TERMS: "规则和开始前定下的不一样",
    Flaw.DOCUMENT: "内容和它的摘要对不上",
    Flaw.NOTICE: "公示过的内容和台账对不上",
    Flaw.WHERE: "小区或者轮次和台账上的不一样",
    Flaw.LEDGER: "和台账对不上",
    Flaw.NOWHERE: "它指着的那一行没有了",
    Flaw.UNREADABLE: "读不出来，被改坏了",
}


def wrong_words(found: Wrong) -> str:
    """One thing that is wrong."""
    if isinstance(found.told, Difference):
        return difference_words(found.told)
    of_poll = f"征询{found.poll} " if found.poll else ""
    return f"{of_poll}{found.table} {found.row}：{FLAWS[found.flaw]}"


def looked_words(looked: Verified, wrong: int) -> str:
    """What was looked at, and what came of it."""
    parts = [f"看了{looked.polls}个征询、{looked.ballots}张票、{looked.acts}条台账、{looked.heads}个校验点"]
    parts += [f"{looked.forgotten}张的内容到期删除了，只看印记"] if looked.forgotten else []
    parts += [f"{looked.open}行还没有封存"] if looked.open else []
    return "，".join(parts) + f"。对不上的：{wrong}处"
