"""How the paper forms of a poll were checked, as everybody reads it on papers and pages."""

from __future__ import annotations

from surveys.core.outcome.entered import EnteredForms
from surveys.words.claim import Said, said
from surveys.words.language import N_, _


def entered_words(found: EnteredForms) -> tuple[Said, ...]:
    """How many forms were typed in, and how many of them were checked."""
    if found.confirmed == found.forms:
        text = _("录入的纸质问卷%(n)s份，都抽查复核过了。", n=found.forms)
    else:
        left = found.forms - found.confirmed
        words = N_("录入的纸质问卷%(n)s份，抽查复核过了%(m)s份，还有%(left)s份没有复核。")
        text = _(words, n=found.forms, m=found.confirmed, left=left)
    return (said(text, "typed", forms=found.forms, confirmed=found.confirmed),)
