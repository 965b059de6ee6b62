"""The three checkpoints in words: what each asks of a gate, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from surveys.core.gates import ASKS, Asking, Checkpoint, Gate, State
from surveys.words.language import N_

CHECKPOINTS: Mapping[Checkpoint, str] = {
    Checkpoint.C1: N_("申报入库"),
    Checkpoint.C2: N_("开工前"),
    Checkpoint.C3: N_("验收"),
}


class CameWords(NamedTuple):
    """What a checkpoint came to in the officials' words, in plain words, and as the end of a sentence; of one that isn't
    passed what residents are told to expect, and what a paper says of standing still and of going on."""

    verdict: str
    plain: str
    end: str
    expect: str = ""
    still: str = ""
    goes_on: str = ""


_CAME: Mapping[tuple[Checkpoint, State], CameWords] = {
    (Checkpoint.C1, State.PASSED): CameWords("可以改造", N_("可以改造"), "可以改造"),
    (Checkpoint.C1, State.FAILED): CameWords(
        "暂不予改造",
        N_("暂不改造"),
        "暂不予改造，整改后可以重新申报",
        N_("条件都符合了，可以再申报。"),
        "这个小区先不改造。",
        "重新核实符合以后，可以重新申报。",
    ),
    (Checkpoint.C1, State.UNDETERMINED): CameWords("暂不能认定", N_("还没有定"), "暂不能认定"),
    (Checkpoint.C2, State.PASSED): CameWords("可以开工", N_("可以开工"), "可以开工"),
    (Checkpoint.C2, State.FAILED): CameWords(
        "不能开工",
        N_("不能开工"),
        "不能开工，开了工的先停下，整改好再核实",
        N_("先不开工，开了工的先停下。整改好、重新核实符合了再开工。公示过的征询结果不变。"),
        "没有开工的先不开工，开了工的先停下，工地要做好安全防护。",
        "重新核实符合以后，就可以开工。",
    ),
    (Checkpoint.C2, State.UNDETERMINED): CameWords("还不能开工", N_("还没有定"), "还不能开工"),
    (Checkpoint.C3, State.PASSED): CameWords("验收通过", N_("验收通过"), "验收通过"),
    (Checkpoint.C3, State.FAILED): CameWords(
        "验收不通过",
        N_("验收不通过"),
        "验收不通过，整改好再验收",
        N_("整改好再验收。公示过的征询结果不变。"),
        "先不验收，整改好再验收。",
        "重新核实符合以后，再验收。",
    ),
    (Checkpoint.C3, State.UNDETERMINED): CameWords("还不能验收", N_("还没有定"), "还不能验收"),
}
ASKED: Mapping[Asking, str] = {
    Asking.COUNT: "看征询算出来的结果",
    Asking.FOUND: "要核实符合。前面核实过、还有效的，接着算",
    Asking.FACT_OR_PROMISE: "要核实符合，或者有书面承诺",
    Asking.FACT: "要已经办成。前面核实办成、还有效的，接着算；只有承诺的不算",
    Asking.ANEW: "要在这一次重新核实",
}


def came_at(checkpoint: Checkpoint, state: State) -> CameWords:
    """What all five come to at a checkpoint, which means something else at each."""
    return _CAME[checkpoint, state]


def asked_at(checkpoint: Checkpoint, gate: Gate) -> str:
    """What a gate asks at a checkpoint."""
    return ASKED[ASKS[checkpoint][gate]]


def checkpoint_choice(checkpoint: Checkpoint, reached: Collection[Checkpoint]) -> str:
    """A checkpoint to choose; one that can't begin yet says why."""
    before = checkpoint.before
    if before is None or checkpoint in reached:
        return CHECKPOINTS[checkpoint]
    return f"{CHECKPOINTS[checkpoint]}（{CHECKPOINTS[before]}通过以后才能登记）"
