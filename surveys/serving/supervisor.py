"""The supervisor: keeps processes running, replaces those that end or hang, and takes them all along when it ends.

Standard library only. It needs no answer from the network to know that one hangs: each beats on a pipe of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from surveys.serving.child import THROUGH_BEAT, WATCHED
from surveys.serving.understudy import Understudy, adopt_orphans, bury_orphans

LOOK = 0.25
"""Seconds between two looks at everybody."""
PATIENCE = 2.5
"""Seconds without a beat after which a process hangs. They are counted in looks, so that a machine that is too busy to look
kills nobody."""
THROUGH = 4.0
"""Seconds after which it hangs where it beats but its work doesn't get through: each request may wait for the database."""
_MOST_PATIENCE = 16
_STARTING = 90.0
_LASTED = 15.0
_FREE, _LATEST, _LATEST_READY = 2, 30.0, 1.0
_HOPELESS = 3
_TO_END = 5.0


Process = subprocess.Popen[bytes] | Understudy


@dataclass(frozen=True)
class Post:
    """What has to run always: what it is called, how it is started, the files that it is handed, and whether it answers."""

    name: str
    command: Sequence[str]
    files: tuple[int, ...] = ()
    serves: bool = False


@dataclass
class Incumbent:
    """Who holds a post now, and how those before it ended."""

    post: Post
    process: Process | None = None
    understudy: int = 0
    began: float = 0.0
    beats: int = 0
    through: int = 0
    heard: tuple[int, int] = (0, 0)
    quiet: int = 0
    stuck: int = 0
    due: float = 0.0
    failures: int = 0
    patience: int = 1
    hung: bool = False
    missed: bool = False
    waiting: Understudy | None = None

    @property
    def ready(self) -> bool:
        """Whether it has begun to do what it is there for."""
        return self.through > 0

    def hangs(self) -> bool:
        """Look once; whether it has been quiet for too long."""
        beats, through = self.heard
        self.heard = self.beats, self.through
        self.quiet = 0 if self.beats != beats else self.quiet + 1
        self.stuck = 0 if self.through != through else self.stuck + 1
        quiet_for = PATIENCE * self.patience if self.beats else _STARTING
        return self.quiet * LOOK >= quiet_for or self.gets_nowhere()

    def gets_nowhere(self) -> bool:
        """Whether its work doesn't get through, though it may beat."""
        return self.stuck * LOOK >= (THROUGH * self.patience if self.ready else _STARTING)

    def listen(self, pipe: IO[bytes], ended: threading.Event) -> None:
        """Count the beats that come by a pipe until all who hold it have ended."""
        rest = b""
        while heard := os.read(pipe.fileno(), 4096):
            if self.process is None or pipe is not self.process.stdout:
                continue
            self.beats += len(heard)
            self.through += heard.count(THROUGH_BEAT)
            *named, rest = (rest + heard).translate(None, THROUGH_BEAT + b".").split(b";")
            if named and (number := named[-1].lstrip(b"=")).isdigit():
                self.understudy = int(number)
        ended.set()


class Supervisor:
    """Keeps every post filled until it is told to end."""

    def __init__(
        self, posts: Sequence[Post], *, folder: Path, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.everybody = [Incumbent(post) for post in posts]
        self._folder, self._say = folder, say
        self._environment = {**environment, WATCHED: str(os.getpid())}
        self._wake = threading.Event()
        self._ending = False
        self._served = False

    def end(self, *_signal: object) -> None:
        """Let `run` end everybody and return."""
        self._ending = True
        self._wake.set()

    def run(self) -> int:
        """Keep everybody running; returns 0 when it was told to end, and 1 where they can't even start."""
        for told in {"SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"} & set(dir(signal)):
            signal.signal(getattr(signal, told), self.end)
        adopt_orphans()
        hopeless = False
        try:
            while not self._ending and not hopeless:
                for one in self.everybody:
                    self._look(one)
                bury_orphans({one.process.pid for one in self.everybody if one.process is not None})
                hopeless = not self._served and any(one.failures >= _HOPELESS for one in self.everybody)
                self._wake.wait(LOOK)
                self._wake.clear()
        finally:
            self._end_all()
        if hopeless:
            self._say("服务没能启动，原因见上面的错误。改好以后再运行一次。")
        return int(hopeless)

    def _look(self, one: Incumbent) -> None:
        self._served = self._served or (one.ready and one.post.serves)  # also where it ended since the last look
        if one.process is not None and (status := one.process.poll()) is not None:
            self._ended(one, one.process, status)
        if one.process is None:
            if time.monotonic() >= one.due:
                self._start(one)
        elif one.hangs():
            one.hung = True
            _kill(one.process)
        else:
            if one.missed and one.ready:
                one.missed = False
                self._say(f"{one.post.name}又好了。")
            if one.failures and time.monotonic() - one.began > _LASTED:
                one.failures, one.patience = 0, 1

    def _start(self, one: Incumbent) -> None:
        one.beats = one.through = one.quiet = one.stuck = 0
        one.heard, one.hung = (0, 0), False
        one.began = time.monotonic()
        if one.waiting is not None:
            one.process, one.waiting = one.waiting, None
            if one.process.begin():
                one.beats = 1  # it beats at once, or never
                return
            _forget(one.process)
        one.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            list(one.post.command),
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=os.name != "nt",  # Ctrl-C reaches the supervisor alone, and whoever is killed goes with all
            pass_fds=one.post.files,
        )
        assert one.process.stdout is not None
        threading.Thread(target=one.listen, args=(one.process.stdout, self._wake), daemon=True).start()

    def _ended(self, one: Incumbent, process: Process, status: int) -> None:
        _kill(process)  # what it started and left behind
        one.process = None
        one.missed = True
        one.failures += 1
        self._prepare_next(one, process)
        latest = _LATEST_READY if one.ready else _LATEST
        pause = 0.0 if one.failures <= _FREE else min(2.0 ** (one.failures - _FREE - 1), latest)
        one.due = time.monotonic() + pause
        if one.hung and (one.gets_nowhere() or not one.ready):  # maybe the disk hangs, and killing helps nobody
            one.patience = min(one.patience * 2, _MOST_PATIENCE) if one.failures > _FREE else 1
        why = "没有反应" if one.hung else f"停了（{status}）"
        again = f"{pause:.0f}秒以后再开" if pause >= 1 else "马上换一个"
        storm = f"，已经连着{one.failures}次，看看上面写的是什么错" if one.failures > 3 else ""
        self._say(f"{one.post.name}{why}，{again}{storm}。")

    def _prepare_next(self, one: Incumbent, process: Process) -> None:
        """Let an understudy take the next turn; after several in a row that never began, somebody new, who inherited
        nothing."""
        assert process.stdin is not None
        assert process.stdout is not None
        if one.understudy:
            one.waiting, one.understudy = Understudy(one.understudy, process.stdin, process.stdout), 0
        if one.waiting is None or not (one.ready or one.failures <= _FREE):
            _forget(process)
            if one.waiting is not None:
                one.waiting.kill()
                one.waiting = None

    def _end_all(self) -> None:
        running = [process for one in self.everybody for process in (one.process, one.waiting) if process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + _TO_END
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
            _kill(process)
            _forget(process)


def _kill(process: Process) -> None:
    """Kill a process and all of its group."""
    with suppress(ProcessLookupError, PermissionError):  # nobody is left of it
        os.killpg(process.pid, signal.SIGKILL) if os.name != "nt" else process.kill()


def _forget(process: Process) -> None:
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
