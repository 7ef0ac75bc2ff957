"""A file of reviews or other feedback: what was said, perhaps with a rating, a date and tags."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.addresses import normal_address
from portal.core.text import clean, fold, one_line
from portal.kits.jobs.models import Job
from portal.kits.transfer.imports import Importer, Reading, RowRefused, Verdict, add_importer
from portal.kits.transfer.imports.addresses import members_by_address

from .headings import FACETS, FIELDS
from .imported import Piece, keep_pieces, known_keys

MOST_WORDS = 60_000
MOST_TITLE = 300
MOST_TAG = 80
_RATING = re.compile(r"([1-5])(?:[.,]0+)?(?:\s*/\s*5)?")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class FeedbackRow:
    """One row of such a file."""

    title: str
    words: str
    rating: int | None
    said_at: datetime | None
    tags: tuple[tuple[str, str], ...]
    author: str | None

    @property
    def key(self) -> str:
        """What makes it the same piece: its words and title, its rating, its tags, who said it and when."""
        when = self.said_at.strftime("%Y-%m-%dT%H:%M") if self.said_at else ""
        tags = [f"{facet}={fold(name)}" for facet, name in self.tags]
        said = [fold(self.title), fold(self.words), str(self.rating or ""), when, self.author or "", *tags]
        return f"import:{blake2b(chr(10).join(said).encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


class FeedbackImporter(Importer[FeedbackRow]):
    """Keeps what customers said. Without a known author it stays unattributed and never becomes a quote."""

    kind = "feedback"
    title = _l("Feedback")
    hint = _l("What customers said, one piece in a row. A rating is kept as a hint and never counts as a score.")
    fields = FIELDS
    capabilities = ("people.import", "feedback.edit")
    results_endpoint = "feedback.feedback"

    def read(self, cells: Mapping[str, str], reading: Reading, /) -> FeedbackRow:
        words = clean(cells["words"])
        if not _LETTER.search(words):
            raise RowRefused(_("There are no words in this row."))
        if len(words) > MOST_WORDS:
            raise RowRefused(_("What they said is longer than %(most)s letters.", most=f"{MOST_WORDS:,}"))
        tags = ((facet, one_line(cells[facet])[:MOST_TAG]) for facet in FACETS)
        rating = _RATING.fullmatch(cells["rating"])
        return FeedbackRow(
            title=one_line(cells["title"])[:MOST_TITLE],
            words=words,
            rating=int(rating[1]) if rating else None,
            said_at=reading.moment(cells["said_at"]) if cells["said_at"] else None,
            tags=tuple((facet, name) for facet, name in tags if _LETTER.search(name)),
            author=normal_address(cells["email"]) if cells["email"] else None,
        )

    def identity(self, draft: FeedbackRow) -> str:
        return draft.key

    def judge(self, drafts: Sequence[FeedbackRow]) -> list[Verdict]:
        kept = known_keys({row.key for row in drafts})
        authors = members_by_address({row.author for row in drafts if row.author})
        return [
            Verdict("unchanged")
            if row.key in kept
            else Verdict("created", known=authors.get(row.author or "", (None, None)))
            for row in drafts
        ]

    def write(self, judged: Sequence[tuple[FeedbackRow, Verdict]], job: Job, /) -> None:
        keep_pieces(
            [
                Piece(member_id, company_id, row.key, row.title, row.words, row.rating, row.said_at, row.tags)
                for row, verdict in judged
                for member_id, company_id in [verdict.known]
            ],
            job.owner_user_id,
        )

    def describe(self, draft: FeedbackRow, _verdict: Verdict, /) -> str:
        said = ": ".join(filter(None, (draft.title, one_line(draft.words))))
        return f"{draft.rating}/5 {said}" if draft.rating else said


add_importer(FeedbackImporter())
