"""The life of a poll at the desk: the road from draft to final: what is done, next and in the way, and who may do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.errors import Problem
from surveys.core.life import STEPS, Step
from surveys.core.poll import PollState
from surveys.core.staff import RIGHTS, Role
from surveys.services.life import Life
from surveys.words.account import ROLES
from surveys.words.advice import mending
from surveys.words.change import STEPS_SAID
from surveys.words.dates import day_in_year, time_words
from surveys.words.language import N_, _

PROBLEMS = {
    "reason_empty": "写明原因，会印在通知上，居民也看得到",
    "reason_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
    "not_later": "要比现在的截止时间（{closes}）晚",
    "open_too_long": "从开始到截止有{days}天，超过{most}天。看看年份有没有写错；确实要这么久，勾上“就是要这么久”",
    "asked_twice": "{compound}同时还有别的征询：{value}。一户会收到两封信。确实要同时进行，勾上“同时进行”",
    "who_empty": "写明是谁提的，或者是哪一户",
    "what_empty": "写明提了什么意见",
    "answer_empty": "写明怎么答复的",
    "text_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}


def life_problem_words(problem: Problem) -> str:
    """What keeps a step from being taken."""
    said = {
        name: time_words(datetime.fromisoformat(str(value))) if name == "closes" else value
        for name, value in problem.detail.items()
    }
    return mending(PROBLEMS, replace(problem, detail=said))


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone: `stage` is done, next or later; `told` says when, or what it waits for; `who` did it, or
    may do it."""

    name: str
    stage: str
    told: str
    who: str


def who_may(step: Step) -> str:
    """The offices that may take a step, the nearest to the door first."""
    right = STEPS[step].right
    return "、".join(ROLES[role].name for role in reversed(Role) if right in RIGHTS.get(role, ()))


def did(life: Life, step: Step) -> str:
    """Who took a step, by user name; empty where the clock did."""
    if step is Step.CLOSE:
        change = life.last(Step.CLOSE)
        return both(life.asked_by(change), change.by) if change else ""
    if step in (Step.PUBLISH, Step.FINALISE):
        posted = life.notices[0 if step is Step.PUBLISH else -1]
        return both(life.asked_to_post(posted), posted.published_by)
    return life.did.get(step, "")


def both(asked: str, did_it: str) -> str:
    """One who did something, or the one who asked for it and the one who confirmed."""
    return _("%(one)s提出，%(other)s确认", one=asked, other=did_it) if asked else did_it


def road(life: Life, *, now: datetime) -> tuple[Milestone, ...]:
    """Every milestone of a poll's life, in order; only the first that isn't done is next."""
    if life.state is PollState.CANCELLED:
        return tuple(_called_off(life))
    made, stages = [], list(_milestones(life, now))
    open_before = False
    for step, name, done, waits in stages:
        stage = "done" if done else "later" if open_before else "next"
        open_before = open_before or not done
        made.append(Milestone(_(name), stage, done or waits, did(life, step) if done else who_may(step)))
    return tuple(made)


def _milestones(life: Life, now: datetime) -> Iterator[tuple[Step, str, str, str]]:
    """Each milestone: the step that reaches it, its name, what tells that it is done, and what it waits for."""
    poll, state = life.poll, life.state
    opened = time_words(poll.opened_at) if poll.opened_at else ""
    yield Step.OPEN, N_("打开"), opened, _("户册、菜单、规则都看过了，就能打开")
    ended = state.ended
    yield Step.CLOSE, N_("截止"), time_words(poll.ended_at) if ended else "", _ending(life)
    reviewed = time_words(poll.reviewed_at) if poll.reviewed_at else ""
    yield Step.REVIEW, N_("复核"), reviewed, _("对着汇总表核对一遍；替别人录过回答的人不能复核自己录的")
    first = life.notices[0] if life.notices else None
    until = day_in_year(life.hangs.until) if life.hangs else ""
    posted = _("%(when)s，公示到%(until)s", when=time_words(first.published_at), until=until) if first else ""
    yield Step.PUBLISH, N_("初步公示"), posted, _("复核以后公示，不少于7日")
    yield Step.FINALISE, N_("最终公示"), _final(life), _before_final(life, now)


def _ending(life: Life) -> str:
    closes = time_words(life.poll.closes_at)
    if life.state is PollState.PAUSED:
        return _("现在暂停着。到%(closes)s自动截止，来不及的先延期", closes=closes)
    return _("到%(closes)s自动截止", closes=closes)


def _final(life: Life) -> str:
    if life.poll.final_at is None:
        return ""
    until = day_in_year(life.notices[-1].until)
    return _("%(when)s，公示到%(until)s", when=time_words(life.poll.final_at), until=until)


def _before_final(life: Life, now: datetime) -> str:
    """What the last notice waits for."""
    waits = []
    if life.hangs and life.still_up(now):
        waits.append(_("公示到%(until)s期满", until=day_in_year(life.hangs.until)))
    if life.open_objections:
        waits.append(_("还有%(n)s条异议没有答复", n=life.open_objections))
    return "；".join(waits) or _("公示期满、异议都答复了，就能最终公示")


def _called_off(life: Life) -> Iterator[Milestone]:
    poll, change = life.poll, life.last(Step.CANCEL)
    assert poll.opened_at is not None
    yield Milestone(_("打开"), "done", time_words(poll.opened_at), "")
    if change:
        yield Milestone(STEPS_SAID[Step.CANCEL].name, "done", time_words(change.at), "")
