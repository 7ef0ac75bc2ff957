"""The web server as it runs in life, in a process of its own, and those who visit it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask

from config import ROOT, Settings
from portal.access.models import User
from tests.actors import signed_in

OURS = ("--config", str(ROOT / "gunicorn.conf.py"))
PATIENCE = 30.0
HARDLY_ANYTHING = 4096
"""Bytes that the system takes in for a client who does not read."""
FORM = "application/x-www-form-urlencoded"


class Server(NamedTuple):
    """Where it listens, its process, and what it had to complain of."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self, said: bytes = b"") -> socket.socket:
        """A connection on which that was said, and which takes hardly anything that is not read."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HARDLY_ANYTHING)
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", self.port))
        client.sendall(said)
        return client

    def megabytes(self) -> int:
        """The memory of the process that answers."""
        lines = (self._answering() / "status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))

    def busy_seconds(self) -> float:
        """The processor time that it has taken."""
        numbers = (self._answering() / "stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def _answering(self) -> Path:
        [child] = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return Path(f"/proc/{child}")


class Visitor:
    """A browser, for somebody who is signed in or for a stranger. It keeps one cookie, and no connection."""

    def __init__(self, server: Server, cookie: str = "", patience: float = PATIENCE) -> None:
        self.server = server
        self.cookie = cookie
        self.patience = patience
        self.status = 0
        self.headers: list[tuple[str, str]] = []

    def get(self, path: str) -> str:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        return self._ask("POST", path, urlencode(fields), FORM)

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]

    def _ask(self, method: str, path: str, body: str | None = None, kind: str = "") -> str:
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=self.patience)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        self.status, self.headers = answer.status, answer.getheaders()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return text


def cookie_of(app: Flask, user: User) -> str:
    """What the browser of somebody who is signed in says."""
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = signed_in(app, user).get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


@contextmanager
def serving(settings: Settings, options: Sequence[str] = OURS) -> Iterator[Server]:
    """gunicorn with these options and settings. Whoever connects before it is ready is answered when it is."""
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    log = settings.instance_path / "web.log"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening, log.open("wb") as errors:
        port = listening.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"fd://{listening.fileno()}"]
        process = subprocess.Popen(
            command, env=_environment(settings, port), stderr=errors, pass_fds=[listening.fileno()], cwd=ROOT
        )
    server = Server(port, process, log)
    try:
        Visitor(server).get("/healthz")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _environment(settings: Settings, port: int) -> dict[str, str]:
    ours = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret(),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": settings.log_level,
    }
    return os.environ | ours
