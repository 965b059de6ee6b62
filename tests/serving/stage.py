"""An application on which what goes wrong can be had at will: `python -m tests.serving.stage --port N` serves it as run.py
serves the real one."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, request

from surveys.serving import service

ROOT = Path(__file__).resolve().parents[2]
FACTORY = "tests.serving.stage:create_app"
_TOLD = ("REQUEST_METHOD", "QUERY_STRING", "REMOTE_ADDR", "SERVER_NAME", "CONTENT_TYPE", "CONTENT_LENGTH")


class Lanes:
    """Everything under /desk is the desk's, and whoever says who they are is believed."""

    def desk(self, path: str) -> bool:
        return path.startswith("/desk")

    def who(self, environ: dict[str, str]) -> str:
        return environ.get("HTTP_X_WHO", "")


def create_app() -> Flask:
    if os.environ.get("STAGE_BROKEN") and Path(os.environ["STAGE_BROKEN"]).exists():
        raise SystemExit(3)
    app = Flask("stage")
    app.config["MAX_CONTENT_LENGTH"] = 200_000
    app.extensions["lanes"] = Lanes()
    never = threading.Lock()
    never.acquire()
    app.add_url_rule("/healthz", view_func=lambda: "ok", endpoint="ok")
    app.add_url_rule("/deadlock", view_func=lambda: str(never.acquire()), endpoint="deadlock")
    app.add_url_rule("/busy", view_func=_busy, endpoint="busy")
    app.add_url_rule("/crash", view_func=lambda: os._exit(7), endpoint="crash")
    app.add_url_rule("/broken", view_func=lambda: 1 / 0, endpoint="broken")
    app.add_url_rule("/many", view_func=lambda: Response(_many(), mimetype="text/plain"), endpoint="many")
    app.add_url_rule("/desk/slow", view_func=_slow, endpoint="slow")
    app.add_url_rule("/echo", view_func=_echo, endpoint="echo", methods=["GET", "POST", "PUT"])
    app.add_url_rule("/<path:rest>", view_func=_echo, endpoint="rest", methods=["GET", "POST", "PUT"])
    app.cli.command("keep-time")(lambda: time.sleep(3600))
    return app


def _busy() -> str:
    """Native code that lets no other thread of this process run."""
    return str(hash(sum(range(10**12))))


def _slow() -> str:
    time.sleep(float(request.args.get("seconds", "1")))
    return threading.current_thread().name


def _many() -> Iterator[str]:
    yield from ("one,", "two,", "three")


def _echo(rest: str = "") -> Response:
    """What reached the application of a request."""
    told = {name: request.environ.get(name) for name in _TOLD}
    told |= {name: value for name, value in request.environ.items() if name.startswith("HTTP_") and name != "HTTP_HOST"}
    told |= {
        "body": request.get_data().decode("latin-1"),
        "form": request.form.to_dict(),
        "rest": rest,
        "host": request.host,
    }
    answer = Response(json.dumps(told, sort_keys=True), mimetype="application/json")
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


def main(arguments: list[str]) -> int:
    place = service.claimed("127.0.0.1", int(arguments[arguments.index("--port") + 1]))
    assert place is not None
    environment = {**os.environ, "FLASK_APP": FACTORY, "PYTHONPATH": str(ROOT)}
    say = lambda words: print(words, file=sys.stderr, flush=True)  # noqa: E731
    return service.serve(place, Path(sys.executable), ROOT, environment, say, application=FACTORY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
