"""What was said under an idea."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Bundle

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.paging import By, Page, page_by_key
from portal.core.rows import columns_for
from portal.people.models import Company, Member
from portal.people.viewer import Viewer

from ..models import IdeaComment
from .seeing import sees_comment

OLDEST = (By(IdeaComment.id),)


class CommentRow(NamedTuple):
    """A comment with its author as a page shows them; `company` is empty for staff."""

    id: int
    body: str
    internal: bool
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    author_user_id: int | None
    author: str | None
    handle: str | None
    company: str | None
    staff: bool


def comments(viewer: Viewer, idea_id: int, cursor: str | None) -> Page[CommentRow]:
    """What was said under an idea, the oldest first, with the notes of colleagues for colleagues. One statement."""
    row: Bundle[Any] = Bundle(
        "comment",
        *columns_for(
            CommentRow,
            id=IdeaComment.id,
            body=IdeaComment.body,
            internal=IdeaComment.internal,
            created_at=IdeaComment.created_at,
            edited_at=IdeaComment.edited_at,
            deleted_at=IdeaComment.deleted_at,
            author_user_id=IdeaComment.author_user_id,
            author=User.name,
            handle=User.handle,
            company=Company.name,
            staff=is_staff(User.id),
        ),
    )
    statement = (
        select(row)
        .select_from(IdeaComment)
        .outerjoin(User, User.id == IdeaComment.author_user_id)
        .outerjoin(Member, Member.id == User.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(IdeaComment.idea_id == idea_id, sees_comment(viewer))
    )
    page = page_by_key(statement, OLDEST, cursor)
    return Page([CommentRow._make(each) for each in page.rows], page.before, page.after)
