"""Other people's scanners, each where it is installed; None where it isn't, or where it could not look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.scan.rules import PROGRAM, ROOT, Finding

RULES = Path(__file__).with_name("semgrep.yml")
LONGEST = 1200


def _tool(name: str) -> str:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("SCANNERS", ""), os.environ.get("PATH", "")])) or ""


def _said(name: str, *arguments: str, seconds: int = LONGEST) -> str | None:
    tool = _tool(name)
    if not tool:
        return None
    told = {**os.environ, "PATH": os.pathsep.join([str(Path(tool).parent), os.environ["PATH"]])}
    run = [tool, *arguments]
    try:
        done = subprocess.run(run, cwd=ROOT, env=told, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout


def bandit() -> list[Finding] | None:
    """Its own rules over the program; assertions and mere imports aside."""
    said = _said("bandit", "-q", "-r", *PROGRAM, "-f", "json", "-s", "B101,B404")
    if not said:
        return None
    rows = json.loads(said[said.index("{") :])["results"]
    return [Finding("bandit", row["test_id"], str(Path(row["filename"])).lstrip("./"), row["line_number"]) for row in rows]


def semgrep() -> list[Finding] | None:
    """Our rules in its language, which sees more of a program than a syntax tree; it asks nobody outside."""
    options = ("--metrics=off", "--disable-version-check", "--json", "--quiet", "--config", str(RULES))
    said = _said("semgrep", "scan", *options, *PROGRAM, "templates")
    if not said:
        return None
    rows = json.loads(said)["results"]
    return [Finding("semgrep", _last(row["check_id"]), row["path"], row["start"]["line"]) for row in rows]


def pip_audit() -> list[Finding] | None:
    """Known holes in what we install; only where its data can be reached."""
    said = _said("pip-audit", "-r", "requirements.txt", "--disable-pip", "--no-deps", "-f", "json", seconds=120)
    if not said:
        return None
    rows = json.loads(said)["dependencies"]
    if all("skip_reason" in row for row in rows):  # the index that it asked knows nothing of holes
        return None
    return [Finding("pip-audit", hole["id"], row["name"]) for row in rows for hole in row.get("vulns", ())]


def wapiti(address: str, cookie: str) -> list[Finding] | None:
    """A crawl of everything that this cookie reaches, with every module that asks nobody outside."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        modules = "backup,crlf,csp,exec,file,http_headers,permanentxss,redirect,sql,xss,cookieflags,csrf"
        limits = ("--max-scan-time", "240", "--max-attack-time", "60", "--max-links-per-page", "40", "--depth", "4")
        what = (
            "-u",
            address,
            "--scope",
            "domain",
            "-m",
            modules,
            "-x",
            f"{address}staff/sign-out*",
            "-H",
            f"Cookie: {cookie}",
        )
        said = _said("wapiti", *what, *limits, "-f", "json", "-o", str(told), "--no-bugreport", "--flush-session")
        if said is None or not told.is_file():
            return None
        report = json.loads(told.read_text("utf-8"))
    kinds = {**report["vulnerabilities"], **report["anomalies"]}
    return [Finding("wapiti", kind, re.sub(r"\d+", "N", row["path"])) for kind, rows in kinds.items() for row in rows]


def sqlmap(address: str, cookie: str) -> list[Finding] | None:
    """Every form and address that this cookie reaches, tried as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        how = ("--batch", "--forms", "--crawl=2", "--crawl-exclude=sign-out", "--level=1", "--risk=1", "--technique=BEU")
        said = _said("sqlmap", "-u", address, f"--cookie={cookie}", *how, "--threads=2", "--output-dir", folder, seconds=600)
        return None if said is None else list(_injectable(said))


def _injectable(said: str) -> Iterator[Finding]:
    for parameter in re.findall(r"Parameter: (\S+) \(", said):
        yield Finding("sqlmap", "injectable", parameter)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
