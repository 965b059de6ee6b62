"""The files of deploy/ that this machine can't start: read by the program that will, or held against what they speak of."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]


def settings() -> set[str]:
    """The settings that config.py reads."""
    return set(re.findall(r'"(DIANDAN_[A-Z_]+)"', (ROOT / "config.py").read_text("utf-8")))


def said(*command: str) -> str:
    """What a program says of a file, on both ways out."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_sets_only_what_can_be_set_starts_what_is_there_and_holds_no_secret(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(r"DIANDAN_[A-Z_]+", text)) - {"DIANDAN_HOST"} <= settings()
    for task in re.findall(r"run\.py (\w[\w-]*)", text):
        assert f'"{task}": Task(' in (ROOT / "run.py").read_text("utf-8")
    for name in re.findall(r"docs/[\w-]+\.md|requirements[\w-]*\.txt", text):
        assert (ROOT / name).is_file()
    assert not re.search(r"(?:PASSWORD|SECRET)=[^\s$]", text)
    assert not re.search("[0-9A-Za-z+/]{32,}", re.sub(r"https?://\S+|/[\w/.-]+", "", text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_told_of_to_whoever_runs_the_service(path: Path) -> None:
    assert path.name in (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here to read its unit")
def test_systemd_reads_its_unit_without_a_word_and_finds_it_well_shut() -> None:
    unit = str(DEPLOY / "diandan.service")
    read = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "diandan.service" not in read.stderr
    shut = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, check=False
    )
    found = re.search(r"exposure level for diandan\.service: ([0-9.]+)", shut.stdout)
    assert found is None or float(found[1]) < 2.5


def test_the_unit_lets_the_service_write_where_it_keeps_things_and_nowhere_else() -> None:
    unit = (DEPLOY / "diandan.service").read_text("utf-8")
    assert "ReadWritePaths=/srv/diandan/instance /srv/diandan/.venv\n" in unit
    assert {"Restart=always", "UMask=0077", "ProtectSystem=strict", "CapabilityBoundingSet="} <= set(unit.splitlines())


def compose() -> dict[str, Any]:
    """The compose file as it is read."""
    yaml = pytest.importorskip("yaml")
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    return found


def test_compose_names_its_volumes_restarts_everything_and_waits_for_the_database() -> None:
    whole = compose()
    services = whole["services"]
    kept = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert {name for name in kept if not name.startswith(".")} == set(whole["volumes"])
    assert {service["restart"] for service in services.values()} == {"always"}
    assert services["app"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert (DEPLOY / services["app"]["build"]["context"] / services["app"]["build"]["dockerfile"]).resolve().is_file()
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yml").read_text("utf-8")))
    assert asked == set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "compose.env").read_text("utf-8"), re.M))


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in compose()["services"].items() if "ports" in service] == ["proxy"]


def test_the_image_holds_no_secret_and_runs_as_nobody_important() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    kept_out = set((DEPLOY / "Containerfile.dockerignore").read_text("utf-8").split())
    assert {"instance", ".git", ".venv"} <= kept_out
    assert "USER diandan" in lines
    assert lines.index("USER diandan") < next(at for at, line in enumerate(lines) if line.startswith("CMD"))


def test_windows_is_told_the_same_command_and_to_start_it_again() -> None:
    service = ET.parse(DEPLOY / "windows" / "diandan-service.xml").getroot()
    assert (service.findtext("executable"), service.findtext("arguments")) == ("py", "-3 run.py serve --port 8000")
    assert {found.get("action") for found in service.findall("onfailure")} == {"restart"}
    assert {found.get("name") for found in service.findall("env")} <= settings()


def test_the_driver_of_postgresql_has_a_lock_of_its_own() -> None:
    lock = (ROOT / "requirements-postgres.txt").read_text("utf-8")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["postgres"]
    assert declared == ["psycopg[binary]"]
    assert {"psycopg", "psycopg-binary"} <= set(re.findall(r"^([\w-]+)==", lock, re.M))
    assert "--hash=sha256:" in lock
    assert "http" not in lock
