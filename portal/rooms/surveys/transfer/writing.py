"""Writing a page of imported answers in a few statements: answers, segments, lines in the ledger."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.kits.search.changes import note_written
from portal.kits.transfer.imports.keys import insert_rows
from portal.ledger.ledger import Line, record_lines
from portal.people.actions.segments import segment_of
from portal.people.models import Member, SegmentChange

from ..models import SurveyAnswer
from ..verbs import SURVEY_ANSWERED


class Answer(NamedTuple):
    """An answer of a member that is to be kept."""

    member_id: int
    company_id: int | None
    score: int
    text: str
    answered_at: datetime
    key: str


def keep_answers(answers: Sequence[Answer]) -> None:
    """Keep real answers from the past. The newest of each member makes their segment; nobody is written to."""
    if not answers:
        return
    ids = insert_rows(SurveyAnswer, "row_key", [_row(answer) for answer in answers])
    insert_or_ignore(
        SegmentChange,
        [
            {
                "member_id": answer.member_id,
                "score": answer.score,
                "segment": segment_of(answer.score),
                "answered_at": answer.answered_at,
                "source": f"answer:{answer_id}",
            }
            for answer_id, answer in zip(ids, answers, strict=True)
        ],
    )
    settle_segments({answer.member_id for answer in answers})
    record_lines([_line(answer_id, answer) for answer_id, answer in zip(ids, answers, strict=True)])


def settle_segments(member_ids: AbstractSet[int]) -> None:
    """Set segment and score of these members from their newest real answers: two statements."""
    latest = func.row_number().over(
        partition_by=SegmentChange.member_id,
        order_by=(SegmentChange.answered_at.desc(), SegmentChange.id.desc()),
    )
    ranked = (
        select(SegmentChange.member_id, SegmentChange.score, SegmentChange.segment, latest.label("place"))
        .where(SegmentChange.member_id.in_(member_ids))
        .subquery()
    )
    newest = db.session.execute(select(ranked.c.member_id, ranked.c.score, ranked.c.segment).where(ranked.c.place == 1))
    rows = [{"id": row.member_id, "nps": row.score, "segment": row.segment} for row in newest]
    if rows:
        db.session.execute(update(Member), rows)
        note_written(Member, member_ids)


def _row(answer: Answer) -> dict[str, object]:
    return {
        "kind": "nps",
        "member_id": answer.member_id,
        "score": answer.score,
        "text": answer.text,
        "answered_at": answer.answered_at,
        "source": "import",
        "row_key": answer.key,
        "real": True,
        "created_at": now(),
    }


def _line(answer_id: int, answer: Answer) -> Line:
    return Line(
        SURVEY_ANSWERED,
        member_id=answer.member_id,
        company_id=answer.company_id,
        about=("surveyanswer", answer_id),
        facts={"survey": "nps", "score": answer.score, "real": True},
        occurred_at=answer.answered_at,
        historic=True,
    )
