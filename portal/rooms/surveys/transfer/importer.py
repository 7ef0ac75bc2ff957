"""An export of a survey: who gave which score, when, and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.text import clean, one_line
from portal.kits.jobs.models import Job
from portal.kits.transfer.imports import Importer, Reading, RowRefused, Verdict, add_importer
from portal.kits.transfer.imports.addresses import KnownMember, members_by_address, read_address
from portal.kits.transfer.imports.keys import known_keys, row_key
from portal.kits.transfer.imports.texts import refuse_long_text

from ..models import SurveyAnswer
from .headings import FIELDS
from .writing import Answer, keep_answers

_SCORE = re.compile(r"(10|\d)(?:[.,]0+)?(?:\s*/\s*10)?")


@dataclass(frozen=True)
class AnswerRow:
    """One row of an export."""

    email: str
    score: int
    text: str
    answered_at: datetime

    @property
    def key(self) -> str:
        """What makes it the same answer: who, the minute, the score and the words."""
        minute = self.answered_at.strftime("%Y-%m-%dT%H:%M")
        return row_key(self.email, minute, str(self.score), one_line(self.text).casefold())


class SurveyImporter(Importer[AnswerRow]):
    """Keeps answers of people who are known already. They are real, and they are history: nothing is sent."""

    kind = "survey"
    title = _l("Survey answers")
    hint = _l("Who answered, with which score from 0 to 10, when, and why. Import contacts first.")
    fields = FIELDS
    results_endpoint = "people.people"

    def read(self, cells: Mapping[str, str], reading: Reading, /) -> AnswerRow:
        text = clean(cells["words"])
        refuse_long_text(text)
        email, score = read_address(cells["email"]), _score(cells["score"])
        if not cells["answered_at"]:
            raise RowRefused(_("There's no date in this row."))
        return AnswerRow(email, score, text, reading.moment(cells["answered_at"]))

    def identity(self, draft: AnswerRow) -> str:
        return draft.key

    def judge(self, drafts: Sequence[AnswerRow]) -> list[Verdict]:
        members = members_by_address({row.email for row in drafts})
        kept = known_keys(SurveyAnswer.row_key, {row.key for row in drafts})
        return [self._judged(row, members, kept) for row in drafts]

    def write(self, judged: Sequence[tuple[AnswerRow, Verdict]], _job: Job, /) -> None:
        keep_answers(
            [
                Answer(member.id, member.company_id, row.score, row.text, row.answered_at, row.key)
                for row, verdict in judged
                for member in [verdict.known]
            ]
        )

    def describe(self, draft: AnswerRow, _verdict: Verdict, /) -> str:
        answer = f"{draft.score}, {draft.email}, {format_date(draft.answered_at, 'medium')}"
        return f"{answer}: {one_line(draft.text)}" if draft.text else answer

    def _judged(self, row: AnswerRow, members: dict[str, KnownMember], kept: set[str]) -> Verdict:
        if row.email not in members:
            return Verdict("refused", _("We don't know anybody with the address %(email)s.", email=row.email))
        return Verdict("unchanged") if row.key in kept else Verdict("created", known=members[row.email])


def _score(cell: str) -> int:
    if not cell:
        raise RowRefused(_("There's no score in this row."))
    score = _SCORE.fullmatch(cell)
    if score is None:
        raise RowRefused(_("“%(cell)s” is not a whole number from 0 to 10.", cell=one_line(cell)[:40]))
    return int(score[1])


add_importer(SurveyImporter())
