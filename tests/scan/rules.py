"""What must stand nowhere in our code: each rule finds one way in, by the syntax of the program and of the templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("surveys", "migrations", "app.py", "config.py", "run.py", "recount.py")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a scanner found, where: the rule in its own words, and the file."""

    tool: str
    rule: str
    path: str
    line: int = 0


_NEVER = {
    "no-unpacking": {"pickle", "cPickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"},
    "no-asking-out": {
        *("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "smtplib", "ftplib", "telnetlib"),
        *("xmlrpc", "paramiko", "websockets"),
    },
    "no-bare-xml": {"xml.etree", "xml.sax", "xml.dom", "lxml"},
}
_RUNS = {"eval", "exec", "compile", "__import__"}
_SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "commands.getoutput"}
_SQL = {"text", "exec_driver_sql", "execute", "executescript", "executemany"}
_WEAK = {"hashlib.md5", "hashlib.sha1", "tempfile.mktemp", "random.SystemRandom"}
_OPENS = {"open", "Path", "send_file", "unlink", "remove", "rmtree", "joinpath", "write_bytes", "write_text"}


def found_in(path: str, source: str) -> Iterator[Finding]:
    """Everything in one Python file."""
    for node in ast.walk(ast.parse(source)):
        for rule, broken in RULES.items():
            if broken(node):
                yield Finding("own", rule, path, getattr(node, "lineno", 0))


def found_in_template(path: str, source: str) -> Iterator[Finding]:
    """Everything in one template."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(", line):
            yield Finding("own", "no-safe", path, number)
        if re.search(r"(?i)\son[a-z]+\s*=\s*[\"']|javascript:", line):
            yield Finding("own", "no-inline-script", path, number)


def everything() -> Iterator[Finding]:
    """Everything in the program and in its templates."""
    for name in PROGRAM:
        top = ROOT / name
        for path in sorted(top.rglob("*.py")) if top.is_dir() else [top]:
            yield from found_in(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from found_in_template(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _imports(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [one.name for one in names]
        case ast.ImportFrom(module=str(module), names=names):
            return [module, *(f"{module}.{one.name}" for one in names)]
        case _:
            return []


def _imports_any(forbidden: set[str]) -> Callable[[ast.AST], bool]:
    def broken(node: ast.AST) -> bool:
        return any(name == one or name.startswith(f"{one}.") for name in _imports(node) for one in forbidden)

    return broken


def _made_up_text(node: ast.expr) -> bool:
    """Whether a text is put together where it stands: an f-string with a part, %, + or format."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Mod() | ast.Add(), left=left, right=right):
            return any(
                isinstance(one, ast.JoinedStr) or isinstance(getattr(one, "value", None), str) for one in (left, right)
            )
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
        case _:
            return False


def _sql(node: ast.AST) -> bool:
    return _last(_called(node)) in _SQL and isinstance(node, ast.Call) and bool(node.args) and _made_up_text(node.args[0])


def _shell(node: ast.AST) -> bool:
    if _called(node) in _SHELLS:
        return True
    return (
        isinstance(node, ast.keyword)
        and node.arg == "shell"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    )


def _users_name(node: ast.AST) -> bool:
    """A file opened by the name that somebody gave to what they handed in."""
    if not isinstance(node, ast.Call) or _last(_called(node)) not in _OPENS:
        return False
    inside = [one for arg in (*node.args, *(word.value for word in node.keywords)) for one in ast.walk(arg)]
    return any(isinstance(one, ast.Attribute) and one.attr == "filename" for one in inside)


def _turned_off(node: ast.AST) -> bool:
    off = {"verify": False, "autoescape": False, "debug": True, "httponly": False}
    match node:
        case ast.keyword(arg=str(arg), value=ast.Constant(value=value)):
            return arg in off and value is off[arg]
        case _:
            return False


RULES: dict[str, Callable[[ast.AST], bool]] = {
    **{rule: _imports_any(names) for rule, names in _NEVER.items()},
    "no-safe": lambda node: _last(_called(node)) == "Markup",
    "no-text-as-program": lambda node: _called(node) in _RUNS or _last(_called(node)) == "render_template_string",
    "no-made-up-sql": _sql,
    "no-shell": _shell,
    "no-weak-hash": lambda node: isinstance(node, ast.Attribute) and ast.unparse(node) in _WEAK,
    "no-users-file-name": _users_name,
    "nothing-turned-off": _turned_off,
}
