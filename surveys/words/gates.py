"""The five gates in words: what each asks, why it stands as it does, and what would change that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from surveys.core.errors import Problem
from surveys.core.gates import GATE_RULES, Change, Decider, FindingStatus, Gate, Judged, Reason, State
from surveys.core.outcome import Hidden, PublicFinding, PublicGate, PublicJudgement
from surveys.words.advice import mending
from surveys.words.checkpoint import CHECKPOINTS, came_at
from surveys.words.claim import Claim, Said, joined, said
from surveys.words.dates import date_words, day_in_year
from surveys.words.evidence import EVIDENCE
from surveys.words.language import N_, _
from surveys.words.needs import all_needs_words
from surveys.words.rules import open_words

# What each asks, and the officials' own words where it doesn't hold.
_GATES: Mapping[Gate, tuple[str, str]] = {
    Gate.WILLINGNESS: (N_("居民愿意改造"), N_("群众改造意愿不强烈")),
    Gate.COMMITTEE: (N_("已成立业主委员会"), N_("未成立业主委员会")),
    Gate.CLEARANCE: (N_("拆违拆临工作落实到位"), N_("拆违拆临工作落实不到位")),
    Gate.COOPERATION: (N_("街道社区居委会配合改造工作"), N_("街道社区居委会配合改造工作不力")),
    Gate.MANAGEMENT: (N_("已落实物业管理覆盖"), N_("未落实物业管理覆盖")),
}
GATES: Mapping[Gate, str] = {gate: asked for gate, (asked, _refusal) in _GATES.items()}
REFUSALS: Mapping[Gate, str] = {gate: refusal for gate, (_asked, refusal) in _GATES.items()}


STATES: Mapping[State, str] = {
    State.PASSED: N_("符合"),
    State.FAILED: N_("不符合"),
    State.UNDETERMINED: N_("未定"),
}
JUDGED: Mapping[Judged, str] = {
    Judged.OWNERS: "业主",
    Judged.OWNERS_COMMITTEE: "业委会",
    Judged.MANAGER: "物业公司",
    Judged.COMMITTEE: "社区居委会",
    Judged.STREET: "镇街",
}
DECIDERS: Mapping[Decider, str] = {
    Decider.COMMITTEE: "社区居委会",
    Decider.STREET: "镇街",
    Decider.URBAN: "城管部门",
    Decider.BUREAU: "区住建局",
}
STATUSES: Mapping[FindingStatus, str] = {
    FindingStatus.UNKNOWN: "尚不清楚",
    FindingStatus.PASS: "符合",
    FindingStatus.CONDITIONAL: "已书面承诺",
    FindingStatus.FAIL: "不符合",
    FindingStatus.EXPIRED: "已过期",
    FindingStatus.WAIVED: "准予豁免",
}
REASONS: Mapping[Reason, str] = {
    Reason.CONSENTED: N_("征询结果达到认定规则"),
    Reason.NOT_CONSENTED: N_("征询结果没有达到认定规则"),
    Reason.OUT_OF_REACH: N_("即使其余的全部同意，也达不到认定规则"),
    Reason.SAMPLE_INSUFFICIENT: N_("样本不足，结果仅供参考"),
    Reason.NOTHING_TO_COUNT: N_("户册中没有可以计算的户数、人数或面积"),
    Reason.NO_CONSENT_RULE: N_("没有选定规定同意比例的认定规则"),
    Reason.POLL_OPEN: N_("征询还没有截止"),
    Reason.FOUND: N_("经核实，符合"),
    Reason.PROMISED: N_("已书面承诺，限期完成"),
    Reason.FOUND_FAILING: N_("经核实，不符合"),
    Reason.NOT_FOUND_YET: N_("还没有核实记录"),
    Reason.FINDING_EXPIRED: N_("核实记录已过有效期"),
    Reason.PROMISE_NOT_KEPT: N_("承诺的事还没有办成"),
    Reason.WAIVED: N_("区住建局准予豁免"),
}
_CHANGES: Mapping[Change, str] = {
    Change.NOTHING: "",
    Change.MORE_ANSWERS: "需要更多住户参加征询",
    Change.MORE_CONSENT: "需要更多住户同意后重新征询",
    Change.CLOSE_POLL: "截止后认定",
    Change.CHOOSE_RULE: "由主管部门选定认定规则",
    Change.COMPLETE_ROSTER: "补全户册后重新开展征询",
    Change.RECORD_FINDING: "由有权认定的单位核实并登记",
    Change.RENEW_FINDING: "由有权认定的单位重新核实",
    Change.MEND_AND_RECORD: "整改后由有权认定的单位重新核实",
    Change.KEEP_PROMISE: "按承诺的期限完成",
}
_FINDINGS = {
    "finding_expired_before": "有效期要写今天以后的日期",
    "finding_computed": "这一项由征询结果自动计算，不用登记",
    "finding_self_assessed": "配合情况不能由镇街或社区自己认定，由区里登记",
    "finding_not_entitled": "这一项不归这个单位认定，换一个有权认定的单位",
    "finding_without_reason": "不符合的，在说明里写清原因",
    "finding_not_promisable": "这一项不能用承诺代替，选“符合”或“不符合”",
    "finding_promise_without_date": "承诺要写完成的日期",
    "waiver_not_entitled": "豁免只能由区住建局登记",
    "waiver_without_reason": "豁免要在说明里写清理由",
    "waiver_without_paper": "豁免要有文书：写上文号，或者附上文件",
    "waiver_without_end": "豁免要写到哪天为止",
    "finding_not_waivable": "这一项由区住建局自己认定，不用豁免，选“符合”或“不符合”",
    "reopened_without_reason": "写清为什么退回未定",
    "checkpoint_before": "前一次检查还没有通过，这一次还不能登记。先把前一次没符合的办好",
    "evidence_lines": "文号和材料名称最多写{most}行，每行最多{longest}个字",
    **EVIDENCE,
}


_UNTOLD = "要靠不公布的数来定，写出来会看出哪家怎么选"
IN_WRITING = "结论由镇街另行书面告知业主"


def state_words(state: State | Hidden) -> str:
    """How one gate stands, in a word."""
    return "不公布" if isinstance(state, Hidden) else _(STATES[state])


def gate_state_words(gate: PublicGate) -> Said:
    """How one gate stands, in a word, with its claim where it is told."""
    state = gate.state
    match gate.reason:
        case Reason.WAIVED:
            words = _("豁免")
        case Reason.PROMISED:
            words = _("承诺")
        case _:
            words = state_words(state)
    return Said(words) if isinstance(state, Hidden) else said(words, "gate", gate=gate.gate.value, state=state.value)


def verdict_words(judgement: PublicJudgement) -> Said:
    """What all five come to, in a few words; that something beside them is open still is part of it."""
    if isinstance(judgement.state, Hidden):
        return Said("结论另行书面告知")
    also = "，还有没定的事" if judgement.state is State.PASSED and not judgement.settled else ""
    came = came_at(judgement.checkpoint, judgement.state)
    return Said(f"{came.verdict}{also}", *judgement_claims(judgement))


def judgement_claims(judgement: PublicJudgement) -> tuple[Claim, ...]:
    """What a headline claims: what the five come to, which of them are undetermined, and what is open beside them."""
    if isinstance(judgement.state, Hidden):
        return ()
    undetermined = [gate.gate.value for gate in judgement.gates if gate.state is State.UNDETERMINED]
    still = {"undetermined": undetermined, "conditions": list(judgement.conditions), "unconfirmed": judgement.unconfirmed}
    return (Claim("judgement", {"checkpoint": judgement.checkpoint.value, "state": judgement.state.value, **still}),)


def still_open_words(judgement: PublicJudgement) -> str:
    """What is open beside what was found of the five conditions; empty where nothing is."""
    promised = _("、").join(_(GATES[gate]) for gate in judgement.resting_on(Reason.PROMISED))
    parts = [_("%(conditions)s，只有书面承诺，还没有办成", conditions=promised)] if promised else []
    beside = open_words(judgement.conditions, confirmed=not judgement.unconfirmed)
    return _("；").join([*parts, *([beside] if beside else [])])


def all_hold_words(judgement: PublicJudgement) -> str:
    """That all five hold, save those that are waived or only promised."""
    waived, promised = (judgement.resting_on(reason) for reason in (Reason.WAIVED, Reason.PROMISED))
    if not waived and not promised:
        return _("五项条件都符合")
    parts = [_("%(conditions)s准予豁免", conditions=_names(waived))] if waived else []
    parts += [_("%(conditions)s有书面承诺", conditions=_names(promised))] if promised else []
    rest = [_("其余的都符合")] if len(waived) + len(promised) < len(judgement.gates) else []
    return _("五项条件里，%(parts)s", parts=_("，").join([*parts, *rest]))


def _names(gates: Sequence[Gate]) -> str:
    return _("、").join(_("“%(name)s”", name=_(GATES[gate])) for gate in gates)


def standing_words(gate: PublicGate, reason: Reason) -> str:
    """Why the gate stands as it does, for this reason, where something is on record with what that is."""
    status = gate.finding.status if gate.finding and reason is Reason.NOT_FOUND_YET else None
    if status is FindingStatus.UNKNOWN and gate.finding and gate.finding.note:
        return _("退回未定，还要重新核实")
    if status is FindingStatus.UNKNOWN:
        return _("有登记，还不清楚符不符合")
    if status is FindingStatus.CONDITIONAL:
        return _("只有书面承诺，还没有核实办成没有")
    return _(REASONS[reason])


def reason_words(gate: PublicGate) -> str:
    """Why the gate stands as it does, with what was written down about it."""
    if isinstance(gate.reason, Hidden):
        return _UNTOLD
    words = standing_words(gate, gate.reason)
    words = f"{words}（{finding_words(gate.finding)}）" if gate.finding else words
    return said(words, "gate", gate=gate.gate.value, reason=gate.reason.value)


def finding_words(finding: PublicFinding) -> str:
    """Who found it, when, until when it holds, and the note."""
    parts = [f"{DECIDERS[finding.decider]}{date_words(finding.decided_at)}登记"]
    if finding.valid_until:
        failing = finding.status is FindingStatus.FAIL
        parts.append(f"整改期限到{day_in_year(finding.valid_until)}" if failing else _until(finding.valid_until))
    papers = [f"文书：{'、'.join(finding.evidence)}"] if finding.evidence else []
    files = (
        [f"附件{len(finding.files)}个，校验码{'、'.join(digest[:8] for digest in finding.files)}"] if finding.files else []
    )
    return "，".join([*parts, *([finding.note] if finding.note else []), *papers, *files])


def change_words(gate: PublicGate) -> str:
    """What would change the gate; for the first one with its numbers. Empty where nothing needs to."""
    if isinstance(gate.change, Hidden):
        return IN_WRITING
    change = _CHANGES[gate.change]
    needs = all_needs_words(gate.needs, gate.rule or "")
    return joined("：", (change, needs)) if needs else change


def why_gate_words(gate: PublicGate) -> Said:
    """Why the gate stands as it does and what would change that, in sentences."""
    return joined("", (joined("", (words,), "。") for words in (reason_words(gate), change_words(gate)) if words))


def judgement_words(judgement: PublicJudgement) -> Said:
    """What the five gates come to together, and what is open still."""
    where = f"{CHECKPOINTS[judgement.checkpoint]}检查"
    still = still_open_words(judgement)
    words = f"{where}：{_judged(judgement)}{f'还没有定的：{still}。' if still else ''}"
    return Said(words, *judgement_claims(judgement))


def _judged(judgement: PublicJudgement) -> str:
    pending = "；".join(GATES[gate.gate] for gate in judgement.gates if gate.state is State.UNDETERMINED)
    undetermined = f"还有未定的条件（{pending}）"
    also = f"另外，{undetermined}。" if pending else ""
    if isinstance(judgement.state, Hidden):
        hidden = "；".join(GATES[gate.gate] for gate in judgement.gates if isinstance(gate.state, Hidden))
        return f"“{hidden}”一项{_UNTOLD}，所以不在此公布。{also}{IN_WRITING}。"
    end = came_at(judgement.checkpoint, judgement.state).end
    match judgement.state:
        case State.PASSED:
            until = f"，{_until(judgement.valid_until)}" if judgement.valid_until else ""
            return f"{all_hold_words(judgement)}，{end}{until}。"
        case State.FAILED:
            failing = "；".join(REFUSALS[gate.gate] for gate in judgement.gates if gate.state is State.FAILED)
            return f"{failing}。{end}。{also}"
        case State.UNDETERMINED:
            return f"{undetermined}，{end}。"
    assert_never(judgement.state)


def _until(day: date) -> str:
    return f"有效期至{day_in_year(day)}"


def expiry_words(day: date, today: date) -> str:
    """That a finding runs out within 30 days, or has; empty where it holds longer."""
    left = (day - today).days
    if left < 0:
        return f"{day_in_year(day)}已经过期"
    return f"{day_in_year(day)}到期，还有{left}天" if left <= _SOON else ""


def deciders_words(gate: Gate) -> str:
    """Which offices decide a gate."""
    deciders = "、".join(said for who, said in DECIDERS.items() if who in GATE_RULES[gate].deciders)
    return f"由{deciders}认定" if deciders else "由征询结果算出来"


def judged_words(gate: Gate) -> str:
    """Who is judged by a gate and never decides it, and who does."""
    judged = "、".join(said for who, said in JUDGED.items() if who in GATE_RULES[gate].judged)
    return f"看的是{judged}，{deciders_words(gate)}"


_SOON = 30
TOO_MANY_LINES = Problem("evidence_lines", "evidence", detail={"most": 5, "longest": 100})
TOO_MANY_FILES = Problem("evidence_many", "files")


def finding_problem_words(problem: Problem) -> str:
    """Why a finding can't be written down."""
    return mending(_FINDINGS, problem)
