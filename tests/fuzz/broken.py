"""Parsers with everything that the machine has to find out; for its own test."""

from __future__ import annotations

import os
import signal
from time import process_time

from surveys.core.errors import Problem, Rejected
from tests.fuzz.parser import Parser


def _raises(_data: bytes) -> None:
    raise KeyError("x")


def _slow(_data: bytes) -> None:
    until = process_time() + 0.15
    while process_time() < until:
        pass


def _large(_data: bytes) -> None:
    bytearray(60_000_000)


def _killed(_data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _mute(_data: bytes) -> None:
    raise Rejected([Problem("nobody_has_words_for_this")])


def broken() -> dict[str, Parser]:
    """One for each kind of fault."""
    every = {"raises": _raises, "slow": _slow, "large": _large, "killed": _killed, "mute": _mute}
    seeds = (b"x",)
    return {
        f"broken-{name}": Parser(f"broken-{name}", lambda: seeds, parse, seconds=0.1, megabytes=50, said=True)
        for name, parse in every.items()
    }
