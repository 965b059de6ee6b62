"""What is wrong in a roster file, as lines of a table: row, column, what stands there, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.core.errors import Problem
from surveys.core.roster_file import UNANSWERED, ChoiceKind
from surveys.services.edition import roster_document
from surveys.words.roster_file.choice import question_words

_ADVICE = {
    "file_empty": "文件是空的：选填好的户册",
    "file_too_big": "文件有{megabytes}兆，超过{most}兆：删去里面的图片，或者按镇街分成几个文件",
    "file_rows": "超过{most}行：按镇街分成几个文件",
    "file_columns": "这一行超过{most}列：删去右边多余的列",
    "file_unpacks_too_big": "文件展开后太大：把户册单独复制到一个新的表格里，或者按镇街分成几个文件",
    "file_corrupt": "文件打不开，可能没有传完整：用表格软件打开，另存为.xlsx或.csv再导入",
    "file_encrypted": "文件设了密码：去掉密码，另存为.xlsx",
    "file_old_office": "这是旧格式（.xls）：用表格软件打开，另存为.xlsx",
    "file_other_kind": "这不是表格文件：用表格软件打开，另存为.xlsx或.csv",
    "file_encoding": "看不懂文件里的文字：另存为.xlsx再导入",
    "file_quote": "从这一行起引号没有成对：补上或删去引号，或者另存为.xlsx",
    "file_several_rosters": "这几张表都像户册：合到一张表里；不用的删去或隐藏",
    "roster_no_header": "没有找到表头：第一行写上镇街、小区、楼栋、单元、楼层、房号、建筑面积、业主",
    "roster_no_rows": "只有表头，没有住户：一行写一户",
    "roster_column_missing": "缺少这一列：在表头补上",
    "roster_address": "看不出楼栋、单元、房号：写成3号楼2单元501室，或者3-2-501",
    "roster_area_merged": "面积和上一行合并了：取消合并，每户写自己的面积",
    "roster_column_twice": "这一列写了两次：只留一列",
    "roster_missing": "空着：补上",
    "roster_merged": "空着：补上；如果是合并的单元格，先取消合并，再每行填满",
    "roster_outside_scope": "不在您管的范围里：从文件里去掉，或者请区里导入",
    "roster_floor": "写成{low}到{high}之间的整数，地下一层写-1",
    "roster_area_number": "写成数字，单位平方米，例如98.50",
    "roster_area_not_positive": "面积要大于0",
    "roster_area_absurd": "面积超过{most}平方米：看看小数点",
    "roster_area_decimals": "最多写两位小数",
    "roster_text_long": "有{length}个字，超过{most}个：写短一些",
    "roster_control": "有看不见的字符：重新打一遍",
    "roster_formula": "是公式，还没有结果：用表格软件打开、保存一次再导入，或者直接写数值",
    "roster_cell_error": "表格软件算错了：写成数值",
    "roster_date": "被表格软件变成了日期：把这一列设成文本，再写一遍",
    "roster_phone": "写成手机号或带区号的座机号，也可以空着",
    "roster_choice": "写成其中一个：{allowed}",
    "roster_header_again": "又是一行表头：删去这一行",
    "roster_stray_row": "不像一户：补全，或者删去这一行",
    "roster_room_twice": "和第{first}行是同一户：删去一行，或者改房号",
    "roster_area_differs": "和第{first}行写的片区“{other}”不一样：一个小区只写一个片区",
    "roster_owner_number": "第{first}行这个编号是“{other}”：不同的人写不同的编号",
}
_OTHER_KINDS = {
    "pdf": "这是PDF文件，不是表格：找到原来的表格，另存为.xlsx再导入",
    "docx": "这是Word文档：把里面的表格复制到表格软件里，另存为.xlsx再导入",
    "doc": "这是旧格式的Word文档：把里面的表格复制到表格软件里，另存为.xlsx再导入",
    "rtf": "这是写字板文档：把里面的表格复制到表格软件里，另存为.xlsx再导入",
    "pptx": "这是演示文稿：把里面的表格复制到表格软件里，另存为.xlsx再导入",
    "image": "这是图片：把图里的户册填进模板再导入",
    "html": "这是网页或XML格式的表格，从别的系统导出的常是这样：用表格软件打开，另存为.xlsx再导入",
    "xlsb": "这是.xlsb格式：用表格软件打开，另存为.xlsx再导入",
    "ods": "这是.ods格式：用表格软件打开，另存为.xlsx再导入",
    "strict": "这是“严格”的.xlsx格式：用表格软件打开，另存为普通的.xlsx再导入",
    "zip": "这是压缩包：先解压，再选里面的户册",
}


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One thing to mend; `row` is 0 where it concerns the whole file, `sheet` is empty where the file has one roster."""

    row: int
    column: str
    value: str
    advice: str
    sheet: str = ""


def problem_line(problem: Problem) -> ProblemLine:
    """A problem as a line of the table."""
    names = {column["key"]: column["name"] for column in roster_document()["column"]}
    if problem.code == UNANSWERED:
        return _open_choice(problem, names.get(problem.field, ""))
    advice = _OTHER_KINDS.get(str(problem.detail.get("kind", ""))) or _ADVICE.get(problem.code, "看看这里，改好再导入")
    if "found" in problem.detail:
        advice += "（最像表头的是第{at}行，只认出{found}）"
    if problem.detail.get("first_sheet"):
        advice = advice.replace("第{first}行", "表“{first_sheet}”第{first}行")
    if "number" in problem.detail:
        advice += "（到第{last}行为止，共{number}行）"
    elif "last" in problem.detail:
        advice += "（一直到第{last}行都是这样）"
    said, sheet = advice.format_map(_Detail(problem.detail)), str(problem.detail.get("sheet", ""))
    return ProblemLine(problem.row, names.get(problem.field, ""), problem.value, said, sheet)


def _open_choice(problem: Problem, column: str) -> ProblemLine:
    """A question that has to be answered before anything is taken over."""
    kind, count = ChoiceKind(str(problem.detail["kind"])), int(problem.detail["count"])
    question = question_words(kind, count, str(problem.detail["text"]))
    sheet = str(problem.detail.get("sheet", ""))
    return ProblemLine(problem.row, column, "", f"要您来定：{question}", sheet)


class _Detail(dict[str, str | int]):
    """Values for a sentence; one that lacks stays a gap."""

    def __missing__(self, _name: str) -> str:
        return "…"
