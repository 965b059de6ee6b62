"""Print runs as the desk, the command line and the letters themselves tell of them."""

from __future__ import annotations

from surveys.core.errors import Problem
from surveys.core.print_run import PrintReason, PrintRun
from surveys.words.advice import mending
from surveys.words.dates import time_words
from surveys.words.place import building_words, unit_words
from surveys.words.site import SITES

REASONS = {
    PrintReason.FIRST: "第一次印",
    PrintReason.SPOILT: "没印好、弄坏了",
    PrintReason.LOST: "信丢了",
    PrintReason.SEEN: "被别人看到了",
    PrintReason.OWNER: "换了房主",
    PrintReason.OTHER: "其他原因",
}
PRINTS = {
    "print_nothing": "没有要印的信：这里的都印过了，或者房主都答了",
    "print_unsaid": "印过的再印，选一个原因；信丢了、被别人看到的，到那一户去补发",
    "print_remark": "写明是什么原因",
    "print_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_INSTALLATION = {"cli": "管系统的人", "demo": "演示"}


def print_problem_words(problem: Problem) -> str:
    """Why no letters are printed."""
    return mending({**PRINTS, **SITES}, problem)


def printer_words(run: PrintRun) -> str:
    """Who printed."""
    return _INSTALLATION.get(run.by, run.who) if run.by == run.who else run.who


def run_words(run: PrintRun) -> str:
    """What the letters of a run say of it, so that each can be traced."""
    return f"第{run.number}次印，{time_words(run.at)}，{printer_words(run)}印"


def run_place_words(run: PrintRun) -> str:
    """What a run covered."""
    if not run.building:
        return "全小区"
    return " ".join(filter(None, (building_words(run.building), unit_words(run.unit) if run.unit else "")))


def run_reason_words(run: PrintRun) -> str:
    """Why a run was made."""
    return f"{REASONS[run.reason]}：{run.remark}" if run.remark else REASONS[run.reason]
