"""What residents read once a result is published: did we pass and by how much, the five conditions, and our list.

Everything comes from the notice's own document, so that the page says what was posted and not what the database says now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveys.core.gates import Gate, Reason, State
from surveys.core.notice import Notice
from surveys.core.priorities import Status
from surveys.core.rules import CheckKind, Conclusion, Instrument
from surveys.core.tally import Basis, Scope
from surveys.words.dates import date_words, day_in_year, time_words
from surveys.words.figure import percent_words, share_words
from surveys.words.gates import GATES, REASONS, REFUSALS, STATES
from surveys.words.language import N_, _, counted
from surveys.words.letter import short_digest
from surveys.words.menu import round_money
from surveys.words.place import building_words
from surveys.words.rules import amount_words, conclusion_words, instrument_words, scope_words

Document = Mapping[str, Any]

_VERDICTS = {State.PASSED: N_("可以改造"), State.FAILED: N_("暂不改造"), State.UNDETERMINED: N_("还没有定")}
_CHECKS = {CheckKind.COVERAGE: N_("答了的"), CheckKind.PARTICIPATION: N_("参加的"), CheckKind.CONSENT: N_("同意的")}
_BASES = {Basis.HOUSEHOLDS: N_("按户数"), Basis.OWNERS: N_("按人数"), Basis.AREA: N_("按面积")}
ENTERED = (Status.MUST, Status.IN, Status.RANKED)
_STATUSES = {
    Status.MUST: N_("必改"),
    Status.IN: N_("列入"),
    Status.SKIPPED: N_("钱不够，暂缓"),
    Status.RANKED: N_("排上了"),
    Status.UNCOSTED: N_("还没有估价"),
    Status.UNWANTED: N_("没有人点"),
    Status.INFEASIBLE: N_("本小区做不了"),
}
_SAID_BY_THE_STATE = (Reason.FOUND, Reason.FOUND_FAILING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out, in a few words, with `state` for its picture, and the reasons."""

    title: str
    state: State
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the notice stands: until when objections are taken, what it corrects, and its digest."""

    dates: str
    corrected: str
    digest: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One bar: what was reached of what, and by how much. `part`, `whole` and `need` are for drawing."""

    title: str
    reached: str
    margin: str
    ok: bool
    part: int
    whole: int
    need: int


@dataclass(frozen=True, slots=True)
class RulingLines:
    """What one rule says in the whole compound, or in one building after the other. `name` is the rule's own, in Chinese."""

    title: str
    name: str
    outcome: str
    passed: bool
    checks: tuple[CheckLine, ...]
    scopes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GateLine:
    """One of the five conditions; `note` is what the office wrote, in Chinese."""

    name: str
    state: State
    verdict: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the list; `part` of `whole` households ordered it, both 0 where it isn't voted or isn't shown."""

    key: str
    rank: int | None
    name: str
    verdict: str
    listed: bool
    support: str
    cost: str
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The whole result for residents. `listed` are the voted items that are carried out, or ranked where there is no budget;
    `rest` are all others that were voted, and those that can't be done."""

    verdict: Verdict
    standing: Standing
    turnout: str
    rulings: tuple[RulingLines, ...]
    gates: tuple[GateLine, ...]
    money: str
    must: tuple[ItemLine, ...]
    listed: tuple[ItemLine, ...]
    rest: tuple[ItemLine, ...]


def result_of(notice: Notice, standing: Notice, *, today: date) -> ResultWords:
    """The result that a notice posted, and how it stands beside the one that holds now; `today` is the day in the compound's
    zone, for whether objections are still taken."""
    document = notice.document
    lines = [_item(line) for line in document["list"]["lines"]]
    statuses = [Status(line["status"]) for line in document["list"]["lines"]]
    placed = list(zip(statuses, lines, strict=True))
    carried = (Status.IN, Status.RANKED)
    return ResultWords(
        verdict=_verdict(document),
        standing=_standing(notice, standing, today),
        turnout=_turnout(document),
        rulings=tuple(_rulings(document["rulings"])),
        gates=tuple(_gate(gate) for gate in document["judgement"]["gates"]),
        money=_money(document["list"]),
        must=tuple(line for status, line in placed if status is Status.MUST),
        listed=tuple(line for status, line in placed if status in carried),
        rest=tuple(line for status, line in placed if status is not Status.MUST and status not in carried),
    )


def _verdict(document: Document) -> Verdict:
    judgement = document["judgement"]
    state = State(judgement["state"])
    return Verdict(_(_VERDICTS[state]), state, tuple(_reasons(judgement["gates"], state)))


def _reasons(gates: Sequence[Document], state: State) -> Iterator[str]:
    standing = [Gate(gate["gate"]) for gate in gates if State(gate["state"]) is state]
    match state:
        case State.PASSED:
            yield _("五项条件都符合。")
        case State.FAILED:
            yield _("因为：%(reasons)s。", reasons=_("；").join(_(REFUSALS[gate]) for gate in standing))
            yield _("条件都符合了，可以再申报。")
        case State.UNDETERMINED:
            yield _("还没有定的：%(conditions)s。", conditions=_("；").join(_(GATES[gate]) for gate in standing))
    if any(gate["reason"] == Reason.SAMPLE_INSUFFICIENT for gate in gates):
        yield _("回答的人家不够多，下面的数只作参考。")


def _standing(notice: Notice, standing: Notice, today: date) -> Standing:
    until = day_in_year(notice.until)
    if notice.number < standing.number:
        posted = {"number": notice.number, "posted": date_words(notice.published_at)}
        dates = _("这是%(posted)s的第%(number)s次公示，后来更正过，不作数了。", **posted)
    elif today <= notice.until:
        dates = _("这是初步结果，公示到%(until)s。有不同意见，在这之前告诉社区居委会。", until=until)
    else:
        dates = _("%(from)s公示，到%(until)s期满。", **{"from": date_words(notice.published_at), "until": until})
    corrected = ""
    if notice.number > 1:
        when = time_words(notice.published_at)
        corrected = _("%(when)s更正，这是第%(number)s次公示。", when=when, number=notice.number)
    return Standing(dates, corrected, short_digest(notice.digest))


def _turnout(document: Document) -> str:
    count = document["votes"]["households"]
    answered = share_words(count["answered"], count["total"])
    votes = {name: f"{count[name]:,}" for name in ("yes", "no", "abstain")}
    return _("%(answered)s答了。同意%(yes)s户，不同意%(no)s户，暂不表态%(abstain)s户。", answered=answered, **votes)


def _rulings(documents: Sequence[Document]) -> Iterator[RulingLines]:
    """The rules in their order; those that are applied building by building come together under one heading."""
    by_rule: dict[str, list[Document]] = {}
    for ruling in documents:
        by_rule.setdefault(ruling["rule"]["key"], []).append(ruling)
    for group in by_rule.values():
        first = group[0]
        result = first["result"]
        whole = not first["scope"]["buildings"]
        yield RulingLines(
            title=instrument_words(Instrument(first["rule"]["instrument"])),
            name=first["rule"]["name"],
            outcome=_outcome(result) if whole else "",
            passed=whole and result["outcome"] == Conclusion.PASSED,
            checks=tuple(map(_check, result["checks"])) if whole else (),
            scopes=() if whole else tuple(map(_scope, group)),
        )


def _outcome(result: Document) -> str:
    if not result["decides"] and result["outcome"] == Conclusion.PASSED:
        return _("答的人家够多；这条规则不管同意多少")
    return conclusion_words(Conclusion(result["outcome"]))


def _scope(ruling: Document) -> tuple[str, str]:
    scope = Scope(tuple(ruling["scope"]["buildings"]), ruling["scope"]["unit"])
    return scope_words(scope), _outcome(ruling["result"])


def _check(check: Document) -> CheckLine:
    basis, actual, whole, needed = Basis(check["basis"]), check["actual"], check["whole"], check["needed"]
    return CheckLine(
        title=_("%(what)s（%(basis)s）", what=_(_CHECKS[CheckKind(check["kind"])]), basis=_(_BASES[basis])),
        reached=_reached(basis, actual, whole),
        margin=_margin(basis, actual, needed, ok=check["ok"]),
        ok=check["ok"],
        part=actual or 0,
        whole=0 if actual is None else whole,
        need=needed,
    )


def _reached(basis: Basis, actual: int | None, whole: int) -> str:
    if actual is None:
        return _("不同选择的人太少，不公布面积，免得算出是哪家")
    return _(
        "%(whole)s里的%(actual)s，占%(percent)s",
        whole=amount_words(basis, whole),
        actual=amount_words(basis, actual),
        percent=percent_words(actual, whole),
    )


def _margin(basis: Basis, actual: int | None, needed: int, *, ok: bool) -> str:
    """By how much; a rounded area may look short of a bar that the exact one meets, so `ok` decides."""
    need = amount_words(basis, needed)
    if actual is None:
        return _("够了") if ok else _("不够")
    if ok and actual > needed:
        return _("要%(need)s才够，多%(more)s", need=need, more=amount_words(basis, actual - needed))
    if ok:
        return _("要%(need)s才够，正好够", need=need)
    if actual < needed:
        return _("要%(need)s才够，差%(less)s", need=need, less=amount_words(basis, needed - actual))
    return _("要%(need)s才够，还差一点", need=need)


def _gate(gate: Document) -> GateLine:
    state, finding = State(gate["state"]), gate["finding"]
    note = finding["note"] if finding else ""
    reason = Reason(gate["reason"])
    why = "" if reason in _SAID_BY_THE_STATE else _(REASONS[reason])
    return GateLine(_(GATES[Gate(gate["gate"])]), state, _(STATES[state]), why, note)


def _money(listed: Document) -> str:
    if listed["budget"] is None:
        return _("没有定预算，只排先后。")
    spent = {"budget": round_money(listed["budget"]), "spent": round_money(listed["spent"])}
    if listed["must"] > listed["budget"]:
        return _("预算%(budget)s，必改的就不够，点单的都要等。", **spent)
    return _("预算%(budget)s，列入的一共%(spent)s。", **spent)


def _item(line: Document) -> ItemLine:
    status, support, answered = Status(line["status"]), line["support"], line["answered"]
    voted = line["rank"] is not None
    shown = voted and support is not None
    return ItemLine(
        key=line["item"],
        rank=line["rank"],
        name=_named(line),
        verdict=_(_STATUSES[status]),
        listed=status in ENTERED,
        support=_support(line) if voted else "",
        cost=_("估算%(money)s", money=round_money(line["cost"])) if line["cost"] is not None else "",
        part=support if shown else 0,
        whole=answered if shown else 0,
    )


def _named(line: Document) -> str:
    name = _(line["name"])
    where = _("、").join(map(building_words, line["buildings"]))
    return _("%(item)s（%(where)s）", item=name, where=where) if where else name


def _support(line: Document) -> str:
    tied = _("，并列第%(rank)s", rank=line["rank"]) if line["tied_with"] else ""
    if line["support"] is None:
        return _("户数太少，不公布") + tied
    share = percent_words(line["support"], line["answered"])
    answered = f"{line['answered']:,}"
    return counted("%(answered)s户里%(n)s户点了（%(share)s）", line["support"], answered=answered, share=share) + tied


def receipt_words(code: str, owners: Sequence[str], occupants: Sequence[str]) -> str:
    """Whether a receipt stands in the posted list, and as what it is counted; `code` is empty where it can't be one."""
    if code in owners:
        return _("找到了，%(code)s算在房主的票里。", code=code)
    if code in occupants:
        return _("找到了，%(code)s算在住户的意见里。", code=code)
    if code:
        return _("名单里没有%(code)s。照着回执再看一遍；改过答案的，以最后一次的回执号为准。", code=code)
    return _("回执号是10个数字和字母，照着回执再看一遍。")
