"""A checkout of the code, old or new, on one database: its commands and its server."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.mail_sink import free_port

HOST = "http://advocates.northwind.example"
DOMAIN = "in.northwind.example"
PATIENCE = 120


@dataclass(frozen=True)
class Checkout:
    """Code in a folder, told to work on a database."""

    code: Path
    database: str
    instance: Path

    @property
    def _environment(self) -> dict[str, str]:
        """Nothing of this process's own settings but where programs are."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(self.code),
            "DATABASE_URL": self.database,
            "INSTANCE_PATH": str(self.instance),
            "SECRET_KEY": "not-a-secret-only-for-tests-0123",
            "BASE_URL": HOST,
            "COMPANY_NAME": "Northwind",
            "MAIL_IN_DOMAIN": DOMAIN,
            "LOG_LEVEL": "ERROR",
        }

    def flask(self, *words: str) -> str:
        """What a command prints. It must end well."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            check=False,
            cwd=self.code,
            env=self._environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            told = f"{done.stdout}{done.stderr}"
            raise RuntimeError(f"flask {' '.join(words)} in {self.code}: {told[-4000:]}", told)
        return done.stdout

    def told(self, *words: str) -> Any:
        """The object that a command prints."""
        return json.loads(self.flask(*words, "--json"))

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of a server of this code."""
        port = free_port()
        with self._running("run", "--port", str(port), "--no-reload"):
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"

    @contextmanager
    def receiving(self) -> Iterator[int]:
        """The port on which this code takes mail."""
        port = free_port()
        with self._running("mail", "receive", "--port", str(port)):
            yield port

    @contextmanager
    def _running(self, *words: str) -> Iterator[None]:
        log = (self.instance / "log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", *words], cwd=self.code, env=self._environment, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)
            log.close()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)
