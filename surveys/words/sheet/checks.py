"""What stands beside the list: how sure the order is, and what other rules would say. It changes nothing in the list."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.priorities import Backing, Examination, Line
from surveys.words.priorities import (
    BANDS,
    REPRESENTATIVE_MEANS,
    SHARES_MEAN,
    alarm_words,
    bands_mean_words,
    coverage_words,
    swing_words,
)
from surveys.words.sheet.parts import HIDDEN, Figures, Source


def checks(source: Source) -> Figures | None:
    """The checks of the ordered items; None where they were not made."""
    found = source.sheet.examined
    if found is None:
        return None
    lines = [line for line in source.sheet.listed.lines if line.rank is not None and line.support]
    return Figures(
        title="清单复核（只供参考，不改变清单）",
        head=("项目", "名次", "名次范围", "把握", "均等份额", "代表性名次", _most_urgent(source)),
        rows=tuple(_row(line, found, source) for line in lines),
        notes=tuple(_notes(found, source)),
    )


def _most_urgent(source: Source) -> str:
    return "列进前三（户）" if source.posted else "最要紧（一/二/三）"


def _row(line: Line, found: Examination, source: Source) -> tuple[str, ...]:
    checked, standing = found.checks.items[line.item.key], found.standings[line.item.key]
    first, last = standing.ranks
    return (
        line.item.name,
        str(line.rank),
        str(first) if first == last else f"{first}至{last}",
        BANDS[standing.band] if standing.band else HIDDEN,
        _shares(checked.backing),
        str(checked.representative) if checked.representative else HIDDEN,
        _tops(line, source),
    )


def _shares(backing: Backing | None) -> str:
    if backing is None:
        return HIDDEN
    return "列入" if backing.taken else "未列入"


def _tops(line: Line, source: Source) -> str:
    if source.posted:
        named = next(row["named"] for row in source.posted["list"]["lines"] if row["item"] == line.item.key)
        return HIDDEN if named is None else str(named)
    return "/".join(map(str, line.tops))


def _notes(found: Examination, source: Source) -> Iterator[str]:
    if found.checks.coverage:
        yield coverage_words(found.checks.coverage)
    if not source.posted:
        yield from (alarm_words(alarm) for alarm in found.checks.alarms)
        yield from (swing_words(swing, found.listed) for swing in found.checks.swings)
    yield f"名次范围和把握：{bands_mean_words(found.listed)}"
    if source.sheet.listed.budget is not None:
        yield SHARES_MEAN
    yield REPRESENTATIVE_MEANS
