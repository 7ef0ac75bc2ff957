"""Keeping a view of a board under a name."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import fold, one_line

from ..models import SavedView

MAX_VIEWS = 30
MAX_ARGUMENTS = 20


def save_view(user: User, name: str, query: Mapping[str, str]) -> SavedView:
    """Keep it; the same name again replaces what was kept."""
    name = one_line(name)[:80]
    if not fold(name):
        raise Refused(_("Enter a name for the view."))
    kept = {key[:40]: value[:200] for key, value in list(query.items())[:MAX_ARGUMENTS] if value}
    mine = SavedView.user_id == user.id
    known = db.session.scalar(select(SavedView).where(mine, SavedView.folded == fold(name)[:80]))
    if known is not None:
        known.name, known.query = name, kept
        return known
    if (db.session.scalar(select(func.count()).where(mine)) or 0) >= MAX_VIEWS:
        raise Refused(_("You have very many views. Remove one first."))
    view = SavedView(user_id=user.id, name=name, folded=fold(name)[:80], query=kept, created_at=now())
    db.session.add(view)
    db.session.flush()
    return view


def remove_view(view: SavedView) -> None:
    """Forget it."""
    db.session.delete(view)
