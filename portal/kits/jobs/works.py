"""The kinds of long work, and what each has to answer."""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

from flask_babel import gettext as _

from portal.core.registry import Registry

from .models import Job


class Progress(NamedTuple):
    """How far a job at work is: `done` of `total`, told in other words where `told` has them."""

    done: int
    total: int
    label: str
    told: str | None = None


class Work(ABC):
    """One kind of long work, done in pages of one short transaction each."""

    kind: str
    title: Any
    """What people call it (a lazy gettext)."""
    steps: tuple[Any, ...]
    """The steps that a person goes through, as lazy gettexts."""
    capabilities: tuple[str, ...]
    """Who may start it and see their own: anybody with one of these."""

    @abstractmethod
    def start_url(self) -> str:
        """The page on which a person begins such work."""

    @abstractmethod
    def staged_url(self, job: Job) -> str:
        """The page on which a job that is only staged is told what to do."""

    @abstractmethod
    def fetch(self, job: Job) -> Any:
        """What the next page needs that is slow to get (a file's rows). Runs outside the transaction."""

    @abstractmethod
    def page(self, job: Job, fetched: Any) -> bool:
        """Do one page inside the transaction: rows, `cursor`, `done`, `result`. True after the last one."""

    @abstractmethod
    def finished(self, job: Job) -> None:
        """Called in the transaction of the last page of a run."""

    def passed(self, job: Job, /) -> None:  # noqa: B027 - most works need nothing
        """Called after the transaction of the last page of a pass: what only that pass needed can go."""

    def progress(self, job: Job) -> Progress:
        """How far it is, for whoever waits."""
        looks = job.status == "checking"
        label = _("Checking every row; nothing has been written yet") if looks else _("Writing")
        return Progress(job.done, job.total, label)

    def failure(self, job: Job, error: Exception) -> str:
        """What is said of an error that stopped the job."""
        return str(_("Something went wrong after %(done)s rows: %(error)s", done=job.done, error=type(error).__name__))

    @abstractmethod
    def tidy(self, job: Job) -> bool:
        """Forget a little of what an ended job no longer needs, in a short transaction; False when all is gone."""

    @abstractmethod
    def step(self, job: Job) -> int:
        """The step that the job is at, counted from 1."""

    @abstractmethod
    def draw(self, job: Job) -> str:
        """The HTML that the job's page shows below its progress: preview, result, what to do next."""


_works: Registry[Work] = Registry("add_work")


def add_work(work: Work) -> Work:
    """Make a kind of work known; the same kind again replaces it."""
    return _works.add(work.kind, work)


def work_of(job: Job) -> Work:
    """The kind of work that this job is."""
    return _works[job.kind]


def works() -> dict[str, Work]:
    """Every kind of work by name."""
    return dict(_works)
