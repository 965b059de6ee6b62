"""Which passwords are refused, each list and pattern by its kind."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.password import cost, password_problems
from surveys.services.password import known_passwords

KNOWN = known_passwords()
OWN = ("zhangli", "张丽", "薛城区住建局", "薛城区")


def codes(password: str) -> list[str]:
    return [problem.code for problem in password_problems(password, OWN, KNOWN)]


def test_no_password_of_the_list_is_taken() -> None:
    assert len(KNOWN) > 10_000
    assert [word for word in KNOWN if not codes(word)] == []


def test_none_is_taken_with_a_habit_before_or_behind_it() -> None:
    habits = ("1", "123", "2026", "!", "@123", "888", "1314")
    some = sorted(KNOWN)[::29]
    long = [word for word in some if 6 <= len(word) <= 12]
    assert len(long) > 200
    assert [word + habit for word in long for habit in habits if not codes(word + habit)] == []
    assert [habit + word for word in long for habit in habits if not codes(habit + word)] == []


def test_none_is_taken_twice_over_capitalised_or_with_figures_for_letters() -> None:
    long = [word for word in sorted(KNOWN)[::29] if 6 <= len(word) <= 12]
    dressed = [*(word * 2 for word in long), *(word.capitalize() + "99" for word in long)]
    dressed += [word.replace("a", "@").replace("o", "0").replace("s", "$") + "1" for word in long]
    assert [word for word in dressed if not codes(word)] == []


@pytest.mark.parametrize(
    "password",
    [
        *("woaini5201314", "Woaini1314!", "qwe123qwe123", "5201314woaini", "woaiwojia2026", "admin@2026", "mima123456"),
        *("1qaz2wsx3edc", "!QAZ2wsx#EDC", "qwertyuiop12", "zxcvbnm123", "poiuytrewq1", "147258369qwe", "asdfghjkl;'"),
        *("abcdefghij", "a1b2c3d4e5", "aaaaaaaaaaaa", "abababababab", "abc!abc!abc!", "1111122222aa"),
        *("13812345678", "370403199001011234", "37040319900101123x", "2026-11-28-1", "+86 138 1234 5678"),
        *("xuecheng2026", "xuechengqu2026", "juweihui888", "jumindiandan1", "password", "Passw0rd2026!"),
    ],
)
def test_what_people_type_by_habit_is_refused(password: str) -> None:
    assert codes(password) in (["password_guessable"], ["password_length"])


SURNAMES, GIVEN = (
    ["wang", "li", "zhang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu"],
    ["wei", "fang", "xiuying", "na", "min", "jing", "qiang", "lei", "jun", "yan"],
)


@given(
    st.sampled_from(SURNAMES),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=2),
    st.dates(date(1940, 1, 1), date(2012, 12, 31)),
    st.tuples(st.sampled_from(["%Y%m%d", "%y%m%d", "%Y", "%m%d"]), st.sampled_from(["", "@", ".", "_"]), st.booleans()),
)
def test_a_name_with_a_birthday_is_refused(
    surname: str, names: list[str], born: date, written: tuple[str, str, bool]
) -> None:
    form, between, first = written
    name, day = surname + "".join(names), born.strftime(form)
    typed = f"{name}{between}{day}" if first else f"{day}{between}{name}"
    assert codes(typed) != []
    assert codes(typed.capitalize()) != []


@pytest.mark.parametrize(
    "password", ["zhangli likes rain", "rain on 张丽's roof", "我在薛城区住建局上班很多年", "ZhangLi!kettle/moon"]
)
def test_ones_own_names_are_refused_wherever_they_stand(password: str) -> None:
    assert codes(password) == ["password_names"]


@pytest.mark.parametrize(
    "password",
    [
        *("plum rain on tiles", "correct horse 47", "another plum rain", "bamboo kettle 9 moon", "hai-tang-2026"),
        *("k7wm-p3xd-9qhz", "梅雨落在青瓦上真好听", "Tz8#qLw2!vRn", "yu da bajiao sheng sheng man"),
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password: str) -> None:
    assert codes(password) == []


@given(st.text(alphabet="abcdefghjkmnpqrstuvwxyz23456789", min_size=14, max_size=14))
def test_adding_a_sign_makes_no_password_cheaper_by_more_than_its_parts(text: str) -> None:
    assert cost(text, KNOWN) <= cost(text + "#", KNOWN) + cost(text[-1:], KNOWN)
    assert 0 < cost(text, KNOWN) <= 47 * len(text)


@pytest.mark.parametrize(("length", "wrong"), [(9, True), (10, False), (200, False), (201, True)])
def test_ten_to_two_hundred_signs(length: int, wrong: bool) -> None:
    text = "".join(chr(0x4E00 + number * 7) for number in range(length))
    assert codes(text) == (["password_length"] if wrong else [])
