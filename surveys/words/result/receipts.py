"""Whether a receipt stands in the posted list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.core.ballot import Capacity
from surveys.words.claim import said
from surveys.words.language import _


def where_counted_words(code: str, receipts: Mapping[Capacity, Sequence[str]]) -> str:
    """Whether a receipt stands in the posted list, and as what it is counted; `code` is empty where it can't be one."""
    if code in receipts[Capacity.OWNER]:
        return said(_("找到了，%(code)s算在房主的票里。", code=code), "receipt", receipt=code, counted="owner")
    if code in receipts[Capacity.OCCUPANT]:
        return said(_("找到了，%(code)s算在住户的意见里。", code=code), "receipt", receipt=code, counted="occupant")
    if code:
        words = _("名单里没有%(code)s。照着回执再看一遍；改过答案的，以最后一次的回执号为准。", code=code)
        return said(words, "receipt", receipt=code, counted="")
    return _("回执号是10个数字和字母，照着回执再看一遍。")
