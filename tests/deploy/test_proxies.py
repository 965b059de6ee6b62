"""nginx and Caddy with the files that are given away, in front of a program that says what reached it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkout import free_port
from tests.deploy.behind import Behind, answers, behind

DEPLOY = Path(__file__).parents[2] / "deploy"
SECRET = "2Q4HFFMJ1AQ30X270523A784EY"
HOST = "diandan.example"
NOBODY = "203.0.113.9"


@dataclass(frozen=True)
class Proxy:
    """A proxy that was started: where it listens, with TLS, and the folder with everything that it wrote."""

    name: str
    port: int
    folder: Path
    program: Behind

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str]]:
        """The status and the headers of an answer."""
        request = urllib.request.Request(f"https://localhost:{self.port}{path}", headers=headers)
        trusting = ssl._create_unverified_context()
        trusting.check_hostname = False
        try:
            with urllib.request.urlopen(request, timeout=15, context=trusting) as answer:
                return answer.status, dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers)

    def written(self) -> str:
        """Everything in its folder, logs and what it said."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.suffix in (".log", ".said", "")]
        return "\n".join(path.read_text(errors="replace") for path in files)


@contextmanager
def _begun(command: list[str], folder: Path, port: int, **more: str) -> Iterator[None]:
    said = folder / "out.said"
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **more})
        try:
            try:
                answers(port)
            except TimeoutError:
                pytest.fail(said.read_text(errors="replace"))
            yield
        finally:
            process.terminate()
            process.wait(15)


def _certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def nginx(folder: Path, program: Behind) -> Iterator[Proxy]:
    """nginx as Debian has it, with our file in its http block, other ports, folders and certificate put in."""
    plain, port = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for ours, theirs in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "/etc/ssl/diandan": str(folder),
        "/var/log/nginx": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{program.port}",
    }.items():
        assert ours in site
        site = site.replace(ours, theirs)
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log warn;"
    whole += f"events {{}} http {{ {temporary} access_log off; include {folder}/site.conf; }}"
    (folder / "whole.conf").write_text(whole)
    _certificate(folder)
    with _begun(["nginx", "-p", str(folder), "-c", str(folder / "whole.conf")], folder, port):
        yield Proxy("nginx", port, folder, program)


@contextmanager
def caddy(folder: Path, program: Behind) -> Iterator[Proxy]:
    """Caddy with our file, other ports and a certificate of its own put in."""
    port, plain = free_port(), free_port()
    site = (DEPLOY / "Caddyfile").read_text("utf-8")
    for ours, theirs in {
        "{\n\t#": f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n\tauto_https disable_redirects\n\t#",
        f"{HOST} {{": f"https://localhost:{port} {{\n\ttls {folder}/fullchain.pem {folder}/privkey.pem",
        "127.0.0.1:8000": f"127.0.0.1:{program.port}",
    }.items():
        assert ours in site
        site = site.replace(ours, theirs, 1)
    (folder / "Caddyfile").write_text(site)
    _certificate(folder)
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "kept")}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with _begun(command, folder, port, **home):
        yield Proxy("caddy", port, folder, program)


@pytest.fixture(params=[nginx, caddy], ids=lambda start: start.__name__)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxy]:
    if shutil.which(request.param.__name__) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no {request.param.__name__}: .ci/run installs it")
        pytest.skip(f"no {request.param.__name__} on this machine")
    with behind() as program, request.param(tmp_path, program) as found:
        yield found


def test_a_page_comes_through_and_the_program_learns_who_asked_whatever_they_wrote_themselves(proxy: Proxy) -> None:
    status, headers = proxy.get("/desk?page=2", **{"X-Forwarded-For": NOBODY, "X-Forwarded-Host": "evil.example"})
    assert status == 200
    path, came, _ = proxy.program.came[-1]
    assert path == "/desk?page=2"
    assert came["x-forwarded-for"] == "127.0.0.1"
    assert came["x-forwarded-proto"] == "https"
    assert "evil" not in json.dumps(came)
    assert "nginx/" not in headers.get("Server", "")


def test_no_secret_of_a_letter_is_written_down_even_where_the_program_is_gone(proxy: Proxy) -> None:
    assert proxy.get(f"/q/{SECRET}")[0] == 200
    assert proxy.get(f"/code?key={SECRET}", Referer=f"https://{HOST}/q/{SECRET}", Cookie=f"diandan={SECRET}")[0] == 200
    proxy.program.server.shutdown()
    proxy.program.server.server_close()
    assert proxy.get(f"/q/{SECRET}")[0] in (502, 503, 504)
    time.sleep(0.3)
    written = proxy.written()
    assert written.strip()
    assert SECRET not in written


def test_who_drips_is_cut_off_or_never_reaches_the_program_and_others_are_answered(proxy: Proxy) -> None:
    dripping = []
    trusting = ssl._create_unverified_context()
    for _ in range(10):
        raw = socket.create_connection(("127.0.0.1", proxy.port), timeout=10)
        secure = trusting.wrap_socket(raw, server_hostname="localhost")
        secure.sendall(b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nx")
        dripping.append(secure)
    before = time.monotonic()
    assert [proxy.get("/healthz")[0] for _ in range(10)] == [200] * 10
    assert time.monotonic() - before < 10
    if proxy.name == "nginx":
        assert not [path for path, _, _ in proxy.program.came if path == "/a"]
    for secure in dripping:
        secure.close()
