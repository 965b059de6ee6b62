"""Why an errand was refused, in a sentence: on the command line, and at the desk."""

from __future__ import annotations

from surveys.core.errors import ClockBehind, CodeRefused, NotAllowed, NotFound, Problem, SurveyError
from surveys.words.account import ACCOUNTS, REFUSED_ACTS
from surveys.words.backup import BACKUPS, INSTALLATIONS
from surveys.words.clock import clock_words
from surveys.words.community import COMMUNITIES, FIELDS_SAID
from surveys.words.life import PROBLEMS as LIFE
from surveys.words.matter import matter_problem_words
from surveys.words.menu_table import menu_opening_words
from surveys.words.notice import NOTICES
from surveys.words.package import PACKAGES
from surveys.words.paper import REFUSED_PAPERS
from surveys.words.pb_file import PB
from surveys.words.print_run import PRINTS
from surveys.words.roster_file import problem_line
from surveys.words.toml_document import toml_problem_words

_TOTALS = {
    "totals_missing": "缺少{field}的数字",
    "totals_negative": "{field}的数字不能小于0",
    "totals_part_over_all": "{field}：参与的{value}多于总数{all}",
    "totals_yes_over_part": "{field}：同意的{value}多于参与的{part}",
    "not_utf8": "不是UTF-8文字；用UTF-8另存一次",
}
_AUDITS = {
    "audit_json": "不是JSON文件：{value}",
    "audit_format": "不是 flask export-ballots 写的文件",
    "audit_shape": "文件不完整：{value}",
    "audit_differs": "{field}和开始前定好的不是同一份：这里是{value}，规则清单里是{terms}",
    "audit_household": "户册里没有{value}这一户",
    "audit_twice": "{value}这一户有两张票",
}
_BASES = {
    "households": "户数",
    "owners": "人数",
    "area": "面积",
    "title": "轮次名称",
    "name": "名称",
    "username": "用户名",
    "district": "区名",
    "office": "单位",
    **{field: said for field, said in FIELDS_SAID.items() if field != "name"},
}
_WAVES = {
    "empty": "{field}不能空着",
    "taken": "“{value}”已经有了，换一个",
    "closes_before_opening": "截止时间要晚于开始时间",
    "empty_roster": "{value}还没有户册，先导入户册",
    "opened_before": "{value}已经打开过",
    "time_is_over": "{value}的截止时间已经过了",
}
_SENTENCES = {**PB, **ACCOUNTS, **_TOTALS, **COMMUNITIES, **_WAVES, **_AUDITS, **LIFE, **NOTICES, **PACKAGES, **PRINTS}
_GATES = {
    "not_posted": "结果还没有公示，先公示再印这张通知",
    "not_stopped": "现在没有不符合的条件，或者结论没有公示，这张通知印不了",
    "no_evidence": "这里没有这个文件",
    "nothing_found": "这一项现在没有可以退回的登记",
    "judged_self": "这一项说的就是您的单位，要由别的单位登记",
    "judged_made": "这一项要看{name}做得怎么样。这个账号和您的账号七天内互相开过，请另一位同事登记，或者满七天再登记",
}
_NOT_ALLOWED = {
    **BACKUPS,
    **INSTALLATIONS,
    "ambiguous": "叫“{called}”的不止一个，写全名或编号：{candidates}",
    "no_poll": "{compound}还没有征询",
    "already_in_wave": "{compound}已经在这一轮里",
    **_GATES,
    "found_before": "{compound}已经有核实记录，草稿要留着",
    "empty_roster": "{compound}还没有户册，先导入户册",
    "opened_before": "已经打开过，不能再打开",
    "time_is_over": "截止时间已经过了",
    "draft": "征询还没有打开",
    "scheduled": "征询还没有开始，截止以后才能公示",
    "open": "征询还在进行，截止以后才有结果",
    "paused": "征询暂停着，截止以后才有结果",
    "closed": "征询已经截止",
    "published": "结果已经公示",
    "final": "已经最终公示，不能再改",
    "cancelled": "征询已经撤销，没有结果",
    "not_reviewed": "还没有复核，复核以后才能公示",
    "entered_for_others": "这次征询里替别人录过回答的，不能复核，换一个人",
    "correct_first": "结果和上一次公示的不一样，先更正公示",
    "objections_open": "还有异议没有答复",
    "amendments_open": "还有户册更正没有定",
    "notice_still_up": "公示期还没有满",
    "answered_before": "这条异议已经答复过了",
    "nothing_to_correct": "和上一次公示的内容一样，不用再公示一次",
    "nothing_to_export": "还没有可以写进文件的点单",
    "letters_void": "这一次印的信都已经作废",
    "not_collecting": "结果已经公示或者撤销了，不再收问卷",
    **REFUSED_PAPERS,
    **REFUSED_ACTS,
}
_NOT_FOUND = {
    "compound": "没有找到小区“{name}”",
    "poll": "没有找到征询{name}",
    "wave": "没有找到轮次“{name}”",
    "building": "没有{name}",
    "edition": "没有问卷{name}",
    "menu": "没有菜单{name}",
    "matter": "没有{name}这一件事项",
    "rule": "没有认定规则{name}",
    "street": "没有找到镇街“{name}”",
    "community": "没有找到社区“{name}”",
    "staff": "没有账号{name}",
    "place": "这个地方不归您管",
    "invitation": "这个邀请已经用过、换过或者过期了",
}


def cli_problem(problem: Problem) -> str:
    """One problem on one line: where it is, and what to do."""
    if problem.code.startswith(("roster_", "file_")):
        return _roster_problem(problem)
    field = _BASES.get(problem.field, problem.field)
    values = _Known(field=field, value=problem.value, **problem.detail)
    said = (
        toml_problem_words(problem)
        or matter_problem_words(problem)
        or menu_opening_words(problem)
        or _SENTENCES.get(problem.code, problem.code).format_map(values)
    )
    return f"第{problem.row}行：{said}" if problem.row else said


def _roster_problem(problem: Problem) -> str:
    line = problem_line(problem)
    where = f"第{line.row}行" if line.row else ""
    place = [f"表“{line.sheet}”{where}" if line.sheet else where, line.column, f"“{line.value}”" if line.value else ""]
    return f"{' '.join(part for part in place if part)}：{line.advice}".removeprefix("：")


def cli_refusal(refusal: SurveyError) -> str:
    """Why an errand was refused, in a sentence."""
    match refusal:
        case NotFound(kind=kind, name=name):
            return _NOT_FOUND.get(kind, f"没有找到{kind}“{{name}}”").format_map(_Known(name=name))
        case NotAllowed(reason=reason, detail=detail):
            return _NOT_ALLOWED.get(reason, reason).format_map(_Known(**detail))
        case CodeRefused(reason=reason):
            return reason
        case ClockBehind(at=at, newest=newest):
            return clock_words(at, newest)
        case _:
            return str(refusal)


class _Known(dict[str, object]):
    """Values for a sentence; one that lacks stays visible by its name."""

    def __missing__(self, name: str) -> str:
        return name


_AT_THE_DESK = {
    **{reason: f"{said}。" for reason, said in {**_GATES, **REFUSED_PAPERS}.items()},
    "no_lot": "没有这一批。回到“录入复核”，看有哪几批。",
    "no_check": "没有这一份。回到“录入复核”，看哪几份不一样。",
    "no_form_photo": "这一份没有这张照片。照着纸看。",
    "no_entry": "没有这一份录入，或者已经撤销了。",
    "sketch_no_step": "还没有改过，没有可以撤销的。",
    "sketch_same": "和已有的一份内容一样，不用另存。要改，先改一处再存；不改，就扔掉。",
    "draft": "这个征询还是草稿：先到“轮次”里打开。",
    "scheduled": "征询还没有开始，截止以后才有结果。",
    "open": "征询还在进行，截止以后才有结果。",
    "paused": "征询暂停着，截止以后才有结果。",
    "closed": "这个征询已经截止，不能再这样做。",
    "published": "结果已经公示，不能再这样做。",
    "final": "已经最终公示，什么都不能再改。",
    "cancelled": "这次征询已经撤销，没有结果。",
    "not_reviewed": "还没有复核。先到“进程”里复核，再公示。",
    "entered_for_others": "您在这次征询里替别人录过回答，不能由您复核，请另一位来。",
    "correct_first": "结果和上一次公示的不一样，先更正公示，期满以后再最终公示。",
    "objections_open": "还有异议没有答复，都答复了才能最终公示。",
    "amendments_open": "还有户册更正等着确认，都定了才能最终公示。",
    "notice_still_up": "公示期还没有满，期满第二天起才能最终公示。",
    "answered_before": "这条异议刚才已经答复过了，看看是怎么答复的。",
    "no_matters": "这次征询没有要业主共同决定的事。",
    "same_person": "要由另一位工作人员对着文书核对，登记的人自己不能核对。",
    "had_a_hand": "您经手过这一户的信，或者替这一户录过回答，不能由您来定，请另一位来。",
    "hand_invited": "经手过的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
    "result_is_out": "结果已经公示，不能再改。",
    "menu_is_frozen": "这个小区的征询已经打开，改造菜单定下来了，不能再改。",
    "matters_are_fixed": "这个小区的征询已经打开，事项不能再改。",
    "opened_before": "这一轮里已经有小区打开了，不能再改。",
    "budgets_fixed": "这个小区的征询已经打开，预算定下来了，不能再改。您填的都在下面，没有存。",
    "no_silence_clause": "这次征询没有约定不表态计入多数，不用登记。",
    "nothing_to_correct": "和上一次公示的内容一样，不用再公示一次。",
    "already_in_wave": "{compound}已经在这一轮里了。",
    "found_before": "{compound}已经有核实记录，记录不能删，草稿也就留着。",
    "letters_void": "这一次印的信都已经作废，重新印。",
    "not_collecting": "这次征询的结果已经公示，或者征询撤销了，不再收问卷的照片。",
    "photo_read": "这张照片已经读出来了，要留着核对。",
    "roster_fixed": "{compound}的征询正在进行，按打开时定下的户册计票，现在的户册不能改。定下的那份错了，要用更正来改。",
    "asked_before": "{compound}做过征询，不能合并，也不能删。只有草稿的，先到“轮次”里把它去掉。",
    "somebodys": "还有账号只管{compound}：先到“人员”里改他们管的地方，再来。",
    "door_taken_again": "户册里又有这一户了，不用再加回来。",
    "forgotten": "去掉时记下的姓名已经删了，加不回来，请重新添一户。",
    "not_due": "还没有到期，不能删。",
    "answers_forgotten": "这次征询的回答已经按期删除，公示和汇总的纸还在。",
    "not_given": "内容和那次给的不一样了，重新填一次：给谁、为什么。",
    **REFUSED_ACTS,
}


def not_allowed_words(refused: NotAllowed) -> str:
    """Why an act can't be done now; empty where there is no more to say than that."""
    return _AT_THE_DESK.get(refused.reason, "").format(**refused.detail)
