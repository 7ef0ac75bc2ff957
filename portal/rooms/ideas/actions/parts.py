"""Which ideas became part of one, however many steps ago."""

from typing import Any

from sqlalchemy import Select, literal, select

from ..models import Idea


def parts_of(idea_id: int) -> Select[Any]:
    """The ids of the ideas that became part of this one, of those that had become part of them, and so on."""
    parts = select(Idea.id).where(Idea.merged_into_id == idea_id).cte("parts", recursive=True)
    return select(parts.union(select(Idea.id).where(Idea.merged_into_id == parts.c.id)).c.id)


def whole_of(idea_id: int) -> Select[Any]:
    """The same with the idea itself."""
    whole = select(literal(idea_id).label("id")).cte("whole_idea", recursive=True)
    return select(whole.union(select(Idea.id).where(Idea.merged_into_id == whole.c.id)).c.id)
