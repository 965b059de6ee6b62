"""Invented names. Each shows that it is invented: owners are numbered in stems and branches, phones can't be dialled."""

from __future__ import annotations

from collections.abc import Iterator

STREETS = ("演示区望春街道", "演示区栖禾街道", "演示区石榴镇")
AREAS = ("演示区九里香片区", "演示区银杏片区", "演示区荷塘片区", "演示区麦田片区", "演示区石桥片区")
COMMUNITIES = {
    (0, 0): "九里香社区",
    (0, 1): "银杏社区",
    (0, None): "月牙湾社区",
    (1, 2): "荷塘社区",
    (1, None): "望河社区",
    (2, 3): "麦田社区",
    (2, 4): "石桥社区",
    (2, None): "油灯社区",
}
"""The community of each street and area; the compounds outside the areas have one for themselves."""
DEVELOPER = "演示置业开发公司"
MARKET = "演示商贸市场公司"

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def owner_names() -> Iterator[str]:
    """Owners' names, no two alike within a compound of up to 2,400 owners: 演示赵甲子, 演示钱乙丑, ..."""
    for cycle in range(60):
        for place, surname in enumerate(_SURNAMES):
            number = place + cycle
            yield f"演示{surname}{_STEMS[number % 10]}{_BRANCHES[number % 12]}"


def office_phone(number: int) -> str:
    """A committee's telephone number that no exchange connects."""
    return f"0571-0000-{number:04d}"


def office_of(street: str, name: str, number: int) -> dict[str, str]:
    """What a committee says of itself on papers: a road that is on no map, and a person who is a number."""
    return {
        "address": f"演示路{number}号（虚构）{name}一楼",
        "hours": "周一至周五8:30到17:30",
        "person": f"演示联系人{_STEMS[number % 10]}",
        "posting": "演示公告栏（虚构），大门右侧",
        "seals": "\n".join(("业主委员会（章）", f"{name}居委会（章）", f"{street}办事处（章）")),
    }


def phone(number: int) -> str:
    """A telephone number that no exchange connects."""
    return f"000-0000-{number % 10_000:04d}"
