"""How what was typed in for a poll was checked, as everybody reads it on papers and pages."""

from __future__ import annotations

from surveys.core.outcome.entered import EnteredForms, RecheckFigures
from surveys.words.claim import Said, said
from surveys.words.language import N_, _


def entered_words(found: EnteredForms) -> tuple[Said, ...]:
    """How many forms were typed in and how many of them were checked, and what reviewers found about all that was."""
    return (*((_checked(found),) if found.forms else ()), _marked(found))


def _checked(found: EnteredForms) -> Said:
    if found.confirmed == found.forms:
        text = _("录入的纸质问卷%(n)s份，都抽查复核过了。", n=found.forms)
    else:
        words = N_("录入的纸质问卷%(n)s份，抽查复核过了%(m)s份，还有%(left)s份没有复核。")
        text = _(words, n=found.forms, m=found.confirmed, left=found.forms - found.confirmed)
    return said(text, "typed", forms=found.forms, confirmed=found.confirmed)


def _marked(found: EnteredForms) -> Said:
    marks = {"counted": found.counted, "queried": found.queried, "void": found.void}
    words = N_("工作人员录入的，计票%(counted)s份，存疑但计票%(queried)s份，作废不计票%(void)s份。")
    return said(_(words, **marks), "typed", **marks)


def rechecked_words(found: RecheckFigures) -> tuple[Said, ...]:
    """What came of asking homes anew after closing, for the committee alone."""
    met = {"drawn": found.drawn, "compared": found.compared, "away": found.away, "refused": found.refused}
    came = f"比过{found.compared}份，不在家{found.away}份，不愿再答{found.refused}份。"
    first = said(f"截止以后当众抽了{found.drawn}份，上门重问。{came}", "typed", **met)
    if not found.compared:
        return (first,)
    same = f"比过的里面，改不改前后一样的{found.whether}份，每一题都一样的{found.equal}份。"
    second = said(f"{same}不一样的不都是录错，也有改了主意的。", "typed", whether=found.whether, equal=found.equal)
    return first, second
