"""What is wrong in a questionnaire, a menu or rules that somebody wrote: which line, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.errors import Problem

_EXPECTED = {
    "text": "写成加引号的文字",
    "whole": "写成整数",
    "number": "写成数字",
    "flag": "写成 true 或 false",
    "list": "写成方括号里的一列",
    "table": "写成花括号里的一组",
    "tables": "写成几组",
}
_TOML = {
    "toml_syntax": "这里不合TOML的写法：{value}",
    "toml_too_long": "文件超过{most}个字",
    "toml_too_deep": "括号套得太深",
    "toml_missing": "缺少{field}，补上",
    "toml_type": "{field}：{expected}，不是“{value}”",
    "toml_text_long": "{field}有{length}个字，最多{most}个",
    "toml_key_form": "{field}“{value}”只能用小写字母、数字、- 和 _，最多40个",
    "toml_range": "{field}应在{low}到{high}之间，不是{value}",
    "toml_decimals": "{field}“{value}”最多两位小数",
    "toml_choice": "{field}没有“{value}”这种写法；可用：{allowed}{maybe}",
    "toml_unknown_key": "不认识“{value}”{maybe}",
    "toml_repeated": "“{value}”在第{first}行已经有了，换一个，或者去掉",
    "toml_reserved": "“{value}”留给“都不选”，换一个",
    "toml_entries": "{field}有{value}个，应有{low}到{high}个",
}
_EDITION = {
    "edition_key_of_other_kind": "{kind}类的题用不到{field}，去掉",
    "edition_bounds": "high（{value}）要大于low（{low}）",
    "edition_options_twice": "选项取自菜单（from_menu）时不再写options",
    "edition_options": "选项有{value}个，应有{low}到{high}个",
    "edition_most": "most（{value}）多于选项的个数（{options}）",
    "edition_scale": "量表的选项编号应是连着的数，例如5、4、3、2、1",
    "edition_role_twice": "前面已经有一题的role是{value}，只留一题",
    "edition_role_kind": "role是{value}的题，kind应写{kind}",
    "edition_capacity_first": "问身份的题（capacity）应是第一题，必答，没有条件",
    "edition_owner_only": "只问业主（owner_only）的题，要排在问身份的题后面",
    "edition_consent_optional": "问同意不同意的题应是必答",
    "edition_counts": "counts“{value}”不对；可用：{allowed}",
    "edition_counts_without_role": "这一题没有role，选项不写counts",
    "edition_counts_lacking": "选项里还缺counts为{value}的",
    "edition_condition_question": "前面没有“{value}”这一题",
    "edition_condition_option": "{question}这一题没有“{value}”这个选项",
}
_MENU = {
    "menu_tier_unknown": "没有“{value}”这一类；可用：{allowed}",
    "menu_unit_missing": "写了单价或数量，就要写单位（unit）",
    "menu_least_without_share": '至少几户应答（least_answers）只在按比例排（ranking = "share"）时写，去掉',
    "menu_stairwell_form": "单元写成“楼/单元”，例如“3/1”，不是“{value}”",
    "menu_stairwell_twice": "“{value}”这栋楼已经写在buildings里，去掉一边",
    "menu_payer_twice": "出钱的“{value}”写了两遍，合成一条",
    "menu_pays_total": "各方出的百分比加起来是{value}，要正好是100",
    "menu_way_without_cost": "“{value}”算不出钱：几种做法里有一种写了单价或数量，每一种就都要能算出来",
    "menu_own_money_must": "必改项目用的是共同的钱，去掉own_money",
    "menu_own_money_payers": "用自己的钱（own_money）的项目，要写谁出多少（pays）",
    "menu_item_itself": "“{value}”就是这一项自己，去掉",
    "menu_item_unknown": "菜单里没有“{value}”这一项，改成有的，或者去掉",
    "menu_needs_its_rival": "“{value}”既要先做，又不能一起做，去掉一边",
    "menu_needs_rivals": "要先做“{value}”，可是它和“{rival}”只能做一项，去掉一边",
    "menu_needs_infeasible": "要先做的“{value}”做不了，把这一项也写成做不了，或者去掉",
    "menu_needs_own_money": "“{value}”用的是自己的钱，做不做不由这份单子定，不能写成要先做它",
    "menu_must_needs_voted": "必改项目不能等点单项目“{value}”，把它也改成必改，或者去掉",
    "menu_musts_exclude": "“{value}”也是必改，两项都必改，就不能只做一项",
    "menu_needs_circle": "“{value}”绕了一圈又要先做自己，去掉一处needs",
}
_RULE = {
    "rule_without_bar": "这条规则没有比例：写上coverage、participation、consent中的至少一个",
    "rule_silence_in_consultation": "意愿征询不能把没有回答的计入多数",
    "rule_bar": "{field}写成“at least 2/3”或“more than 1/2”这样，不是“{value}”",
}
SENTENCES: Mapping[str, str] = {**_TOML, **_EDITION, **_MENU, **_RULE}


def toml_problem_words(problem: Problem) -> str:
    """One problem of such a file in a sentence, without its line; empty for a code of other files."""
    detail = problem.detail
    nearest = detail.get("nearest", "")
    values = {
        **detail,
        "field": problem.field,
        "value": problem.value,
        "expected": _EXPECTED.get(str(detail.get("expected", "")), ""),
        "maybe": f"；是不是“{nearest}”" if nearest else "",
    }
    return SENTENCES[problem.code].format_map(values) if problem.code in SENTENCES else ""
