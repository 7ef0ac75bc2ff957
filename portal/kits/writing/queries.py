"""What somebody has begun to write."""

from typing import Any

from sqlalchemy import Select, select

from portal.core.database import db

from .models import Draft


def draft_at(user_id: int, place: str) -> Draft | None:
    """What the user has begun to write there."""
    return db.session.get(Draft, (user_id, place), populate_existing=True)


def drafts_of(user_id: int) -> Select[Any]:
    """Everything the user has begun to write."""
    return select(Draft).where(Draft.user_id == user_id)
