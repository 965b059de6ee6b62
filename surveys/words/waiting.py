"""What residents read of ballots that wait, of those that are disowned, and of letters issued anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from surveys.core.waiting import Dispute, Waiting, WaitingReason, WaitingRuling
from surveys.words.advice import Advice
from surveys.words.ballot import CAPACITIES, CHANNELS
from surveys.words.dates import time_words
from surveys.words.language import N_, _
from surveys.words.place import door_words

DISOWNED = Advice(
    N_("记下了，街道会来核对"),
    (
        N_("已经交的那一份先不动，街道核对以前还算。"),
        N_("要换成您自己的，带上信找社区居委会补发一封，用新信再交一份，街道凭您签了名的申请来定。"),
    ),
)

DECIDED_BEFORE = Advice(N_("这一份已经定过了"), (N_("这一页打开以后，那一份已经定了或者撤回了。先看现在的回执。"),))


class Choice(NamedTuple):
    """What a household may decide about a ballot that waits: the ruling, and the words on its button."""

    ruling: WaitingRuling
    words: str


class WaitingWords(NamedTuple):
    """What is said of a ballot that waits: to whoever cast the first, with what they may answer, to whoever cast it, and to
    everybody who has the letter; and why it does, at the desk."""

    asked: str
    choices: tuple[Choice, Choice]
    mine: str
    beside: str
    why: str


WAITING: Mapping[WaitingReason, WaitingWords] = {
    WaitingReason.REISSUED: WaitingWords(
        N_("有人用补发的信又交了一份%(whose)s：%(came)s。现在算的还是您这一份。"),
        (Choice(WaitingRuling.KEPT, N_("不换，还算我这一份")), Choice(WaitingRuling.TAKEN, N_("换成那一份"))),
        N_("您用的信是补发的，补发以前已经交过一份。现在算的还是先交的那一份。"),
        N_("补发的信上又交过一份%(whose)s，还在等：%(came)s。"),
        "后交的那一份，用的是先交以后补发的信",
    ),
    WaitingReason.FLAT: WaitingWords(
        N_("%(home)s也交了一份%(whose)s：%(came)s。两套登记的是同一位房主，您先交了，那一份就先等着。"),
        (Choice(WaitingRuling.KEPT, N_("不是我家交的，不要算")), Choice(WaitingRuling.TAKEN, N_("是我家交的，两套都算"))),
        N_("同一位房主的另一套先交过一份，您这一份先等着，现在不算。"),
        N_("同一位房主的%(home)s交过一份，还在等：%(came)s。"),
        "同一位房主先替另一套交过一份",
    ),
    WaitingReason.TYPED: WaitingWords(
        N_("工作人员录入了您家的一份%(whose)s：%(came)s。现在算的还是您自己交的这一份。"),
        (Choice(WaitingRuling.KEPT, N_("不换，还算我这一份")), Choice(WaitingRuling.TAKEN, N_("换成那一份"))),
        N_("您家自己先答过，录入的这一份先等着，现在不算。"),
        N_("工作人员又录入过一份%(whose)s，还在等：%(came)s。"),
        "住户自己先答过，后一份是工作人员录入的",
    ),
    WaitingReason.TYPED_TWICE: WaitingWords(
        N_("工作人员又录入过一份%(whose)s，还在等：%(came)s。"),
        (Choice(WaitingRuling.KEPT, N_("不换，还算我这一份")), Choice(WaitingRuling.TAKEN, N_("换成那一份"))),
        N_("先录入过一份，这一份先等着，现在不算。"),
        N_("工作人员又录入过一份%(whose)s，还在等：%(came)s。"),
        "工作人员先录入过一份，又录入了一份",
    ),
    WaitingReason.OWN: WaitingWords(
        N_("这一户自己又交过一份%(whose)s，还在等：%(came)s。"),
        (Choice(WaitingRuling.KEPT, N_("不换，还算我这一份")), Choice(WaitingRuling.TAKEN, N_("换成那一份"))),
        N_("工作人员先录入过您家的一份，您这一份先等着，现在不算。"),
        N_("这一户自己又交过一份%(whose)s，还在等：%(came)s。"),
        "工作人员先录入过一份，住户自己又交了一份",
    ),
}
RULINGS: Mapping[WaitingRuling, str] = {
    WaitingRuling.TAKEN: "后交的算",
    WaitingRuling.KEPT: "先交的算",
    WaitingRuling.TAKEN_BACK: "后交的撤回了",
}
"""What was decided, as the desk reads it."""

_HOW = N_("先交的那位同意，或者街道凭签了名的申请定了，您这一份才算。截止时没有定的，以先交的为准。")
_ONLY_STREET = N_("街道凭签了名的申请定了，您这一份才算。截止时没有定的，以先交的为准。")


def _named(waits: Waiting) -> Mapping[str, str]:
    home = waits.home
    return {
        "home": door_words(home.building, home.unit, home.room),
        "whose": _(CAPACITIES[waits.capacity].whose),
        "came": came_waiting(waits),
    }


def came_waiting(waits: Waiting) -> str:
    """How and when a ballot came that waits."""
    channel = _(CHANNELS[waits.channel].came)
    return _("%(time)s收到，%(channel)s", time=time_words(waits.cast_at), channel=channel)


def to_decide_words(waits: Waiting) -> tuple[str, tuple[Choice, ...]]:
    """What whoever cast the first ballot is asked about one that waits, and what they may answer."""
    words = WAITING[waits.reason]
    return _(words.asked, **_named(waits)), tuple(Choice(ruling, _(text)) for ruling, text in words.choices)


def mine_waiting_words(waits: Waiting) -> tuple[str, ...]:
    """What whoever cast a ballot that waits, or waited in vain, reads above it."""
    if waits.ruling is None:
        return _(WAITING[waits.reason].mine), _(_ONLY_STREET if waits.reason.first_typed else _HOW)
    if waits.ruling is WaitingRuling.KEPT and waits.decided_by:
        return (_("您这一份没有算：街道凭签了名的申请，定了以先交的为准。"),)
    if waits.ruling is WaitingRuling.KEPT:
        return (_("您这一份没有算：先交的那位不同意换。"),)
    return (_("您把这一份撤回了，不算。"),) if waits.ruling is WaitingRuling.TAKEN_BACK else ()


def beside_words(waits: Waiting) -> str:
    """What everybody with the letter reads of a ballot that waits beside another."""
    return _(WAITING[waits.reason].beside, **_named(waits))


def disputed_words(dispute: Dispute) -> tuple[str, ...]:
    """What is read beside a ballot that its household disowned."""
    told = _("%(when)s有人拿着信说，这一份%(whose)s不是自家交的。", **_dispute(dispute))
    if dispute.closed_at is None:
        return told, _("街道在核对，核对以前还算。")
    return told, _("街道核对过了：%(answer)s", answer=dispute.answer)


def _dispute(dispute: Dispute) -> Mapping[str, str]:
    return {"when": time_words(dispute.at), "whose": _(CAPACITIES[dispute.capacity].whose)}


def reissued_words(times: int, last: datetime) -> str:
    """How often a household's letter was issued anew."""
    return _("这一户的信补发过%(times)s次，最近一次在%(when)s；旧信作废了。", times=times, when=time_words(last))


def reissued_count_words(letters: int) -> str:
    """How many letters of a poll were issued anew, for everybody."""
    return _("补发过%(letters)s封信：补发以前交了的，以先交的为准。", letters=letters)
