"""The service as a whole: its socket, and the posts that the supervisor keeps filled. Standard library only."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from surveys.serving.supervisor import Post, Supervisor
from surveys.serving.understudy import WITH_UNDERSTUDY

WORKERS = 2
BACKLOG = 2048
APPLICATION = "app:create_app"


def claimed(host: str, port: int) -> socket.socket | None:
    """A socket on this port that nobody else has, not listening yet; None where somebody has it."""
    place = socket.socket()
    if os.name != "nt":
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError:
        place.close()
        return None
    return place


def lan_address() -> str:
    """This machine's address on the office network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def serve(
    place: socket.socket,
    python: Path,
    folder: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    *,
    application: str = APPLICATION,
) -> int:
    """Serve on `place` until told to end, beside a process that keeps the time; returns the exit status."""
    keeper = Post("计时进程", [str(python), "-m", "surveys.serving.child", "flask", "keep-time"])
    posts = [*workers(place, python, application), keeper]
    return Supervisor(posts, folder=folder, environment=environment, say=say).run()


def workers(place: socket.socket, python: Path, application: str) -> list[Post]:
    """Those that answer on `place`.

    All of them accept from one socket: whoever is stopped or gone takes no connection, where sockets of their own would keep
    theirs waiting. Windows hands no socket to a child this way: there one worker opens it.
    """
    worker = [str(python), "-m", "surveys.serving.worker", application]
    if os.name == "nt":
        host, port = place.getsockname()
        place.close()
        return [Post("服务进程", [*worker, f"{host}:{port}"], serves=True)]
    place.listen(BACKLOG)
    place.setblocking(False)
    number = place.fileno()
    # One understudy is enough to be back at once where all are gone; each takes a quarter of a worker's memory.
    understudies = [[WITH_UNDERSTUDY], *[[]] * (WORKERS - 1)]
    return [
        Post(f"服务进程{n}", [*worker, str(number), *more], (number,), serves=True) for n, more in enumerate(understudies, 1)
    ]
