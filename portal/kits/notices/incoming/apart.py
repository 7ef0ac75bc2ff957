"""Reading mails in a process apart: this side of it, which starts it, asks it, and ends it."""

import atexit
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock

from config import ROOT

from . import bounds
from .reading import Incoming

PROGRAM = [sys.executable, "-m", "portal.kits.notices.incoming.reader"]
MAX_ANSWER_BYTES = 1024 * 1024
PATIENCE_AT_THE_END = 5.0


class ReaderGone(Exception):
    """The process ended, or did not answer in time: the mail may come again."""


@dataclass(frozen=True)
class Reading:
    """What was found in a mail, or why it is kept aside; and what finding out has cost."""

    mail: Incoming | None
    aside: str
    seconds: float
    kilobytes: int


class Reader:
    """One process that reads one mail at a time. It begins with the first, and ends with the process that asks."""

    def __init__(self) -> None:
        self._asking = Lock()
        self._running: tuple[subprocess.Popen[bytes], Connection] | None = None

    def read(self, raw: bytes, envelope_from: str, server: str = "") -> Reading:
        """Read a mail. Raises ReaderGone when that could not be done now; a process that was gone is begun anew."""
        question = json.dumps([envelope_from, server]).encode() + b"\n" + raw
        with self._asking:
            answer = json.loads(self._answer(question))
        mail = Incoming(**answer["mail"]) if "mail" in answer else None
        return Reading(mail, answer.get("aside", ""), **answer["used"])

    def start(self) -> None:
        """Begin the process, so that the first mail need not wait for it."""
        with self._asking:
            self._line()

    def close(self) -> None:
        """End the process; the next mail begins another."""
        with self._asking:
            self._end()

    def _answer(self, question: bytes) -> bytes:
        for _attempt in range(2):
            line = self._line()
            with suppress(OSError, EOFError):
                line.send_bytes(question)
                if not line.poll(bounds.MAX_SECONDS):
                    break
                return line.recv_bytes(MAX_ANSWER_BYTES)
            self._kill()
        self._kill()
        raise ReaderGone

    def _line(self) -> Connection:
        if self._running is None:
            ours, theirs = Pipe()
            command = [*PROGRAM, str(theirs.fileno())]
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
            )
            theirs.close()
            self._running = process, ours
        return self._running[1]

    def _end(self) -> None:
        """Close the line, on which the process ends by itself."""
        if self._running is not None:
            process, line = self._running
            line.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_AT_THE_END)
            self._kill()

    def _kill(self) -> None:
        """End the process and whatever it began, in the middle of it or not."""
        if self._running is None:
            return
        (process, line), self._running = self._running, None
        line.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


READER = Reader()
atexit.register(READER.close)
