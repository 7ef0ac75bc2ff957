"""What those need who make categories."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.core.urls import path_for
from portal.kits.admission.agreements import Opening, agreement_openings
from portal.people.viewer import Viewer

from ..models import Category
from .seeing import CATEGORIES


def every_category() -> list[Category]:
    """All of them in order, with their agreements and audiences. Five statements."""
    statement = select(Category).options(
        joinedload(Category.agreement),
        *(selectinload(each) for each in (Category.see_audience, Category.reply_audience, Category.create_audience)),
    )
    return list(db.session.scalars(statement.order_by(Category.position, Category.id)))


@agreement_openings("forum")
def opened_categories(viewer: Viewer, agreement_id: int) -> list[Opening]:
    """The categories behind an agreement that the viewer sees, or would see."""
    behind = db.session.execute(CATEGORIES.opened_by(viewer, agreement_id))
    return [Opening(name, path_for("forum.category", category_id=category_id)) for category_id, name in behind]
