"""How a poll's roster was put right, as everybody reads it on papers and pages, and the home concerned on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from surveys.core.amendment import Amendment, AmendmentKind
from surveys.core.outcome.amended import AmendedRoster
from surveys.core.poll import PollState
from surveys.core.roster import UnitKind
from surveys.core.staff import Role
from surveys.words.account import ROLES
from surveys.words.advice import Advice
from surveys.words.claim import Said, said
from surveys.words.dates import time_words
from surveys.words.figure import hundredths
from surveys.words.language import N_, _


class AmendmentWords(NamedTuple):
    """A kind of amendment as it is chosen, with what it does, and as the papers tell of it."""

    name: str
    does: str
    told: str


AMENDMENTS: Mapping[AmendmentKind, AmendmentWords] = {
    AmendmentKind.AREA: AmendmentWords("面积不对", "按面积算的总数跟着变，户数不变。", N_("改了面积")),
    AmendmentKind.USE: AmendmentWords(
        "用途不对，比如商铺记成了住宅", "车位、没卖出的房不算一户；商铺和住宅各算一户。", N_("改了用途")
    ),
    AmendmentKind.OWNER: AmendmentWords(
        "房主记错了：卖了，同一人记成两人，同名的两人记成一人", "按房主人数算的总数跟着变，户数不变。", N_("改了房主")
    ),
    AmendmentKind.ROOM: AmendmentWords("房号打错了", "信照样能用，数都不变。", N_("改了房号")),
    AmendmentKind.ADD: AmendmentWords("漏了一户", "补上以后多一户，给它印一封信，就能答。", N_("补了一户")),
    AmendmentKind.REMOVE: AmendmentWords("没有这一户，也没有人答过", "从总数里去掉，它的信不能再用。", N_("去掉一户")),
    AmendmentKind.VOID: AmendmentWords(
        "有人答过，可是这一户不该算", "作废：不计票，也不在总数里；交过的回答留着，不删。", N_("作废一户")
    ),
    AmendmentKind.RESTORE: AmendmentWords("去掉的、作废的，应该算", "重新算一户，交过的回答又算数。", N_("恢复一户")),
}
UNIT_KINDS: Mapping[UnitKind, str] = {
    UnitKind.HOME: N_("住宅"),
    UnitKind.SHOP: N_("商铺"),
    UnitKind.UNSOLD: N_("没有卖出的房"),
    UnitKind.PARKING: N_("车位"),
    UnitKind.STORAGE: N_("储藏室"),
}


def headcount_words(figures: Sequence[int]) -> str:
    """Households, owners and area, as they are counted."""
    homes, owners, area = figures
    return _(
        "%(homes)s户、%(owners)s位房主、%(area)s平方米", homes=f"{homes:,}", owners=f"{owners:,}", area=hundredths(area)
    )


def amended_words(found: AmendedRoster) -> tuple[Said, ...]:
    """How the roster was put right, for the papers and for everybody: from how much to how much, each with its reason."""
    told = []
    if found.confirmed:
        was, now = headcount_words(found.opened), headcount_words(found.counted)
        text = _("户册更正%(n)s处：开始时%(was)s，现在%(now)s。", n=len(found.confirmed), was=was, now=now)
        told.append(said(text, "amended", opened=list(found.opened), counted=list(found.counted)))
    for one in found.confirmed:
        words = _("%(what)s：%(why)s", what=_(AMENDMENTS[one.kind].told), why=one.reason)
        told.append(said(words, "amended", kind=one.kind.value))
    if found.voided:
        text = _("作废的%(n)s户不计票，也不在总数里；交过的回答留着。", n=found.voided)
        told.append(said(text, "amended", voided=found.voided))
    if found.late:
        text = _("公示以后，有答过的户更正了。两次公示一比，会看出那一户怎么选，所以只写结论，不写人数。")
        told.append(said(text, "amended", late=True))
    return tuple(told)


def requests_words(found: AmendedRoster) -> Said:
    """How many amendments were asked for, by which offices, and what became of them, for the committee's sheet."""
    asked = _by_office(found.asked_by)
    confirmed = _by_office(found.confirmed_by)
    text = f"一共提了{found.requests}条（{asked}）"
    text += f"，确认{len(found.confirmed)}条（{confirmed}）" if found.confirmed else "，没有确认的"
    text += f"，没有同意{found.refused}条" if found.refused else ""
    text += f"，还有{found.waiting}条没有定" if found.waiting else ""
    text += f"。作废的{found.voided}户里，{found.voided_answered or 0}户的回答算过数" if found.voided else ""
    figures = {"requests": found.requests, "refused": found.refused, "waiting": found.waiting, "voided": found.voided}
    return said(f"{text}。", "amended", **figures, voided_answered=found.voided_answered or 0)


def _by_office(counts: Mapping[str, int]) -> str:
    named = {role: ROLES[Role(role)].name if role else "管系统的人" for role in counts}
    return "、".join(f"{named[role]}{number}条" for role, number in counts.items())


def amended_home_words(confirmed: Sequence[Amendment]) -> tuple[str, ...]:
    """What a household reads of how it was put right: from what to what, when, why, and what it may do about it."""
    if not confirmed:
        return ()
    return (*map(_amended_home, confirmed), _("哪里不对，告诉社区居委会；公示以后，可以提异议。"))


def _amended_home(one: Amendment) -> str:
    values = {"when": time_words(one.decided_at or one.asked_at), "what": _(AMENDMENTS[one.kind].told), "why": one.reason}
    if one.kind not in (AmendmentKind.AREA, AmendmentKind.USE, AmendmentKind.ROOM):
        return _("%(when)s户册更正：%(what)s。原因：%(why)s", **values)
    was, now = (next(_plain_change(change)) for change in (one.was, one.change))
    return _("%(when)s户册更正：%(what)s，从%(was)s改成%(now)s。原因：%(why)s", **values, was=was, now=now)


def _plain_change(change: Mapping[str, Any]) -> Iterator[str]:
    if "area" in change:
        yield _("%(area)s平方米", area=hundredths(int(change["area"])))
    if "use" in change:
        yield _(UNIT_KINDS[UnitKind(change["use"])])
    if "room" in change:
        yield str(change["room"])


def amended_out_words(confirmed: Sequence[Amendment], *, state: PollState) -> Advice:
    """What a household reads that is counted no more."""
    last = confirmed[-1]
    kept = _("交过的回答留着，不删；不计票，也不在总数里。")
    lines = [_amended_home(last), kept if last.kind is AmendmentKind.VOID else _("这一户不在总数里，也不能答。")]
    if state.running:
        lines.append(_("不应该这样的，现在就告诉社区居委会。核对属实，可以恢复。"))
    elif state is not PollState.FINAL:
        lines.append(_("不应该这样的，公示期里向社区居委会提异议。采纳了的，可以恢复。"))
    return Advice(_("您这一户不算在这次征询里了"), tuple(lines))
