"""Writing a page of imported answers in a few statements: answers, segments, lines in the ledger."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, func, insert, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.kits.search.changes import note_written
from portal.ledger.ledger import Line, record_lines
from portal.people.actions.segments import segment_of
from portal.people.models import Member, SegmentChange

from .models import SurveyAnswer
from .verbs import SURVEY_ANSWERED

ANSWERS = cast("Table", SurveyAnswer.__table__)


class Answer(NamedTuple):
    """An answer of a member that is to be kept."""

    member_id: int
    company_id: int | None
    score: int
    words: str
    answered_at: datetime
    key: str


def known_keys(keys: AbstractSet[str]) -> set[str]:
    """Those of these row keys that answers have already."""
    return set(db.session.scalars(select(SurveyAnswer.row_key).where(SurveyAnswer.row_key.in_(keys))))


def keep_answers(answers: Sequence[Answer]) -> None:
    """Keep real answers from the past. The newest of each member makes their segment; nobody is written to."""
    if not answers:
        return
    db.session.execute(insert(ANSWERS), [_row(answer) for answer in answers])
    ids = _ids([answer.key for answer in answers])
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
    rows = [{"id": member_id, "nps": score, "segment": segment} for member_id, score, segment in newest]
    if rows:
        db.session.execute(update(Member), rows)
        note_written(Member, member_ids)


def _ids(keys: Sequence[str]) -> list[int]:
    """The ids of answers by row key, in the order of the keys."""
    found = db.session.execute(select(ANSWERS.c.row_key, ANSWERS.c.id).where(ANSWERS.c.row_key.in_(keys)))
    by_key = {key: answer_id for key, answer_id in found}  # noqa: C416 - rows, not pairs
    return [by_key[key] for key in keys]


def _row(answer: Answer) -> dict[str, object]:
    return {
        "kind": "nps",
        "member_id": answer.member_id,
        "score": answer.score,
        "words": answer.words,
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
