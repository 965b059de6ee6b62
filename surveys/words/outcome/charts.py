"""What the charts beside the list show the committee: labels, words and lengths in parts of a thousand, to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.core.priorities import Coverage, Examination, Line, LocalSupport, PriorityList, Status
from surveys.words.claim import said
from surveys.words.figure import money_words, percent_words, share_words, yuan
from surveys.words.place import building_words

FULL = 1000
# Fewer answers than this draw no rate of a building: one household would move it by twenty points.
FEWEST = 5
# What fits on a printed page; the table beside a drawing has everything.
DRAWN = 26


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar from `start` to `end`, filled where the item is carried out; `whisker` is (best, worst) rank around `rank`."""

    label: str
    words: str
    start: int
    end: int
    filled: bool
    rank: int = 0
    whisker: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, one a row; the first `drawn` are drawn. `line` is a mark across all of them, or `line_after` between
    two rows; `about` says in words what the drawing shows; `ranks` is how long the scale of ranks is, 0 where there is none.
    """

    title: str
    about: str
    head: tuple[str, ...]
    bars: tuple[ChartBar, ...]
    line: int | None = None
    line_after: int | None = None
    line_words: str = ""
    ranks: int = 0
    rank_ends: tuple[str, str] = ("", "")
    drawn: int = DRAWN


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of a map: `level` None is of too few answers and hatched, -1 is out of the item's scope and left empty."""

    level: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Items by buildings, darker where a larger part of a building's answers ordered the item."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]
    drawn: int = DRAWN


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts beside one list; those that need a budget are None without one."""

    ranked: Bars
    heat: Heat
    stairs: Bars | None
    wishes: Bars | None


def charts(found: Examination) -> Charts:
    """The charts of a list, from its exact examination: none of them is posted."""
    coverage = found.checks.coverage
    return Charts(
        ranked=ranked(found),
        heat=heat(found),
        stairs=stairs(found.listed) if found.listed.budget else None,
        wishes=wishes(coverage) if coverage and coverage.answered else None,
    )


def ranked(found: Examination) -> Bars:
    """The competing items by support, with where their rank could lie and where the budget begins to be too small."""
    lines = _ordered(found.listed)
    bars = tuple(_ranked_bar(line, found) for line in lines)
    first_out = next((n for n, line in enumerate(lines) if line.status is Status.SKIPPED), None)
    filled = "没有定预算，都画实心。" if found.listed.budget is None else "实心的列入，空心的没有列入。"
    last = max((bar.whisker[1] for bar in bars if bar.whisker), default=0)
    ranks = max(len(lines), last)
    return Bars(
        title="点单名次",
        about=f"每项一条横杠，长短是能点它的应答户里点了它的比例。{filled}"
        "右边的点是现在的名次，短线是没答的户也答了、名次估计会在的范围，没有短线的说不准。" + _more(len(lines)),
        head=("项目", "点单户/应答户", "名次", "名次范围（95%）"),
        bars=bars,
        line_after=first_out,
        line_words="预算从这里起有放不下的" if first_out is not None else "",
        ranks=ranks,
        rank_ends=("第1名", f"第{ranks}名"),
    )


def _ordered(listed: PriorityList) -> list[Line]:
    """The competing items that somebody ordered."""
    return [line for line in listed.lines if line.rank is not None and line.support]


def _more(rows: int) -> str:
    return f"只画前{DRAWN}项，其余在表里。" if rows > DRAWN else ""


def _ranked_bar(line: Line, found: Examination) -> ChartBar:
    standing = found.standings.get(line.item.key)
    words = said(_part(line.support, line.answered), "ordered", **_figures(line.item.key, line.support, line.answered))
    whisker = standing.ranks if standing else None
    filled = line.carried_out or line.status is Status.RANKED
    return ChartBar(line.item.name, words, 0, _length(line.support, line.answered), filled, line.rank or 0, whisker)


def _part(support: int, answered: int) -> str:
    return f"{support:,}/{answered:,}　{percent_words(support, answered)}"


def _figures(item: str, support: int, answered: int) -> dict[str, str | int]:
    return {"item": item, "support": support, "answered": answered}


def stairs(listed: PriorityList) -> Bars:
    """How the money goes: each item carried out begins where the one before it ended, up to the budget."""
    budget = listed.budget or 0
    scale = max(budget, listed.spent, 1)
    done = [line for line in listed.lines if line.carried_out and line.drawn]
    bars = tuple(
        ChartBar(
            line.item.name,
            said(yuan(line.total), "placed", item=line.item.key, total=line.total),
            _length(line.total - line.drawn, scale),
            _length(line.total, scale),
            True,
        )
        for line in done
    )
    return Bars(
        title="钱怎么花",
        about=said(
            f"每项从上一项花完的地方接着画，竖线是预算{money_words(budget)}，一共花{money_words(listed.spent)}。",
            "budget",
            budget=budget,
            spent=listed.spent,
        ),
        head=("项目", "累计（元）"),
        bars=bars,
        line=_length(budget, scale),
        line_words=said(f"预算{money_words(budget)}", "budget", budget=budget),
    )


def wishes(coverage: Coverage) -> Bars:
    """How many households get how many of their wishes."""
    bars = tuple(
        ChartBar(
            f"{count}项" if count else "一项也没有",
            said(_households(number, coverage.answered), "fulfilled", wishes=count, households=number, of=coverage.answered),
            0,
            _length(number, coverage.answered),
            count > 0,
        )
        for count, number in enumerate(coverage.fulfilled)
    )
    return Bars(
        title="各家点的列入几项",
        about=said(
            f"按这张清单，应答的{share_words(coverage.listed, coverage.answered)}点的至少有一项列入。",
            "coverage",
            answered=coverage.answered,
            listed=coverage.listed,
        ),
        head=("列入", "户数"),
        bars=bars,
    )


def _households(part: int, whole: int) -> str:
    return f"{part:,}户　{percent_words(part, whole)}"


def heat(found: Examination) -> Heat:
    """Each voted item in each building."""
    buildings = tuple(dict.fromkeys(part.name for item in found.checks.items.values() for part in item.buildings))
    lines = _ordered(found.listed)
    rows = tuple(
        (line.item.name, tuple(_cells(line.item.key, buildings, found.checks.items[line.item.key].buildings)))
        for line in lines
    )
    return Heat(
        title="各楼点了什么",
        about="每格是这栋楼应答的户里点这一项的比例，越黑比例越高；画斜线的应答不到5户，不算比例；空格是这一项不关系到这栋楼。"
        + _more(len(lines)),
        columns=tuple(map(building_words, buildings)),
        rows=rows,
    )


def _cells(item: str, buildings: Sequence[str], parts: Sequence[LocalSupport]) -> Iterator[HeatCell]:
    by_name = {part.name: part for part in parts}
    for building in buildings:
        part = by_name.get(building)
        if part is None:
            yield HeatCell(-1, "—")
            continue
        few, claim = part.answered < FEWEST, {**_figures(item, part.support, part.answered), "building": building}
        words = f"{part.support:,}/{part.answered:,}" if few else _part(part.support, part.answered)
        yield HeatCell(None if few else _length(part.support, part.answered), said(words, "ordered", **claim))


def _length(part: int, whole: int) -> int:
    return min(FULL, FULL * part // whole) if whole else 0
