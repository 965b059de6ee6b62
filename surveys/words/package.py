"""What lies beside the files of a package, and why one isn't handed out."""

from __future__ import annotations

from surveys.core.errors import Problem
from surveys.words.advice import mending

_HOW = "怎么核对：装有 Python 3.8 以上的电脑，把 recount.py、sealed.py 和这个包放在一起，运行 python3 recount.py 包.zip。\n"
WATCHERS_WORDS = (
    "监票人和审计人员用的计票包（不公开）\n\n"
    "这里写着每一户怎么选。不要转发，不要张贴，核对完就删掉。\n"
    "record.json：户册（门牌、面积、同一位业主是同一个号，没有姓名和电话）、每一户的票、认定规则、核实记录。\n"
    "sheet.json：汇总表上的全部数字，它的校验码就是汇总表上印的校验码。\n"
    "claims.json：汇总表上每句话说了什么，供逐句核对。\n"
    "seal.json：封存的账和各个校验点，每一户每一次交的票，能打开来和封存的比；各家自己写的话只有摘要。\n"
    "没有的：姓名、电话、各家自己写的话、几点几分交的、谁代填的。\n"
    "能对上人的：门牌，和回执号；谁知道哪家的门牌，就知道哪家怎么选。\n\n" + _HOW
)
PUBLIC_WORDS = (
    "公开的计票包\n\n"
    "这里只有公示过的内容，看不出哪家怎么选。\n"
    "outcome.json：公示的全部数字，它的校验码就是公示表上印的校验码。\n"
    "claims.json：公示表和结果页上每句话说了什么，供逐句核对。\n"
    "不公布的数，核对的人也算不出来，会写明查不了；监票人的包里有。\n\n" + _HOW
)
PACKAGES = {
    "package_unsaid": "写明给谁、为什么给，再给",
    "package_long": "最多写{most}个字，删掉一些",
}


def package_problem_words(problem: Problem) -> str:
    """Why a package isn't handed out."""
    return mending(PACKAGES, problem)
