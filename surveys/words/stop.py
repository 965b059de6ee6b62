"""Where a compound stops after its result was posted: the paper that says at which gate, what mends it, and when to apply
again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from surveys.core.gates import Checkpoint, State
from surveys.core.outcome import PublicGate, PublicJudgement
from surveys.core.poll import Poll
from surveys.words.blocks import Facts, Paper, Paragraphs, Row, Rows, Section, Signatures, Stamp
from surveys.words.community import UNNAMED, Asker, asker, where_to_go
from surveys.words.dates import date_words, day_in_year
from surveys.words.demo_mark import unmarked
from surveys.words.gates import CHECKPOINTS, GATES, REFUSALS, came_words, deciders_words, why_gate_words

_STANDING_STILL: Mapping[Checkpoint, str] = {
    Checkpoint.C1: "这个小区先不改造。",
    Checkpoint.C2: "没有开工的先不开工，开了工的先停下，工地要做好安全防护。",
    Checkpoint.C3: "先不验收，整改好再验收。",
}
_GOES_ON: Mapping[Checkpoint, str] = {
    Checkpoint.C1: "重新核实符合以后，可以重新申报。",
    Checkpoint.C2: "重新核实符合以后，就可以开工。",
    Checkpoint.C3: "重新核实符合以后，再验收。",
}


def stopped_at(judgement: PublicJudgement) -> datetime:
    """When the last of the failing gates was found to fail. Raises `ValueError` where none was found."""
    return max(gate.finding.decided_at for gate in _failing(judgement) if gate.finding)


def stop_paper(poll: Poll, judgement: PublicJudgement, *, phone: str) -> Paper:
    """What hangs when a checkpoint isn't passed. It says nothing of when it is printed."""
    asks, compound = asker(poll.compound, phone), poll.compound
    wave, demo = unmarked(poll.wave.title)
    checkpoint = CHECKPOINTS[judgement.checkpoint]
    title = f"关于{compound.name}{checkpoint}检查没有通过的通知"
    places = [compound.street.name, compound.area.name if compound.area else "", compound.name]
    came = came_words(judgement.checkpoint, State.FAILED)
    facts = Facts(
        (
            ("小区", "　".join(filter(None, places))),
            ("征询", wave),
            ("检查", f"{checkpoint}检查"),
            ("结论", f"{came.verdict}。{'；'.join(REFUSALS[gate.gate] for gate in _failing(judgement))}。"),
        )
    )
    rows = tuple(_row(gate) for gate in _failing(judgement))
    return Paper(
        title=title,
        running=title,
        number=f"征询{poll.id}　{checkpoint}检查",
        stage=f"{date_words(stopped_at(judgement))}核实",
        top=(facts,),
        sections=(
            Section("failing", "一、哪一项不符合", (Rows(("", "条件", "核对结果，怎么改", "结论"), rows),)),
            Section("mending", "二、怎么办", (Paragraphs(tuple(_lines(judgement, asks))), _signed(asks)), whole=True),
        ),
        foot=(f"征询 {poll.id}",),
        demo=demo,
    )


def _failing(judgement: PublicJudgement) -> list[PublicGate]:
    return [gate for gate in judgement.gates if gate.state is State.FAILED]


def _row(gate: PublicGate) -> Row:
    return Row(
        (str(gate.gate.number), GATES[gate.gate], f"{why_gate_words(gate)}{deciders_words(gate.gate)}。"), "不符合", Stamp.NO
    )


def _lines(judgement: PublicJudgement, asks: Asker) -> Iterator[str]:
    yield _STANDING_STILL[judgement.checkpoint]
    yield f"整改好一项，就可以向{asks.committee}提出重新核实，随时可以提。{_GOES_ON[judgement.checkpoint]}"
    for gate in _failing(judgement):
        if gate.finding and gate.finding.valid_until:
            yield f"“{GATES[gate.gate]}”要在{day_in_year(gate.finding.valid_until)}前整改好。"
    yield "到期还没有整改好的，等下一批申报的时候重新申报。"
    yield "公示过的征询结果不变：各家交的票、改不改和改哪里的结果，都以公示表为准。"
    phone = f"，电话{asks.phone}" if asks.phone else ""
    yield f"对这次检查有异议，找{asks.committee}{phone}。"
    if where := "　".join(where_to_go(asks)):
        yield where


def _signed(asks: Asker) -> Signatures:
    """Whoever asks seals it; the owners' committee, which may be judged, doesn't."""
    seals = tuple(seal for seal in asks.seals if not seal.startswith(("业主", "业委"))) or UNNAMED.seals[1:]
    return Signatures(rows=(), seals=seals, dated="年　　月　　日")
