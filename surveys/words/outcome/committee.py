"""What stands beside the list for the committee alone: how sure the order is, and what other rules would say.

It changes nothing in the list, and it is made from the exact examination: no paper that is posted has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.menu import RankBy
from surveys.core.priorities import (
    Alarm,
    AlarmCode,
    Backing,
    Band,
    Coverage,
    Examination,
    Line,
    Margin,
    PriorityList,
    SharesStanding,
    Standing,
    Swing,
)
from surveys.core.priorities.backing import STEP_PERCENT
from surveys.core.priorities.filling import COINS, ENOUGH, FEWEST, KIN
from surveys.core.priorities.stability import allowed, surely_not
from surveys.words.blocks import Figures, Look, Paragraphs, Section
from surveys.words.claim import Said, joined, said
from surveys.words.figure import UNTOLD, money_words, percent_words, share_words
from surveys.words.place import building_words

BANDS = {Band.A: "稳", Band.B: "两可", Band.C: "难"}
SHARES = {SharesStanding.BOUGHT: "凑够了", SharesStanding.COMPLETED: "余款补上", SharesStanding.OUT: "没排上"}
UNSAYABLE = "说不准"


def checks(found: Examination) -> Section:
    """The checks of the items that somebody ordered."""
    lines = [line for line in found.listed.lines if line.rank is not None and line.support]
    table = Figures(
        head=(
            "项目",
            "名次",
            "名次范围",
            "把握",
            "差几分" if _by_points(found) else "差几户",
            "均等份额",
            "代表性",
            "最要紧",
        ),
        rows=tuple(_row(line, found) for line in lines),
        centred=True,
    )
    notes = Paragraphs(tuple(_notes(found)), Look.NOTE)
    return Section("checks", "清单复核（只供参考，不改变清单）", (table, notes))


def _by_points(found: Examination) -> bool:
    return found.listed.ranking.by is RankBy.POINTS


def _row(line: Line, found: Examination) -> tuple[str, ...]:
    key = line.item.key
    checked, standing = found.checks.items[key], found.standings[key]
    shares, place = checked.shares, checked.representative
    return (
        line.item.name,
        said(str(line.rank), "rank", item=key, rank=line.rank),
        spread_words(key, standing),
        sureness_words(key, standing),
        margin_words(key, checked.margin) if checked.margin else UNTOLD,
        said(SHARES[shares], "equal_shares", item=key, standing=shares.value) if shares else UNTOLD,
        said(str(place), "representative", item=key, place=place) if place else UNTOLD,
        said("/".join(map(str, line.tops)), "tops", item=key, tops=list(line.tops)),
    )


def spread_words(key: str, standing: Standing) -> Said:
    """Where the rank could lie if everybody answered."""
    if standing.ranks is None:
        return said(UNSAYABLE, "unsayable", item=key)
    best, worst = standing.ranks
    return said(str(best) if best == worst else f"{best}至{worst}", "spread", item=key, best=best, worst=worst)


def sureness_words(key: str, standing: Standing) -> str:
    """How sure it is that the item stands above the line."""
    if standing.band is None:
        return UNTOLD
    figures = {"above": standing.above, "reached": standing.reached, "draws": standing.draws}
    return said(BANDS[standing.band], "band", item=key, band=standing.band.value, **figures)


def margin_words(key: str, margin: Margin) -> Said:
    """By how many households, or points, an item is in or out."""
    unit, needed = "分" if margin.by_points else "户", margin.needed
    if margin.carried_out:
        words = f"少{needed:,}{unit}落下" if needed else f"一{unit}没有也列入"
    else:
        words = f"多{needed:,}{unit}列入" if needed else "再多也不列入"
    return said(words, "margin", item=key, carried_out=margin.carried_out, needed=needed, by_points=margin.by_points)


def _notes(found: Examination) -> Iterator[str]:
    if found.checks.coverage:
        yield coverage_words(found.checks.coverage)
    yield from (alarm_words(alarm) for alarm in found.checks.alarms)
    yield from (swing_words(swing, found.listed) for swing in found.checks.swings)
    if any(standing.draws for standing in found.standings.values()):
        yield drawing_words(found.draws, found.listed.budget is None)
    if any(standing.ranks is None for standing in found.standings.values()):
        yield unsayable_words()
    if found.checks.backing and found.checks.backing.standings:
        yield margin_note(_by_points(found))
        yield shares_words(found.checks.backing)
    yield "代表性名次：不看价钱，轮流照顾前面还没照顾到的户，排出来的名次。最要紧：列为第一、第二、第三要紧的户数。"


def drawing_words(draws: int, halved: bool) -> Said:
    """What the interval of ranks and the band say, how they are made, and what they assume."""
    within, sure, hardly = draws - 2 * allowed(draws), draws - surely_not(draws), surely_not(draws)
    above = "排在前一半" if halved else "排得上"
    return joined(
        "",
        (
            said(
                f"名次范围：把没答的户补上，重排{draws:,}次，至少{within:,}次的名次在这个范围里。",
                "drawing", draws=draws, within=within,
            ),
            said(
                "没答的户一户户补，只从能点这一项、已经答了的户里抽：同一栋楼的，每户算一份，补上的也算一份接着抽；"
                f"别的楼的，加上一份抛硬币定的（答了的不足{ENOUGH}户，加{COINS}份），一共至多算{KIN}份。"
                "没答的户和答了的户想的不一样，这个范围就不准。",
                "filling", kin=KIN, enough=ENOUGH, coins=COINS,
            ),
            said(
                f"把握：至少{sure:,}次{above}的是“稳”，至多{hardly:,}次{above}的是“难”，其余是“两可”；花的钱都照现在的估算。",
                "bands", draws=draws, sure=sure, hardly=hardly,
            ),
        ),
    )  # fmt: skip


def unsayable_words() -> Said:
    """Of which items nothing is said, and what they do to the others."""
    return said(
        f"说不准：能点这一项的户，答了的不足{FEWEST}户，又没有都答，估不出来。别的项目的范围和把握，"
        "按它最少有几户点、最多有几户点各排一遍：两遍都在里面的才算在范围里；两遍都排上的才算“稳”，两遍都排不上的才算“难”。",
        "unsayable_below", fewest=FEWEST,
    )  # fmt: skip


def margin_note(by_points: bool) -> Said:
    """What a margin says."""
    if by_points:
        return said(
            "差几分：别的都不变，这一项的分少这么多，就一定落下，不列入；多这么多，就一定列入。", "margins", unit="points"
        )
    text = (
        "差几户：别的都不变，应答的户里少这么多户点它，不管是哪几户，就一定落下，不列入；"
        "多这么多户点它，就一定列入。应答的户都点也排不上的，写“再多也不列入”。"
    )
    return said(text, "margins", unit="households")


def shares_words(backing: Backing) -> Said:
    """How equal shares are found, as it is done."""
    return said(
        "均等份额：必改以外的预算平均记到应答的每一户名下。有估算、没有因为二选一落选的项目，点它的户名下的钱合起来够付，才算凑够；"
        "钱从这些户名下扣，付得起的一样多，付不起的扣完为止。凑够的有几项，先买每户要付的占价钱最少的。"
        "买完还有放得下的，就把每户名下的数加大，从头再买：一次加平均数的"
        f"{STEP_PERCENT}%，加到没有放得下的，或者再加就会超出预算为止，这次加了{backing.raised:,}次。"
        "所以各户名下的数合起来可以比预算多，买下的合起来不会比预算多。最后剩的钱，按点的户数从多到少，放得下的补上。",
        "shares_made",
        raised=backing.raised,
        step_percent=STEP_PERCENT,
    )


def coverage_words(coverage: Coverage) -> Said:
    """How many households see at least one of their wishes carried out, by the list and by equal shares."""
    listed = share_words(coverage.listed, coverage.answered)
    shares = f"{coverage.shares:,}户（{percent_words(coverage.shares, coverage.answered)}）"
    figures = {"answered": coverage.answered, "listed": coverage.listed, "equal_shares": coverage.shares}
    return said(f"按这张清单，应答的{listed}点的至少有一项列入；按均等份额是{shares}。", "coverage", **figures)


def swing_words(swing: Swing, listed: PriorityList) -> Said:
    """What would change without the answers of one building."""
    entered = "、".join(f"“{listed.by_key[key].item.name}”" for key in swing.entered)
    left = "、".join(f"“{listed.by_key[key].item.name}”" for key in swing.left)
    changes = [f"{entered}会列入"] * bool(entered) + [f"{left}会落下"] * bool(left)
    text = f"不算{building_words(swing.building)}的票，{'，'.join(changes)}。"
    return said(text, "swing", building=swing.building, entered=list(swing.entered), left=list(swing.left))


def alarm_words(alarm: Alarm) -> Said:
    """What a committee should talk about before it follows the list."""
    part, whole = alarm.figure
    against, of = alarm.against
    match alarm.code:
        case AlarmCode.MUST_OVER_BUDGET:
            text = f"必改项目要{money_words(part)}，预算只有{money_words(against)}，要花共同的钱的点单项目都排不上。"
        case AlarmCode.SHARES_COVER_MORE:
            more = f"多{against - part:,}户，到{percent_words(against, of)}"
            text = f"按这张清单，应答的{share_words(part, whole)}点的至少有一项列入；按均等份额会{more}。定之前议一议。"
        case AlarmCode.BUILDING_BEHIND:
            there = f"{building_words(alarm.building)}应答的{share_words(part, whole)}点的至少有一项列入"
            text = f"{there}，不到全小区（{percent_words(against, of)}）的一半。定之前议一议。"
    figures = {"figure": list(alarm.figure), "against": list(alarm.against), "building": alarm.building}
    return said(text, alarm.code.value, **figures)
