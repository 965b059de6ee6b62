"""The child that reads what may kill it: python3 -m tests.fuzz.child [TEMPLATE]. It answers an order a line with a line.

An order is {"parser", "number"} for the mutation of that number, or {"parser", "file"} for the bytes in a file.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from surveys.core.errors import NotAllowed, Rejected
from surveys.words.refusal import cli_problem, cli_refusal
from tests.fuzz.broken import broken
from tests.fuzz.mutating import mutated
from tests.fuzz.pages import close
from tests.fuzz.parser import CHINESE, Parser, Unsaid
from tests.fuzz.parsers import parsers

_BEYOND = 400
"""Megabytes above a parser's own bound at which the system itself says no."""
_GOOD = 3


def main() -> int:
    """Answer orders until there are no more."""
    every, seeds = parsers() | broken(), dict[str, Sequence[bytes]]()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        order = json.loads(line)
        parser = every[order["parser"]]
        if "number" in order:
            if parser.name not in seeds:
                seeds[parser.name] = parser.seeds()
            data = input_of(parser, seeds[parser.name], order["number"])
        else:
            data = Path(order["file"]).read_bytes()
        if "write" in order:
            Path(order["write"]).write_bytes(data)
        print(json.dumps(_tried(parser, data)), file=sys.stdout, flush=True)
    close()
    return 0


def input_of(parser: Parser, seeds: Sequence[bytes], number: int) -> bytes:
    """The mutation of this number; the first few are good inputs themselves."""
    return seeds[number] if number < min(len(seeds), _GOOD) else mutated(seeds, Random(f"{parser.name} {number}"))


def _tried(parser: Parser, data: bytes) -> dict[str, Any]:
    """What came of an input: the kind of refusal or the fault, seconds of processor, and megabytes."""
    before, began, known = _memory("VmRSS"), _processor(), monotonic()
    _bounded(parser, began)
    Path("/proc/self/clear_refs").write_text("5")
    said, fault = "", ""
    try:
        parser.parse(data)
    except parser.refusals as refusal:
        said = type(refusal).__name__
        fault = _unsaid(refusal) if parser.said else ""
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        ours = [one for one in traceback.extract_tb(error.__traceback__) if "/surveys/" in one.filename] or [place]
        fault = f"{type(error).__name__}: {str(error)[:120]} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    seconds, megabytes = _processor() - began, (_memory("VmHWM") - before) / 1024
    if not fault and seconds > parser.seconds:
        fault = f"took more than {parser.seconds:g} s"
    if not fault and megabytes > parser.megabytes:
        fault = f"took more than {parser.megabytes} MB"
    waited = monotonic() - known
    return {"said": said, "fault": fault, "seconds": seconds, "megabytes": megabytes, "waited": waited, "bytes": len(data)}


def _unsaid(refusal: Exception) -> str:
    """What is wrong with the sentence that somebody would read; empty where it is one."""
    try:
        match refusal:
            case Rejected(problems=problems):
                words = [cli_problem(one) for one in problems[:20]]
            case NotAllowed():
                words = [cli_refusal(refusal)]
            case _:
                words = [str(refusal)]
    except Exception as error:
        return f"{Unsaid.__name__}: {type(error).__name__} {error}"
    unsaid = [word for word in words if not CHINESE.search(word)]
    return f"{Unsaid.__name__}: {unsaid[:1]}" if unsaid or not words else ""


def _bounded(parser: Parser, used: float) -> None:
    most = int(used + 3 * parser.seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    room = (_memory("VmSize") + (parser.megabytes + _BEYOND) * 1024) * 1024
    if parser.name not in ("evidence", "photograph"):  # their own child bounds itself, to more than this
        resource.setrlimit(resource.RLIMIT_AS, (room, resource.RLIM_INFINITY))


def _memory(which: str) -> int:
    """Kilobytes, as the system tells them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(which)).split()[1])


def _processor() -> float:
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(main())
