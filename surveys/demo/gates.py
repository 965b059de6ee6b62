"""What the demo's offices found about the four gates that no count decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.demo.plots import Story, story

_DECIDERS = {
    Gate.COMMITTEE: (Decider.COMMITTEE, "演示社区居委会"),
    Gate.CLEARANCE: (Decider.STREET, "演示街道办事处"),
    Gate.COOPERATION: (Decider.BUREAU, "演示区住建局"),
    Gate.MANAGEMENT: (Decider.COMMITTEE, "演示社区居委会"),
}
_NOTES = {
    Gate.COMMITTEE: "业委会已备案，任期内",
    Gate.CLEARANCE: "院内搭建已全部拆除",
    Gate.COOPERATION: "入户、会议、回复都按时完成",
    Gate.MANAGEMENT: "已与物业公司签订合同",
}
_NOT_CLEARED = "3号楼前仍有两处自建棚没有拆除，协商未成"
_PROMISED = "已签承诺书，开工前选定物业"


def findings_for(name: str, number: int, closed_at: datetime) -> Iterator[Finding]:
    """The findings of one closed compound, a few days after closing; every fourth promises its management for later."""
    told = story(name)
    if told is Story.PENDING:
        return
    for days, (gate, (decider, who)) in enumerate(_DECIDERS.items(), start=1):
        status, note = FindingStatus.PASS, _NOTES[gate]
        if told is Story.GATE and gate is Gate.CLEARANCE:
            status, note = FindingStatus.FAIL, _NOT_CLEARED
        elif gate is Gate.MANAGEMENT and number % 4 == 0:
            status, note = FindingStatus.CONDITIONAL, _PROMISED
        decided_at = closed_at + timedelta(days=days)
        until = (decided_at + timedelta(days=365)).date()
        yield Finding(gate, Checkpoint.C1, status, decider, who, decided_at, until, note)
