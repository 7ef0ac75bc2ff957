"""The words of an answer are feedback too; and who of us hears what customers tell us."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.kits.notices.actions import notify
from portal.kits.search.changes import note_written
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.people.models import Member
from portal.rooms.surveys.models import SurveyAnswer
from portal.rooms.surveys.verbs import SURVEY_ANSWERED

from .models import Feedback
from .notices import TOLD
from .reading import due_after, readers_of
from .verbs import FEEDBACK_GIVEN


@subscriber("feedback", SURVEY_ANSWERED)
def keep_text(lines: Sequence[Activity]) -> None:
    """Each answer with words becomes a piece of feedback, once; it counts as one act, the answer."""
    answers = {
        answer.id: answer
        for answer in db.session.scalars(
            select(SurveyAnswer).where(SurveyAnswer.id.in_({line.about_id for line in lines}), SurveyAnswer.text != "")
        )
    }
    companies = _companies_of({answer.member_id for answer in answers.values()})
    rows = [
        {
            "member_id": answer.member_id,
            "company_id": line.company_id or companies.get(answer.member_id),
            "source": "survey",
            "source_key": f"answer:{answer.id}",
            "title": "",
            "text": answer.text,
            "score": answer.score,
            "between_us": False,
            "said_at": answer.answered_at,
            "dated": True,
            "read_due_at": None if line.historic else due_after(line.recorded_at),
            "created_at": now(),
            "updated_at": now(),
        }
        for line in lines
        if (answer := answers.get(line.about_id or 0)) is not None
    ]
    insert_or_ignore(Feedback, rows)
    keys = [row["source_key"] for row in rows]
    note_written(Feedback, db.session.scalars(select(Feedback.id).where(Feedback.source_key.in_(keys))).all())


@subscriber("feedback.tell", FEEDBACK_GIVEN)
def tell_who_reads_it(lines: Sequence[Activity]) -> None:
    """Who is to read it hears what a customer told us by themselves."""
    for line in lines:
        member = db.session.get(Member, line.member_id) if line.member_id else None
        if member is not None and line.about_id is not None:
            author = db.session.scalar(select(User).where(User.member_id == member.id))
            whom = [reader.user_id for reader in readers_of([line.about_id]).values()]
            notify(TOLD.name, whom, about=("feedback", line.about_id), actor=author, cause=line)


def _companies_of(member_ids: set[int]) -> dict[int, int | None]:
    statement = select(Member.id, Member.company_id).where(Member.id.in_(member_ids))
    return dict(db.session.execute(statement).all())
