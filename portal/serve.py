"""`make run`: one web process, one worker and the receiver of mail, started and stopped together."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType

from config import ROOT, Settings, load_settings

PATIENCE = 30.0
RECEIVES_AT, ONLY_HERE = 8025, "mail.localhost"
FLASK = [sys.executable, "-m", "flask"]
WEB = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]


def main() -> int:
    """Serve until asked to stop; the exit status of whichever process ended first."""
    settings = load_settings()
    domain = _domain(settings)
    vital = [_start(domain, WEB), _start(domain, [*FLASK, "worker"])]
    processes = list(vital)
    port = settings.mail_in_port or RECEIVES_AT
    if domain and _is_free(settings.mail_in_host, port):
        processes.append(_start(domain, [*FLASK, "mail", "receive", "--port", str(port)]))
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        if _ready(settings, vital, stopping):
            _greet(settings)
        while not stopping.wait(0.5) and all(process.poll() is None for process in vital):
            pass
    finally:
        _end(processes)
    return 0 if stopping.is_set() else next(p.returncode for p in vital if p.returncode is not None)


def _domain(settings: Settings) -> str:
    """Whose mail comes in. Where no mail leaves the house, answers can come in at a name that is only ours."""
    return settings.mail_in_domain or ("" if settings.mail_url.get_secret_value() else ONLY_HERE)


def _start(domain: str, command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["env", f"MAIL_IN_DOMAIN={domain}", *command])  # noqa: S603, S607


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) != 0


def _ready(settings: Settings, processes: list[subprocess.Popen[bytes]], stopping: threading.Event) -> bool:
    until = time.monotonic() + PATIENCE
    address = f"http://{reached_at(settings.host)}:{settings.port}/readyz"
    while time.monotonic() < until and all(process.poll() is None for process in processes):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            if stopping.wait(0.2):
                return False
    return False


def reached_at(host: str) -> str:
    """What to write into an address for what listens there, at every address or at one."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{here}]" if ":" in here else here


def _greet(settings: Settings) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "flask", "demo", "people", "--json"], capture_output=True, text=True, check=False
    )
    people = json.loads(listed.stdout)["people"] if listed.returncode == 0 and listed.stdout else []
    lines = [f"\n  {settings.company_name} is at {settings.base_url}\n"]
    if people:
        lines.append(f"  Sign in as one of these, password “{people[0]['password']}”:")
        lines += [f"    {person['role']:<10} {person['email']}" for person in people]
    lines.append("\n  Ctrl+C stops it; the data stays in the instance folder.\n")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
