"""What was understood of a roster file without asking, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from surveys.core.roster_file import Remark, RemarkKind, Spot
from surveys.services.edition import roster_document

_MOST_SPOTS = 20
_SENTENCES: Mapping[RemarkKind, str] = {
    RemarkKind.SHEET: "表“{names}”：{count}户",
    RemarkKind.SHEET_OF_BUILDING: "表“{names}”：{count}户，楼栋按表名写成{became}",
    RemarkKind.OTHER_SHEETS: "没有读的表：{names}，里面没有户册的表头",
    RemarkKind.HIDDEN_SHEETS: "没有读的表：{names}，是隐藏的",
    RemarkKind.HEADER_JOINED: "表头占了几行，合起来读的：{spots}",
    RemarkKind.COLUMNS_LEFT: "没有用到的列：{names}",
    RemarkKind.FILLED_DOWN: "合并的单元格往下填了{count}格：{names}",
    RemarkKind.ONE_UNIT: "房号合并的几行算同一户，业主合在一起：{spots}",
    RemarkKind.TOTALS_LEFT: "合计行不算户，没有读：{spots}",
    RemarkKind.SIGNATURES_LEFT: "签字、日期、说明这些行不算户，没有读：{spots}",
    RemarkKind.HIDDEN_IN: "有{count}行是隐藏或筛选掉的，也算：{spots}",
    RemarkKind.HIDDEN_COLUMNS: "隐藏的列也读了：{names}",
    RemarkKind.HIDDEN_LEFT: "有{count}行是隐藏或筛选掉的，没有算：{spots}",
    RemarkKind.FLOORS_FROM_ROOMS: "{count}户的楼层是从房号看出来的：{examples}",
    RemarkKind.NO_STAIRWELL: "没有单元的{count}户，单元空着",
    RemarkKind.ADDRESS_SPLIT: "{count}户的地址拆成了几列：{examples}",
    RemarkKind.OWNERS_PARTED: "{count}户写了几个业主，一户算一位：{examples}",
    RemarkKind.OWNER_UNKNOWN: "{count}户没有业主的名字，每户算一位还不知道的业主：{spots}",
    RemarkKind.PHONE_LOST: "电话后面的数字丢了，先空着；把这一列设成文本再打一遍：{spots}",
    RemarkKind.PHONE_NONE: "{count}户的电话写的是“无”一类的字，空着",
    RemarkKind.PHONE_SEVERAL: "电话那一格还有别的字或号码，只留第一个：{spots}",
    RemarkKind.PHONE_LEFT: "认不出的电话空着：{spots}",
    RemarkKind.PUBLIC_HOMES: "{count}户公房没写产权单位，算同一个产权单位：{spots}",
}


def remark_words(remark: Remark) -> str:
    """One thing that was understood."""
    columns = {column["key"]: column["name"] for column in roster_document()["column"]}
    return _SENTENCES[remark.kind].format(
        count=f"{remark.count:,}",
        names="、".join(columns.get(name, name) for name in remark.names),
        spots=spots_words(remark.spots),
        became=remark.examples[0][1] if remark.examples else "",
        examples="；".join(f"{before} → {after}" for before, after in remark.examples),
    )


def spots_words(spots: Iterable[Spot]) -> str:
    """Rows as the spreadsheet shows them, with their sheets where there are several."""
    rows = list(spots)
    shown = [_rows_of(sheet, [spot.row for spot in here]) for sheet, here in groupby(rows[:_MOST_SPOTS], lambda s: s.sheet)]
    return "，".join(shown) + (f"等{len(rows):,}行" if len(rows) > _MOST_SPOTS else "")


def _rows_of(sheet: str, rows: Iterable[int]) -> str:
    runs: list[tuple[int, int]] = []
    for row in rows:
        runs[-1:] = [(runs[-1][0], row)] if runs and row == runs[-1][1] + 1 else [*runs[-1:], (row, row)]
    said = f"第{'、'.join(_run(*run) for run in runs)}行"
    return f"表“{sheet}”{said}" if sheet else said


def _run(first: int, last: int) -> str:
    between = "到" if last - first > 1 else "、"
    return str(first) if first == last else f"{first}{between}{last}"
