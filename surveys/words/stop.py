"""Where a compound stops after its result was posted: the paper that says at which gate, what mends it, and when to apply
again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.core.gates import State
from surveys.core.outcome import PublicGate, PublicJudgement
from surveys.core.poll import Poll
from surveys.words.checkpoint import CHECKPOINTS, came_at
from surveys.words.community import UNNAMED, Asker, asker, where_to_go
from surveys.words.dates import date_words, day_in_year
from surveys.words.demo_mark import unmarked
from surveys.words.gates import GATES, REFUSALS, deciders_words, why_gate_words


def _stopped_at(judgement: PublicJudgement) -> str:
    """When the last of the failing gates was found to fail; what nobody found, the votes say."""
    found = [gate.finding.decided_at for gate in _failing(judgement) if gate.finding]
    return f"{date_words(max(found))}核实" if found else "按公示的结果"


@dataclass(frozen=True, slots=True)
class StopSection:
    """Lines under a heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopPaper:
    """The paper from top to bottom, as offices write: who issues it, to whom, what came out, what mends it, and where
    it is sealed. `title` breaks between its two parts where it is long; `size` is that of its words in tenths of a point.
    """

    title: tuple[str, str]
    running: str
    issuer: str
    number: str
    stage: str
    to: str
    opening: tuple[str, ...]
    sections: tuple[StopSection, ...]
    seals: tuple[str, ...]
    dated: str
    foot: str
    demo: str
    size: int = 160


def stop_paper(poll: Poll, judgement: PublicJudgement, *, phone: str) -> StopPaper:
    """What hangs when a checkpoint isn't passed. It says nothing of when it is printed."""
    asks, compound = asker(poll.compound, phone), poll.compound
    wave, demo = unmarked(poll.wave.title)
    checkpoint = CHECKPOINTS[judgement.checkpoint]
    title = (f"关于{compound.name}{checkpoint}检查", "没有通过的告知单")
    came = came_at(judgement.checkpoint, State.FAILED)
    reasons = "；".join(REFUSALS[gate.gate] for gate in _failing(judgement))
    opening = (
        f"本小区参加的“{wave}”，{checkpoint}检查没有通过。结论：{came.verdict}。原因：{reasons}。",
        "哪一项不符合、怎么改、什么时候再申报，告知如下。",
    )
    return StopPaper(
        title=title,
        running="".join(title),
        issuer=asks.street or asks.committee,
        number=f"征询{poll.id}　{checkpoint}检查",
        stage=_stopped_at(judgement),
        to=f"{compound.name}全体业主：",
        opening=opening,
        sections=(
            StopSection("一、哪一项不符合，怎么改", tuple(_rows(judgement))),
            StopSection("二、怎么办，什么时候再申报", tuple(_lines(judgement, asks))),
        ),
        seals=_seals(asks),
        dated="年　　月　　日",
        foot=f"征询 {poll.id}",
        demo=demo,
    )


def _failing(judgement: PublicJudgement) -> list[PublicGate]:
    return [gate for gate in judgement.gates if gate.state is State.FAILED]


def _rows(judgement: PublicJudgement) -> Iterator[str]:
    for place, gate in enumerate(_failing(judgement), 1):
        yield f"（{place}）{GATES[gate.gate]}：不符合。{why_gate_words(gate)}{deciders_words(gate.gate)}。"


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


def _seals(asks: Asker) -> tuple[str, ...]:
    """Whoever asks seals it; the owners' committee, which may be judged, doesn't."""
    return tuple(seal for seal in asks.seals if not seal.startswith(("业主", "业委"))) or UNNAMED.seals[1:]
