"""A file of reviews or other feedback: what was said, perhaps with a rating, a date and tags."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.addresses import normal_address
from portal.core.text import clean, fold, one_line
from portal.kits.jobs.models import Job
from portal.kits.transfer.imports import Importer, Reading, RowRefused, Verdict, add_importer
from portal.kits.transfer.imports.addresses import members_by_address
from portal.kits.transfer.imports.keys import known_keys, row_key
from portal.kits.transfer.imports.texts import refuse_long_text

from ..models import Feedback
from .headings import FACETS, FIELDS
from .writing import Piece, keep_pieces

MAX_TITLE_CHARS = 300
MAX_TAG_CHARS = 80
_RATING = re.compile(r"([1-5])(?:[.,]0+)?(?:\s*/\s*5)?")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class FeedbackRow:
    """One row of such a file."""

    title: str
    text: str
    rating: int | None
    said_at: datetime | None
    tags: tuple[tuple[str, str], ...]
    author: str | None

    @property
    def key(self) -> str:
        """What makes it the same piece: its words and title, its rating, its tags, who said it and when."""
        when = self.said_at.strftime("%Y-%m-%dT%H:%M") if self.said_at else ""
        tags = [f"{facet}={fold(name)}" for facet, name in self.tags]
        return row_key(fold(self.title), fold(self.text), str(self.rating or ""), when, self.author or "", *tags)


class FeedbackImporter(Importer[FeedbackRow]):
    """Keeps what customers said. Without a known author it stays unattributed and never becomes a quote."""

    kind = "feedback"
    title = _l("Feedback")
    hint = _l("What customers said, one piece in a row. A rating is kept as a hint and never counts as a score.")
    fields = FIELDS
    capabilities = ("people.import", "feedback.edit")
    results_endpoint = "feedback.feedback"

    def read(self, cells: Mapping[str, str], reading: Reading, /) -> FeedbackRow:
        text = clean(cells["words"])
        if not _LETTER.search(text):
            raise RowRefused(_("There's no text in this row."))
        refuse_long_text(text)
        tags = ((facet, one_line(cells[facet])[:MAX_TAG_CHARS]) for facet in FACETS)
        rating = _RATING.fullmatch(cells["rating"])
        return FeedbackRow(
            title=one_line(cells["title"])[:MAX_TITLE_CHARS],
            text=text,
            rating=int(rating[1]) if rating else None,
            said_at=reading.moment_or_none(cells["said_at"]),
            tags=tuple((facet, name) for facet, name in tags if _LETTER.search(name)),
            author=normal_address(cells["email"]) if cells["email"] else None,
        )

    def identity(self, draft: FeedbackRow) -> str:
        return draft.key

    def judge(self, drafts: Sequence[FeedbackRow]) -> list[Verdict]:
        kept = known_keys(Feedback.source_key, {row.key for row in drafts})
        authors = members_by_address({row.author for row in drafts if row.author})
        return [
            Verdict("unchanged") if row.key in kept else Verdict("created", known=authors.get(row.author or ""))
            for row in drafts
        ]

    def write(self, judged: Sequence[tuple[FeedbackRow, Verdict]], job: Job, /) -> None:
        keep_pieces(
            [
                Piece(
                    member_id=author.id if author else None,
                    company_id=author.company_id if author else None,
                    key=row.key,
                    title=row.title,
                    text=row.text,
                    rating=row.rating,
                    said_at=row.said_at,
                    tags=row.tags,
                )
                for row, verdict in judged
                for author in [verdict.known]
            ],
            job.owner_user_id,
        )

    def describe(self, draft: FeedbackRow, _verdict: Verdict, /) -> str:
        text = ": ".join(filter(None, (draft.title, one_line(draft.text))))
        return f"{draft.rating}/5 {text}" if draft.rating else text


add_importer(FeedbackImporter())
