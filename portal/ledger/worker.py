"""The worker: a small loop over indexed rows. Any number may run; stopping one loses nothing."""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import OperationalError

from portal.core.database import db
from portal.core.registry import Registry

from .deliveries import deliver_due, prune_deliveries
from .outbox.mail import send_due
from .outbox.mail.smtp import configured_transport
from .presence import SEEN_EVERY, note_worker

log = structlog.get_logger()
REST = 0.5
Step = Callable[[], int]


@dataclass
class _Step:
    run: Step
    every: float
    next_run: float = 0.0


_steps: Registry[_Step] = Registry("worker_step")


def worker_step(name: str, every: float = 0.0) -> Callable[[Step], Step]:
    """Register a function that does one page of due work and returns how much it did; 0 means nothing is due.

    `every` is the least number of seconds between two runs.
    """

    if every < 0:
        raise ValueError(f"{name} cannot run every {every} seconds")

    def register(run: Step) -> Step:
        _steps.add(name, _Step(run, every))
        return run

    return register


@worker_step("deliveries")
def _deliver() -> int:
    return deliver_due()


@worker_step("mail")
def _send() -> int:
    return send_due(configured_transport())


@worker_step("prune", every=3600)
def _prune() -> int:
    return prune_deliveries()


@worker_step("presence", every=SEEN_EVERY)
def _be_seen() -> int:
    note_worker()
    return 0


def run_once() -> int:
    """Every step whose time has come, once; how much was done. A failing step does not stop the others."""
    done = 0
    for name, step in _steps.items():
        if time.monotonic() < step.next_run:
            continue
        step.next_run = time.monotonic() + step.every
        try:
            done += step.run()
        except OperationalError as error:
            log.warning("worker.database", step=name, error=str(error.orig)[:200])
        except Exception:
            log.exception("worker.step_failed", step=name)
        finally:
            db.session.remove()
    return done


def drain(most: int = 100_000) -> int:
    """Deliver everything that is due now, and what follows from it; how many deliveries were done."""
    total = 0
    while total < most and (done := deliver_due()):
        total += done
    return total


def run_forever() -> None:
    """Work until asked to stop (SIGTERM, SIGINT); the page under way is finished first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    log.info("worker.started")
    while not stop.is_set():
        if run_once() == 0:
            stop.wait(REST)
    log.info("worker.stopped")
