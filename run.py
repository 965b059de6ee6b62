#!/usr/bin/env python3
"""One command for everything: python3 run.py demo, python3 run.py test, and what its help names.

Builds .venv from the hash-pinned requirements and runs a task in it. Standard library only. What it says about itself
goes to stderr: stdout is the task's own, for `flask ... --json` and whoever reads it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

TOOLS = ROOT / "node_modules" / ".bin"
# By file, in the order of the folders: the browser's come first, so that no long one is left for the end.
ON_WORKERS = ["--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


@dataclass(frozen=True)
class Task:
    """What can be asked for: its arguments and its use, for the help, and what does it."""

    arguments: str
    use: str
    do: Callable[[list[str]], int]


def main(arguments: list[str]) -> int:
    """Run the task that `arguments` name; returns the exit status."""
    if sys.version_info < (3, 11):  # an older one must still get as far as this sentence
        say(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}。")
        return 2
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in TASKS:
        return TASKS[name].do(rest)
    print("用法 python3 run.py 任务 [参数]\n")
    print("\n".join(f"  {task + ' ' + told.arguments:<28} {told.use}" for task, told in TASKS.items()))
    return 0 if name in ("help", "-h", "--help") else 2


def say(words: str) -> None:
    """Tell the person at the terminal, beside whatever the task itself prints."""
    print(words, file=sys.stderr, flush=True)


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
        say("正在建立 .venv ……")
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False, stdout=sys.stderr).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("这台机器的 Python 缺 venv：先装 python3-venv（Debian：apt install python3-venv），再运行一次。")
    say(f"正在安装 {wanted} ……")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-compile", "--disable-pip-version-check"]
    # The lock names everything. Left to resolve, an older pip takes the newest release for "package[extra]" and then
    # refuses it for want of a hash: installing broke on the day that coverage had a new one.
    pip += ["--require-hashes", "--no-deps"]
    if subprocess.run([*pip, "-r", str(files[wanted])], check=False, stdout=sys.stderr).returncode:
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


def first_start(served_at: str = "") -> None:
    """Make the instance folder and the secret that signs cookies and makes codes, never replacing one; keep where it is
    served. Nothing made from here on may be read by others on this machine; the application mends what is older."""
    os.umask(0o077)
    try:
        INSTANCE.mkdir(exist_ok=True)
        elsewhere = {"DIANDAN_SECRET", "DIANDAN_SECRET_FILE"} & set(os.environ)
        if not elsewhere and not (secret := INSTANCE / "secret").exists():
            with os.fdopen(os.open(secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        if served_at:
            (INSTANCE / "base_url").write_text(served_at)
    except OSError as error:
        sys.exit(f"写不进 {error.filename or INSTANCE}（{error.strerror}）。看看磁盘满了没有、文件夹是不是归运行它的用户。")


def flask(*arguments: str) -> int:
    """Pass `arguments` to the flask command line, on a database that is up to date."""
    build(dev=False)
    first_start()
    return run(PYTHON, "-m", "flask", *arguments)


def serve(arguments: list[str], *, demo: bool) -> int:
    """Bring the database up to date, fill in the demo district where asked, and serve until Ctrl-C."""
    from surveys.serving import service

    try:
        port = int(arguments[arguments.index("--port") + 1]) if "--port" in arguments else 8000
        if not 0 < port < 65536:
            raise ValueError
    except (IndexError, ValueError):
        say("--port 后面要写一个1到65535的数字，例如 --port 8000")
        return 2
    lan = "--lan" in arguments
    host, shown = ("0.0.0.0", service.lan_address()) if lan else ("127.0.0.1", "127.0.0.1")
    place = service.claimed(host, port)
    if place is None:
        other = f"python3 run.py {'demo' if demo else 'serve'} --port {port + 1}"
        say(f"端口 {port} 用不了：已经被占用，或者不让这个用户用。关掉占用它的程序，或换一个：{other}")
        return 1
    build(dev=False)
    base = f"http://{shown}:{port}"
    first_start(base)
    options = [*(["--demo"] if demo else []), *(["--qr"] if lan else [])]
    if failed := run(PYTHON, "-m", "flask", "prepare", *options, DIANDAN_SERVED_AT=base):
        return failed
    status = service.serve(place, PYTHON, ROOT, environment(DIANDAN_SERVED_AT=base), say)
    say("已停止。数据都在 instance/ 里。")
    return status


def module(name: str, arguments: list[str]) -> int:
    """Run a module of the tests by itself."""
    build(dev=True)
    first_start()
    return run(PYTHON, "-m", name, *arguments)


def test(arguments: list[str]) -> int:
    """Every check of the writing, then every test, by file on two workers; with arguments only pytest with them."""
    build(dev=True)
    pytest: list[str | Path] = [PYTHON, "-m", "pytest"]
    return run(*pytest, *arguments) if arguments else passed({**checks(), "测试": [*pytest, *ON_WORKERS]})


def passed(commands: dict[str, list[str | Path]]) -> int:
    """Run all commands, whatever becomes of each; returns 1 where one failed."""
    failed = []
    for name, command in commands.items():
        say(f"== {name}")
        if run(*command):
            failed.append(name)
    say(f"没有通过：{'、'.join(failed)}" if failed else "全部通过。")
    return 1 if failed else 0


def checks() -> dict[str, list[str | Path]]:
    """How the writing is checked, all that it takes installed."""
    build(dev=True)
    return {
        "写法": [BIN / "ruff", "check", "."],
        "格式": [BIN / "ruff", "format", "--check", "."],
        "类型": [PYTHON, "-m", "mypy"],
        "楼层": [BIN / "lint-imports"],
        "模板": [BIN / "djlint", "--lint", "--quiet", "templates"],
        **linters(),
    }


def linters() -> dict[str, list[str | Path]]:
    """The checks of scripts and styles; none without Node, except in continuous integration."""
    found = node_tools(needed=os.environ.get("CI") == "true")
    return {"脚本": [TOOLS / "eslint", "."], "样式": [TOOLS / "stylelint", "static/css/*.css"]} if found else {}


def node_tools(*, needed: bool) -> bool:
    """Install what package-lock.json names; returns False without Node, and ends where they are needed."""
    npm = shutil.which("npm")
    if not npm:
        return sys.exit("脚本和样式要用 Node.js 和 npm，这里没有。") if needed else False
    wanted, stamp = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest(), TOOLS.parent / "built"
    if not stamp.is_file() or stamp.read_text() != wanted:
        say("正在安装 package-lock.json ……")
        if run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"):
            sys.exit("安装没有成功。多半是网络不通：接通后再运行一次。")
        stamp.write_text(wanted)
    return True


TASKS = {
    "demo": Task("[--port 8000] [--lan]", "建好演示区并打开服务；--lan 让同网的手机也能打开", partial(serve, demo=True)),
    "demo-links": Task("[--json]", "演示区的入户信链接、工作台账号、公开页", lambda rest: flask("demo-links", *rest)),
    "serve": Task("[--port 8000] [--lan]", "打开正式服务（不放演示数据）", partial(serve, demo=False)),
    "test": Task("[...]", "装好测试所需并跑全部检查；带参数时只跑 pytest", test),
    "lint": Task("", "只查写法、格式、类型、楼层、模板、脚本和样式，不跑测试", lambda _: passed(checks())),
    "build": Task("", "居民页的脚本改过以后重做一份", lambda _: node_tools(needed=True) and module("tests.built", [])),
    "bench": Task(
        "[--only rates]", "轮流与几个对照程序比速度，也量内存、启动、第一次打开", lambda rest: module("tests.bench", rest)
    ),
    "attack": Task("[...]", "造出许多小区，查公示能不能推出哪一户的选择", lambda rest: module("tests.attack", rest)),
    "office-attack": Task(
        "[...]", "扮演不老实的办公室，查能不能偷看、改动、顶掉居民的票", lambda rest: module("tests.office_attack", rest)
    ),
    "read-forms-hunt": Task(
        "[--boxes 50000]", "画出填好的纸质问卷再拍坏它，查照片有没有读错的框", lambda rest: module("tests.camera", rest)
    ),
    "paper-loop": Task(
        "[--forms 1000] [--photographed 300]",
        "印一千份纸质问卷，填好、拍照、读、录、复核，其中一个录入员作假，查数对不对",
        lambda rest: module("tests.paper_loop", rest),
    ),
    "torture": Task(
        "[--kills 100]", "杀进程、断电、拨乱时钟，查有没有丢票、晚票", lambda rest: module("tests.torture", rest)
    ),
    "falsify": Task("[...]", "造出许多小区，另用一个程序查印的话有没有假的", lambda rest: module("tests.falsify", rest)),
    "fuzz": Task("[--minutes 30]", "拿弄坏的文件、表单、网址喂每一个读它们的地方", lambda rest: module("tests.fuzz", rest)),
    "scan": Task(
        "[--served]",
        "找漏洞：自己的规则和装着的扫描器；--served 还攻打本机上的样板",
        lambda rest: module("tests.scan", rest),
    ),
    "lock": Task("[--upgrade]", "按 pyproject.toml 和 package.json 重做三个锁文件", lambda rest: module("tests.lock", rest)),
    "flask": Task("...", "命令行，例如 python3 run.py flask --help", lambda rest: flask(*rest)),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
