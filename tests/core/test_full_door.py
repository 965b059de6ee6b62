"""A whole door, however people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.code import Keys, door_hash, is_full_door

KEYS = Keys.from_secret(b"a secret of the tests")
WAYS = (
    "3-2-501",
    "3号楼2单元501",
    "3栋 2单元 0501室",
    "３－２－５０１",
    "三号楼二单元五〇一",
    "三号楼二单元五百零一",
    "3/2/501",
)


@pytest.mark.parametrize("typed", [*WAYS, "Building 3, Unit 2, Room 501", "三 二 五零一", "我家是3号楼2单元501"])
def test_a_whole_door_is_read_however_it_is_written(typed: str) -> None:
    assert is_full_door(typed, "3号楼", "2单元", "501室")
    assert is_full_door(typed, "3", "2", "501")
    assert is_full_door("十二号楼一〇二", "12", "", "102")
    assert is_full_door("二十三栋东户", "23", "", "东户")


@pytest.mark.parametrize(
    "typed", ["", "501", "2-501", "3-501", "3-2-50", "3-2-5011", "13-2-501", "501-2-3", "3-2-501-1", "三号楼"]
)
def test_part_of_a_door_or_another_is_not_the_whole(typed: str) -> None:
    assert not is_full_door(typed, "3", "2", "501")
    assert not is_full_door(typed, "3", "2", "")


def test_a_building_with_a_name_is_told_by_it() -> None:
    for typed in ("紫荆阁2单元501", "紫荆阁 二单元 501室", "紫荆阁-2-501"):
        assert is_full_door(typed, "紫荆阁", "2", "501")
        assert not is_full_door(typed, "海棠阁", "2", "501")
    assert not is_full_door("2-501", "紫荆阁", "2", "501")
    assert is_full_door("a座3-101", "A座", "3", "101")


PIECES = st.text(alphabet="0123456789AB号楼单元东西紫荆一二十 -", max_size=5)


@given(PIECES, PIECES, PIECES, st.sampled_from(["{} {} {}", "{}-{}-{}", "我家{}/{}/{}。", "{}号楼{}单元{}室"]), PIECES)
def test_whatever_opens_a_door_is_counted_for_it(building: str, unit: str, room: str, way: str, other: str) -> None:
    """Else the same door could be tried three times for each way of writing it."""
    home = f"{building} {unit} {room}"
    assert is_full_door(home, building, unit, room) or not room.strip()
    for typed in (way.format(building, unit, room), way.format(building, other, room), other):
        if is_full_door(typed, building, unit, room):
            assert door_hash(KEYS, 1, typed) == door_hash(KEYS, 1, home)
    assert door_hash(KEYS, 1, home) != door_hash(KEYS, 2, home)
