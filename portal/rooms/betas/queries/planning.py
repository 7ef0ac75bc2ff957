"""What those choose from who plan a beta."""

from sqlalchemy import select

from portal.core.database import db
from portal.people.models import Agreement


def agreements() -> list[tuple[int, str]]:
    """Every agreement: (id, name)."""
    rows = db.session.execute(select(Agreement.id, Agreement.name).order_by(Agreement.name, Agreement.id))
    return [(row.id, row.name) for row in rows]
