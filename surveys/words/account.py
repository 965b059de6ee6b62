"""Accounts of staff in words: roles, devices, and what is wrong with a name, a password or a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from surveys.core.errors import Problem, SignInRefused
from surveys.core.staff import Device, Role
from surveys.words.advice import mending
from surveys.words.site import SITES


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What a role is called, what whoever has it may do, and which place it needs."""

    name: str
    does: str
    needs: str


ROLES: Mapping[Role, RoleWords] = {
    Role.DISTRICT: RoleWords("住建局", "全区：轮次、打开、截止、公示、开账号", "住建局管全区，“管哪里”选全区"),
    Role.STREET: RoleWords("镇街", "一个镇街：户册、信、截止、公示、给本镇街的人开账号", "镇街的人要选一个镇街"),
    Role.COMMITTEE: RoleWords(
        "社区居委会", "一个社区或一个小区：户册、信、代填、核实，不能公示", "居委会的人要选一个社区或一个小区"
    ),
    Role.OWNERS: RoleWords("业委会", "一个小区：看进度、结果、各种表和台账，什么也不能改", "业委会的人要选一个小区"),
    Role.HELPER: RoleWords("网格员", "一个社区或一个小区：上门、替住户填，别的看不到", "网格员要选一个社区或一个小区"),
}
DEVICES: Mapping[Device, str] = {Device.COMPUTER: "电脑", Device.TABLET: "平板", Device.PHONE: "手机"}
PASSWORDS = {
    "password_length": "新密码要{least}到{most}个字符",
    "password_guessable": "这个密码太容易猜，换几个不相干的词连起来",
    "password_names": "密码里不要有用户名、姓名、单位或区名",
}
ACCOUNTS = {
    **PASSWORDS,
    "username_unreadable": "用户名“{value}”用小写字母和数字，2到40个",
    "taken": "“{value}”已经有了，换一个",
    "name_too_long": "最多写{most}个字",
    "empty": "{field}不能空着",
    **SITES,
    "role_not_theirs": "您不能给这个角色，选您能给的",
    "place_unfitting": "这个角色和管的地方对不上：住建局管全区，镇街选镇街，居委会和网格员选社区或小区，业委会选小区",
}
REFUSED_ACTS = {
    "yourself": "自己的角色和管的地方，自己不能改，也不能停用自己：请另一位有权的同事来改。",
    "last_in_charge": "这是住建局最后一个能登录的账号，先再开一个，再来改。",
    "disabled": "这个账号停用了，先恢复，再发邀请。",
    "enrolled": "已经登记过验证器。要换，请给您开账号的人重设账号。",
    "second_over": "这件事没有在等确认了：已经办了、撤回了，或者过了24小时。再提一次。",
    "second_same_person": "提出的人自己不能确认，请另一位同事登录后来确认，或者用自己的验证码。",
    "second_changed": "提出以后有了变化，和提出的不一样了，不能确认。看过现在的情况，再提一次。",
    "second_invited": "这两个账号，7天之内一个邀请了另一个，或者都是同一位邀请的，不算两个人。请再换一位同事确认。",
}
"""Why an act on an account, or one that takes two people, can't be done."""


def role_words(role: str) -> str:
    """What a role is called."""
    return ROLES[Role(role)].name if role in [known.value for known in ROLES] else role


def device_words(device: str) -> str:
    """What a kind of device is called."""
    return DEVICES[Device(device)] if device else ""


def password_problem_words(problem: Problem) -> str:
    """What is wrong with a new password."""
    return mending(PASSWORDS, problem)


def account_problem_words(problem: Problem, role: Role | None = None) -> str:
    """What is wrong with a new or a changed account, whose role is to be this."""
    if problem.code == "place_unfitting" and role is not None:
        return ROLES[role].needs
    fields = {"name": "姓名", "username": "用户名", "district": "区名", "office": "单位"}
    field = fields.get(problem.field, problem.field)
    return mending(ACCOUNTS, replace(problem, detail={**problem.detail, "field": field}))


def sign_in_words(refused: SignInRefused) -> str:
    """Why a name with a password opens nothing now, and what to do."""
    if refused.reason == "throttled":
        return f"试的次数太多了，过{refused.minutes}分钟再试，或者找开账号的人重发邀请"
    return "用户名或密码不对，看看大小写，再填一次"


def one_time_code_words(refused: SignInRefused) -> str:
    """Why a code of an authenticator doesn't count, and what to do."""
    match refused.reason:
        case "throttled":
            return f"试的次数太多了，过{refused.minutes}分钟再试，或者请另一位同事确认"
        case "none":
            return "您还没有登记验证器：空着提出来，请另一位同事确认，或者先到“我的账号”里登记"
        case _:
            return "验证码不对，或者已经用过：等手机上换了新的6位数再填"
