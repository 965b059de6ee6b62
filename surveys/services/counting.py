"""Counting many polls at once, on every core but never before residents: in child processes that give way.

Each child reads its share of the polls by itself, in one look at the database, and hands back what each came to; the parent
asks them in turn, so that the order is that of the polls and memory doesn't grow with them. A child lives for one count and
makes nothing that refers to itself, so it doesn't look for that either: that look took a quarter of the time.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.services.outcome import decide_all, decided, ended_polls
from surveys.store import poll as stored
from surveys.store.db import Connection
from surveys.store.elsewhere import address_of, looking

ROOT = Path(__file__).resolve().parents[2]
MANY = 200
"""From so many polls on children count: before, they would start for longer than the count takes."""
HANDS = 2
_NICE = 10
_GIVING_WAY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows alone has it, and has no niceness
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from surveys.services.counting import main; main()"


class CountingFailed(RuntimeError):
    """A child ended before its polls did; the message is its own."""


def exact_all(
    session: Connection, scope: Jurisdiction, *, now: datetime, wave_id: int | None = None, many: int = MANY
) -> Iterator[tuple[Poll, PublicOutcome]]:
    """Each poll within `scope` that has ended, and what it came to, nothing hidden, without the checks beside its list."""
    polls = ended_polls(session, scope, now=now, wave_id=wave_id)
    if len(polls) < many:
        for outcome in decide_all(session, scope, now=now, wave_id=wave_id):
            yield outcome.poll, exact(outcome)
        return
    yield from zip(polls, _by_children(address_of(session), polls, now), strict=True)


def _by_children(url: str, polls: Sequence[Poll], now: datetime) -> Iterator[PublicOutcome]:
    with ExitStack() as children:
        ids = [poll.id for poll in polls]
        answers = [children.enter_context(_child(url, ids[hand::HANDS], now)) for hand in range(HANDS)]
        for place in range(len(ids)):
            answer, errors = answers[place % HANDS]
            try:
                yield pickle.load(answer)  # noqa: S301 - our own child wrote it
            except (EOFError, pickle.UnpicklingError):
                errors.seek(0)
                raise CountingFailed(errors.read().decode(errors="replace").strip()[-2000:]) from None


@contextmanager
def _child(url: str, poll_ids: Sequence[int], now: datetime) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """What a child hands back, and where it complains. The database's address reaches it through its stdin alone."""
    order = {"url": url, "polls": poll_ids, "now": now.isoformat()}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _BEGIN, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            creationflags=_GIVING_WAY,
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(json.dumps(order).encode())
            child.stdin.close()
            yield child.stdout, errors
        finally:
            child.kill()


def main() -> None:
    """Be a child."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    gc.disable()
    order = json.load(sys.stdin.buffer)
    with looking(order["url"]) as session:
        found = stored.polls_numbered(session, order["polls"])
        for outcome in decided(session, [found[id_] for id_ in order["polls"]], now=datetime.fromisoformat(order["now"])):
            pickle.dump(exact(outcome), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.flush()
