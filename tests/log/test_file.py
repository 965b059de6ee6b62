"""The file of lines: many writers, whole lines, a bounded size; an outage that doesn't fill the disk."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from surveys.log import Failure, event
from surveys.log.file import MOST_FILES, append, files, lines, trim
from surveys.log.gather import MINUTE, MOST_BYTES, Gathering
from tests.log.canary import logging_to

WRITER = """
import sys
from pathlib import Path
from surveys.log.file import append
folder, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for n in range(number):
    append(folder, f'{{"worker":"{name}","n":{n},"filled":"{"x" * 80}"}}\\n'.encode(), most=20_000)
"""


def test_three_processes_write_whole_lines_while_files_are_turned(tmp_path: Path) -> None:
    number = 400
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, str(number)]) for name in ("a", "b", "keeper")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    assert len(files(tmp_path)) > 5
    written = [line for path in files(tmp_path) if path.exists() for line in path.read_text().splitlines()]
    told = sorted((line["worker"], line["n"]) for line in map(json.loads, written))
    assert told == sorted((name, n) for name in ("a", "b", "keeper") for n in range(number))


def test_all_that_there_is_has_a_size(tmp_path: Path) -> None:
    for _ in range(4_000):
        append(tmp_path, b"x" * 99 + b"\n", most=10_000)
    assert len(files(tmp_path)) <= MOST_FILES
    assert sum(path.stat().st_size for path in files(tmp_path) if path.exists()) <= 10_100 * MOST_FILES


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        append(tmp_path / "log", b"{}\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "log" / "diandan.jsonl").stat().st_mode) == 0o600


def test_old_files_go_and_an_old_first_line_turns_the_newest(tmp_path: Path) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    for number, days in ((2, 100), (1, 80)):
        (old := tmp_path / f"diandan.jsonl.{number}").write_text("{}\n")
        os.utime(old, ((now - timedelta(days=days)).timestamp(),) * 2)
    first = {"at": (now - timedelta(days=40)).isoformat(), "event": "slow", "level": "warning"}
    (tmp_path / "diandan.jsonl").write_text(json.dumps(first) + "\n")
    assert trim(tmp_path, now) == 1
    assert [path.name for path in files(tmp_path)] == ["diandan.jsonl.2", "diandan.jsonl.1", "diandan.jsonl"]
    assert list(lines(tmp_path)) == [{}, first]


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "diandan.jsonl").write_text('{"event":"slow"}\n{"event":"fau\n[1]\n')
    assert list(lines(tmp_path)) == [{"event": "slow"}]


def _faults(kinds: int) -> list[Failure]:
    way = tuple(f"surveys/services/module_{n}.py:{n} function" for n in range(12))
    return [Failure("OperationalError < OSError", f"surveys/store/module_{n}.py:{n} f", "EIO", way) for n in range(kinds)]


@pytest.mark.parametrize("kinds", [1, 12, 300])
def test_an_outage_of_an_hour_with_fifty_failures_a_second_stays_below_a_megabyte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: int
) -> None:
    """Measured as four processes write it: workers, keeper and supervisor."""
    faults = _faults(kinds)
    clock = [1_000_000_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    processes, seconds = 4, 3_600
    with logging_to(tmp_path, terminal=False):
        for second in range(seconds):
            clock[0] += 1
            for n in range(50 // processes):
                told = faults[(second * 7 + n) % kinds]
                event("fault", 40, told, id="AAAA-BBBB", route=f"/desk/{n}", status=500, ms=3_000, audience="staff")
    size = sum(path.stat().st_size for path in files(tmp_path) if path.exists())
    assert size * processes <= 1_000_000
    told = [line for line in lines(tmp_path) if line["event"] == "fault"]
    counted = sum(line.get("again", 1) for line in told)
    assert counted == 50 // processes * seconds or any(line["event"] == "dropped" for line in lines(tmp_path))


def test_what_is_said_again_is_counted_and_its_way_told_once_an_hour() -> None:
    gathering, line = Gathering(), {"event": "fault", "kind": "K", "place": "p", "stack": ("a", "b"), "id": "1"}
    assert gathering.taken(line, 0) == [line]
    assert [gathering.taken({**line, "id": str(n), "route": f"/{n}"}, n) for n in range(1, 8)] == [[]] * 7
    counted, again = gathering.taken(line, MINUTE)
    assert (counted["again"], counted["ids"]) == (7, ["3", "4", "5", "6", "7"])
    assert again == {name: value for name, value in line.items() if name != "stack"}
    assert gathering.taken(line, 3_700)[-1] == line
    assert gathering.due(3_701, all_of_them=True) == []


def test_a_clock_that_runs_back_holds_nothing_up() -> None:
    gathering, line = Gathering(), {"event": "slow", "route": "/"}
    assert gathering.taken(line, 5_000) == [line]
    assert gathering.taken(line, 100) == [line]


def test_a_process_has_so_much_to_write_in_an_hour() -> None:
    gathering = Gathering()
    assert sum(gathering.affords(1_000, n / 10) for n in range(1_000)) == MOST_BYTES // 1_000
    assert (gathering.dropped(100), gathering.dropped(100)) == (800, 0)
    assert gathering.affords(1_000, 3_601)


def test_a_full_disk_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("no folder")
    with logging_to(tmp_path / "log", terminal=False):
        event("slow", 30)


def test_nothing_that_an_event_carries_breaks_its_line(tmp_path: Path) -> None:
    said = 'a\nb\r\n{"event":"forged"}\u2028\u0085\x1b[2J"'
    with logging_to(tmp_path, terminal=False):
        event("signed_in", by=said)
        event("slow", route=said)
    written = (tmp_path / "diandan.jsonl").read_bytes()
    assert written.count(b"\n") == len(written.splitlines()) == 2
    assert b"\x1b" not in written
    assert [(line["event"], line.get("by", line.get("route"))) for line in lines(tmp_path)] == [
        ("signed_in", said),
        ("slow", said),
    ]
