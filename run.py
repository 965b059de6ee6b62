#!/usr/bin/env python3
"""Two commands for everything: python3 run.py demo, python3 run.py test.

Builds .venv from the hash-pinned requirements and runs a task in it. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

TASKS = """用法 python3 run.py 任务 [参数]

  demo [--port 8000] [--lan]   建好演示区并打开服务；--lan 让同一局域网的手机也能打开
  demo-links [--json]          演示区里可以去哪里：入户信链接、工作台账号、公开页
  serve [--port 8000] [--lan]  打开正式服务（不放演示数据）
  test [pytest 的参数]         装好测试所需并跑全部检查
  bench                        与最低限度的对照程序比速度
  attack [--compounds N] [--from K]  按编号造小区，查公示的内容能不能推出哪一户的选择
  flask ...                    命令行，例如 python3 run.py flask --help
"""


def main(arguments: list[str]) -> int:
    """Run the task that `arguments` name; returns the exit status."""
    if sys.version_info < (3, 11):  # an older one must still get as far as this sentence
        print(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}。")
        return 2
    task, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if task in ("demo", "serve"):
        return serve(rest, demo=task == "demo")
    if task == "flask":
        return flask(*rest)
    if task == "demo-links":
        return flask("demo-links", *rest)
    if task == "test":
        return test(rest)
    if task == "bench":
        return bench(rest)
    if task == "attack":
        return attack(rest)
    print(TASKS)
    return 0 if task in ("help", "-h", "--help") else 2


def build(*, dev: bool) -> None:
    """Make .venv hold what the requirements name; does nothing while their digest is unchanged.

    The development set contains the other, so that test and demo in turn rebuild nothing.
    """
    files = {name: ROOT / name for name in ("requirements.txt", "requirements-dev.txt")}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    stamp = VENV / "built"
    built = stamp.read_text().split() if stamp.is_file() and PYTHON.is_file() else []
    wanted = "requirements-dev.txt" if dev else "requirements.txt"
    if digests[wanted] in built:
        return
    if not PYTHON.is_file():
        print("正在建立 .venv ……", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("这台机器的 Python 缺 venv：先装 python3-venv（Debian：apt install python3-venv），再运行一次。")
    print(f"正在安装 {wanted} ……", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-compile", "--disable-pip-version-check"]
    # The lock names everything. Left to resolve, an older pip takes the newest release for "package[extra]" and then
    # refuses it for want of a hash: installing broke on the day that coverage had a new one.
    pip += ["--require-hashes", "--no-deps"]
    if subprocess.run([*pip, "-r", str(files[wanted])], check=False).returncode:
        sys.exit("安装没有成功。多半是网络不通：接通后再运行一次，已装好的不会重来。")
    kept = set(built) if digests["requirements.txt"] in built else set()
    stamp.write_text("\n".join(sorted(kept | {digests["requirements.txt"], digests[wanted]})))


def environment(**more: str) -> dict[str, str]:
    """The child's environment: the app, UTF-8 on every system, and the secret's place."""
    return {
        "DIANDAN_SECRET_FILE": str(INSTANCE / "secret"),
        **os.environ,
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # where a machine sets it, every start would compile everything anew: 4 s, not 2
        "FLASK_APP": "app:create_app",
        **more,
    }


def run(*command: str | Path, **more: str) -> int:
    """Run `command` in the project's root; returns its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(**more), check=False).returncode


def first_start() -> None:
    """Make the instance folder and the secret that signs cookies and makes codes; never replaces one."""
    INSTANCE.mkdir(exist_ok=True)
    secret = INSTANCE / "secret"
    if not secret.exists():
        with os.fdopen(os.open(secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))


def flask(*arguments: str) -> int:
    """Pass `arguments` to the flask command line, on a database that is up to date."""
    build(dev=False)
    first_start()
    return run(PYTHON, "-m", "flask", *arguments)


def serve(arguments: list[str], *, demo: bool) -> int:
    """Bring the database up to date, fill in the demo district where asked, and serve until Ctrl-C."""
    try:
        port = int(arguments[arguments.index("--port") + 1]) if "--port" in arguments else 8000
    except (IndexError, ValueError):
        print("--port 后面要写一个数字，例如 --port 8000")
        return 2
    lan = "--lan" in arguments
    host, shown = ("0.0.0.0", lan_address()) if lan else ("127.0.0.1", "127.0.0.1")
    if taken(host, port):
        other = f"python3 run.py {'demo' if demo else 'serve'} --port {port + 1}"
        print(f"端口 {port} 已被占用。关掉占用它的程序，或换一个：{other}")
        return 1
    build(dev=False)
    first_start()
    base = os.environ.get("DIANDAN_BASE_URL", f"http://{shown}:{port}")
    (INSTANCE / "base_url").write_text(base)
    status = run(
        PYTHON, "-m", "flask", "prepare", *(["--demo"] if demo else []), *(["--qr"] if lan else []), DIANDAN_BASE_URL=base
    )
    return status or listen(host, port, base)


def listen(host: str, port: int, base: str) -> int:
    """Serve with granian, or with waitress where granian has no wheel; returns when it was told to end."""
    granian = BIN / ("granian.exe" if os.name == "nt" else "granian")
    if granian.is_file():
        options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--log-level", "warning"]
        options += ["--workers-kill-timeout", "5"]  # one that is told to end while it starts never does
        command = [granian, *options, "--host", host, "--port", str(port), "--factory", "app:create_app"]
    else:
        command = [PYTHON, "-m", "waitress", f"--listen={host}:{port}", "--threads=8", "--call", "app:create_app"]
    # In a session of its own: granian's workers hang when the terminal's Ctrl-C reaches them beside their master.
    server = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=environment(DIANDAN_BASE_URL=base), start_new_session=os.name != "nt"
    )
    for told in {"SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, told), lambda *_: server.terminate())
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        print("\n已停止。数据都在 instance/ 里。")
        return 0


def taken(host: str, port: int) -> bool:
    """Whether somebody listens on `port` already."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def lan_address() -> str:
    """This machine's address on the office network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def bench(arguments: list[str]) -> int:
    """Measure speed against a floor in the same run."""
    build(dev=True)
    first_start()
    return run(PYTHON, "-m", "tests.bench", *arguments)


def attack(arguments: list[str]) -> int:
    """Look for a household's choice in what is published of thousands of generated compounds."""
    build(dev=True)
    return run(PYTHON, "-m", "tests.attack", *arguments)


def test(arguments: list[str]) -> int:
    """Lint, types, floors, then every test; with arguments only pytest with them."""
    build(dev=True)
    if arguments:
        return run(PYTHON, "-m", "pytest", *arguments)
    checks: list[tuple[str, list[str | Path]]] = [
        ("写法", [BIN / "ruff", "check", "."]),
        ("格式", [BIN / "ruff", "format", "--check", "."]),
        ("类型", [PYTHON, "-m", "mypy"]),
        ("楼层", [BIN / "lint-imports"]),
        ("模板", [BIN / "djlint", "--lint", "--quiet", "templates"]),
        ("测试", [PYTHON, "-m", "pytest"]),
    ]
    failed = []
    for name, command in checks:
        print(f"== {name}", flush=True)
        if run(*command):
            failed.append(name)
    print(f"没有通过：{'、'.join(failed)}" if failed else "全部通过。", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
