"""Why a letter, a code or a remembered household opens nothing, and what to do."""

from __future__ import annotations

from surveys.core.errors import CodeRefused
from surveys.core.place import CHINA
from surveys.words.advice import Advice
from surveys.words.language import N_, _

NOT_MINE = Advice(
    N_("这不是您家的信"),
    (
        N_("您什么都没有动，这封信的户码还能用。"),
        N_("信送错了：交还给这一户，或者交给社区居委会。"),
        N_("您家也有自己的一封信，用那一封上的二维码或户码。"),
    ),
)

LEFT = Advice(
    N_("记录清掉了"),
    (
        N_("这台手机不记得是哪一户，也不记得填了什么。"),
        N_("交过的回答还在。以后要看、要改，用回执上的二维码或钥匙。"),
    ),
)

OUT_OF_REACH = Advice(
    N_("这一户不归您代填"),
    (N_("您现在用工作人员的身份登录着。"), N_("要填自己家的，先退出登录，再扫自家的信。")),
)
NOT_TO_FILL_IN = Advice(
    N_("这个账号不能代填"),
    (N_("您现在用工作人员的身份登录着。"), N_("要填自己家的，先退出登录，再扫自家的信。")),
)
HELPED_ALREADY = Advice(
    N_("这一户自己填过了"),
    (N_("住户自己交过的，代填换不掉，撤回了也一样。"), N_("住户想改，用交的那部手机，或者回执上的二维码。")),
)

_REFUSALS = {
    "void": Advice(
        N_("这封信换过了"), (N_("社区给这一户补过一封新信，旧信的二维码和户码就停用了。"), N_("用新信上的二维码或户码。"))
    ),
    "key": Advice(N_("这个回执钥匙打不开"), (N_("照着回执再扫一次。回执上的钥匙一共16位，由字母和数字组成。"),)),
    "unknown": Advice(
        N_("这个二维码打不开"), (N_("码可能没有扫全，或者信是旧的。"), N_("再扫一次，或者输入信上的12位户码。"))
    ),
}

_CODES = {
    "empty": N_("填上信里的12位户码"),
    "length": N_("户码是12位数字，再数一数"),
    "typo": N_("有一位数字对不上，照着信再看一遍"),
    "unknown": N_("没有找到这个户码，照着信再看一遍。信如果补发过，用新信上的"),
    "room": N_("这里错的次数多了，再填上您家的楼号、单元号和房号"),
    "pair": N_("户码和门牌对不上，照着信再看一遍，楼号、单元号、房号都要填。信如果补发过，用新信上的"),
    "closed": N_("这个门牌错了三次，%(hour)s以后才能再输户码。信上的二维码不受影响，现在就能扫"),
    "busy": N_("现在人多，过几秒再点一次。刚输入的都还在"),
}


_CHANGES = {
    "stale": Advice(N_("这份回答刚才变过"), (N_("这一页打开以后，这份回答又改过或者撤回过。先看现在的，再决定。"),)),
    "cast_elsewhere": Advice(
        N_("要先证明是您交的"),
        (N_("过了45分钟，再扫一次信上的二维码就能改。"), N_("不是用这部手机交的，用交的那部手机，或者回执上的二维码。")),
    ),
    "too_late_to_undo": Advice(N_("过了十分钟，不能恢复了"), (N_("截止前可以再填一份。"),)),
    "nothing_cast": Advice(N_("现在没有这份回答"), (N_("可能已经撤回了，或者还没有交。"),)),
}


def changed_words(reason: str) -> Advice:
    """Why an answer was not taken back, put back, or given a telephone number."""
    return _CHANGES.get(reason, _CHANGES["stale"])


def refusal_words(reason: str) -> Advice:
    """Why a letter's link or a remembered household opens nothing."""
    return _REFUSALS.get(reason, _REFUSALS["unknown"])


TELL_THE_PHONE = ("room", "pair", "closed")
"""The reasons to which a telephone number is told."""


def code_words(refused: CodeRefused, phone: str, *, with_door: bool = False) -> str:
    """What is wrong with a typed code, and with the door where it was asked for; `phone` is the office's, or empty."""
    reason = "pair" if refused.reason == "unknown" and with_door else refused.reason
    hour = f"{refused.until.astimezone(CHINA):%H:%M}" if refused.until else ""
    words = _(_CODES.get(reason, _CODES["unknown"]), **({"hour": hour} if hour else {}))
    called = reason in TELL_THE_PHONE and phone
    return _("%(words)s，或者打电话%(phone)s", words=words, phone=phone) if called else words
