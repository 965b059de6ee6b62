"""What hangs on the wall, to be read from a step away: the verdict, the integers, the list, and where to go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from surveys.core.gates import Gate, State
from surveys.core.notice import Notice
from surveys.core.outcome import Hidden, PublicCheck, PublicJudgement, PublicMatter, PublicOutcome, PublicRuling, told
from surveys.core.priorities import Status
from surveys.core.rules import CheckKind, Conclusion
from surveys.core.tally import WHOLE, Basis
from surveys.words.amended import amended_words
from surveys.words.blocks import Block, Box, Brief, BriefRow, CountRow, Counts, Look, Paragraphs, Row, Rows, Ruled, Stamp
from surveys.words.claim import Said, claims_of, joined, said
from surveys.words.community import Asker
from surveys.words.dates import date_words, day_in_year
from surveys.words.figure import UNTOLD
from surveys.words.gates import GATES, IN_WRITING, REFUSALS, all_hold_words, judgement_claims, verdict_words
from surveys.words.matter import decided_word
from surveys.words.outcome.priorities import MARKS
from surveys.words.outcome.rules import scopes_words
from surveys.words.priorities import STATUSES, rank_words, support_brief_words
from surveys.words.rules import CHECKS, check_claims, check_label, figure_on, met_words, needed_claims

MOST_MATTERS, MOST_WORDING = 6, 240
"""So many, with so many characters of wording together, are told one by one where there is little room."""
LONGEST_REASON = 60
"""So many characters of why a notice is corrected stand on the wall; a longer reason stands in the annex."""
BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"
BLANK_PHONE = "＿" * 10


def wall(outcome: PublicOutcome, posted: Notice | None, asks: Asker) -> tuple[Block, ...]:
    """What the wall says above the seals."""
    notes = tuple(_notes(outcome, posted))
    return (
        Box(verdict_words(outcome.judgement), (_why(outcome.judgement),)),
        counts(outcome),
        *([Paragraphs(notes, Look.NOTE)] if notes else []),
        *([matters_brief(outcome)] if outcome.matters else []),
        brief(outcome),
        Ruled(tuple(_where(posted, asks))),
    )


def _why(judgement: PublicJudgement) -> Said:
    """On which of the five the verdict rests, in a line."""
    failed = [gate.gate for gate in judgement.gates if gate.state is State.FAILED]
    pending = [gate.gate for gate in judgement.gates if gate.state is State.UNDETERMINED]
    if isinstance(judgement.state, Hidden):
        return Said(f"{IN_WRITING}。")
    match judgement.state:
        case State.PASSED:
            words = all_hold_words(judgement) + ("" if judgement.settled else "；还没有定的事写在附页")
        case State.FAILED:
            words = "；".join(REFUSALS[gate] for gate in failed)
        case State.UNDETERMINED:
            words = f"还没有定的：{'、'.join(GATES[gate] for gate in pending)}"
    return Said(f"{words}。", *judgement_claims(judgement))


def counts(outcome: PublicOutcome) -> Counts:
    """How many were asked, came back and agree, beside what the rule needed that the first condition rests on."""
    group = _deciding(outcome)
    whole = [ruling for ruling in group if ruling.scope == WHOLE]
    checks = [(check, ruling) for ruling in whole for check in ruling.checks]
    came = next(((check, ruling) for check, ruling in checks if _is_turnout(check)), None)
    first = _sent(outcome) if came is None else _checked(_sent_words(outcome), *came)
    rest = [_checked(_actual(check), check, ruling) for check, ruling in checks if came is None or check is not came[0]]
    scopes = [CountRow(scopes_words(group))] if group and not whole else []
    agreed = [] if any(check.kind is CheckKind.CONSENT for check, _ in checks) else [_agreed(outcome)]
    return Counts((first, *rest, *agreed, *scopes))


def _deciding(outcome: PublicOutcome) -> list[PublicRuling]:
    keys = [gate.rule for gate in outcome.judgement.gates if gate.gate is Gate.WILLINGNESS]
    return [ruling for ruling in outcome.rulings if ruling.rule.key in keys]


def _is_turnout(check: PublicCheck) -> bool:
    return check.basis is Basis.HOUSEHOLDS and check.kind is not CheckKind.CONSENT


def _sent_words(outcome: PublicOutcome) -> Said:
    count = outcome.turnout.counts[Basis.HOUSEHOLDS]
    figures = {"basis": Basis.HOUSEHOLDS.value, "total": count.total, "answered": count.answered}
    return said(f"发出{count.total:,}户，收回{count.answered:,}户", "turnout", **figures)


def _sent(outcome: PublicOutcome) -> CountRow:
    return CountRow(_sent_words(outcome))


def _agreed(outcome: PublicOutcome) -> CountRow:
    yes = outcome.turnout.counts[Basis.HOUSEHOLDS].yes
    if not told(yes):
        return CountRow("同意户数不公布")
    return CountRow(said(f"同意{yes:,}户", "turnout", basis=Basis.HOUSEHOLDS.value, yes=yes))


def _actual(check: PublicCheck) -> str:
    if not told(check.actual):
        return f"{check_label(check)}不公布"
    label = CHECKS[check.kind].noun if check.basis is Basis.HOUSEHOLDS else check_label(check)
    return f"{label}{figure_on(check.basis, check.actual)}"


def _checked(words: str, check: PublicCheck, ruling: PublicRuling) -> CountRow:
    claims = check_claims(check, ruling)
    what = joined("", (words, Said("", *claims)))
    asked = claims or needed_claims(check, ruling)
    need = Said(f"应不少于{figure_on(check.basis, check.needed)}", *asked) if told(check.needed) else ""
    mark = Stamp.OPEN if isinstance(check.ok, Hidden) else Stamp.YES if check.ok else Stamp.NO
    return CountRow(what, need, Said(met_words(check), *claims), mark)


def _notes(outcome: PublicOutcome, posted: Notice | None) -> Iterator[str]:
    if posted and posted.reason:
        long = len(posted.reason) > LONGEST_REASON
        yield f"这是第{posted.number}次公示，{'更正了什么、为什么，写在附页' if long else f'更正：{posted.reason}'}"
    if outcome.amended and outcome.amended.confirmed:
        text = f"户册更正{len(outcome.amended.confirmed)}处，写在附页。"
        yield Said(text, *claims_of(amended_words(outcome.amended)[0]))


def matters_brief(outcome: PublicOutcome) -> Rows:
    """What the owners decided together, a line each; of many how many passed."""
    found = outcome.matters
    if len(found) <= MOST_MATTERS and sum(len(one.wording) for one in found) <= MOST_WORDING:
        return Rows((), tuple(Row((f"共同决定：{one.wording}",), decided_word(one), _matter_mark(one)) for one in found))
    hidden = sum(isinstance(one.ruling.conclusion, Hidden) for one in found)
    passed = sum(one.ruling.conclusion is Conclusion.PASSED for one in found)
    untold = f"，不公布{hidden}件" if hidden else ""
    words = f"业主共同决定{len(found)}件：通过{passed}件，没有通过{len(found) - passed - hidden}件{untold}"
    claims = (claim for one in found for claim in decided_word(one).claims)
    return Rows((), (Row((Said(words, *claims),), "见附页", Stamp.OPEN),))


def _matter_mark(matter: PublicMatter) -> Stamp:
    conclusion = matter.ruling.conclusion
    if isinstance(conclusion, Hidden):
        return Stamp.OPEN
    return Stamp.YES if conclusion is Conclusion.PASSED else Stamp.NO


def brief(outcome: PublicOutcome, most: int | None = None) -> Brief:
    """The list, a line an item; only the first `most`, where there are more."""
    lines = outcome.listed.lines[:most]
    more = len(outcome.listed.lines) > len(lines)
    rows = tuple(
        BriefRow(
            rank_words(line),
            line.name,
            support_brief_words(line),
            _done_words(line.status, pending=line.decision is not None, item=line.item),
            Stamp.OPEN if isinstance(line.status, Hidden) else MARKS[line.status],
        )
        for line in lines
    )
    notes = (*_brief_notes(outcome), *(["其余的项目都在附页。"] if more else []))
    return Brief("改哪里", ("序", "项目", "点单户/应答户", "处理"), rows, notes, "改哪里：一项一项写在下一页。")


def _done_words(status: Status | Hidden, *, pending: bool, item: str) -> str:
    if isinstance(status, Hidden):
        return "不公布"
    match status:
        case Status.IN | Status.MUST if pending:
            words = "待共同决定"
        case Status.IN:
            words = "做"
        case Status.INFEASIBLE:
            words = "做不了"
        case _:
            words = STATUSES[status].short
    return said(words, "status", item=item, status=status.value)


def _brief_notes(outcome: PublicOutcome) -> Iterator[str]:
    state = outcome.judgement.state
    if isinstance(state, Hidden):
        yield "改不改的结论另行书面告知，这份清单先作参考。"
    elif state is not State.PASSED:
        yield Said("五项条件没有全部符合，这份清单只作参考。", *judgement_claims(outcome.judgement))
    if any(not told(line.support) for line in outcome.listed.lines if line.voted):
        yield f"写“{UNTOLD}”“不公布”的，写准了会看出哪家怎么选。"


def _where(posted: Notice | None, asks: Asker) -> Iterator[str]:
    final = posted is not None and posted.final
    yield f"{'最终公示' if final else '公示期'}：{_days(posted)}"
    yield "公示期满，异议都答复了" if final else f"公示期内向{asks.committee}提异议"
    yield f"联系人：{asks.person or asks.committee}　电话：{asks.phone or BLANK_PHONE}"
    if place := "　".join(filter(None, (asks.address, asks.hours))):
        yield place


def _days(posted: Notice | None) -> str:
    if posted is None:
        return f"{BLANK_DAY}至{BLANK_DAY}"
    start, end = date_words(posted.published_at), day_in_year(posted.until)
    same = "".join(takewhile(lambda sign: sign != "年", start)) == "".join(takewhile(lambda sign: sign != "年", end))
    return f"{start}至{end.partition('年')[2] if same else end}"


def heading(compound: str, kind: str) -> tuple[str, str]:
    """The title of a result in two lines of about one length, parted between words."""
    parts = ("关于", *_halved(compound), "改造", "征求意见", "结果的", kind)
    ways = (("".join(parts[:n]), "".join(parts[n:])) for n in range(1, len(parts)))
    return min(ways, key=lambda way: (max(map(len, way)), len(way[1])))


def _halved(name: str) -> tuple[str, ...]:
    """A long name may be parted anywhere."""
    return tuple(name) if len(name) > 16 else (name,)
