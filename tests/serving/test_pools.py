"""Threads for each lane: nobody holds all of them, nobody waits for ever."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from surveys.serving.pools import Job, Pool

_names = count()


def pool(threads: int = 2, share: int = 1, most: int = 100, most_of_one: int = 50, patience: float = 60.0) -> Pool:
    name = f"pool{next(_names)}"
    return Pool(name, threads=threads, share=share, most=most, most_of_one=most_of_one, patience=patience, longest=60)


class Work:
    """Jobs that run until they are let go, and what is seen of them."""

    def __init__(self) -> None:
        self.lock, self.go, self.running = threading.Lock(), threading.Event(), Counter[str]()
        self.done: list[str] = []
        self.refused: list[str] = []
        self.worst: Counter[str] = Counter()

    def job(self, key: str) -> Job:
        def run() -> None:
            with self.lock:
                self.running[key] += 1
                self.worst[key] = max(self.worst[key], self.running[key])
            self.go.wait(30)
            with self.lock:
                self.running[key] -= 1
                self.done.append(key)

        return Job(run, lambda: self.refused.append(key))


def wait_for(what: object, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:  # type: ignore[operator]
        time.sleep(0.002)
    assert what()  # type: ignore[operator]


def test_one_account_leaves_a_thread_to_the_others() -> None:
    lane, work = pool(threads=2, share=1), Work()
    for _ in range(8):
        assert lane.put(work.job("printing"), "printing")
    assert lane.put(work.job("another"), "another")
    wait_for(lambda: work.running == {"printing": 1, "another": 1})
    work.go.set()
    wait_for(lambda: len(work.done) == 9)
    assert work.worst["printing"] == 1


def test_accounts_take_turns() -> None:
    lane, work = pool(threads=1, share=1), Work()
    for key in ("a", "a", "a", "b", "c"):
        lane.put(work.job(key), key)
    work.go.set()
    wait_for(lambda: len(work.done) == 5)
    assert work.done == ["a", "b", "c", "a", "a"] or work.done[:4] == ["a", "a", "b", "c"]


def test_too_much_waiting_is_refused_and_one_account_is_refused_first() -> None:
    lane, work = pool(threads=1, most=4, most_of_one=3), Work()
    assert lane.put(work.job("a"), "a")
    wait_for(lambda: work.running["a"] == 1)
    assert [lane.put(work.job("a"), "a") for _ in range(4)] == [True, True, True, False]
    assert [lane.put(work.job("b"), "b") for _ in range(2)] == [True, False]
    work.go.set()


def test_what_waited_too_long_is_refused_and_never_done() -> None:
    lane, work = pool(threads=1, patience=5), Work()
    lane.put(work.job("a"), "a")
    wait_for(lambda: work.running["a"] == 1)
    lane.put(work.job("late"), "late")
    lane.refuse_late(time.monotonic() + 4)
    assert work.refused == []
    lane.refuse_late(time.monotonic() + 6)
    assert work.refused == ["late"]
    work.go.set()
    lane.put(work.job("after"), "after")
    wait_for(lambda: len(work.done) == 2)
    assert work.done == ["a", "after"]


def test_a_thread_that_never_comes_back_is_seen() -> None:
    lane, work = pool(), Work()
    lane.put(work.job("a"))
    wait_for(lambda: work.running["a"] == 1)
    assert not lane.stuck(time.monotonic() + 59)
    assert lane.stuck(time.monotonic() + 61)
    work.go.set()
    wait_for(lambda: not lane.busy)
    assert not lane.stuck(time.monotonic() + 61)


def test_a_job_that_raises_takes_no_thread_along() -> None:
    lane, work = pool(threads=1), Work()
    work.go.set()
    lane.put(Job(lambda: sys.exit("gone"), lambda: None))
    lane.put(work.job("next"))
    wait_for(lambda: work.done == ["next"] and not lane.busy)


@given(st.lists(st.sampled_from("abc"), max_size=40), st.integers(1, 3), st.integers(1, 3))
def test_everything_that_was_taken_is_done_once_and_nobody_exceeds_a_share(
    keys: list[str], threads: int, share: int
) -> None:
    lane, work = pool(threads=threads, share=share), Work()
    work.go.set()
    taken = [key for key in keys if lane.put(work.job(key), key)]
    wait_for(lambda: len(work.done) == len(taken) and not lane.busy)
    assert Counter(work.done) == Counter(taken)
    assert all(most <= share for most in work.worst.values())
