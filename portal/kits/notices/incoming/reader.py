"""The reader's process: for each mail it makes one more of itself, with a limit of processor time and of memory.

Started by `apart.py`, as `python -m portal.kits.notices.incoming.reader`, with the number of its end of a socket. It
has one thread and nothing open but that socket, so that it may fork: what a mail needs has been loaded by then, and
whatever a mail does to the process that reads it is over with the mail.
"""

import gc
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any, NoReturn

import email_validator  # noqa: F401 - `normal_address` loads it late, which would be once for each mail

from . import bounds
from .bounds import OverBound
from .reading import read_mail


def serve(line: Connection) -> None:
    """Answer each mail with what is in it, or why nobody should know; until the line is closed."""
    gc.freeze()
    while True:
        try:
            question = line.recv_bytes()
        except EOFError:
            return
        line.send_bytes(_read_apart(question))


def _read_apart(question: bytes) -> bytes:
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        _read_and_end(question, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _process, status, usage = os.wait4(process, 0)
    answer = json.loads(told) if told and status == 0 else {"aside": _cause_of(status)}
    # ru_maxrss is in kilobytes on Linux
    answer["used"] = {"seconds": usage.ru_utime + usage.ru_stime, "kilobytes": usage.ru_maxrss}
    return json.dumps(answer).encode()


def _cause_of(status: int) -> str:
    return "cpu" if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else "unreadable"


def _read_and_end(question: bytes, writing: int) -> NoReturn:
    """In the process for one mail: say what is in it, and end, whatever happens."""
    try:
        _limit()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(_answer(question)).encode())
        os._exit(0)
    finally:
        os._exit(1)


def _limit() -> None:
    seconds, data = bounds.MAX_CPU_SECONDS, bounds.MAX_DATA_BYTES
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(question: bytes) -> dict[str, Any]:
    head, _line_end, raw = question.partition(b"\n")
    try:
        return {"mail": asdict(read_mail(raw, *json.loads(head)))}
    except OverBound as bound:
        return {"aside": bound.code}
    except MemoryError:
        return {"aside": "memory"}
    except Exception:
        return {"aside": "unreadable"}


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])))
