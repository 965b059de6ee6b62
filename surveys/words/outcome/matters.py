"""What the owners decided together in the poll, beside the consultation: each matter with its own verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from surveys.core.outcome import PublicMatter, PublicOutcome
from surveys.core.rules import Conclusion
from surveys.words.blocks import Block, CheckRow, CheckTable, Look, Paragraphs, Subheading
from surveys.words.claim import Said, claimed_of, joined, said
from surveys.words.matter import class_words, decided_words, what_it_takes_words, who_decides_words
from surveys.words.needs import filled_words, needs_words
from surveys.words.outcome.rules import check_row
from surveys.words.rules import silence_words, with_silence_words

_APART = "以下事项各有各的题，各算各的票，只算房主的票；意愿征询的回答，一张也不算在里面。"


def matters(outcome: PublicOutcome) -> tuple[Block, ...]:
    """Every matter with its wording, its class, who decides, what it takes and what came out."""
    return (Paragraphs((_APART,), Look.NOTE), *(block for matter in outcome.matters for block in _matter(matter)))


def _matter(matter: PublicMatter) -> Iterator[Block]:
    ruling = matter.ruling
    yield Subheading(matter.wording)
    if ruling.checks:
        head = ("指标", "应不少于", "实际", "", "结论")
        yield CheckTable(head, tuple(_row(check_row(check, ruling), matter) for check in ruling.checks))
    said = (
        decided_words(matter),
        *(claimed_of(words, matter=matter.key) for words in (needs_words(ruling, voting=True), filled_words(ruling))),
    )
    yield Paragraphs((joined("。", (words for words in said if words), "。"),), Look.STRONG)
    yield Paragraphs(tuple(_notes(matter)), Look.NOTE)


def _row(row: CheckRow, matter: PublicMatter) -> CheckRow:
    """The same row, claiming what the matter's own votes come to."""
    key = matter.key
    return replace(
        row,
        need=claimed_of(row.need, matter=key),
        actual=claimed_of(row.actual, matter=key),
        actual_of=claimed_of(row.actual_of, matter=key),
        verdict=claimed_of(row.verdict, matter=key),
    )


def _notes(matter: PublicMatter) -> Iterator[str]:
    rule, scope = matter.ruling.rule, matter.ruling.scope
    yield f"{class_words(matter.decision)}。"
    yield joined("", (who_decides_words(matter.key, scope, matter.homes), what_it_takes_words(matter.key, rule)))
    yield f"{silence_words(rule)}比例的出处：{rule.source}。"
    if matter.mandated:
        yield said(
            f"其中{matter.mandated:,}户由受托人、监护人或者共有人推选的一位投票，文书都经两个人核对。",
            "mandated",
            matter=matter.key,
            homes=matter.mandated,
        )
    if matter.undecided:
        text = f"另有{matter.undecided:,}户的几位房主投得不一样，还没有定以谁的为准，按没有投票算。"
        yield said(text, "undecided", matter=matter.key, homes=matter.undecided)
    if followed := with_silence_words(matter.ruling):
        yield _followed(matter, f"{followed}。")


def _followed(matter: PublicMatter, text: str) -> Said:
    conclusion = matter.ruling.with_silence
    if isinstance(conclusion, Conclusion):
        return said(text, "decided_with_silence", matter=matter.key, conclusion=conclusion.value)
    return said(text, "untold", matter=matter.key)
