"""The table of a compound's menu in words: why a cell can't be taken, what was understood, how much is estimated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.core.amount import plain_amount
from surveys.core.errors import Problem
from surveys.core.fitting import filled
from surveys.core.menu import Estimated, Item, Menu
from surveys.core.menu_reading import Understood
from surveys.core.menu_table import MenuColumn, Signature
from surveys.services.edition import menu_document
from surveys.words.dates import day_in_year
from surveys.words.figure import money_words
from surveys.words.menu import PAYERS
from surveys.words.priorities import UNESTIMATED
from surveys.words.roster_file import ProblemLine
from surveys.words.toml_document import toml_problem_words

_CELLS = {
    "amount_text": "“{value}”不是一个数：写成数字，例如12000或1.5万；没有估过的空着",
    "amount_negative": "“{value}”是负数：写成0以上的数；没有估过的空着",
    "amount_exponent": "“{value}”是科学计数的写法，容易差几个0：把数一位一位写全",
    "amount_commas": "“{value}”的逗号或空格不在千位上，看不出是多少：去掉，或者写成12,000这样",
    "amount_formula": "这一格是公式：写成算好的数",
    "amount_decimals": "“{value}”超过两位小数：四舍五入到分再写",
    "amount_too_large": "“{value}”超过{most}：看看是不是多写了几个0，或者把元当成了万元",
    "amount_zero": "数量写0就成了不用做：没有量过的空着，不做的把“列入”去掉",
    "percent_whole": "“{value}”不是0到100的整数：写成30这样",
    "cell_yes_or_no": "“{value}”看不出是不是：写“是”或者“否”",
    "cell_no_value": "这一格是公式，或者公式出错留下的：直接写字",
    "cell_too_long": "太长了：不超过{most}个字",
    "menu_unit_missing": "写了数量或单价，就要写单位，例如米、盏、处",
    "menu_two_costs": "数量乘单价是{product}元，总价写的是{value}元，两个对不上：留一样，或者改成一样",
    "menu_pays_total": "各方出的加起来是{value}%，要正好100%；都空着，就是共同的钱全出",
    "menu_place_unknown": "户册里没有“{place}”：写户册里有的楼或单元，例如“3号楼、5号楼2单元”；全小区的空着",
    "menu_own_money_must": "必改项目用的是共同的钱：去掉“必改”，或者去掉“用自己的钱”",
    "menu_own_money_payers": "用自己的钱的，要写清谁出百分之多少",
    "menu_needs_set_aside": "要先做“{value}”，它没有列入：把它也列入，或者这一项也不列",
    "menu_invented": "菜单里的数量和钱是以前自带的，没有人估过：到轮次点“先改一改”，保存一次，再填改造菜单",
    "menu_nothing_offered": "菜单里没有一项能点：至少列入一项做得了、不是必改的",
    "menu_nothing_estimated": "设了预算，可是菜单里一项也没有估算：填上估算，或者去掉预算，只排先后",
    "estimate_unsigned": "写上估算的人或单位",
    "estimate_day_missing": "写上估算日期，例如2026-11-20",
    "estimate_day": "“{value}”不是一个日期：写成2026-11-20这样",
    "estimate_day_future": "“{value}”还没有到：写估算那一天",
    "menu_sheet_no_header": "没有找到改造菜单的表头：下载这个小区的表，在上面填",
    "menu_sheet_column": "缺少“{value}”这一列：在表头补上，或者重新下载这张表",
    "menu_sheet_unknown": "这个小区的菜单里没有“{value}”：改回原来的名字，或者删去这一行",
    "menu_sheet_twice": "“{value}”在第{first}行已经有了：只留一行",
    "menu_sheet_missing": "少了“{value}”这一行：不做的留着，“列入”写否",
    "file_empty": "文件是空的：选填好的表",
    "file_too_big": "文件太大了：只留改造菜单这几张表再导入",
    "file_encrypted": "文件设了密码：去掉密码，另存为.xlsx",
    "file_old_office": "这是旧格式（.xls）：用表格软件打开，另存为.xlsx",
}
_UNREADABLE = "文件打不开，或者不是表格：用表格软件打开，另存为.xlsx再导入"


def menu_problem_words(problem: Problem) -> str:
    """Why a cell of a menu's table can't be taken, or a menu can't be asked; empty for a code of others."""
    if problem.code in _CELLS:
        return _CELLS[problem.code].format_map({**problem.detail, "value": problem.value})
    if problem.code.startswith("file_"):
        return _UNREADABLE
    return toml_problem_words(problem) if problem.code.startswith("menu_") else ""


def menu_opening_words(problem: Problem) -> str:
    """Why a compound can't be asked with its menu, with the item that it is about; empty for a code of others."""
    words = menu_problem_words(problem)
    item = problem.detail.get("item", "")
    return f"“{item}”：{words}" if words and item else words


def column_words(name: str) -> str:
    """A column as the table's header has it, or who made the estimate."""
    named = {row["key"]: row["name"] for row in (*menu_document()["column"], *menu_document()["signature"])}
    return str(named.get(name, menu_document()["sheet"]["item"] if name == "item" else ""))


def menu_problem_line(problem: Problem) -> ProblemLine:
    """A problem of a file as a line of the table of problems."""
    return ProblemLine(problem.row, column_words(problem.field), problem.value, menu_problem_words(problem))


def understood_words(understood: Iterable[Understood], menu: Menu) -> str:
    """What was made of amounts that were typed in another way; empty where there were none."""
    names = {item.key: item.name for item in menu.whole}
    parts = []
    for one in understood:
        unit = "" if one.column is MenuColumn.QUANTITY else "元"
        free = "，不花钱" if not one.amount else ""
        name, column = names.get(one.row.partition("/")[0], ""), column_words(one.column).partition("（")[0]
        parts.append(f"{name}的{column}“{one.typed}”按{plain_amount(one.amount)}{unit}记{free}")
    return "；".join(parts)


def estimate_words(item: Item) -> str:
    """What an item is thought to cost, to the fen."""
    if not item.costs:
        return UNESTIMATED
    low, high = min(item.costs), max(item.costs)
    return money_words(low) if low == high else f"{money_words(low)}到{money_words(high)}"


def menu_filled_words(menu: Menu) -> str:
    """How many of the items that are offered are settled."""
    aside = len(menu.set_aside)
    return f"已填{filled(menu)}/{len(menu.items)}" + (f"，另有{aside}项没有列入" if aside else "")


def must_words(known: int, unknown: int, budget: int | None) -> str:
    """What the must-do items take, beside the budget; `known` in fen, `unknown` how many of them nobody estimated."""
    if not known and unknown:
        return f"必改{UNESTIMATED}；" + ("没有设预算" if budget is None else f"预算{money_words(budget)}")
    total = f"必改合计{money_words(known)}"
    more = f"，另有{unknown}项必改{UNESTIMATED}" if unknown else ""
    if budget is None:
        return f"{total}{more}；没有设预算"
    if known > budget:
        return f"{total}{more}；预算{money_words(budget)}，必改就超出{money_words(known - budget)}"
    rest = f"，至多还余{money_words(budget - known)}" if unknown else f"，还余{money_words(budget - known)}"
    return f"{total}{more}；预算{money_words(budget)}{rest}"


def signed_words(made: Estimated | None) -> str:
    """Who estimated, when, from which paper."""
    if made is None:
        return "谁估算的、什么时候估算的，没有登记"
    paper = f"，依据{made.paper}" if made.paper else ""
    return f"{made.by}，{day_in_year(made.on)}{paper}"


def who_pays_words(item: Item) -> str:
    """Who pays, as a summary: the common money where nobody else is named."""
    shares = "、".join(f"{PAYERS[payment.payer].noun}{payment.percent}%" for payment in item.pays)
    return ("用自己的钱，" if item.own_money else "") + (shares or "共同的钱全出")


SIGNATURES: Mapping[Signature, str] = {
    Signature.ON: "估算日期",
    Signature.BY: "估算的人或单位",
    Signature.PAPER: "依据的文书（选填）",
}
