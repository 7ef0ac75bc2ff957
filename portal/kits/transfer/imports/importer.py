"""What a feature answers about its own kind of file."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Generic, Literal, TypeVar

from flask_babel import gettext as _

from portal.kits.jobs.models import Job

from ..reading import moment_of
from .fields import Field

Draft = TypeVar("Draft")
Outcome = Literal["created", "changed", "unchanged", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("created", "changed", "unchanged", "refused")


class RowRefused(Exception):
    """This row cannot be taken; the message says why in plain words."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row. `known` is what `write` wants to have at hand again, e.g. the row that it changes."""

    outcome: Outcome
    reason: str = ""
    known: Any = None


@dataclass(frozen=True)
class Reading:
    """How the dates of this file are to be read, and what time it is."""

    order: str
    zone: tzinfo
    now: datetime

    def moment(self, cell: str) -> datetime:
        """The moment that a cell means. Raises RowRefused for what is no date or lies in the future."""
        try:
            moment = moment_of(cell, self.order, self.zone)
        except (ValueError, OverflowError):
            raise RowRefused(_("“%(cell)s” is not a date.", cell=cell[:40])) from None
        if moment > self.now:
            raise RowRefused(_("The date %(cell)s is in the future.", cell=cell[:40]))
        return moment

    def moment_or_none(self, cell: str) -> datetime | None:
        """The same for a cell that may be empty."""
        return self.moment(cell) if cell else None


class Importer(ABC, Generic[Draft]):
    """One kind of file. Its texts are lazy gettexts."""

    kind: str
    title: Any
    """ "Contacts", as people call such a file."""
    hint: Any
    """One sentence on what the file should hold, for the upload page."""
    fields: tuple[Field, ...]
    capabilities: tuple[str, ...] = ("people.import",)
    results_endpoint: str
    """The page on which what was brought in can be seen."""
    twin_reason: Any = ""
    """Why a later row is refused that contradicts the first one of its identity."""

    @abstractmethod
    def read(self, cells: Mapping[str, str], reading: Reading, /) -> Draft:
        """The draft of one row; `cells` holds every field, empty where the file has none. Raises RowRefused."""

    @abstractmethod
    def identity(self, draft: Draft) -> str:
        """What makes a row the same row: in this file and in the database."""

    @abstractmethod
    def judge(self, drafts: Sequence[Draft]) -> list[Verdict]:
        """What the database says about each draft of a page. Changes nothing; its queries do not grow with the rows."""

    @abstractmethod
    def write(self, judged: Sequence[tuple[Draft, Verdict]], job: Job, /) -> None:
        """Write the created and changed rows of a page inside the transaction, with their lines in the ledger."""

    @abstractmethod
    def describe(self, draft: Draft, verdict: Verdict, /) -> str:
        """A draft in a few words, for the preview."""

    def content(self, _draft: Draft, /) -> dict[str, str]:
        """What later rows of the same identity must not contradict; nothing where the identity says all."""
        return {}

    def settle(self, columns: dict[str, int]) -> dict[str, int]:
        """The guessed columns put right where one field depends on another."""
        return columns
