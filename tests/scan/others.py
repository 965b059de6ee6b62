"""Other people's scanners, each where it is installed; None where it isn't, or where it could not look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.scan.rules import PROGRAM, ROOT, Finding

RULES = Path(__file__).with_name("semgrep.yml")
LONGEST = 1200


def _tool(name: str) -> str:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("SCANNERS", ""), os.environ.get("PATH", "")])) or ""


def _said(name: str, *arguments: str, seconds: int = LONGEST, partly: bool = False) -> str | None:
    tool = _tool(name)
    if not tool:
        return None
    told = {**os.environ, "PATH": os.pathsep.join([str(Path(tool).parent), os.environ["PATH"]])}
    run = [tool, *arguments]
    try:
        done = subprocess.run(run, cwd=ROOT, env=told, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as ended:  # what it found until then
        return (ended.stdout or b"").decode("utf-8", "replace") if partly else None
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


def wapiti(address: str, cookie: str, begins: Sequence[str]) -> list[Finding] | None:
    """A crawl of everything that this cookie reaches, with every module that asks nobody outside."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        modules = "crlf,csp,exec,file,http_headers,permanentxss,redirect,sql,xss,cookieflags,csrf"
        limits = ("--max-scan-time", "90", "--max-attack-time", "20", "--max-links-per-page", "40", "--depth", "4")
        where = ("-u", address, "--scope", "domain", *(word for page in begins for word in ("-s", address + page)))
        left = (word for page in ("staff/sign-out*", "leave*") for word in ("-x", address + page))
        who = ("-H", f"Cookie: {cookie}") if cookie else ()
        kept = ("-f", "json", "-o", str(told), "--no-bugreport", "--flush-session", "--store-session", folder)
        said = _said("wapiti", *where, *left, *who, "-m", modules, *limits, *kept)
        if said is None or not told.is_file():
            return None
        report = json.loads(told.read_text("utf-8"))
    kinds = {**report["vulnerabilities"], **report["anomalies"]}
    return [Finding("wapiti", kind, re.sub(r"\d+", "N", row["path"])) for kind, rows in kinds.items() for row in rows]


def sqlmap(address: str, cookie: str, begins: Sequence[str]) -> list[Finding] | None:
    """Every form and address that this cookie reaches, tried as SQL for as long as there is time."""
    with tempfile.TemporaryDirectory() as folder:
        how = ("--batch", "--crawl=2", "--crawl-exclude=sign-out|leave", "--level=1", "--risk=1", "--technique=BEU")
        who = (f"--cookie={cookie}",) if cookie else ()
        told = []
        for page in begins[:3]:
            what = ("-u", address + page, "--forms", *how, "--threads=2", "--output-dir", folder)
            said = _said("sqlmap", *what, *who, seconds=80, partly=True)
            told += [said] if said is not None else []
    return list(_injectable("".join(told))) if told else None


def _injectable(said: str) -> Iterator[Finding]:
    for parameter in re.findall(r"Parameter: (\S+) \(", said):
        yield Finding("sqlmap", "injectable", parameter)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
