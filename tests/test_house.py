"""What no linter knows about this house."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from io import StringIO
from itertools import chain
from pathlib import Path
from tokenize import COMMENT, generate_tokens

import pytest

from app import create_app
from config import Config
from surveys.core.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
CODE = [ROOT / "app.py", ROOT / "config.py", ROOT / "run.py", *sorted((ROOT / "surveys").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The changelog tells of files that are gone.
PAGES = [
    *(path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FOLDERS = "cli core demo docs editions migrations paper services static store surveys templates tests web words"
# A path as comments and pages write it: below one of our folders, or a file by its ending.
PATH = re.compile(
    rf"(?<![\w./:@<>-])((?:{'|'.join(FOLDERS.split())})/[\w./*-]*[\w*/]|[\w/-]+\.(?:py|md|toml|html|typ|css|js|po))(?![\w/<])"
)
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_past_300_lines() -> None:
    long = {name(path): n for path in [*CODE, *TESTS] if (n := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_no_function_is_past_40_lines() -> None:
    long = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40:
                long[f"{name(path)}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    assert long == {}


def test_every_public_name_says_what_it_is() -> None:
    silent = []
    for path in CODE:
        tree = ast.parse(path.read_text())
        for node in [tree, *tree.body]:
            public = not getattr(node, "name", "").startswith("_")
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and public and not ast.get_docstring(node):
                silent.append(f"{name(path)}:{getattr(node, 'name', 'module')}")
    assert silent == []


def test_the_transaction_alone_commits() -> None:
    commits = [name(path) for path in CODE for line in path.read_text().splitlines() if ".commit(" in line]
    assert commits == ["surveys/store/db.py"]


def test_what_an_amendment_may_change_of_a_home_is_read_in_one_place() -> None:
    """Whoever counts by `poll_households` itself counts homes as they were before they were amended."""
    frozen = re.compile(r"households_t\.c\.(kind|owner|owners|area|area_source|floor|room)\b")
    beside = [name(path) for path in CODE if path.name != "household.py" and frozen.search(path.read_text())]
    assert beside == []


def test_core_has_no_words_for_people() -> None:
    spoken = [name(path) for path in (ROOT / "surveys" / "core").rglob("*.py") if CJK.search(path.read_text())]
    assert spoken == []


def test_core_decides_without_floats() -> None:
    """Exact numbers alone: no float literal, no float(), no `/` between numbers, which two integers would turn into a float.

    A part is written `Fraction(part, whole)`, also where one of the two is a fraction itself; core knows no paths to divide.
    """
    found = []
    for path in (ROOT / "surveys" / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Constant(value=float()) | ast.Call(func=ast.Name(id="float")):
                    found.append(f"{name(path)}:{node.lineno}")
                case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) | ast.Attribute(attr="truediv" | "__truediv__"):
                    found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def test_migrations_know_nothing_of_the_living_code() -> None:
    """What was migrated must not change with the code; `migrations/env.py` alone compares with today's rows."""
    files = [ROOT / "migrations" / "script.py.mako", *sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    living = re.compile(r"^\s*(?:from|import)\s+(?:surveys|app|config|tests)\b", re.M)
    assert [name(path) for path in files if living.search(path.read_text())] == []


def told(path: Path) -> str:
    """What a file tells people who read the code: a page whole, of a module its docstrings and comments."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return text
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, documented)]
    comments = [token.string for token in generate_tokens(StringIO(text).readline) if token.type == COMMENT]
    return "\n".join([*said, *comments])


def test_every_module_that_is_named_exists() -> None:
    stale = []
    for file in [*CODE, *TESTS, *PAGES, *TEMPLATES]:
        text = file.read_text("utf-8") if file.suffix == ".html" else told(file)
        for module in re.findall(r"\bsurveys(?:\.[a-z_]+)+", text):
            path = ROOT.joinpath(*module.split("."))
            if not any(home.is_dir() or home.with_suffix(".py").is_file() for home in (path, path.parent)):
                stale.append(f"{name(file)}: {module}")
    assert stale == []


def test_every_path_that_is_named_exists() -> None:
    stale = []
    for file in [*CODE, *TESTS, *sorted((ROOT / "migrations").rglob("*.py")), *PAGES]:
        homes = (ROOT, ROOT / "surveys", ROOT / "templates", ROOT / "static", ROOT / "docs", file.parent)
        for path in PATH.findall(told(file)):
            if not any(home.joinpath(path).exists() or any(home.glob(path)) for home in homes):
                stale.append(f"{name(file)}: {path}")
    assert stale == []


def test_there_is_no_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "shared", "base", "models", "misc", "tools"}
    assert [name(path) for path in CODE if path.stem in drawers or path.parent.name in drawers] == []


def test_jinja_always_escapes() -> None:
    open_doors = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
    assert [name(p) for p in [*TEMPLATES, *CODE] if open_doors.search(p.read_text())] == []


def test_pages_ask_no_other_host() -> None:
    files = [*TEMPLATES, *sorted((ROOT / "static").rglob("*.css")), *sorted((ROOT / "static").rglob("*.js"))]
    outside = re.compile(r"""(?:src|href|url|fetch|import)\s*[=(]\s*["']?(?:https?:)?//""")
    assert [name(p) for p in files if outside.search(p.read_text())] == []


def test_templates_use_what_they_import() -> None:
    unused = []
    for path in TEMPLATES:
        text = path.read_text()
        for names in re.findall(r"{%-?\s*from\s+\S+\s+import\s+(.*?)(?:with context)?\s*-?%}", text):
            for item in names.split(","):
                used = item.split(" as ")[-1].strip()
                if len(re.findall(rf"\b{re.escape(used)}\b", text)) < 2:
                    unused.append(f"{name(path)}: {used}")
    assert unused == []


def test_every_template_is_used() -> None:
    everything = "\n".join(p.read_text() for p in [*CODE, *TEMPLATES, *sorted((ROOT / "templates").rglob("*.typ"))])
    everything += "\n".join(f"kinds/{kind}.html" for kind in KINDS)
    templates = [p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".typ")]
    assert [name(p) for p in templates if str(p.relative_to(ROOT / "templates")) not in everything] == []


def test_the_lock_names_no_host() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        assert "://" not in (ROOT / lock).read_text()


def test_the_development_lock_agrees_with_the_other() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.M))

    dev = pins("requirements-dev.txt")
    assert {k: v for k, v in pins("requirements.txt").items() if dev.get(k) != v} == {}


def test_the_locks_hold_what_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = project["project"]["dependencies"]
    extra = [*chain(*project["project"]["optional-dependencies"].values()), *chain(*project["dependency-groups"].values())]
    for lock, declared in (("requirements.txt", needed), ("requirements-dev.txt", [*needed, *extra])):
        text = (ROOT / lock).read_text()
        direct = {m[1] for m in re.finditer(r"^([a-z0-9-]+)==(?:(?!^\S).*\n)*?.*diandan \(", text, re.M)}
        assert direct == {re.split(r"[\[; ]", name)[0] for name in declared}, "python3 run.py lock"


def test_every_linter_is_pinned_with_its_digest() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    declared = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert packages.pop("")["devDependencies"] == declared, "python3 run.py lock"
    assert {name for name, package in packages.items() if "integrity" not in package} == set()


def test_the_readme_tells_every_setting_and_command(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) <= 150
    settings = set(re.findall(r"DIANDAN_[A-Z_]+", (ROOT / "config.py").read_text()))
    assert {s for s in settings if s not in readme} == set()
    app = create_app(Config(secret=b"x" * 32, database_url=f"sqlite:///{tmp_path}/x.sqlite"))
    ours = {command for command, found in app.cli.all().items() if found.callback.__module__.startswith("surveys")}
    assert {c for c in ours if f"flask {c}" not in readme} == set()


def test_an_app_without_a_secret_refuses_to_start() -> None:
    with pytest.raises(ValueError, match="DIANDAN_SECRET"):
        Config.from_env({"DIANDAN_SECRET_FILE": "nowhere"})


def test_nothing_of_this_machine_is_in_the_repository() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    told = []
    for file in tracked:
        path = ROOT / file
        if path.suffix in (".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".typ") and path.is_file():
            told += [file for line in path.read_text().splitlines() if re.search(r"(^|[^\w.])/(work|root)/\w", line)]
    assert told == []


def test_the_project_is_described_for_python_3_11() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
