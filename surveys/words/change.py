"""A change of a poll, longer, paused, going on, ended early or called off: what residents are told, and the paper of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.core.life import PollChange, Step
from surveys.core.poll import Poll, PollState
from surveys.words.advice import Advice
from surveys.words.blocks import Facts, Paper, Paragraphs, Section, Signatures
from surveys.words.community import UNNAMED, Asker, asker, where_to_go
from surveys.words.dates import date_words, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.language import N_, _
from surveys.words.letter import short_digest


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a step is called at the desk and on papers, and what residents are told of it."""

    name: str
    told: str = ""


STEPS_SAID: Mapping[Step, StepWords] = {
    Step.OPEN: StepWords("打开"),
    Step.DROP: StepWords("删除草稿"),
    Step.EXTEND: StepWords("延期", N_("截止时间延到%(until)s。")),
    Step.PAUSE: StepWords("暂停", N_("%(when)s起暂停，这段时间不收回答。")),
    Step.RESUME: StepWords("继续", N_("%(when)s起继续。")),
    Step.CLOSE: StepWords("提前截止", N_("%(when)s提前截止。")),
    Step.CANCEL: StepWords("撤销", N_("%(when)s撤销，不再收回答，也不计票。")),
    Step.REVIEW: StepWords("复核"),
    Step.PUBLISH: StepWords("初步公示"),
    Step.OBJECT: StepWords("登记异议"),
    Step.ANSWER: StepWords("答复异议"),
    Step.FINALISE: StepWords("最终公示"),
}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change as residents read it; the reason is as somebody wrote it, in Chinese."""

    said: str
    reason: str


def told_change(change: PollChange) -> ToldChange:
    """What was changed, and why."""
    until = time_words(change.until) if change.until else ""
    return ToldChange(_(STEPS_SAID[change.step].told, when=time_words(change.at), until=until), change.reason)


def halted_words(state: PollState, change: PollChange | None, *, late: bool, act: bool, stands: bool) -> Advice:
    """A poll that is paused or called off, as a household meets it; the rest as `closed_words` has it."""
    told = told_change(change) if change else None
    paused = state is PollState.PAUSED
    lost = _("刚才这份没有收。您填的都在下面，可以截图留着。") if late else _("刚才的改动没有收。") if act else ""
    if paused:
        now = _("继续以后再扫这个二维码。以前交的还在。") if stands else _("继续以后再扫这个二维码，信先收好。")
    else:
        now = _("以前交的不再用来计票。") if stands else ""
    why = _("原因：%(reason)s", reason=told.reason) if told else ""
    title = _("征询暂停了") if paused else _("征询撤销了")
    return Advice(title, tuple(filter(None, (told.said if told else "", why, lost, now))))


def _signed(asks: Asker) -> Signatures:
    """Whoever asks seals a change; the owners' committee decides nothing about it."""
    seals = tuple(seal for seal in asks.seals if not seal.startswith(("业主", "业委"))) or UNNAMED.seals[1:]
    return Signatures(rows=(), seals=seals, dated="年　　月　　日")


def change_paper(poll: Poll, change: PollChange, *, phone: str) -> Paper:
    """What hangs in the stairwell when a poll is changed, with the reason. It says nothing of when it is printed."""
    asks, compound = asker(poll.compound, phone), poll.compound
    wave, demo = unmarked(poll.wave.title)
    name, told = STEPS_SAID[change.step].name, told_change(change)
    title = f"关于{compound.name}征询{name}的通知"
    facts = Facts(
        (
            ("小区", f"{compound.street.name}　{compound.name}"),
            ("征询", wave),
            ("变动", told.said),
            ("原因", told.reason),
        )
    )
    told_where = "　".join(where_to_go(asks))
    lines = (*_meaning(change), f"有疑问，找{asks.committee}{f'，电话{asks.phone}' if asks.phone else ''}。")
    lines = (*lines, told_where) if told_where else lines
    terms = f"　规则摘要 {short_digest(poll.terms.digest)}" if poll.terms else ""
    return Paper(
        title=title,
        running=title,
        number=f"征询{poll.id}　第{change.number}次变动",
        stage=f"{date_words(change.at)}起生效",
        top=(facts,),
        sections=(Section("change", "这样办", (Paragraphs(lines), _signed(asks)), whole=True),),
        foot=(f"征询 {poll.id}{terms}",),
        demo=demo,
        watermark="",
    )


def _meaning(change: PollChange) -> tuple[str, ...]:
    match change.step:
        case Step.EXTEND:
            return ("没答的还可以答，答过的不用再答，想改的照样可以改。", "信上的二维码和户码照用，以这里写的截止时间为准。")
        case Step.PAUSE:
            return (
                "暂停的时候不收回答，交过的都留着。",
                "截止时间没有变；要延期的，另外贴通知。",
                "继续以后，信上的二维码和户码照用。",
            )
        case Step.RESUME:
            return (
                "可以接着答、接着改，信上的二维码和户码照用。",
                "截止时间没有因为暂停往后推；延过期的，以延期的通知为准。",
            )
        case Step.CLOSE:
            return ("从这时起不再收回答，交过的不能再改。", "结果核对好以后公示。")
        case _:
            return ("这次征询不计票，也没有结果。", "以后要重新征询的，会重新送信。")
