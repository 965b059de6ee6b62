"""Where a compound stops after its result was posted: the paper that says at which gate, what mends it, and when to apply
again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from surveys.core.gates import State
from surveys.core.outcome import PublicGate, PublicJudgement
from surveys.core.poll import Poll
from surveys.words.blocks import Facts, Paper, Paragraphs, Row, Rows, Section, Signatures, Stamp
from surveys.words.checkpoint import CHECKPOINTS, came_at
from surveys.words.community import UNNAMED, Asker, asker, where_to_go
from surveys.words.dates import date_words, day_in_year
from surveys.words.demo_mark import unmarked
from surveys.words.gates import GATES, REFUSALS, deciders_words, why_gate_words


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
    came = came_at(judgement.checkpoint, State.FAILED)
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
    came = came_at(judgement.checkpoint, State.FAILED)
    yield came.still
    yield f"整改好一项，就可以向{asks.committee}提出重新核实，随时可以提。{came.goes_on}"
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
