"""pgbouncer with the settings that are given away, before a PostgreSQL of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.checkout import free_port

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = shutil.which("pgbouncer") or ("/usr/sbin/pgbouncer" if Path("/usr/sbin/pgbouncer").exists() else "")
"""Empty where there is none."""


@dataclass(frozen=True)
class Pooler:
    """Where the database is behind it, and its process."""

    url: str
    process: int


@contextmanager
def pooler(folder: Path, socket: Path, *, listens: str = "127.0.0.1") -> Iterator[Pooler]:
    """Pool the connections to the database diandan of the server whose socket lies in `socket`; it won't run as root."""
    port = free_port()
    settings = (ROOT / "deploy" / "pgbouncer.ini").read_text("utf-8")
    for ours, theirs in {
        "host=127.0.0.1 port=5432 dbname=diandan": f"host={socket} dbname=diandan user=postgres",
        "listen_addr = 127.0.0.1": f"listen_addr = {listens}",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /etc/pgbouncer/userlist.txt": f"logfile = {folder}/pooler.log",
    }.items():
        assert ours in settings
        settings = settings.replace(ours, theirs)
    file, log = folder / "pgbouncer.ini", folder / "pooler.log"
    file.write_text(settings, "utf-8")
    log.touch()
    command = [PROGRAM, "-q", str(file)]
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        folder.chmod(0o711)
        for path in (file, log):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        command[1:1] = ["-u", "nobody"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield Pooler(f"postgresql+psycopg://diandan@{listens}:{port}/diandan", process.pid)
    finally:
        process.terminate()
        process.wait(30)
