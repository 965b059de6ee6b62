"""A worker, which the supervisor starts and watches: `python -m surveys.serving.worker FACTORY PLACE [--with-understudy]`.

PLACE is the number of a listening socket that it was handed, or host:port where it opens one itself. It beats from granian's
loop, and its beat says whether the threads of the residents' lane get through. Where granian has no wheel, waitress serves.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from surveys.serving.child import EVERY, Beats
from surveys.serving.gateway import AllResidents, Gateway
from surveys.serving.pools import Job
from surveys.serving.understudy import WITH_UNDERSTUDY, leave_one

_HEADERS_WITHIN = 15_000
_LONGEST_HEAD = 128 * 1024
_BACKLOG = 2048
_FILES, _SPARE = 65_536, 256
_TO_FINISH = 3.0
_WATCH_EVERY = 2.0


def main(arguments: list[str]) -> None:
    """Serve an application until told to end."""
    beats = Beats()
    factory, place, *more = arguments
    module, _, name = factory.partition(":")
    with beats.beginning():
        gc.disable()  # of what is imported nothing is garbage, and looking for it takes an eighth of the start
        make = getattr(importlib.import_module(module), name)
        known = _granian_is_here()
        gc.enable()
    if WITH_UNDERSTUDY in more:
        leave_one(beats)
    beats.live()
    with ExitStack() as beginning:
        beginning.enter_context(beats.beginning())
        application = make()
        if known:
            Worker(application, place, beats).serve(begun=beginning.close)
        else:
            _serve_with_waitress(application, place, beats, begun=beginning.close)


def _granian_is_here() -> bool:
    try:
        import granian  # noqa: F401
    except ImportError:
        return False
    return True


class Worker:
    """granian's event loop before the threads that answer."""

    def __init__(self, application: Any, place: str, beats: Beats) -> None:
        self._application, self._place, self._beats = application, place, beats
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        lanes = application.extensions.get("lanes") or AllResidents()
        most = application.config.get("MAX_CONTENT_LENGTH") or 2**20
        self._gateway = Gateway(application, lanes, most=most, loop=self._loop)

    def serve(self, begun: Callable[[], None]) -> None:
        """Serve until told to end, finish what was begun and end at once, without taking the interpreter down."""
        futures, signals, http = (_granians(name) for name in ("_futures", "_signals", "http"))
        settings = http.HTTP1Settings(header_read_timeout=_HEADERS_WITHIN, max_buffer_size=_LONGEST_HEAD)
        served = _granians("_granian").RSGIWorker(
            *(1, (None, _listener(self._place)), None, 1, 1, 1, 30, _connections(), "1", settings, None, False, None),
            *(False, None, None, None, "tls1.3", None, [], False, (None, None)),
        )
        told, stop = signals.set_loop_signals(self._loop), asyncio.Event()
        told.add_cb(lambda: self._loop.call_soon_threadsafe(stop.set))
        answering = futures._future_watcher_wrapper(self._gateway)
        served.serve_mtr(futures._new_cbscheduler(self._loop, answering, impl_asyncio=True), self._loop, told)
        begun()
        threading.Thread(target=self._watch, name="watching", daemon=True).start()
        self._loop.run_until_complete(self._until(stop))
        for close in self._application.extensions.get("closing", ()):
            close()
        os._exit(0)

    def _watch(self) -> None:
        """Have the application look after itself now and then, apart from whoever asks it something."""
        while watching := self._application.extensions.get("watching", ()):
            for look in watching:
                try:
                    look()
                except Exception:
                    logging.getLogger(__name__).exception("what looks after the application failed")
            time.sleep(_WATCH_EVERY)

    async def _until(self, stop: asyncio.Event) -> None:
        beating = self._loop.create_task(self._beat())
        await stop.wait()
        beating.cancel()
        until = self._loop.time() + _TO_FINISH
        while (self._gateway.residents.busy or self._gateway.desk.busy) and self._loop.time() < until:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)  # for what was answered last to leave

    async def _beat(self) -> None:
        """Beat, and say whether a thread of the residents' lane finished anything since, be it a job that does nothing."""
        residents, before = self._gateway.residents, -1
        while True:
            sound = self._gateway.look()
            through, before = residents.finished != before, residents.finished
            self._beats.beat(through=through and sound)
            if through:
                residents.put(Job(_nothing, _nothing))
            await asyncio.sleep(EVERY)


def _nothing() -> None:
    """Do nothing, in a thread that could have done something."""


def _listener(place: str) -> Any:
    native = _granians("_granian")
    if place.isdecimal():
        return native.SocketHolder(int(place), False, _BACKLOG)
    host, _, port = place.rpartition(":")
    return native.ListenerSpec(host, int(port), _BACKLOG).build()


def _granians(name: str) -> Any:
    """A module of granian's; what a worker of one's own takes is private and half typed, and the lock pins it."""
    return importlib.import_module(f"granian.{name}")


def _connections() -> int:
    """How many connections this process may hold: as many as the system lets it open files, after asking for more."""
    try:
        import resource
    except ImportError:  # Windows
        return 4096
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(512, max(soft, wanted) - _SPARE)


def _serve_with_waitress(application: Any, place: str, beats: Beats, begun: Callable[[], None]) -> None:
    import waitress

    begun()
    threading.Thread(target=beats.forever, name="beats", daemon=True).start()
    where = {"sockets": [socket.socket(fileno=int(place))]} if place.isdecimal() else {"listen": place}
    waitress.serve(application, threads=8, **where)


if __name__ == "__main__":
    main(sys.argv[1:])
