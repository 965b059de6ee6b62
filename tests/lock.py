"""The locks: what is installed, by name, version and digest; `python3 run.py lock` makes them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import run


def lock(arguments: list[str]) -> int:
    """Make the locks from what pyproject.toml and package.json declare; what is pinned stays unless --upgrade is said."""
    # Universal: one lock for every system and Python. No address: whoever installs asks the registry set up there.
    compile_: list[str | Path] = [run.BIN / "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    compile_ += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", *arguments]
    groups = ["--extra", "postgres", "--extra", "camera", "--group", "test", "--group", "lint", "--group", "lock"]
    extras = ("camera", "postgres")
    by = {"UV_CUSTOM_COMPILE_COMMAND": "python3 run.py lock"}
    return (
        run.run(*compile_, "--output-file", "requirements.txt", **by)
        or any(run.run(*compile_, *_extra(name), **by) for name in extras)
        or run.run(*compile_, *groups, "--constraints", "requirements.txt", "--output-file", "requirements-dev.txt", **by)
        or lock_tools()
    )


def _extra(name: str) -> list[str]:
    """What makes the lock of an extra: all of it, the product's as they are pinned."""
    return ["--extra", name, "--constraints", "requirements.txt", "--output-file", f"requirements-{name}.txt"]


def lock_tools() -> int:
    """Make package-lock.json, without addresses: neither of what is fetched nor of who asks for money."""
    if not (npm := shutil.which("npm")):
        run.say("没有 npm，package-lock.json 没有动。")
        return 0
    status = run.run(npm, "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--silent")
    path = run.ROOT / "package-lock.json"
    document = json.loads(path.read_text())
    for package in document["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(lock(sys.argv[1:]))
